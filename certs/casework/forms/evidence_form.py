"""材料目录, the index of evidence: which file is which item, how many copies it holds, and which products it covers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from certs import limits
from certs.casework.forms.application import Application
from certs.casework.sheets.read_form import FormRow, read_form
from certs.casework.sheets.sheet_form import Form, FormSheet, asked, words
from certs.certificate.field_kinds import Field, Kind
from certs.certificate.reading.findings import Findings
from certs.scheme.evidence import EvidenceItem, EvidenceList

SHEET: Final = "目录"


@dataclass(frozen=True, slots=True)
class Indexed:
    """One line of the index: what a file is."""

    file: str
    item: EvidenceItem
    copies: int
    products: tuple[str, ...]
    valid_until: date | None


def shown(item: EvidenceItem) -> str:
    """Return an item as the drop-down offers it: its number, and its name."""
    return f"{item.number} {item.name.zh}" if item.number is not None else item.name.zh


def evidence_form(application: Application, items: tuple[EvidenceItem, ...]) -> Form:
    """Return the index of a case: the items that it needs in the drop-down, its products in the advice."""
    title = f"材料目录（{application.name}）"
    advice = (
        title,
        "怎样填写",
        "1. 一行一个文件。文件名以材料编号开头的（如 16 维修记录.pdf），可以不写在这里。",
        f"2. 申请的产品：{'、'.join(application.products)}。要求覆盖全部产品的材料，写明每个文件覆盖哪几个。",
        "3. 一个文件里有几份记录，写明份数。",
    )
    sheet = FormSheet(
        SHEET,
        _fields(),
        {"item": words(*map(shown, items))},
        least=1,
        most=limits.EVIDENCE_FILES,
        code="pieces",
        all_of={"products": application.products},
    )
    return Form(title, "starmark case template evidence", (sheet,), advice, heads=1)


def _fields() -> tuple[Field, ...]:
    return (
        asked(
            "file",
            Kind.TEXT,
            ("文件名", "File"),
            ("文件的名字，在子目录里的写上目录。", "The name of the file, with its folder."),
            width=44,
            required=True,
        ),
        asked(
            "item",
            Kind.TEXT,
            ("材料", "Item"),
            ("从下拉选项里选，或写材料编号。", "Choose from the list, or write the number of the item."),
            width=36,
            required=True,
        ),
        asked(
            "copies",
            Kind.COUNT,
            ("份数", "Copies"),
            ("文件里有几份记录；不填为 1。", "How many records the file holds; 1 if left empty."),
            width=10,
            least=1,
            most=limits.COPIES,
        ),
        asked(
            "products",
            Kind.ENTRIES,
            ("覆盖的产品", "Products covered"),
            (
                "照申请的产品名称填写，几个用；分开；全部 表示每一个。",
                "Names as applied for, separated by ；; 全部 means all.",
            ),
            width=40,
        ),
        asked(
            "until", Kind.DAY, ("有效期至", "Valid until"), ("没有有效期的留空。", "Empty if it has none."), width=14
        ),
    )


def read_index(
    data: bytes, application: Application, listed: EvidenceList
) -> tuple[tuple[Indexed, ...], dict[str, Any], Findings]:
    """Read an index: its lines, the place of each file's name, and everything that is wrong.

    Raises FileRefused for a file that is no workbook.
    """
    reading = read_form(data, evidence_form(application, ()))  # an item may be written in several ways: no choices
    findings = reading.findings
    lines, places = list[Indexed](), dict[str, Any]()
    for row in reading.rows.get(SHEET, ()):
        told = row.plain()
        item = _item(findings, row, told["item"], listed)
        products = _products(findings, row, told["products"], application)
        if told["file"] in places:
            zh, en = "这个文件写了两行，请删去一行。", "this file stands twice; remove one."
            findings.add(row.place("file"), told["file"], "duplicate", zh, en)
        places[told["file"]] = row.place("file")
        if item is not None:
            lines.append(Indexed(told["file"], item, told["copies"] or 1, products, told["until"] or None))
    return tuple(lines), places, findings


def _item(findings: Findings, row: FormRow, text: str, listed: EvidenceList) -> EvidenceItem | None:
    if not text:
        return None
    folded = _folded(text)
    place = row.place("item")
    for never in listed.never:
        if folded in {_folded(never.name.zh), str(never.number), _folded(f"{never.number}{never.name.zh}")}:
            zh, en = f"“{never.name.zh}”不收：{never.reason.zh}", f"it is not asked for: {never.reason.en}"
            findings.add(place, text, "conflict", zh, en)
            return None
    for item in listed.items:
        if folded in {item.code, str(item.number), _folded(item.name.zh), _folded(shown(item))}:
            return item
    zh, en = "材料清单里没有这一项；请从下拉选项里选。", "the list has no such item; choose from the drop-down."
    findings.add(place, text, "unknown", zh, en)
    return None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _products(findings: Findings, row: FormRow, names: tuple[str, ...], application: Application) -> tuple[str, ...]:
    for number, name in enumerate(names):
        if name not in application.products:
            zh = f"没有申请“{name}”；申请的产品：{'、'.join(application.products[:8])}。"
            en = f"“{name}” was not applied for; these were: {', '.join(application.products[:8])}."
            findings.add(row.place("products").entry(number), name, "unknown", zh, en)
    return tuple(name for name in names if name in application.products)
