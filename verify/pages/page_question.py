"""What the address of a page asks about its certificate: a day or an instant (`at`), and a product (`product`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request

from certs import limits
from certs.certificate.coverage.product_question import read_question
from certs.certificate.pasted_text import shown
from certs.certificate.reading.asked_moment import Moment, read_moment
from certs.errors import Refused, Words
from verify import addresses


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """A question; None and "" where it names no day, and no product.

    `typed` is the product as it stands in its field; `moment_error` and `product_error` say what is wrong with what
    could not be read. Of a day that could not be read no product is answered: it would be that of another day.
    """

    moment: Moment | None = None
    product: str = ""
    typed: str = ""
    moment_error: Words | None = None
    product_error: Words | None = None

    @property
    def asks(self) -> bool:
        """Whether anything is asked about but today, well or badly."""
        return any((self.moment, self.product, self.moment_error, self.product_error))

    @property
    def query(self) -> str:
        """What follows a path so that it answers the same question; "" for none."""
        asked = {"at": self.moment.text if self.moment else "", "product": self.product}
        return addresses.with_query("", {name: text for name, text in asked.items() if text})


NOTHING: Final = PageQuestion()


def page_question() -> PageQuestion:
    """Read the question of the present request. What is wrong with it is kept beside it."""
    typed = shown(request.args.get("product", "")[: limits.QUERY])
    product, product_error = "", None
    if typed:
        try:
            product = read_question(request.args["product"]).shown
        except Refused as refused:
            product_error = refused.words
    try:
        moment = read_moment(request.args.get("at", ""))
    except Refused as refused:
        return PageQuestion(None, "", typed, refused.words, product_error)
    return PageQuestion(moment, product, typed, None, product_error)


def required_question() -> PageQuestion:
    """Read the question of the present request. Raises Refused for what is no day, and for what is no product."""
    product = request.args.get("product", "")
    asked = read_question(product).shown if shown(product) else ""
    return PageQuestion(read_moment(request.args.get("at", "")), asked, asked)
