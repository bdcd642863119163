"""A saved result of the national lookup in every form in which people save it: the same certificates come out."""

from __future__ import annotations

import io
import quopri

import openpyxl
import pytest

from certs.casework.cnca.read_lookup import Lookup, read
from certs.certificate.reading.refused_input import FileRefused

HEADS = ("序号", "证书编号", "组织名称", "认证项目", "证书状态", "证书到期日期", "发证(认证)机构")
ROWS = (
    ("1", "99926SC00001R0M", "青禾家用电器（样例）有限公司", "服务认证", "有效", "2029-11-22", "示例认证中心（样例）"),
    ("2", "00114E22766R2L/3502", "远山厨卫（样例）有限公司", "服务认证", "暂停", "2027-03-31", "示例认证中心（样例）"),
)
WANTED = [{"number": r[1], "holder": r[2], "status": r[4], "valid_until": r[5], "body": r[6]} for r in ROWS]
DETAIL = (("证书编号", ROWS[0][1]), ("证书状态", "有效"), ("信息上报日期", "2026-12-05"), ("组织名称", ROWS[0][2]))


def page(rows: str, charset: str = "utf-8") -> bytes:
    text = f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>结果</title><script>var x="证书编号";</script>
<style>td{{}}</style></head><body><div>首页</div><table><tr><td><table>{rows}</table></td></tr></table></body></html>"""
    return text.encode(charset)


def table_rows(cell: str = "td") -> str:
    lines = [HEADS, *ROWS]
    return "".join("<tr>" + "".join(f"<{cell}><span>{each}</span>" for each in line) for line in lines)


def sheet() -> bytes:
    book = openpyxl.Workbook()
    for line in (("查询结果",), HEADS, *ROWS):
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def joined(mark: str) -> str:
    return "\n".join(mark.join(line) for line in (HEADS, *ROWS))


def single_file() -> bytes:
    """A page as browsers save it in one file."""
    heads = b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    heads += b"Content-Type: multipart/related;\r\n\tboundary=b\r\n"
    part = b"\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return heads + part + quopri.encodestring(page(table_rows())) + b"\r\n--b--\r\n"


TABLES = {
    "page": page(table_rows()),
    "page in GBK": page(table_rows(), "gbk"),
    "text with tabs": joined("\t").encode(),
    "text with tabs in GBK": joined("\t").encode("gbk"),
    "text with gaps": joined("   ").encode(),
    "CSV": b"\xef\xbb\xbf" + joined(",").encode(),
    "CSV in GBK": joined(",").encode("gb18030"),
    "text, each cell on a line": joined("\n").encode(),
    "sheet": sheet(),
    "page in UTF-16": page(table_rows()).decode().encode("utf-16"),
    "page as a single file": single_file(),
    "CSV in GBK, each cell in quotes": "\r\n".join(f'"{line}"' for line in joined('","').split("\n")).encode("gbk"),
    "text with single blanks": joined(" ").encode(),
}


def texts(lookup: Lookup) -> list[dict[str, str]]:
    return [dict(row.texts) for row in lookup.rows]


@pytest.mark.parametrize("form", TABLES)
def test_a_table_is_read_in_every_form(form: str) -> None:
    lookup = read(TABLES[form], "result")
    assert texts(lookup) == WANTED
    others = {"sheet": ["查询结果"]}.get(form, ["首页"] if form.startswith("page") else [])
    assert [text for _, text in lookup.not_understood] == others


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{label}：{value}" for label, value in DETAIL),
        "\n".join(f"{label}\t{value}" for label, value in DETAIL),
        "\t".join(part for pair in DETAIL for part in pair),
        "\n".join(f"{label}\n{value}" for label, value in DETAIL),
        "<table>" + "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in DETAIL) + "</table>",
        "<div>" + "".join(f"<p>{label}：<b>{value}</b></p>" for label, value in DETAIL) + "</div>",
    ],
)
def test_the_page_of_one_certificate_is_read_by_its_labels(text: str) -> None:
    lookup = read(text.encode(), "detail")
    names = ("number", "status", "reported_on", "holder")
    assert texts(lookup) == [dict(zip(names, (value for _, value in DETAIL), strict=True))]
    assert lookup.not_understood == []


def test_what_belongs_to_no_certificate_is_listed_with_its_place() -> None:
    stray = f"欢迎使用\n{joined(chr(9))}\n共 2 条记录\n\t\t只有名称\t没有编号\n"
    lookup = read(stray.encode(), "result")
    assert texts(lookup) == WANTED
    assert lookup.not_understood[:2] == [("1", "欢迎使用"), ("5", "共 2 条记录")]
    assert len(read("证书编号\t备注\n99926SC00001R0M\t手写".encode(), "x").not_understood) == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 x", b"\x89PNG\r\n", b"PK\x03\x04broken"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read(data, "result.html")


def test_a_sheet_that_somebody_typed_is_read_by_its_heads() -> None:
    book = openpyxl.Workbook()
    for line in (
        ("编号", "企业", "状态", "到期"),
        (ROWS[0][1], ROWS[0][2], "有效", "2029-11-22"),
        (None, "只有名称", "有效", None),
        ("合计", "1 张", None, None),
    ):
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    lookup = read(buffer.getvalue(), "x.xlsx")
    assert texts(lookup) == [
        {"number": ROWS[0][1], "holder": ROWS[0][2], "status": "有效", "valid_until": "2029-11-22"}
    ]
    assert [text for _, text in lookup.not_understood] == ["只有名称  有效", "合计  1 张"]
