"""The result page: the answer first, nothing that could be mistaken for 有效, and every word escaped."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify.headers import PRINT_SCRIPT

SITUATIONS = {
    "valid": ("valid", "有效", "Valid"),
    "suspended": ("suspended", "暂停", "Suspended"),
    "overdue": ("suspended", "暂停", "Suspended"),
    "revoked": ("revoked", "撤销", "Revoked"),
    "withdrawn": ("withdrawn", "注销", "Ended"),
    "renewed": ("withdrawn", "注销", "Ended"),
    "future": ("notyet", "未生效", "Not yet valid"),
    "reissued": ("valid", "有效", "Valid"),
    "brand": ("valid", "有效", "Valid"),
    "qualified": ("valid", "有效", "Valid"),
    "taken_over": ("valid", "有效", "Valid"),
    "successor": ("valid", "有效", "Valid"),
}
NOT_VALID = [name for name, (tone, _, _) in SITUATIONS.items() if tone != "valid"]
OURS = f"<script>{PRINT_SCRIPT}</script>"
BOTH = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])


def page(client: FlaskClient, world: World, name: str, prefix: str = "", query: str = "") -> str:
    answer = client.get(f"{prefix}/c/{world.numbers[name].replace('/', '~')}{query}")
    assert answer.status_code == 200
    return answer.text


@BOTH
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_verdict_stands_first_with_its_shape_and_word(
    client: FlaskClient, world: World, name: str, prefix: str
) -> None:
    tone, zh, en = SITUATIONS[name]
    text = page(client, world, name, prefix)
    main = text[text.index("<main") :]
    word = en if prefix else zh
    assert re.search(
        rf'<section class="verdict v-{tone}".*?<span class="verdict__word" lang="[\w-]+">{word}</span>', main
    )
    assert text.index("<title>") < text.index(word)


@BOTH
def test_who_until_when_and_as_of_when_follow_in_this_order(client: FlaskClient, world: World, prefix: str) -> None:
    main = page(client, world, "valid", prefix)
    who = "Hailan (Sample) Electric" if prefix else "海岚（样例）电器与智能家居综合售后服务股份有限公司岚城第一分公司"
    until = "23 November 2029" if prefix else "2029-11-23"
    panel = main[main.index('class="verdict ') : main.index("</section>")]
    places = [
        panel.index(x)
        for x in (
            "verdict__word",
            "<h1",
            who,
            "Five stars" if prefix else "五星级",
            until,
            "2026-12-10 12:00:00",
            "UTC+8",
        )
    ]
    assert places == sorted(places)
    blocks = re.findall(r"<h2>(.*?)</h2>", main)
    expected = (
        [
            "Compare with the certificate in your hand",
            "What else is registered",
            "Was it valid on a certain day? Does it cover a product?",
            "Scope",
            "Sites covered",
            "History",
            "What this check did",
        ]
        if prefix
        else [
            "与手里的证书逐项对照",
            "登记的其他内容",
            "某一天是否有效，是否覆盖某个产品",
            "认证范围",
            "覆盖场所",
            "状态记录",
            "这次查验做了什么",
        ]
    )
    assert blocks == expected


@BOTH
@pytest.mark.parametrize("name", NOT_VALID)
def test_what_is_not_valid_shows_no_solid_panel_no_star_and_no_mark(
    client: FlaskClient, world: World, name: str, prefix: str
) -> None:
    text = page(client, world, name, prefix)
    assert '<section class="verdict v-valid"' not in text
    assert 'class="st v-valid"' not in text
    assert "★" not in text
    assert "marks/emblem" not in text
    word = SITUATIONS[name][2 if prefix else 1]
    assert re.search(rf'<div class="watermark" aria-hidden="true">.*>{word}</text>', text)


@BOTH
def test_only_what_is_valid_has_no_watermark(client: FlaskClient, world: World, prefix: str) -> None:
    text = page(client, world, "valid", prefix)
    assert "watermark" not in text
    assert "★★★★★" in text
    assert "marks/emblem-5-colour.svg" in text
    assert "marks/emblem-dabiao-colour.svg" in page(client, world, "qualified", prefix)
    assert "★" not in page(client, world, "qualified", prefix)


def test_expiry_is_derived_from_the_day(client: FlaskClient, world: World) -> None:
    world.now = datetime(2029, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert '<section class="verdict v-valid"' in page(client, world, "valid")
    world.now = datetime(2029, 11, 23, 16, 0, 0, tzinfo=UTC)
    text = page(client, world, "valid")
    assert '<section class="verdict v-expired"' in text
    assert "有效期到 " in text
    assert "watermark" in text


def test_the_labels_are_those_of_the_national_lookup_and_ours(client: FlaskClient, world: World) -> None:
    labels = re.findall(r"<dt>(.*?)</dt>", page(client, world, "valid"))
    assert labels == [
        "证书编号",
        "组织名称",
        "星级",
        "认证范围",
        "颁证日期",
        "证书到期日期",
        "统一社会信用代码",
        "组织地址",
        "认证项目",
        "认证依据",
        "证书状态",
        "证书版本",
        "发证机构",
    ]


@pytest.mark.parametrize("name", ["valid", "revoked", "reissued"])
def test_the_facts_are_there(client: FlaskClient, world: World, name: str) -> None:
    text = page(client, world, name)
    assert f'<span class="num">{world.numbers[name]}</span>' in text
    assert "GB/T 27922-2011" in text
    assert "CNCA-R-2099-999" in text
    assert "cx.cnca.cn</span>）为准" in text


def test_a_scope_that_staff_did_not_write_out_is_composed(client: FlaskClient, world: World) -> None:
    text = page(client, world, "valid")
    printed = re.search(r'证书上印的范围全文：<span lang="zh-CN">([^<]*)</span>', text)
    assert printed is not None
    assert printed[1].startswith("家用空气调节器（品牌：海岚；型号：KFR-26*、KFR-72*；含销售、安装、维修；不含")
    assert printed[1].endswith("；家用电动洗衣机。整张证书不含：二手商品")


def test_scope_exclusions_and_sites_are_complete(client: FlaskClient, world: World) -> None:
    text = page(client, world, "valid")
    for said in (
        "家用空气调节器",
        "海岚",
        "KFR-26*、KFR-72*",
        "销售、安装、维修",
        "商用多联机组、中央空调",
        "家用电冰箱",
        "家用电动洗衣机",
        "整张证书不含：</b>二手商品",
        "总部客户服务中心",
        "岚城市北堤街 18 号",
        "云津市书院路 6 号",
        "曾用名：海岚（样例）电器厂",
        "C3852",
    ):
        assert said in text, said


def test_the_reason_of_a_suspension_its_last_day_and_lateness(client: FlaskClient, world: World) -> None:
    text = page(client, world, "suspended")
    assert "没有按规定使用证书或标志" in text
    assert '最迟到 <span class="nb">2027-02-01</span>' in text
    assert "已满，还没有恢复" in page(client, world, "overdue")


def test_a_renewal_is_linked_both_ways(client: FlaskClient, world: World) -> None:
    old, new = world.numbers["renewed"], world.numbers["successor"]
    assert f'href="/c/{new}"' in page(client, world, "renewed")
    assert f'href="/c/{old}"' in page(client, world, "successor")
    taken = page(client, world, "taken_over")
    assert "00114SH11111R1L/3502" in taken
    assert "/c/00114SH11111R1L" not in taken  # that one is in another register


def test_history_tells_every_entry_newest_first(client: FlaskClient, world: World) -> None:
    text = page(client, world, "reissued")
    assert text.index("换发第 2 版，四星级") < text.index("颁发证书，五星级")
    assert "更正内容。" in text
    assert re.search(r"登记于 2026-11-27 10:00，日志第 \d+ 条", text)


@BOTH
@pytest.mark.parametrize(
    "address",
    [
        "/c/{hostile}",
        "/verify?q=alert",
        "/verify?q=<script>alert(1)</script>",
        "/c/<script>",
        "/c/{valid}?at=<script>",
        '/c/{valid}?x="><script>',
    ],
)
def test_no_word_of_a_stranger_becomes_markup(client: FlaskClient, world: World, address: str, prefix: str) -> None:
    seen = Seen()
    seen.feed(client.get(prefix + address.format(**world.numbers)).text.replace(OURS, ""))
    assert not {"script", "style", "iframe", "object", "base"} & {tag for tag, _ in seen.tags}
    attributes = {name for _, names in seen.tags for name in names}
    assert {name for name in attributes if name.startswith("on") or name == "style"} == set()
    assert {tag for tag, names in seen.tags if names.get("src", "/").startswith("x")} == set()


class Seen(HTMLParser):
    """Every tag of a page with its attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


