"""How each kind of field is read: forgiving in form, strict in meaning (meanings.md, "Input").

Each reader takes a value that is not empty and returns it normalised, or notes what is wrong and returns a stand-in; a
draft is only made where nothing was noted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.certificate import glyphs, number, uscc
from certs.certificate.field_kinds import Kind
from certs.certificate.reading import amount_values
from certs.certificate.reading.text_values import TextReader, read_deciders
from certs.certificate.reading.tidy_text import tidy
from certs.certificate.reading.written_days import read_day
from certs.certificate.taken_over import STANDINGS
from certs.scheme.schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings, Place

NO_DAY: Final = date(1, 1, 1)  # stands in for a day that could not be read
# What a level may be called: by its code, or by its name with or without 级. No two levels share one.
_LEVELS: Final = {
    name: level.code
    for scheme in SCHEMES.values()
    for level in scheme.levels
    for name in (level.code, level.name.zh, level.name.zh.removesuffix("级"), level.name.en.casefold())
}
_STANDINGS: Final = {name: code for code, words in STANDINGS.items() for name in (code, words.zh)}
_ENDED: Final = frozenset(
    {"撤销", "注销", "过期", "到期", "失效", "终止", "revoked", "withdrawn", "expired", "cancelled", "ended"}
)
_CATEGORY = re.compile(r"[A-T][0-9]{2,4}")


class Reader:
    """Reads the values of one certificate and notes what is wrong. `more` are the code points of a body's own fonts."""

    def __init__(self, findings: Findings, more: AbstractSet[int] = glyphs.NONE) -> None:
        self._findings = findings
        self._texts = TextReader(findings, more)
        self._by_kind: dict[Kind, Callable[[Field, Place, object], Any]] = {
            Kind.TEXT: self._texts.text,
            Kind.LATIN: self._texts.latin,
            Kind.LONG_TEXT: self._texts.long_text,
            Kind.ENTRIES: self._texts.entries,
            Kind.PATTERNS: self._texts.entries,
            Kind.USCC: self._uscc,
            Kind.NUMBER: self._number,
            Kind.CATEGORY: self._category,
            Kind.SCHEME: self._scheme,
            Kind.SCORE: partial(amount_values.score, findings),
            Kind.COUNT: partial(amount_values.count, findings),
            Kind.DECIDERS: partial(read_deciders, findings, self._texts),
            Kind.DAY: self._day,
            Kind.LEVEL: self._level,
            Kind.STANDING: self._standing,
        }

    def read(self, field: Field, place: Place, value: object) -> Any:
        """Return the value of a field that is not empty."""
        return self._by_kind[field.kind](field, place, value)

    def _uscc(self, _field: Field, place: Place, value: object) -> str:
        text = self._texts.as_text(place, value, "91000000MA0000277Y")
        return self._findings.try_to(place, text, lambda: uscc.validate(text), "") if text else ""

    def _number(self, field: Field, place: Place, value: object) -> str:
        text = number.compact(self._texts.as_text(place, value, "99926SC00001R0M"))
        if text and not number.is_taken_over_form(text):
            self._findings.add(
                place,
                value,
                "format",
                f"{field.head.zh}应为 6 到 {limits.NUMBER} 位的数字、字母、/、_ 或 -，如 00114E22766R2L/3502。",
                f"the {field.head.en.lower()} is 6 to {limits.NUMBER} digits, letters, /, _ or -, such as "
                f"00114E22766R2L/3502.",
            )
        elif uscc.is_valid(text):
            self._findings.add(
                place,
                value,
                "conflict",
                f"“{text}”是统一社会信用代码，不是证书编号；请填写旧证书上的编号。",
                f"“{text}” is a USCC and no certificate number; write the number on the old certificate.",
            )
        return text

    def _category(self, field: Field, place: Place, value: object) -> str:
        text = unicodedata.normalize("NFKC", tidy(self._texts.as_text(place, value, "C3852"))).upper().replace(" ", "")
        if text and _CATEGORY.fullmatch(text) is None:
            self._findings.add(
                place,
                value,
                "format",
                f"“{text}”不是 GB/T 4754 的{field.head.zh}：一个字母 A 至 T 加 2 到 4 位数字，如 C3852。",
                f"“{text}” is no GB/T 4754 code: a letter A to T and 2 to 4 digits, such as C3852.",
            )
        return text

    def _scheme(self, field: Field, place: Place, value: object) -> str:
        text = unicodedata.normalize("NFKC", tidy(self._texts.as_text(place, value, "gbt27922-2011"))).casefold()
        if text and text not in SCHEMES:
            schemes = "、".join(SCHEMES)
            self._findings.add(
                place,
                value,
                "unknown",
                f"没有“{text}”这个{field.head.zh}，可填：{schemes}。",
                f"there is no scheme “{text}”; known are {', '.join(SCHEMES)}.",
            )
        return text

    def _day(self, _field: Field, place: Place, value: object) -> date:
        return self._findings.try_to(place, value, lambda: read_day(value), NO_DAY)

    def _level(self, field: Field, place: Place, value: object) -> str:
        text = unicodedata.normalize("NFKC", tidy(self._texts.as_text(place, value, "五星级"))).casefold()
        if text and text not in _LEVELS:
            names = list(dict.fromkeys(level.name.zh for scheme in SCHEMES.values() for level in scheme.levels))
            codes = list(dict.fromkeys(_LEVELS.values()))
            self._findings.add(
                place,
                value,
                "unknown",
                f"没有“{text}”这个{field.head.zh}，可填：{'、'.join(names)}。",
                f"there is no level “{text}”; known are {', '.join(codes)}.",
            )
        return _LEVELS.get(text, "")

    def _standing(self, _field: Field, place: Place, value: object) -> str:
        text = unicodedata.normalize("NFKC", tidy(self._texts.as_text(place, value, "暂停"))).casefold()
        if text.removeprefix("已") in _ENDED:
            self._findings.add(
                place,
                value,
                "range",
                f"“{text}”的证书已经终止，不接收；请留在旧系统的档案里，从表格里删去这一行。",
                f"a certificate that is {text} has ended and is not taken over; leave it in the files of the old "
                "register and remove the row.",
            )
        elif text and text not in _STANDINGS:
            self._findings.add(
                place,
                value,
                "unknown",
                f"“{text}”不是状态，可填：有效、暂停。",
                f"“{text}” is no status here; write valid or suspended.",
            )
        return _STANDINGS.get(text, "")
