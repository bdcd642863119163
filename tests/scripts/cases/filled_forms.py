"""The forms of a case as staff and applicants would hand them in: the templates, filled cell by cell."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from certs.casework.forms.basic_data import BASIC
from certs.casework.sheets.draw_form import draw
from certs.casework.sheets.sheet_form import Form
from certs.certificate.reading.sheet_layout import folded
from scripts.demo.demo_firms import sample_uscc

CONTACT_NAME = "陆样例联系人"  # looked for in every public byte
COMPANY: dict[str, object] = {
    "组织名称": "青禾家用电器（样例）有限公司",
    "统一社会信用代码": sample_uscc(700_001),
    "组织地址": "浙江省杭州市滨江区样例大道88号",
    "覆盖人数": "３２０",
    "服务管理人员数": 24,
    "售后服务管理师人数": 3,
    "申请等级": "四星级",
    "申请远程审核": "否",
    "联系人": CONTACT_NAME,
    "联系电话": "13900000000",
}
PRODUCTS = ("家用空调器", "家用电热水器", "家用净水器", "吸油烟机", "家用洗衣机")
SITES = (
    ("总部", "浙江省杭州市滨江区样例大道88号", "总部"),
    ("杭州网点", "浙江省杭州市西湖区样例街12号", "自营网点"),
    ("宁波网点", "浙江省宁波市海曙区样例路3号", "委托网点"),
    ("温州网点", "浙江省温州市鹿城区样例巷9号", "自营网点"),
)


def fill(
    form: Form, lines: Mapping[str, Mapping[str, object]], rows: Mapping[str, Sequence[Mapping[str, object]]]
) -> Any:
    """Return the empty form as a workbook, filled: `lines` by sheet and label, `rows` by sheet, row and head."""
    book = openpyxl.load_workbook(io.BytesIO(draw(form)))
    for title, values in lines.items():
        sheet = book[title]
        places = {folded(sheet.cell(number, 1).value): number for number in range(2, sheet.max_row + 1)}
        for label, value in values.items():
            sheet.cell(places[folded(label)], 2).value = value
    for title, entries in rows.items():
        sheet = book[title]
        heads = {folded(cell.value): cell.column for cell in sheet[1]}
        for number, entry in enumerate(entries, 2):
            for label, value in entry.items():
                sheet.cell(number, heads[folded(label)]).value = value
    return book


def basic(company: Mapping[str, object] = COMPANY, products: Sequence[str] = PRODUCTS, **applies: str) -> Any:
    """Return the basic data sheet of the sample firm as a workbook."""
    items = {field.name: field.head.zh for field in BASIC.sheets[-1].fields}
    return fill(
        BASIC,
        {"企业": company, "适用": {items[name.replace("_", "-")]: value for name, value in applies.items()}},
        {
            "产品": [{"产品或服务": name} for name in products],
            "场所": [{"场所名称": name, "场所地址": at, "场所类型": kind} for name, at, kind in SITES],
            "证书": [{"证书名称": "质量管理体系认证", "有效期至": "2027年5月31日"}],
        },
    )


def saved(book: Any, path: Path) -> Path:
    """Save a workbook and return where."""
    book.save(path)
    return path
