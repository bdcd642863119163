"""How each kind of field is read: forgiving in form, strict in meaning (design section 6).

Each reader takes a value that is not empty and returns it normalised, or notes what is wrong and returns a stand-in; a
draft is only made where nothing was noted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from certs import bounds
from certs.canonical import clean_text
from certs.certificate import glyphs, number, staff_code, uscc
from certs.certificate.dates import read_day
from certs.certificate.fields import Kind
from certs.errors import Malformed
from certs.scheme.schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from certs.certificate.fields import Field
    from certs.certificate.reading.findings import Findings, Place

UNREADABLE: Final = object()  # stands for a cell whose error is noted already, so that it is not also called missing
NO_DAY: Final = date(1, 1, 1)  # stands in for a day that could not be read
_INVISIBLE: Final = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))  # come along when text is pasted, and mean nothing
_WHOLE = re.compile(r"\+?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0*)?")
_DECIMAL = re.compile(r"[0-9]{1,10}(?:\.[0-9]*)?")
_CATEGORY = re.compile(r"[A-T][0-9]{2,4}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_FORMULA: Final = ("=", "＝")
_LINE_ENDS: Final = "；;，,。、：:"


def tidy(text: str) -> str:
    """Return `text` in NFC, on one line, each run of blanks one blank, invisible characters that mean nothing out."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def is_empty(value: object) -> bool:
    """Tell whether a field was left empty: absent, or a text or list that shows nothing."""
    return (
        value is None
        or (isinstance(value, str) and not tidy(value))
        or (isinstance(value, (list, tuple)) and not value)
    )


