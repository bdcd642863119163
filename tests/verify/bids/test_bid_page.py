"""Checking a stack of bids over HTTP: page, spreadsheet, PDF and API, from real files."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any, Final

import openpyxl
import orjson
import pypdfium2 as pdfium
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certs import limits
from tests.certificate.bids.sample_lists import HOSTILE, workbook
from tests.verify.sample_service import World
from verify.service import EXTENSION

HOLDER: Final = "海岚（样例）电器与智能家居综合售后服务股份有限公司岚城第一分公司"
FORGED: Final = "99926SC77777R0M"
API: Final = "/api/v1/verify/batch"


@pytest.fixture(scope="module", autouse=True)
def _children_end(shared_app: Flask) -> Iterator[None]:
    yield
    shared_app.extensions[EXTENSION].stacks.children.close()


def rows_of(numbers: dict[str, str]) -> list[list[object]]:
    return [
        ["某项目 投标名单"],
        ["投标单位", "证书编号", "产品", "开标日期"],
        [HOLDER, numbers["valid"], "家用电动洗衣机", "2026-12-08"],
        ["海岚（样例）电器厂", None, "家用电动洗衣机", "2026-12-01"],
        ["云杉公司", numbers["suspended"], None, "2026-12-08"],
        ["+cmd|' /C calc'!A1", FORGED, "@SUM(1)", "2026-12-08"],
        ["新名（样例）服务有限公司", numbers["valid"], None, "08/12/2026"],
        ["<script>alert(1)</script>", None, None, None],
    ]


def handed_in(client: FlaskClient, data: bytes, name: str = "名单.xlsx", path: str = "/verify/batch") -> TestResponse:
    return client.post(path, data={"file": (io.BytesIO(data), name)})


def cells(answer: TestResponse) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    head, *rows = sheet.iter_rows()
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s"}
    return [{str(h.value): cell.value for h, cell in zip(head, row, strict=True)} for row in rows]


def test_a_file_is_answered_on_a_page_whose_rows_download_again(client: FlaskClient, world: World) -> None:
    page = handed_in(client, workbook(("名单", rows_of(world.numbers)), ("旧", [["x"]]), hidden=["旧"]))
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert "<script>alert" not in page.text
    assert "“旧”是隐藏的，没有读" in page.text
    assert f'href="/c/{world.numbers["valid"]}?at=2026-12-08&amp;product=' in page.text
    assert 'name="name" value="名单.xlsx"' in page.text
    posted = html.unescape(re.findall(r'name="rows" value="([^"]*)"', page.text)[0])
    rows = cells(client.post("/verify/batch?as=xlsx", data={"rows": posted}))
    assert [(row["行"], row["结论"], row["状态"], row["覆盖"]) for row in rows] == [
        ("3", "有效", "有效", "覆盖"),
        ("4", "有效", "有效", "覆盖"),
        ("5", "不符", "别家的", None),
        ("6", "不符", "未找到", None),
        ("7", "未能核验", None, None),
        ("8", "未能核验", "未找到", None),
    ]
    assert rows[3]["投标单位"] == "+cmd|' /C calc'!A1"
    assert rows[2]["说明"].startswith("证书登记在")
    assert "分不清年、月、日" in rows[4]["说明"]
    paper = client.post("/en/verify/batch?as=pdf", data={"rows": posted, "name": "LIST.xlsx"})
    assert paper.content_type == "application/pdf"
    text = pdfium.PdfDocument(paper.data)[0].get_textpage().get_text_range()
    assert "cx.cnca.cn" in text
    assert "https://cert.example.cn/en/verify/batch" in text
    assert FORGED in text
    assert "List: LIST.xlsx" in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_csv_is_answered_as_a_spreadsheet_at_once(client: FlaskClient, world: World, encoding: str) -> None:
    number = world.numbers["revoked"]
    lines = f"编号;单位;开标日\n{number};=HYPERLINK(1);2026-11-01\n{number};;2026-11-01\n{number};;2026-12-08\n"
    rows = cells(handed_in(client, lines.encode(encoding), "a.csv", "/verify/batch?as=xlsx"))
    assert [(row["状态"], row["今天的状态"]) for row in rows] == [
        ("别家的", None),
        ("未生效", "撤销"),
        ("撤销", "撤销"),
    ]


def test_pasted_lines_are_answered_and_those_that_failed_can_be_mended(client: FlaskClient, world: World) -> None:
    page = client.post("/en/verify/batch", data={"text": f"{world.numbers['valid']}\n没有这家（虚构）公司\t\t空调\t\n"})
    assert "2 rows, 1 valid" in page.text
    assert "没有这家（虚构）公司\t\t空调" in html.unescape(page.text)


SHOWN: Final[tuple[tuple[dict[str, str], str, str, str | None, tuple[str, ...]], ...]] = (
    # what is asked; verdict, status and coverage in the spreadsheet, the first word also on the page; what is told
    (
        {"number": "{suspended}", "product": "青禾样例 KFR-35GW/A1 家用空调器"},
        "无效",
        "暂停",
        "不能算",
        ("不能算覆盖",),
    ),
    ({"number": "{revoked}", "product": "家用空调器"}, "无效", "撤销", "不能算", ("不能算覆盖",)),
    ({"number": "{valid}", "product": "家用电动洗衣机", "on": "2030-01-01"}, "无效", "过期", "不能算", ("不能算覆盖",)),
    ({"number": "{suspended}", "product": "中央空调"}, "无效", "暂停", "不覆盖", ("不覆盖",)),
    (
        {"number": "{valid}", "name": "云杉公司", "product": "家用电动洗衣机"},
        "不符",
        "别家的",
        None,
        ("不是这家的证书",),
    ),
    (
        {"number": "{valid}", "name": HOLDER[:8], "product": "家用电动洗衣机"},
        "未能核验",
        "名称待核对",
        None,
        ("请核对全称",),
    ),
    ({"number": "{valid}", "name": f"甲公司、{HOLDER}联合体"}, "未能核验", "名称待核对", None, ("联合体的成员",)),
    ({"number": FORGED, "product": "空调"}, "不符", "未找到", None, ("没有查到证书",)),
    ({"name": "没有这家公司"}, "未能核验", "未找到", None, ("没有填产品",)),
    ({"number": "{future}", "product": "家用空调器"}, "无效", "未生效", None, ("那一天还没有颁发",)),
    ({"number": "{loose}"}, "有效", "有效", None, ("所填“{loose}”，按 {valid} 查",)),
    ({"number": "{renewed}", "on": "2026-12-09"}, "无效", "注销", None, ("新证书 {successor}", "新证书：")),
    ({"name": HOLDER[:8]}, "未能核验", "未找到", None, (HOLDER, "（有效）")),
    ({"number": "{valid}", "product": "家用电动洗衣机、家用电冰箱"}, "有效", "有效", "没有回答", ("请分开问",)),
    ({"number": "{valid}", "product": "美的 电视机"}, "有效", "有效", "未列明", ("“美的”", "证书列有：")),
    ({"number": "{valid}", "product": "家用电动洗衣机 SC-350"}, "有效", "有效", "覆盖", ('<span class="nb">SC-350<',)),
)


def test_page_and_files_show_the_same_verdict_and_only_a_valid_one_of_theirs_covers(
    client: FlaskClient, world: World
) -> None:
    numbers = world.numbers | {"loose": world.numbers["valid"].replace("R0", "R O ")}
    asked = [{key: value.format(**numbers) for key, value in each.items()} for each, *_ in SHOWN]
    rows = [["", 0, *(a.get(of, "") for of in ("number", "name", "product", "unasked", "on")), ""] for a in asked]
    listed = {"rows": orjson.dumps({"rows": rows, "notes": []}).decode()}
    page = client.post("/verify/batch", data=listed).text
    shown = [re.sub(r"<svg.*?</svg>", "", row.partition("</tr>")[0]) for row in page.split('<tr role="row"')[2:]]
    texts = cells(client.post("/verify/batch?as=xlsx", data=listed))
    for (_, verdict, state, coverage, told), html_row, row in zip(SHOWN, shown, texts, strict=True):
        assert (row["结论"], row["状态"], row["覆盖"]) == (verdict, state, coverage), row
        assert re.findall(r'class="c-verdict"[^>]*><span class="st [^"]*">(.*?)</span>', html_row) == [verdict]
        assert ('v-valid">覆盖' in html_row) is (coverage == "覆盖")
        assert all(each.format(**numbers) in html_row for each in told), (row, told)
        assert not re.search(r'data-l="说明">(?!<span>)', html_row)  # one box beside its label on a phone
        assert html_row.count("<a ") == html_row.count('target="_blank" rel="noopener"')
        if state == "别家的":
            assert "有效期" not in html_row + row["说明"]
            assert (row["星级"], "product=" in html_row + row["查验结果"]) == (None, False)
    assert "v-fake" in shown[7]
    paper = pdfium.PdfDocument(client.post("/verify/batch?as=pdf", data=listed).data)
    text = "".join(each.get_textpage().get_text_range() for each in paper)
    assert numbers["loose"].split()[-1] in text
    assert "投标单位证书核验清单" in text
    assert "核验人" in text


def test_an_empty_form_comes_back_as_the_form(client: FlaskClient) -> None:
    page = client.post("/verify/batch", data={"text": " "})
    assert page.status_code == 400
    assert "没有收到名单" in page.text
    assert 'id="file"' in page.text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(client: FlaskClient, name: str) -> None:
    page = handed_in(client, HOSTILE[name][0](), "list.xlsx")
    assert page.status_code == 400
    assert "这份名单没有查" in page.text or "没有看懂要查什么" in page.text


@pytest.mark.parametrize("path", ["/verify/batch", API])
def test_what_is_too_large_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data=b"x" * (limits.BID_FILE + 1), content_type="text/plain")
    assert answer.status_code == 413
    assert "5 MB" in answer.text


def test_when_too_many_hand_lists_in_the_next_is_told_to_wait(client: FlaskClient, shared_app: Flask) -> None:
    places = shared_app.extensions[EXTENSION].stacks._bodies
    with ExitStack() as taken:
        for n in range(limits.BID_BODIES):
            assert taken.enter_context(places.one_for(f"203.0.113.{n}"))
        page = client.post("/verify/batch", data={"text": "x"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, str(limits.RETRY_SOON_SECONDS))
    assert "名单没有留在这里" in page.text


def test_a_row_that_comes_back_is_believed_for_its_texts_only(client: FlaskClient, world: World) -> None:
    row = ["a", 3, world.numbers["valid"], "", "", "", "", "number:formula"]
    (answer,) = cells(client.post("/verify/batch?as=xlsx", data={"rows": orjson.dumps({"rows": [row], "notes": []})}))
    assert (answer["结论"], answer["说明"][:10]) == ("未能核验", "证书编号：这里是公式")
    told = {"rows": [[*row[:-1], "number:有效"]], "notes": []}
    notes = (
        [["covered", ""]],
        [["by_headings", "", "A:有效"]],
        [["hidden_sheet"]],
        [["no_product", "", "这些都有效"]],
        7,
    )
    forged = [orjson.dumps({"rows": [row], "notes": note}).decode() for note in notes]
    for wrong in ("7", "[[1]]", "[]", "{", '{"rows":[],"notes":[]}', orjson.dumps(told).decode(), *forged):
        assert client.post("/verify/batch?as=xlsx", data={"rows": wrong}).status_code == 400


def posted_of(page: TestResponse) -> dict[str, str]:
    names = re.findall(r'name="name" value="([^"]*)"', page.text)
    return {"rows": html.unescape(re.findall(r'name="rows" value="([^"]*)"', page.text)[0]), "name": names[0]}


def test_what_was_said_of_the_list_and_its_rows_comes_along_into_the_files(client: FlaskClient) -> None:
    heads = ["投标单位", "编号", "品牌", "开标日", "备注"]
    firm, evening = "云杉公司", datetime(2026, 12, 7, 16, 0, 5)  # noqa: DTZ001 - as a spreadsheet holds it
    rows: list[list[object]] = [
        ["名单"],
        [*heads],
        [firm, "=B9", "", "2026-12-08", ""],
        [firm, "#REF!", "", "11月25日", ""],
    ]
    rows += [[firm, "1", "海岚样例", evening, ""], ["", "", "", "", "待定"], ["合计：4 家"]]
    data = workbook(("资格 审查", rows), ("底稿", [["x"]]), hidden=["底稿"])
    page = handed_in(client, data)
    at_once = handed_in(client, data, path="/verify/batch?as=xlsx")
    later = client.post("/verify/batch?as=xlsx", data=posted_of(page))
    for each in (cells(at_once), cells(later)):
        told = [row["说明"] for row in each]
        assert [word in said for word, said in zip(("公式", "#REF!", "16:00:05"), told, strict=False)] == [True] * 3
    books = [openpyxl.load_workbook(io.BytesIO(each.data)) for each in (at_once, later)]
    about = [[row[0].value for row in book.worksheets[1].iter_rows()] for book in books]
    assert about[0][3:] == about[1][3:]
    text = "\n".join(filter(None, about[1]))
    assert all(word in text for word in ("“底稿”是隐藏的", "合计：4 家", "A 列是投标单位", "没有认出哪一列是产品"))
    assert [row["说明"] for row in cells(at_once)] == [row["说明"] for row in cells(later)]
    paper = pdfium.PdfDocument(client.post("/verify/batch?as=pdf", data=posted_of(page)).data)[0]
    words = "".join(paper.get_textpage().get_text_range().split())
    assert all(word in words for word in ("“底稿”是隐藏的", "合计：4家", "#REF!"))
    assert "2026-11-23" not in text + words


@pytest.mark.parametrize(
    ("language", "place", "added"), [("", "“名单”第 {} 行", "新增"), ("/en", "名单, row {}", "added")]
)
def test_mended_rows_go_back_to_their_places(
    client: FlaskClient, world: World, language: str, place: str, added: str
) -> None:
    page = handed_in(client, workbook(("名单", rows_of(world.numbers))), path=f"{language}/verify/batch")
    lines = html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)[0]).split("\n")
    assert [line.split("\t")[0] for line in lines] == [place.format(row) for row in (5, 6, 7, 8)]
    lines[2] = lines[2].replace("新名（样例）服务有限公司", HOLDER).replace("08/12/2026", "2026-12-08")
    mended = "\r\n".join([*lines[1:3], f"\t{world.numbers['valid']}\t\t"])
    again = client.post(f"{language}/verify/batch?as=xlsx", data={**posted_of(page), "text": mended})
    sheet = openpyxl.load_workbook(io.BytesIO(again.data)).worksheets[0]
    rows = [(row[0], row[1], row[7]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    valid, missing, others = {
        "": ("有效", "未找到", "别家的"), "/en": ("valid", "not found", "another firm's"),
    }[language]  # fmt: skip
    states = [valid, valid, others, missing, valid, missing]
    assert rows == [*(("名单", str(row), state) for row, state in enumerate(states, 3)), (added, "1", valid)]
    told = client.post(f"{language}/verify/batch", data={**posted_of(page), "text": mended}).text
    assert html.unescape(told).count(place.format(7)) == 2  # in its row, and that it was mended
    assert ("与交来的名单不同的行" in told or "Mended on the page" in told) is True


def test_a_brand_without_its_product_is_told_in_the_row(client: FlaskClient, world: World) -> None:
    page = client.post("/verify/batch", data={"text": f"编号,品牌\n{world.numbers['valid']},海岚样例\n"})
    posted = html.unescape(re.findall(r'name="rows" value="([^"]*)"', page.text)[0])
    (row,) = cells(client.post("/verify/batch?as=xlsx", data={"rows": posted}))
    for text in (html.unescape(page.text), row["说明"]):
        assert "只读到品牌或型号“海岚样例”，没有产品名称，所以没有核对是否覆盖" in text


def test_the_form_and_its_empty_list_are_there(client: FlaskClient) -> None:
    page = client.get("/verify/batch")
    assert (page.status_code, page.headers["Content-Security-Policy"].count("'sha256-")) == (200, 2)
    empty = client.get("/verify/batch/template.csv").data
    assert handed_in(client, empty + "甲公司,99926SC00001R0M,,\r\n".encode(), "a.csv").status_code == 200
