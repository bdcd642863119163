"""Refusing a value that is no content: which word it is, and what to write, or to leave out, in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certs.certificate.field_kinds import NUMERIC, Kind
from certs.certificate.filler_words import Means, meaning
from certs.certificate.reading.tidy_text import is_empty, tidy
from certs.errors import Words

if TYPE_CHECKING:
    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings, Place


def filler(field: Field, value: object) -> Means | None:
    """Return what a value of a field stands for if it is a filler word; None for content, and for what is empty."""
    if not isinstance(value, str) or is_empty(value):
        return None
    if field.kind in NUMERIC and any(c.isdigit() for c in value):  # a nought is a number there
        return None
    return meaning(value, pattern=field.kind is Kind.PATTERNS)


def note_filler(findings: Findings, field: Field, place: Place, value: object) -> bool:
    """Note a filler word with its cure, and tell whether there was one."""
    means = filler(field, value)
    if means is None:
        return False
    word = tidy(str(value))
    told, cure, real = _told(field, means), _cure(field, means), _really(field, word)
    findings.add(
        place,
        value,
        "format",
        f"“{word}”{told.zh}；{cure.zh}。{field.note.zh}{real.zh}",
        f"“{word}” {told.en}; {cure.en}. {field.note.en}{real.en}",
    )
    return True


def _told(field: Field, means: Means) -> Words:
    match means:
        case Means.NOTHING:
            return Words("不是内容", "is no content")
        case Means.ELSEWHERE:
            return Words(
                "指向别处，看证书的人看不到那里", "points elsewhere, where a reader of the certificate cannot look"
            )
        case Means.LATER:
            return Words("说明还没有定", "says that it is not settled yet")
        case Means.ALL if field.empty_means_all:
            return Words("不用写", "need not be written")
        case Means.ALL:
            return Words("没有说出是哪些", "does not say which")


def _cure(field: Field, means: Means) -> Words:
    match means:
        case Means.NOTHING if field.required:
            return Words("这一栏不能没有，请写出来", "something is needed here: write it out")
        case Means.NOTHING:
            return Words("没有就留空", "if there is none, leave it empty")
        case Means.ALL if field.empty_means_all:
            return Words("留空就表示全部", "leave it empty, which means all")
        case Means.LATER if field.required:
            return Words("定下来以后写出来，再办理", "write it out once it is, and act then")
        case Means.LATER:
            return Words("定下来再写，没有就留空", "write it out once it is, or leave it empty")
        case _ if field.required:
            return Words("请在这里写出来", "write it out here")
        case _:
            return Words("请在这里写出来，没有就留空", "write it out here, or leave it empty if there is none")


def _really(field: Field, word: str) -> Words:
    """Return how to write a brand or a model that is really called so."""
    if not any(c.isalnum() for c in word):
        return Words("", "")
    if field.search == "brand":
        return Words(f"确是品牌名的，写成“{word}牌”。", f" If it really is a brand, write “{word}牌”.")
    if field.kind is Kind.PATTERNS and word.isascii():
        return Words(f"确是型号的，写成“{word}*”。", f" If it really is a model, write “{word}*”.")
    return Words("", "")
