"""One certificate from a TOML file, as in the example certificate.toml: strict about shape, kind about form.

Decimals are kept exactly as written. What is wrong is returned, never raised; a file that cannot be read at all gives
one error that says what it is and what to do.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.certificate.fields import REPEATED, SECTIONS
from certs.certificate.reading import text_encoding
from certs.certificate.reading.draft import Raw, RawCertificate, build, place_for
from certs.certificate.reading.findings import Findings, Place, shown
from certs.certificate.reading.refused_input import FileRefused
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from certs.certificate.field_kinds import Field
    from certs.certificate.fields import Draft

_LONG_KEY = re.compile(r"\s*\[{0,2}\s*[\w\"'-]+(?:\s*\.\s*[\w\"'-]+){8}")
_SPOT = re.compile(r"\(at line (\d+), column (\d+)\)")
_FULL_WIDTH: Final = "“”‘’＝［］【】，＂＇"


def read_toml(
    data: bytes, source: str, today: date, findings: Findings, more: AbstractSet[int], scheme: str
) -> Draft | None:
    """Return the draft in a TOML file, or None where `findings` says what is wrong. Raises FileRefused."""
    table = _parse(_decode(data))
    raw = _shape(table, source, findings)
    return build(raw, today, findings, more, scheme)


def _decode(data: bytes) -> str:
    if len(data) > limits.TOML_FILE:
        raise FileRefused(
            "range",
            f"文件有 {len(data)} 字节，最多 {limits.TOML_FILE} 字节；一张证书用不了这么多，请确认选对了文件。",
            f"the file has {len(data)} bytes; {limits.TOML_FILE} is the most. Check that it is the right file.",
        )
    return text_encoding.decode(data)


def _parse(text: str) -> dict[str, Any]:
    if not text.strip():
        raise FileRefused("missing", "文件是空的，请填写后再提交。", "the file is empty; fill it in and try again.")
    _check_nesting(text)
    try:
        return tomllib.loads(text, parse_float=_exact)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # TOMLDecodeError, and the refusal of Python to read a number of thousands of digits
        raise FileRefused("format", *_toml_words(text, str(error))) from error


def _check_nesting(text: str) -> None:
    """Refuse what no certificate looks like before the parser spends time on it: its work grows with depth."""
    for line in text.splitlines():
        if _LONG_KEY.match(line) or len(line) > limits.SCOPE_TEXT * 8:
            raise _too_deep()
    if "[" * limits.TOML_DEPTH in text.replace(" ", "").replace("\n", "") or text.count("{") > limits.SCOPE_ITEMS * 4:
        raise _too_deep()


def _too_deep() -> FileRefused:
    return FileRefused(
        "format",
        "文件的层次过深或一行过长，不像一张证书；请从样例文件 certificate.toml 改写。",
        "the file is nested too deeply or has too long a line for a certificate; start from the "
        "example certificate.toml.",
    )


def _exact(text: str) -> Decimal:
    if len(text) > limits.FIGURES:
        return Decimal("NaN")  # refused where the field is read, with its place
    return Decimal(text.replace("_", ""))


def _toml_words(text: str, message: str) -> tuple[str, str]:
    spot = _SPOT.search(message)
    lines = text.splitlines()
    number = int(spot[1]) if spot else len(lines)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    wide = sorted({c for c in line if c in _FULL_WIDTH})
    where_zh = f"第 {spot[1]} 行第 {spot[2]} 列" if spot else "文件末尾" if "end of document" in message else "文件里"
    where_en = f"line {spot[1]}, column {spot[2]}" if spot else "the end of the file"
    if wide:
        return (
            f'{where_zh}读不通：这一行用了中文标点 {" ".join(wide)}，请改成英文的 " = [ ] , 等。',
            f'it breaks at {where_en}: that line has the Chinese signs {" ".join(wide)}; use " = [ ] , instead.',
        )
    if "overwrite" in message or "twice" in message or "already" in message or "mutable" in message:
        return (
            f"{where_zh}：这个字段或小节前面已经写过，请删去一个。",
            f"{where_en}: this field or section stands there already; remove one.",
        )
    if any(line.count(",") > 3 and "=" not in line for line in lines[:2]):
        return (
            "这不是 TOML，像是 CSV 表格；请在 Excel 或 WPS 里打开，填入模板（starmark issue --template）后存为 .xlsx。",
            (
                "this is no TOML but looks like CSV; open it in a spreadsheet, fill in the template (starmark issue "
                "--template) and save as .xlsx."
            ),
        )
    return (
        f'{where_zh}读不通：每行应写成 字段 = "内容"，文字要有成对的英文引号，列表写成 ["甲", "乙"]。',
        (
            f'it breaks at {where_en}: each line is field = "text", with straight quotes in pairs, and lists are '
            f'["a", "b"].'
        ),
    )


def _shape(table: dict[str, Any], source: str, findings: Findings) -> RawCertificate:
    """Sort the tables into sections; note unknown sections and fields, and sections of the wrong shape."""
    for name, value in table.items():
        if name not in SECTIONS:
            told = shown(name)[:40]
            place = Place(told, Words(f"小节 [{told}]", f"section [{told}]"))
            _unknown(findings, place, told, value, list(SECTIONS))
    scope, sites = (_rows(table, name, findings) for name in ("scope", "sites"))
    holder, certificate = (_table(table.get(name, {}), name, 0, findings) for name in ("holder", "certificate"))
    taken = _table(table["taken_over"], "taken_over", 0, findings) if "taken_over" in table else None
    return RawCertificate(source, holder, certificate, scope, sites, taken, _place)


def _rows(table: dict[str, Any], name: str, findings: Findings) -> list[Raw]:
    value = table.get(name, [])
    if isinstance(value, dict):
        findings.add(
            _place(name, -1, ""),
            "",
            "type",
            f"要写成双方括号 [[{name}]]，每项一个。",
            f"write [[{name}]] in double brackets, one for each.",
        )
        return [_table(value, name, 0, findings)]
    if not isinstance(value, list):
        findings.add(
            _place(name, -1, ""),
            value,
            "type",
            f"要写成双方括号 [[{name}]]，每项一个。",
            f"write [[{name}]] in double brackets, one for each.",
        )
        return []
    return [_table(entry, name, index, findings) for index, entry in enumerate(value)]


def _table(value: object, section: str, index: int, findings: Findings) -> Raw:
    if not isinstance(value, dict):
        findings.add(
            _place(section, index, ""),
            value,
            "type",
            f"要写成小节 [{section}]，字段写在下面各行。",
            f"write a section [{section}] with its fields on the lines below.",
        )
        return {}
    names = [field.name for field in SECTIONS[section]]
    for name, entry in value.items():
        if name not in names:
            told = shown(name)[:40]
            _unknown(findings, _place(section, index, told), told, entry, names)
    return {name: entry for name, entry in value.items() if name in names}


def _unknown(findings: Findings, place: Place, name: str, value: object, names: list[str]) -> None:
    if findings.full:
        return
    near = difflib.get_close_matches(name.lower(), names, 1, 0.6)
    hint = (
        Words(f"是不是 {near[0]}？", f"Do you mean {near[0]}?")
        if near
        else Words(f"可用的有：{'、'.join(names)}。", f"Known are: {', '.join(names)}.")
    )
    findings.add(place, value, "unknown", f"没有“{name}”这个名字。{hint.zh}", f"there is no “{name}”. {hint.en}")


def _place(section: str, index: int, name: str) -> Place:
    return place_for(section, index, name, lambda field: _shown(section, index, name, field))


def _shown(section: str, index: int, name: str, field: Field | None) -> Words:
    head = Words("", "") if field is None else Words(f"（{field.head.zh}）", "")
    if section not in REPEATED:
        return Words(f"[{section}] {name}{head.zh}".rstrip(), f"[{section}] {name}".rstrip())
    if index < 0:
        return Words(f"[[{section}]]", f"[[{section}]]")
    return Words(
        f"第 {index + 1} 个 [[{section}]] {name}{head.zh}".rstrip(),
        f"[[{section}]] number {index + 1}, {name}".rstrip(", "),
    )
