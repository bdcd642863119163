"""The answer about coverage as a sentence that can be put into a file: what was asked, the answer, what decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from certs.certificate.coverage.explained_parts import Part
from certs.certificate.coverage.item_reading import Reading
from certs.certificate.coverage.product_question import Question
from certs.certificate.coverage.scope_words import BRAND, MODEL, NAME, SERVICE, Item
from certs.errors import Words

COVERED: Final = Words("覆盖", "covered")
COVERED_IF: Final = Words("限定覆盖", "covered within limits")
NOT_LISTED: Final = Words("未列明", "not listed")
EXCLUDED: Final = Words("不覆盖", "excluded")
_LIMITS: Final = {"brand": Words("品牌", "brand"), "model": Words("型号", "model")}


def quoted(words: Iterable[str]) -> Words:
    """Return words in quotation marks, as a list in each language."""
    each = [f"“{word}”" for word in words]
    return Words("、".join(each), ", ".join(each))


def sentence(question: Question, answer: Words, reasons: Iterable[Words]) -> Words:
    """Join question, answer and reasons."""
    told = list(reasons)
    english = "; ".join(reason.en for reason in told)
    return Words(
        f"所问“{question.shown}”：{answer.zh}。{'；'.join(reason.zh for reason in told)}。",
        f"Asked “{question.shown}”: {answer.en}. {english[:1].upper()}{english[1:]}.",
    )


def covered(question: Question, item: Item, parts: Sequence[Part]) -> Words:
    """Say what covers."""
    return sentence(question, COVERED, [_listed(item), *_explained(question, parts)])


def covered_if(
    question: Question, item: Item, parts: Sequence[Part], limited: Sequence[tuple[str, Sequence[str]]]
) -> Words:
    """Say what covers, and within what limits, one by one."""
    reasons = [_listed(item), *_explained(question, parts)]
    for limit, entries in limited:
        name, these = _LIMITS[limit], quoted(entries)
        reasons.append(Words(f"{name.zh}只限{these.zh}，所问没有写明", f"{name.en} only {these.en}, and none is named"))
    return sentence(question, COVERED_IF, reasons)


def excluded(question: Question, item: Item | None, entry: str) -> Words:
    """Say what excludes."""
    if item is None:
        reason = Words(f"整张证书写明不含“{entry}”", f"The certificate as a whole excludes “{entry}”")
    else:
        reason = Words(f"证书在“{item.name}”一项写明不含“{entry}”", f"The item “{item.name}” excludes “{entry}”")
    return sentence(question, EXCLUDED, [reason])


def not_listed(question: Question, reading: Reading, rule: str, words: Sequence[str], nearest: Sequence[str]) -> Words:
    """Say what is missing, and what is nearest."""
    these, item = quoted(words), reading.item
    reasons = [] if item is None else [_listed(item), *_explained(question, _models(reading))]
    reason = _NO_MODEL if item is None and rule == "model_not_listed" else REASONS[rule]
    reasons.append(Words(reason.zh.replace("{}", these.zh), reason.en.replace("{}", these.en)))
    if rule == "word_unexplained" and item is not None:
        reasons += _hint(item)
    if item is None and nearest:
        near = quoted(nearest)
        reasons.append(Words(f"证书列有的相近项目：{near.zh}", f"nearest items: {near.en}"))
    return sentence(question, NOT_LISTED, reasons)


REASONS: Final = {
    "brand_not_listed": Words("品牌{}不在这一项列出的品牌之内", "the brand {} is not among the brands of this item"),
    "model_not_listed": Words("型号{}不符合这一项列出的型号", "the model {} fits none that this item lists"),
    "service_not_listed": Words(
        "服务{}不在这一项包含的服务之内", "the service {} is not among those that this item includes"
    ),
    "service_before_name": Words(
        "{}写在产品名称前面，分不清是服务还是产品的种类；问服务请写在名称后面",
        "{} stands before the name and may be a service or a kind of product; write a service behind the name",
    ),
    "several_products": Words(
        "所问不止一个产品（{}），不能合为一个回答；请分开问",
        "more than one product is asked about ({}), which no one answer fits; ask about each by itself",
    ),
    "brand_alone": Words("{}只是品牌，没有写明产品", "{} is a brand only, and names no product"),
    "service_alone": Words("{}只是服务，没有写明产品", "{} is a service only, and names no product"),
    "category_alone": Words("{}只是行业代码，没有写明产品", "{} is a category code only, and names no product"),
    "nothing_named": Words("{}没有说出是什么产品", "{} names no product"),
    "broader_word": Words(
        "{}只是证书所列名称的一部分，可能更宽，不能推定包括在内",
        "{} is only a part of a name that is listed and may be broader, so nothing is inferred from it",
    ),
    "word_unexplained": Words(
        "证书没有写到{}，不能推定包括在内", "the certificate does not say {}, and nothing is inferred"
    ),
}

_NO_MODEL: Final = Words("型号{}不符合证书任何一项列出的型号", "the model {} fits none that any item lists")


def _models(reading: Reading) -> list[Part]:
    return [part for part in reading.parts if part.term is not None and part.kind & MODEL]


def _listed(item: Item) -> Words:
    return Words(f"证书列有“{item.name}”", f"The certificate lists “{item.name}”")


def _hint(item: Item) -> list[Words]:
    """Say how to ask again where an item has no such limit: only who asks knows what a word is."""
    free = [name for name, entries in (("brand", item.brands), ("model", item.models)) if not entries]
    if not free:
        return []
    zh = "、".join(_LIMITS[name].zh for name in free)
    en = " or ".join(_LIMITS[name].en for name in free)
    label = _LIMITS[free[0]].zh
    return [
        Words(
            f"这一项不限{zh}，如果是{zh.replace('、', '或')}，请写成“{label}：…”再问",
            f"this item limits no {en}; if it is one, ask again with “{label}：” before it",
        )
    ]


def _explained(question: Question, parts: Sequence[Part]) -> list[Words]:
    return [words for part in parts if (words := _explained_part(question.words(part.start, part.end), part))]


def _explained_part(asked: str, part: Part) -> Words | None:
    if part.term is None:
        return _called(asked, part.kind)
    entry, kind = part.term.entry, part.kind
    if kind & NAME:
        same = asked == entry
        return None if same else Words(f"“{asked}”就是这一项", f"“{asked}” is this item")
    if kind & MODEL:
        return Words(f"型号“{asked}”符合“{entry}”", f"the model “{asked}” fits “{entry}”")
    if kind & BRAND:
        return Words(f"品牌“{entry}”在列", f"the brand “{entry}” is listed")
    if kind & SERVICE:
        return Words(f"服务“{entry}”包含在内", f"the service “{entry}” is included")
    return Words(f"行业代码“{entry}”相符", f"the category “{entry}” agrees")


def _called(asked: str, called: int) -> Words | None:
    if called & MODEL:
        return Words(
            f"“{asked}”按型号理解，这一项不限型号", f"“{asked}” is read as a model, of which this item limits none"
        )
    if called & BRAND:
        return Words(
            f"“{asked}”写明是品牌，这一项不限品牌", f"“{asked}” is called a brand, of which this item limits none"
        )
    return None
