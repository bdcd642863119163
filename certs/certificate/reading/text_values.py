"""How texts, lists of texts and staff codes are read: tidied, of bounded length, of characters that print."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.canonical import clean_text
from certs.certificate import glyphs, staff_code
from certs.certificate.field_kinds import Kind
from certs.certificate.reading.filler_values import note_filler
from certs.certificate.reading.tidy_text import is_empty, tidy
from certs.errors import Malformed

if TYPE_CHECKING:
    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings, Place

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_FORMULA: Final = ("=", "＝")
_LINE_ENDS: Final = "；;，,。、：:"


class TextReader:
    """Reads texts and notes what is wrong. `more` are the code points of a body's own fonts."""

    def __init__(self, findings: Findings, more: AbstractSet[int] = glyphs.NONE) -> None:
        self._findings = findings
        self._more = more

    def as_text(self, place: Place, value: object, example: str) -> str:
        """Return a value that is text, or note that it is none; `example` shows what is wanted."""
        if isinstance(value, str):
            return value
        self._findings.add(
            place,
            value,
            "type",
            f'这里要写文字（加引号），如 "{example}"。',
            f'text in quotes is wanted here, such as "{example}".',
        )
        return ""

    def checked(self, place: Place, text: str, most: int) -> str:
        """Return a tidied text after the checks that every printed text must pass."""
        if len(text) > most:
            self._findings.add(
                place,
                text,
                "range",
                f"有 {len(text)} 个字符，最多 {most} 个。",
                f"it has {len(text)} characters; {most} is the most.",
            )
            return text[:most]
        if "\ufffd" in text:
            self._findings.add(
                place,
                text,
                "format",
                "文字有乱码（�），文件的编码转换出过错，请重新录入。",
                "the text is garbled (�): an encoding went wrong somewhere; type it again.",
            )
            return text
        if text.startswith(_FORMULA):
            self._findings.add(
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
            self._findings.add(place, text, "format", error.words.zh, error.words.en)
            return text
        self._check_glyphs(place, text)
        return text

    def _check_glyphs(self, place: Place, text: str) -> None:
        absent = glyphs.missing(text, self._more)
        if absent:
            named = "、".join(f"{c}（U+{ord(c):04X}）" for c in absent[:10])
            named_en = ", ".join(f"{c} (U+{ord(c):04X})" for c in absent[:10])
            self._findings.add(
                place,
                text,
                "glyph",
                f"印证书的字体没有 {named}，印出来会缺字；请改用规范字，确实是人名、地名用字的，把有这个字的字体文件放进实例的 fonts/ 再办。",
                f"the fonts that certificates are printed in lack {named_en}, so the paper would have a gap; use the "
                "standard character, or, if a name really needs this one, put a font that has it into fonts/ of the "
                "instance and try again.",
            )

    def text(self, field: Field, place: Place, value: object) -> str:
        """Read one line of text with letters in it."""
        text = self.checked(place, tidy(self.as_text(place, value, "青禾家电")), field.most)
        if text and not any(c.isalnum() for c in text):
            self._findings.add(
                place,
                text,
                "format",
                f"“{text}”里没有文字，请填写{field.head.zh}。",
                f"“{text}” has no letters; fill in the {field.head.en.lower()}.",
            )
        return text

    def latin(self, field: Field, place: Place, value: object) -> str:
        """Read one line in English."""
        text = self.text(field, place, value)
        if _HAN.search(text):
            self._findings.add(
                place,
                text,
                "format",
                "英文名称里有汉字，请只写英文，没有就不填。",
                "the English name has Chinese characters; write English only, or leave it empty.",
            )
        return text

    def long_text(self, field: Field, place: Place, value: object) -> str:
        """Read lines, and join them with ； where they do not end in a mark."""
        lines = [tidy(line) for line in self.as_text(place, value, "家用空调器的安装、维修").splitlines()]
        text = ""
        for line in filter(None, lines):
            text += line if not text or text[-1] in _LINE_ENDS else f"；{line}"
        return self.checked(place, text, field.most)

    def entries(self, field: Field, place: Place, value: object) -> tuple[str, ...]:
        """Read a list of texts, none of them twice."""
        if not isinstance(value, (list, tuple)):
            self._findings.add(
                place,
                value,
                "type",
                '这里要写列表，如 ["甲", "乙"]；一项也要加方括号。',
                'a list is wanted here, such as ["a", "b"], also for a single entry.',
            )
            return ()
        if len(value) > limits.LIST_ENTRIES:
            self._findings.add(
                place,
                f"{len(value)}",
                "range",
                f"有 {len(value)} 项，最多 {limits.LIST_ENTRIES} 项。",
                f"it has {len(value)} entries; {limits.LIST_ENTRIES} is the most.",
            )
            return ()
        return self._each_entry(field, place, value)

    def _each_entry(self, field: Field, place: Place, value: list[Any] | tuple[Any, ...]) -> tuple[str, ...]:
        entries: list[str] = []
        for index, raw in enumerate(value):
            at = place.entry(index)
            if is_empty(raw):
                self._findings.add(
                    at, raw, "missing", "这一项是空的，请填写或删去。", "this entry is empty; fill it in or remove it."
                )
                continue
            if note_filler(self._findings, field, at, raw):
                continue
            entry = self._entry_text(field, at, raw)
            if entry in entries:
                self._findings.add(
                    at,
                    entry,
                    "duplicate",
                    f"“{entry}”写了两次，请删去一个。",
                    f"“{entry}” stands here twice; remove one.",
                )
            entries.append(entry)
        return tuple(entries)

    def _entry_text(self, field: Field, at: Place, raw: object) -> str:
        if field.kind is Kind.PATTERNS:  # `*` alone means all, and is no letter
            return self.checked(at, tidy(self.as_text(at, raw, "KFR-35GW/*")), field.most)
        return self.text(field, at, raw)


def read_deciders(findings: Findings, texts: TextReader, field: Field, place: Place, value: object) -> tuple[str, ...]:
    """Read the staff codes of those who decided: two, and not of the same person."""
    if not isinstance(value, (list, tuple)) or len(value) != limits.DECIDERS:
        findings.add(
            place,
            value,
            "range" if isinstance(value, (list, tuple)) else "type",
            f'{field.head.zh}要有两个，TOML 写 ["reviewer-02", "decider-01"]，表格写 reviewer-02；decider-01。',
            'two staff codes are wanted: ["reviewer-02", "decider-01"] in TOML, reviewer-02；decider-01 in a cell.',
        )
        return ()
    codes = tuple(_staff_code(findings, texts, place.entry(index), raw) for index, raw in enumerate(value))
    if all(codes) and not staff_code.of_different_people(codes):
        findings.add(
            place,
            value,
            "conflict",
            "两个工号是同一个人；评审和决定必须由两名不同人员作出。",
            "both codes are the same person; two different people must decide.",
        )
    return codes


def _staff_code(findings: Findings, texts: TextReader, place: Place, raw: object) -> str:
    text = tidy(texts.as_text(place, raw, "reviewer-02"))
    if not isinstance(raw, str):
        return ""
    return findings.try_to(place, raw, lambda: staff_code.validate(text), "")
