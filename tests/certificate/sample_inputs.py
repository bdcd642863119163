"""The example certificate, and workbooks made from the template, for the tests of reading."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import openpyxl

from certs.certificate.reading.read_file import Reading, read
from certs.certificate.reading.template_xlsx import template_xlsx

TODAY: Final = date(2026, 11, 23)

EXAMPLE: Final = """\
# One certificate, as staff write it.
[holder]
name = "青禾家用电器（样例）有限公司"
name_en = "Qinghe Home Appliances (Sample) Co., Ltd."
uscc = "91000000MA0000277Y"
address = "浙江省杭州市滨江区样例大道88号"

[certificate]
scheme = "gbt27922-2011"
score = "96.5"
special_deductions = 0
bonus = 0
headcount = 320
decided_by = ["reviewer-02", "decider-01"]

[[scope]]
name = "家用空调器"
name_en = "Household air conditioners"
category = "C3852"
brands = ["青禾样例"]
models = ["KFR-35GW/*", "KFR-50LW/*"]
includes = ["安装", "维修", "清洗"]
excludes = ["中央空调", "商用多联机"]

[[scope]]
name = "家用电热水器"
category = "C3855"
brands = ["青禾样例", "小禾样例"]
models = []
includes = ["安装", "维修"]

[[sites]]
name = "总部"
address = "浙江省杭州市滨江区样例大道88号"

[[sites]]
name = "杭州服务网点"
address = "浙江省杭州市西湖区样例街12号"
"""

USCCS: Final = ("91000000MA0000277Y", "91000000MA00000900")


def toml(old: str = "", new: str = "") -> Reading:
    """Read the example with one thing changed."""
    assert old in EXAMPLE
    return read(EXAMPLE.replace(old, new, 1).encode() if old else EXAMPLE.encode(), "a.toml", TODAY)


def told(reading: Reading) -> list[tuple[str, str]]:
    """Return (field, code) of every error."""
    return [(error.field, error.code) for refused in reading.refused for error in refused.errors]


def sentences(reading: Reading) -> str:
    """Return every Chinese sentence of a reading, one a line."""
    return "\n".join(error.message.zh for refused in reading.refused for error in refused.errors)


class Book:
    """A workbook from the template; cells are named by sheet and field."""

    def __init__(self, certificates: int = 1) -> None:
        self.book: Any = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
        for number in range(1, certificates + 1):
            self.fill(
                "证书",
                number + 2,
                no=number,
                name=f"样例{number}号电器有限公司",
                uscc=USCCS[number % 2],
                address="样例路1号",
                scheme="gbt27922-2011",
                score=96.5,
                headcount=320,
                decided_by="reviewer-02；decider-01",
            )
            self.fill("范围", number + 2, no=number, name="家用空调器", brands="甲牌；乙牌")
            self.fill("场所", number + 2, no=number, name="总部", address="样例路1号")

    def cell(self, sheet: str, row: int, field: str) -> Any:
        """Return a cell by its field name."""
        heads = self.book[sheet][2]
        return next(self.book[sheet].cell(row, head.column) for head in heads if head.value == field)

    def fill(self, sheet: str, row: int, **values: object) -> Book:
        """Set the fields of one row."""
        for field, value in values.items():
            self.cell(sheet, row, field).value = value
        return self

    def hide(self, sheet: str, column: str) -> Book:
        """Hide a column."""
        self.book[sheet].column_dimensions[column].hidden = True
        return self

    def data(self, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
        """Return the file, each packed part passed through `change`."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return rezip(buffer.getvalue(), change)

    def read(self) -> Reading:
        """Read the file back."""
        return read(self.data(), "b.xlsx", TODAY)


def with_shared_strings(data: bytes) -> bytes:
    """Return the workbook as Excel saves it: texts in a part of their own, and cells that point to them."""
    texts: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    def change(name: str, part: bytes) -> bytes:
        if "worksheets/sheet" in name and name.endswith(".xml"):
            return re.sub(rb't="inlineStr"><is>(.*?)</is>', share, part, flags=re.DOTALL)
        return part

    moved = rezip(data, change)
    table = (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"".join(b"<si>%s</si>" % text for text in texts)
        + b"</sst>"
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    buffer = io.BytesIO(
        rezip(moved, lambda name, part: part.replace(b"</Types>", entry) if name == "[Content_Types].xml" else part)
    )
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", table)
    return buffer.getvalue()


def rezip(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Pack a zip anew, each part passed through `change`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()
