"""Does a certificate cover a product? One of four answers, with what decided it.

The scope is read word by word. What nothing in the certificate explains forbids a yes, and is named; nothing is
inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from certs.certificate.coverage.product_question import Question, fold, read_question
from certs.errors import Words


class Answer(StrEnum):
    """The four answers."""

    COVERED = "covered"
    COVERED_IF = "covered_if"
    NOT_LISTED = "not_listed"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Coverage:
    """An answer about one product, from one version of a certificate, whatever its status.

    `item` is the name of the scope item that decided, `rule` the stable code of the rule,
    `words` are those of question and certificate that decided. Where the answer is `covered_if`, `limits` says what
    the certificate limits and the question does not name (`brand`, `model`), and `limited_to` has for each of them, in
    the same order, the brands or model patterns that are covered; they also stand in `words` and in the sentence.
    `nearest` are the names of the nearest items, best first. `sentence` can be put into a file as it is.
    """

    answer: Answer
    item: str | None
    rule: str
    words: tuple[str, ...]
    limits: tuple[str, ...]
    nearest: tuple[str, ...]
    sentence: Words
    limited_to: tuple[tuple[str, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the answer as programs get it."""
        return {
            "answer": self.answer.value,
            "item": self.item,
            "rule": self.rule,
            "words": list(self.words),
            "limits": list(self.limits),
            "nearest": list(self.nearest),
            "sentence": self.sentence.to_json(),
        }


_LIMITS: Final = (("brand", "brands"), ("model", "models"))


def coverage_of(subject: Mapping[str, Any], product: str) -> Coverage:
    """Return whether the certificate with this credential subject covers the product, and what decided.

    `product` has 1 to 60 characters. Raises Malformed (`bad_product`, field `product`) for any other.
    """
    question = read_question(product)
    if excluded := next(_spoken(subject, question), None):
        return excluded
    named = (item for item in subject["scope"] if fold(item["name"]) == question.text)
    answers = sorted((_listed(item, question) for item in named), key=lambda each: each.answer is not Answer.COVERED)
    return answers[0] if answers else _not_listed(question)


def _spoken(subject: Mapping[str, Any], question: Question) -> Iterator[Coverage]:
    for item in ({"name": None, "excludes": subject.get("excludes", ())}, *subject["scope"]):
        for words in item.get("excludes", ()):
            if fold(words) in question.text:
                rule = "excluded_by_item" if item["name"] else "excluded_by_certificate"
                zh = f"“{question.shown}”：不覆盖。证书写明不含“{words}”。"
                en = f"“{question.shown}”: excluded. The certificate says that it does not cover “{words}”."
                yield Coverage(Answer.EXCLUDED, item["name"], rule, (words,), (), (), Words(zh, en))


def _listed(item: Mapping[str, Any], question: Question) -> Coverage:
    limited = [(limit, tuple(item[field])) for limit, field in _LIMITS if item.get(field)]
    if not limited:
        zh = f"“{question.shown}”：覆盖。证书列有“{item['name']}”。"
        en = f"“{question.shown}”: covered. The certificate lists “{item['name']}”."
        return Coverage(Answer.COVERED, item["name"], "item_named", (item["name"],), (), (), Words(zh, en))
    entries = tuple(entry for _, these in limited for entry in these)
    zh = f"“{question.shown}”：限定覆盖。证书列有“{item['name']}”，但只限：{'、'.join(entries)}。"
    en = f"“{question.shown}”: covered if. The certificate lists “{item['name']}”, but only: {', '.join(entries)}."
    return Coverage(
        Answer.COVERED_IF,
        item["name"],
        "limits_apply",
        entries,
        tuple(limit for limit, _ in limited),
        (),
        Words(zh, en),
        tuple(these for _, these in limited),
    )


def _not_listed(question: Question) -> Coverage:
    zh = f"“{question.shown}”：未列明。证书没有列出它。"
    en = f"“{question.shown}”: not listed. The certificate does not list it."
    return Coverage(Answer.NOT_LISTED, None, "word_unexplained", (question.shown,), (), (), Words(zh, en))
