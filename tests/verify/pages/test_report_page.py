"""The report: one sheet that answers a question, says when it did, and opens the same question again."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient

from certs.certificate.fields import ScopeItem, Site
from certs.days import BEIJING
from certs.documents.marks.silhouettes import SILHOUETTES
from certs.documents.report.query_number import query_number
from certs.log.checkpoint import parse_checkpoint
from tests.register.founded_register import draft, founded
from tests.trust.qr.drawn_symbol import drawn
from tests.verify.sample_service import World
from verify.papers import Papers
from verify.service import EXTENSION

SITUATIONS = {
    "valid": ("", "valid", "有效 2026-12-10（查询当天）的状态"),
    "suspended": ("", "suspended", "暂停 2026-12-10（查询当天）的状态"),
    "overdue": ("", "suspended", "暂停 2026-12-10（查询当天）的状态"),
    "revoked": ("", "revoked", "撤销 2026-12-10（查询当天）的状态"),
    "withdrawn": ("", "withdrawn", "注销 2026-12-10（查询当天）的状态"),
    "future": ("", "not_yet_valid", "未生效 2026-12-10（查询当天）的状态"),
    "qualified": ("?at=2029-11-24", "expired", "2029-11-24 还没有到；按现在的登记，那一天的状态将是：过期"),
    "renewed": ("?at=2026-11-30", "valid", "有效 2026-11-30 的状态"),
    "brand": ("?at=2026-11-30T10:00:00Z", "valid", "有效 2026-11-30 的状态"),
    "taken_over": ("", "valid", "有效 2026-12-10（查询当天）的状态"),
}


def report(client: FlaskClient, world: World, name: str, query: str = "", prefix: str = "") -> str:
    answer = client.get(f"{prefix}/c/{world.numbers[name].replace('/', '~')}/report{query}")
    assert answer.status_code == 200
    return answer.text


def words_of(text: str) -> str:
    """Return what a reader sees of a page, with blanks folded."""
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text[text.index("<article") : text.index("</article")]))
    )


def scanned(text: str) -> str:
    """Read the symbol in a page."""
    symbol = text[text.index('<div class="sheet__qr">') :]
    return zxingcpp.read_barcodes(drawn(symbol[: symbol.index("</svg>")]))[0].text


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_answer_stands_first_and_only_what_is_valid_has_no_watermark(
    client: FlaskClient, world: World, name: str
) -> None:
    query, code, heading = SITUATIONS[name]
    text = report(client, world, name, query)
    assert f'<article class="sheet" data-status="{code}">' in text
    answer = text[text.index('<h2 id="v">') : text.index("</h2>")]
    assert "".join(re.sub("<[^>]+>", " ", answer).split()) == "".join(heading.split())
    assert ('class="watermark"' in text) is (code != "valid")
    assert "★" not in text
    assert 'data-status="valid"' not in report(client, world, name, query, "/en") or code == "valid"


def test_no_line_says_of_a_certificate_that_is_not_valid_what_only_a_valid_one_is(
    client: FlaskClient, world: World
) -> None:
    """The day of check 7 lies within the dates of one that is revoked; that is no period in which it is valid."""
    revoked, future = (words_of(report(client, world, name)) for name in ("revoked", "future"))
    assert "在有效期内" not in revoked
    assert "日期在证书写明的期限内。" in revoked
    assert "自 2026-11-24 起撤销。原因：" in revoked
    assert re.search(r"未生效，2026-12-\d\d 起有效", future)
    assert future.count("生效之前不得使用") == 2, "in the answer and in the check of the status"
    english = words_of(report(client, world, "suspended", prefix="/en"))
    assert "Not yet valid; valid from" in words_of(report(client, world, "future", prefix="/en"))
    assert " to 1 February 2027 at the latest. Reason: " in english


@pytest.mark.parametrize("name", ["valid", "taken_over", "brand", "renewed"])
def test_the_symbol_and_the_address_open_the_same_question_again(client: FlaskClient, world: World, name: str) -> None:
    query = SITUATIONS[name][0]
    text = report(client, world, name, query)
    number = world.numbers[name].replace("/", "~")
    address = f"https://cert.example.cn/c/{number}/report{query or '?at=2026-12-10'}"
    assert scanned(text) == address
    assert f'<p class="sheet__url">{address}</p>' in text
    again = client.get(address.removeprefix("https://cert.example.cn"))
    assert again.status_code == 200
    assert scanned(again.text) == address


def test_everything_that_a_purchaser_files_is_on_it(client: FlaskClient, world: World) -> None:
    text = words_of(report(client, world, "valid"))
    for part in (
        "查询时间 2026-12-10 12:00:00 UTC+8",
        "示例认证中心（样例） CNCA-R-2099-999",
        "海岚（样例）电器与智能家居综合售后服务股份有限公司岚城第一分公司",
        "曾用名：海岚（样例）电器厂",
        "五星级",
        "商品售后服务评价体系认证",
        "GB/T 27922-2011",
        "颁证日期 2026-11-24",
        "初次获证日期 2026-11-24",
        "证书到期日期 2029-11-23",
        "有效，从 2026-11-24 起",
        "1 家用空气调节器（品牌：海岚；型号：KFR-26*、KFR-72*；含销售、安装、维修；不含商用多联机组、中央空调；仅限场所：总部客户服务中心）",
        "3 家用电动洗衣机",
        "整张证书不含： 二手商品",
        "云津服务网点 云津市书院路 6 号",
        "公钥 certificate-1",
        "本报告没有签名",
        "starmark verify 不联网也能核验它，并把报告上印的与它逐项对照；打印出来的纸上没有这个文件。",
        "查询编号由本报告印的内容算出，本机构不留存，不能证明谁在什么时候查过。",
        "证书状态以全国认证认可信息公共服务平台（cx.cnca.cn）为准。到那里粘贴编号：",
        "样例：机构、企业和证书均为虚构",
    ):
        assert part in text
    assert text.count(world.numbers["valid"]) >= 3
    assert text.count("通过") == 7
    assert text.index("股份有限公司岚城第一分公司 五星级") < text.index("证书编号")


def test_the_query_number_can_be_worked_out_from_what_is_printed(client: FlaskClient, world: World) -> None:
    world.now += timedelta(seconds=17)
    text = words_of(report(client, world, "reissued", "?at=2026-12-09"))
    time = re.search(r"查询时间 (\S+) (\S+) UTC\+8", text)
    head = re.search(r"日志检查点：(\S+)，共 (\d+) 条，树根 (\S+)", text)
    version = re.search(r"第 (\d) 版，从", text)
    assert time is not None
    assert head is not None
    assert version is not None
    assert time[2] == "12:00:17"
    instant = datetime.fromisoformat(f"{time[1]}T{time[2]}").replace(tzinfo=BEIJING).astimezone(UTC)
    checkpoint = parse_checkpoint(client.get("/log/checkpoint").data).head
    assert checkpoint.text.split("\n")[:3] == list(head.groups())
    expected = query_number(world.numbers["reissued"], int(version[1]), date(2026, 12, 9), instant, checkpoint)
    assert f"查询编号 {expected} " in text


def test_another_day_says_beside_it_what_holds_today_and_what_was_recorded_later(
    client: FlaskClient, world: World
) -> None:
    assert "查询当天（2026-12-10）的状态：注销，从 2026-12-08 起。" in words_of(
        report(client, world, "renewed", "?at=2026-11-30")
    )
    to_come = words_of(report(client, world, "suspended", "?at=2027-03-01"))
    assert "2027-03-01 还没有到；按现在的登记，那一天的状态将是：暂停" in to_come
    assert "那一天的状态谁也不能预先证明" in to_come
    assert "已满" not in to_come
    english = words_of(report(client, world, "valid", "?at=2027-01-01", "/en"))
    assert "1 January 2027 is still to come; as registered today, the status on it would be: Valid" in english
    assert "nobody can prove its status beforehand" in english
    instant = words_of(report(client, world, "suspended", "?at=2026-11-24T00:00:01Z"))
    assert "问的是 2026-11-24 08:00:01 UTC+8" in instant
    assert "晚于所问时间才登记：暂停，从 2026-11-24 起生效，2026-11-24 10:00:00 UTC+8 登记。" in instant


def test_a_long_scope_goes_to_an_annex_in_full(tmp_path: Path) -> None:
    world = World(founded(f"sqlite:///{tmp_path / 'register.db'}"))
    items = tuple(ScopeItem(f"第 {n} 类样例商品的销售、安装与维修服务") for n in range(1, 41))
    sites = tuple(Site(f"样例网点 {n}", f"样例省样例市样例路 {n} 号") for n in range(1, 31))
    world.numbers["long"] = world.register.issue(draft(50, scope=items, sites=sites))[0].number
    text = report(world.app().test_client(use_cookies=False), world, "long")
    foot, annex = text.index("sheet__foot"), text.index("sheet__annex")
    assert "认证范围 40 项、场所 30 处，全文见附页。" in text[:foot]
    assert foot < annex < text.index("第 40 类样例商品的销售、安装与维修服务") < text.index("样例路 30 号")
    assert text.count("第 40 类样例商品") == 1
    world.register.close()


@pytest.mark.parametrize(
    ("place", "status", "says"),
    [
        ("/c/99926SC99999R0M/report", 404, "没有签发过"),
        ("/c/abc/report", 404, "编号"),
        ("/c/{valid}/report?at=gestern", 400, "不是能看懂的日期"),
        (f"/c/{{valid}}/report?product={'泵' * 61}", 400, "最多写 60 个字符"),
        (f"/c/{{valid}}/report.pdf?product={'泵' * 61}", 400, "最多写 60 个字符"),
    ],
)
def test_what_cannot_be_answered_has_no_report(
    client: FlaskClient, world: World, place: str, status: int, says: str
) -> None:
    answer = client.get(place.format(**world.numbers))
    assert answer.status_code == status
    assert says in answer.text
    assert 'class="sheet"' not in answer.text


@pytest.mark.parametrize(
    ("name", "product", "at", "word", "shape"),
    [
        ("valid", "家用电动洗衣机", "", "覆盖", "covered"),
        ("valid", "家用电冰箱", "&at=2026-12-01", "限定覆盖", "covered_if"),
        ("valid", "水泵", "", "未列明", "not_listed"),
        ("valid", "中央空调", "", "不覆盖", "excluded"),
        ("revoked", "家用空调器", "", "不能算覆盖", "revoked"),
        ("valid", "家用电动洗衣机", "&at=2026-11-01", "没有回答", "notyet"),
    ],
)
def test_a_product_is_answered_on_the_sheet_and_by_the_address_on_it(
    client: FlaskClient, world: World, name: str, product: str, at: str, word: str, shape: str
) -> None:
    text = report(client, world, name, f"?product={product}{at}")
    panel = words_of(text[: text.index("<h3>")] + "</article")
    assert f"“{product}”：{word} " in panel
    drawn = text[text.index('class="sheet__v') :]
    assert SILHOUETTES[shape] in drawn[: drawn.index("</svg>")]
    address = scanned(text)
    assert address.endswith(f"{at.replace('&', '?') or '?at=2026-12-10'}&product={quote(product)}")
    again = client.get(address.removeprefix("https://cert.example.cn")).text
    assert scanned(again) == address
    plain = report(client, world, name, at.replace("&", "?"))
    numbers = [words_of(one).partition(" 查询编号 ")[2][:10] for one in (text, again, plain)]
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_result_page_leads_to_the_report_of_the_same_day(client: FlaskClient, world: World, prefix: str) -> None:
    for query in ("", "?at=2026-12-01"):
        page = client.get(f"{prefix}/c/{world.numbers['suspended']}{query}").text
        assert f'href="{prefix}/c/{world.numbers["suspended"]}/report{query}"' in page


def test_an_english_report_is_in_english_and_shows_strange_text_as_text(client: FlaskClient, world: World) -> None:
    text = report(client, world, "hostile", prefix="/en")
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    shown = words_of(report(client, world, "suspended", prefix="/en"))
    assert "Suspended Status on 10 December 2026 (day of the query)" in shown
    assert "until 1 February 2027 at the latest" in shown


@pytest.mark.parametrize(
    ("name", "prefix", "query", "language"),
    [("valid", "", "", "zh-CN"), ("taken_over", "/en", "?at=2026-12-01", "en"), ("revoked", "", "", "zh-CN")],
)
def test_the_pdf_is_set_by_a_child_and_carries_the_bundle(
    client: FlaskClient, shared_app: Flask, world: World, name: str, prefix: str, query: str, language: str
) -> None:
    number = world.numbers[name].replace("/", "~")
    answer = client.get(f"{prefix}/c/{number}/report.pdf{query}")
    papers: Papers = shared_app.extensions[EXTENSION].papers
    papers.children.close()
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(answer.data)) as opened:
        assert str(opened.Root.Lang).partition("-")[0] == language[:2]
        (attached,) = opened.attachments.values()
        assert attached.get_file().read_bytes() == client.get(f"/c/{number}.bundle{query}").data


def test_a_report_as_pdf_of_an_unknown_number_is_the_usual_page(client: FlaskClient) -> None:
    answer = client.get("/c/99926SC99999R0M/report.pdf")
    assert answer.status_code == 404
    assert "没有签发过" in answer.text
