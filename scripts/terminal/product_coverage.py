"""The option by which a command is asked whether what it verifies covers a product, and the exit code that follows."""

from __future__ import annotations

from typing import Any, Final

import click

from certs.certificate.coverage.coverage import Answer
from certs.certificate.coverage.product_question import read_question
from certs.errors import Refused, Words
from certs.register.answers.product_answer import ProductAnswer
from scripts.terminal.verb_frame import WrongValue, option

_EXIT: Final = {Answer.COVERED: 0, Answer.COVERED_IF: 2, Answer.NOT_LISTED: 1, Answer.EXCLUDED: 1}


class _Product(click.ParamType[str]):
    """A product to ask about, in 1 to 60 characters."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the product, or refuse the call: exit 64."""
        try:
            return read_question(value).shown
        except Refused as error:
            raise WrongValue(error.words, ctx, param) from error


product_option = option(
    "--product",
    type=_Product(),
    default=None,
    metavar="TEXT",
    words=Words(
        "再回答证书是否覆盖这个产品或服务；可以带品牌和型号。",
        "Also answer whether it covers this product or service, which may be named with brand and model.",
    ),
)


def exit_code(product: ProductAnswer) -> int:
    """Return the exit code of a certificate that is valid: 0 covered, 1 not listed or excluded, 2 all else."""
    return 2 if product.coverage is None else _EXIT[product.coverage.answer]