@BOTH
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/verify",
        "/verify?q=样例",
        "/verify?q=zz",
        "/c/{valid}",
        "/c/{suspended}?at=2026-12-01",
        "/q/ABC",
        "/c/99926SC99999R0M",
        "/nope",
    ],
)
def test_every_page_is_complete_in_one_language(client: FlaskClient, world: World, address: str, prefix: str) -> None:
    text = client.get(prefix + address.format(**world.numbers)).text
    assert text.startswith("<!doctype html>")
    assert f'<html lang="{"en" if prefix else "zh-CN"}">' in text
    assert text.count("<h1") == 1
    assert text.count("<main") == 1
    assert 'href="/static/starmark/starmark.css"' in text
    assert ("Sample: the body" if prefix else "样例：机构、企业和证书均为虚构") in text
    assert "<script" not in text.replace(OURS, "")
    assert "style=" not in text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]+)"', text):
        assert anchor in ids


def test_english_pages_hold_no_chinese_of_ours(client: FlaskClient, world: World) -> None:
    text = page(client, world, "suspended", "/en")
    ours = re.sub(r'<[^>]* lang="zh-CN"[^>]*>.*?</\w+>', "", text)
    for data in re.findall(r"青禾[^<]*|浙江省[^<]*|家用空调器|中央空调|安装|总部", ours):
        ours = ours.replace(data, "")
    assert re.findall(r"[一-鿿]+", ours) == []


@pytest.mark.parametrize(
    "written",
    ["９９９２６ＳＣ００００１Ｒ０Ｍ", "999 26 sc 00001 r0 m", "99926SCOOOO1ROM", "\u200b99926SC00001R0M\u202e"],
)
@pytest.mark.parametrize("path", ["/c/", "/C/", "/en/c/"])
def test_a_number_is_found_however_it_is_written(client: FlaskClient, world: World, path: str, written: str) -> None:
    answer = client.get(path + written)
    assert answer.status_code == 200
    assert world.numbers["valid"] in answer.text


def test_a_number_with_a_slash_is_written_with_a_tilde(client: FlaskClient, world: World) -> None:
    address = "/c/" + world.numbers["taken_over"].replace("/", "~")
    assert world.numbers["taken_over"] in client.get(address).text
    assert f'action="{address}"' in client.get(address).text