class Reader:
    """Reads the values of one certificate and notes what is wrong. `more` are the code points of a body's own fonts."""

    def __init__(self, found: Findings, more: AbstractSet[int] = glyphs.NONE) -> None:
        self._found = found
        self._more = more
        self._by_kind: dict[Kind, Callable[[Field, Place, object], Any]] = {
            Kind.TEXT: self._text,
            Kind.LATIN: self._latin,
            Kind.LONG_TEXT: self._long_text,
            Kind.ENTRIES: self._entries,
            Kind.USCC: self._uscc,
            Kind.NUMBER: self._number,
            Kind.CATEGORY: self._category,
            Kind.SCHEME: self._scheme,
            Kind.SCORE: self._score,
            Kind.COUNT: self._count,
            Kind.DECIDERS: self._deciders,
            Kind.DAY: self._day,
        }

    def read(self, field: Field, place: Place, value: object) -> Any:
        """Return the value of a field that is not empty."""
        return self._by_kind[field.kind](field, place, value)

    def _as_text(self, place: Place, value: object, example: str) -> str:
        if isinstance(value, str):
            return value
        self._found.add(
            place,
            value,
            "type",
            f'这里要写文字（加引号），如 "{example}"。',
            f'text in quotes is wanted here, such as "{example}".',
        )
        return ""

    def _checked(self, place: Place, text: str, most: int) -> str:
        """Return a tidied text after the checks that every printed text must pass."""
        if len(text) > most:
            self._found.add(
                place,
                text,
                "range",
                f"有 {len(text)} 个字符，最多 {most} 个。",
                f"it has {len(text)} characters; {most} is the most.",
            )
            return text[:most]
        if "\ufffd" in text:
            self._found.add(
                place,
                text,
                "format",
                "文字有乱码（�），文件的编码转换出过错，请重新录入。",
                "the text is garbled (�): an encoding went wrong somewhere; type it again.",
            )
            return text
        if text.startswith(_FORMULA):
            self._found.add(
                place,
                text,
                "format",
                "以“=”开头的是表格公式，不是文字；请填写内容本身，不要公式。",
                "text that begins with = is a formula of a spreadsheet and no content; write the content itself.",
            )
            return text
        try:
            clean_text(text)
        except Malformed as error:
            self._found.add(place, text, "format", error.words.zh, error.words.en)
            return text
        self._check_glyphs(place, text)
        return text

    def _check_glyphs(self, place: Place, text: str) -> None:
        absent = glyphs.missing(text, self._more)
        if absent:
            named = "、".join(f"{c}（U+{ord(c):04X}）" for c in absent[:10])
            named_en = ", ".join(f"{c} (U+{ord(c):04X})" for c in absent[:10])
            self._found.add(
                place,
                text,
                "glyph",
                f"证书字体没有 {named}，印不出来；请改用规范字，或由管理员在实例的 fonts/ 里加字体。",
                f"the printed fonts lack {named_en}; use the standard character, or add a font to the "
                f"instance's fonts/.",
            )

    def _text(self, field: Field, place: Place, value: object) -> str:
        text = self._checked(place, tidy(self._as_text(place, value, "青禾家电")), field.most)
        if text and not any(c.isalnum() for c in text):
            self._found.add(
                place,
                text,
                "format",
                f"“{text}”里没有文字，请填写{field.head.zh}。",
                f"“{text}” has no letters; fill in the {field.head.en.lower()}.",
            )
        return text

    def _latin(self, field: Field, place: Place, value: object) -> str:
        text = self._text(field, place, value)
        if _HAN.search(text):
            self._found.add(
                place,
                text,
                "format",
                "英文名称里有汉字，请只写英文，没有就不填。",
                "the English name has Chinese characters; write English only, or leave it empty.",
            )
        return text

    def _long_text(self, field: Field, place: Place, value: object) -> str:
        lines = [tidy(line) for line in self._as_text(place, value, "家用空调器的安装、维修").splitlines()]
        text = ""
        for line in filter(None, lines):
            text += line if not text or text[-1] in _LINE_ENDS else f"；{line}"
        return self._checked(place, text, field.most)

    def _entries(self, field: Field, place: Place, value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            self._found.add(
                place,
                value,
                "type",
                '这里要写列表，如 ["甲", "乙"]；一项也要加方括号。',
                'a list is wanted here, such as ["a", "b"], also for a single entry.',
            )
            return ()
        if len(value) > bounds.LIST_ENTRIES:
            self._found.add(
                place,
                f"{len(value)}",
                "range",
                f"有 {len(value)} 项，最多 {bounds.LIST_ENTRIES} 项。",
                f"it has {len(value)} entries; {bounds.LIST_ENTRIES} is the most.",
            )
            return ()
        return self._each_entry(field, place, value)

    def _each_entry(self, field: Field, place: Place, value: list[Any] | tuple[Any, ...]) -> tuple[str, ...]:
        entries: list[str] = []
        for index, raw in enumerate(value):
            at = place.entry(index)
            if is_empty(raw):
                self._found.add(
                    at, raw, "missing", "这一项是空的，请填写或删去。", "this entry is empty; fill it in or remove it."
                )
                continue
            entry = self._entry_text(field, at, raw)
            if entry in entries:
                self._found.add(
                    at,
                    entry,
                    "duplicate",
                    f"“{entry}”写了两次，请删去一个。",
                    f"“{entry}” stands here twice; remove one.",
                )
            entries.append(entry)
        return tuple(entries)

    def _entry_text(self, field: Field, at: Place, raw: object) -> str:
        if field.name == "models":  # `*` alone means all models, and is no letter
            return self._checked(at, tidy(self._as_text(at, raw, "KFR-35GW/*")), field.most)
        return self._text(field, at, raw)

    def _uscc(self, _field: Field, place: Place, value: object) -> str:
        text = self._as_text(place, value, "91000000MA0000277Y")
        return self._found.try_to(place, text, lambda: uscc.validate(text), "") if text else ""

    def _number(self, field: Field, place: Place, value: object) -> str:
        text = number.compact(self._as_text(place, value, "99926SC00001R0M"))
        if text and not number.is_taken_over_form(text):
            self._found.add(
                place,
                value,
                "format",
                f"{field.head.zh}应为 6 到 40 位的数字、字母、/、_ 或 -，如 00114E22766R2L/3502。",
                f"the {field.head.en.lower()} is 6 to 40 digits, letters, /, _ or -, such as 00114E22766R2L/3502.",
            )
        elif uscc.is_valid(text):
            self._found.add(
                place,
                value,
                "conflict",
                f"“{text}”是统一社会信用代码，不是证书编号；请填写旧证书上的编号。",
                f"“{text}” is a USCC and no certificate number; write the number on the old certificate.",
            )
        return text

    def _category(self, field: Field, place: Place, value: object) -> str:
        text = unicodedata.normalize("NFKC", tidy(self._as_text(place, value, "C3852"))).upper().replace(" ", "")
        if text and _CATEGORY.fullmatch(text) is None:
            self._found.add(
                place,
                value,
                "format",
                f"“{text}”不是 GB/T 4754 的{field.head.zh}：一个字母 A 至 T 加 2 到 4 位数字，如 C3852。",
                f"“{text}” is no GB/T 4754 code: a letter A to T and 2 to 4 digits, such as C3852.",
            )
        return text

    def _scheme(self, field: Field, place: Place, value: object) -> str:
        text = unicodedata.normalize("NFKC", tidy(self._as_text(place, value, "gbt27922-2011"))).casefold()
        if text and text not in SCHEMES:
            known = "、".join(SCHEMES)
            self._found.add(
                place,
                value,
                "unknown",
                f"没有“{text}”这个{field.head.zh}，可填：{known}。",
                f"there is no scheme “{text}”; known are {', '.join(SCHEMES)}.",
            )
        return text

    def _score(self, field: Field, place: Place, value: object) -> Decimal:
        text = _number_text(value, "分")
        if text is None or _DECIMAL.fullmatch(text) is None:
            code = "type" if text is None else "format"
            self._found.add(
                place,
                value,
                code,
                f"{field.head.zh}应为数字，如 96.5（小数点用 .，不用逗号）。",
                "the score is a number such as 96.5, with a point and no comma.",
            )
            return Decimal(0)
        _, _, places = text.rstrip("0").partition(".") if "." in text else (text, "", "")
        if len(places) > bounds.SCORE_DECIMALS:
            self._found.add(
                place,
                value,
                "range",
                f"小数有 {len(places)} 位，最多 {bounds.SCORE_DECIMALS} 位；请按评分记录键入准确的分数。",
                f"it has {len(places)} decimals; {bounds.SCORE_DECIMALS} is the most. Type the score "
                f"exactly as recorded.",
            )
            return Decimal(0)
        return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)

    def _count(self, field: Field, place: Place, value: object) -> int:
        text = _number_text(value, "人项分")
        match = _WHOLE.fullmatch(text) if text is not None else None
        if match is None:
            code = "type" if text is None else "format"
            self._found.add(
                place,
                value,
                code,
                f"{field.head.zh}应为整数，如 {max(field.least, 1)}。",
                f"“{field.head.en}” is a whole number, such as {max(field.least, 1)}.",
            )
            return field.least
        digits = match[1].replace(",", "").lstrip("0") or "0"
        count = int(digits) if len(digits) <= 12 else field.most + 1
        if not field.least <= count <= field.most:
            self._found.add(
                place,
                value,
                "range",
                f"{field.head.zh}应在 {field.least} 与 {field.most} 之间。",
                f"“{field.head.en}” lies between {field.least} and {field.most}.",
            )
        return count

    def _deciders(self, field: Field, place: Place, value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or len(value) != bounds.DECIDERS:
            self._found.add(
                place,
                value,
                "range" if isinstance(value, (list, tuple)) else "type",
                f'{field.head.zh}要有两个，TOML 写 ["reviewer-02", "decider-01"]，表格写 reviewer-02；decider-01。',
                'two staff codes are wanted: ["reviewer-02", "decider-01"] in TOML, reviewer-02；decider-01 in a cell.',
            )
            return ()
        codes = tuple(self._staff_code(place.entry(index), raw) for index, raw in enumerate(value))
        if all(codes) and len({code.casefold() for code in codes}) < bounds.DECIDERS:
            self._found.add(
                place,
                value,
                "conflict",
                "两个代码是同一个人；评审和决定必须由两名不同人员作出。",
                "both codes are the same person; two different people must decide.",
            )
        return codes

    def _staff_code(self, place: Place, raw: object) -> str:
        text = tidy(self._as_text(place, raw, "reviewer-02"))
        if not isinstance(raw, str):
            return ""
        return self._found.try_to(place, raw, lambda: staff_code.validate(text), "")

    def _day(self, _field: Field, place: Place, value: object) -> date:
        return self._found.try_to(place, value, lambda: read_day(value), NO_DAY)


def _number_text(value: object, units: str) -> str | None:
    """Return a number as ASCII text without its unit, or None for what is no number at all."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    if isinstance(value, int):
        return str(value) if value.bit_length() < 64 else "x"
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 30 else "x"
    return unicodedata.normalize("NFKC", tidy(value)).replace(" ", "").rstrip(units)
