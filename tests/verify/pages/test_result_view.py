"""What a result says: of what was checked, of why, and of nothing that the register cannot know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.lifecycle.reasons import REASONS
from tests.register.founded_register import SETTINGS, Register, draft, founded
from tests.verify.pages.test_certificate_page import NOT_VALID, SITUATIONS
from tests.verify.pages.test_day import panel_of
from tests.verify.sample_service import World, token_of
from verify import Config, create_app

BOTH = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
GENUINE = re.compile(r"真实|genuine", re.IGNORECASE)


@BOTH
@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("query", ["", "?at=2026-12-10", "?at=2026-11-01"])
def test_a_number_that_was_looked_up_is_not_called_genuine(
    client: FlaskClient, world: World, name: str, prefix: str, query: str
) -> None:
    address = world.numbers[name].replace("/", "~")
    text = client.get(f"{prefix}/c/{address}{query}").text
    assert GENUINE.search(text) is None
    verdict = client.get(f"/api/v1/certificates/{address}{query}").get_json()["verdict"]
    said = [verdict["message"], *(check["message"] for check in verdict["checks"])]
    assert [words for words in said for text in words.values() if GENUINE.search(text)] == []
    assert "登记簿里有这张证书" in verdict["message"]["zh"]
    assert "he register holds this certificate" in verdict["message"]["en"]


@BOTH
def test_a_look_up_asks_to_compare_with_the_paper(client: FlaskClient, world: World, prefix: str) -> None:
    text = client.get(f"{prefix}/c/{world.numbers['valid']}").text
    head = "In the register, and valid" if prefix else '登记簿里有这张证书，</span><span class="nb">状态有效'
    assert head in panel_of(text)
    block = text[text.index("in your hand</h2>" if prefix else "与手里的证书逐项对照</h2>") :]
    labels = re.findall(r"<dt>(.*?)</dt>", block[: block.index("</section>")])
    expected = (
        ["Certificate number", "Holder", "Level", "Scope", "Issued", "Valid until"]
        if prefix
        else ["证书编号", "组织名称", "星级", "认证范围", "颁证日期", "证书到期日期"]
    )
    assert labels == expected
    assert ("Household refrigerators" if prefix else "家用电冰箱") in block[: block.index("</section>")]


@BOTH
def test_what_was_scanned_is_called_genuine(client: FlaskClient, world: World, prefix: str) -> None:
    for name in ("valid", "suspended", "revoked"):
        assert GENUINE.search(panel_of(client.get(f"{prefix}/q/{token_of(world, name)}").text))


def test_valid_means_what_the_register_knows(client: FlaskClient, world: World) -> None:
    panel = panel_of(client.get(f"/c/{world.numbers['valid']}").text)
    assert "没有暂停、撤销或注销" in panel
    search = client.get("/verify").text
    assert "在有效期内，没有暂停、撤销或注销。" in search
    assert "监督" not in search
    assert "surveillance" not in client.get("/en/verify").text


@BOTH
def test_brand_levels_do_not_look_like_stars_of_after_sales_service(
    client: FlaskClient, world: World, prefix: str
) -> None:
    text = client.get(f"{prefix}/c/{world.numbers['brand']}").text
    assert "★" not in text
    assert "marks/" not in text
    assert ("Star-level brand evaluation (1000 points)" if prefix else "星级品牌评价（千分制）") in panel_of(text)
    assert ("not an after-sales service star level" if prefix else "不是售后服务星级") in text
    after_sales = client.get(f"{prefix}/c/{world.numbers['valid']}").text
    assert ("After-sales service certification" if prefix else "商品售后服务评价体系认证") in panel_of(after_sales)
    assert "marks/emblem-5-colour.svg" in after_sales


def test_the_drawing_does_not_claim_a_number_that_it_lacks(client: FlaskClient, world: World) -> None:
    text = client.get(f"/c/{world.numbers['valid']}").text
    caption = re.search(r"</picture><p>(.*?)</p>", text)
    assert caption is not None
    assert caption[1].startswith("图中只有星级。")
    assert world.numbers["valid"] in caption[1]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    yield register
    register.close()


def page(register: Register, number: str, prefix: str = "") -> str:
    app = create_app(Config(SETTINGS, register.url, None, lambda: register.now))
    return app.test_client().get(f"{prefix}/c/{number}").text


@pytest.mark.parametrize("reason", REASONS["suspended"])
def test_a_suspension_tells_what_may_follow_from_its_reason(register: Register, reason: str) -> None:
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, reason, until=date(2027, 2, 1))
    text, english = page(register, number), page(register, number, "/en")
    assert "原因消除并经评价通过的，可以恢复；没有恢复的，要等本机构作出撤销或者注销的决定，在那以前仍是暂停。" in text
    assert "整改合格后" not in text
    assert "is removed and an assessment is passed; else it stays suspended until revoked or ended" in english
    assert ("不表示企业有过错" in text) is (reason == "holder-request")


@pytest.mark.parametrize("reason", ["issued-in-error", "fraud"])
def test_a_revocation_for_our_own_error_does_not_read_as_the_firms_failure(register: Register, reason: str) -> None:
    number = register.issue(draft(1))[0].number
    register.change("revoked", number, reason)
    text, english = page(register, number), page(register, number, "/en")
    assert "这张证书已取消；企业有没有另外的证书，请按企业名称再查" in text
    assert "不再通过" not in text
    assert ("这是本机构的差错" in text) is (reason == "issued-in-error")
    assert ("The error was ours" in english) is (reason == "issued-in-error")


@BOTH
@pytest.mark.parametrize("name", ["valid", *NOT_VALID])
def test_a_result_can_be_taken_along(client: FlaskClient, world: World, name: str, prefix: str) -> None:
    text = client.get(f"{prefix}/c/{world.numbers[name]}").text
    assert '<button class="btn" type="button" data-print hidden>' in text  # shown by the one script, where it runs
    explained = "in one file: later it can be verified" if prefix else "把证书和它的证明存在一个文件里"
    assert explained in text
    printed = text[text.index('class="only-print paper"') :]
    assert "<svg" in printed
    assert f'<b class="num">{world.numbers[name]}</b>' in printed  # to paste at cx.cnca.cn


def test_a_real_body_shows_no_sample_strip(world: World) -> None:
    body = replace(SETTINGS.body, approval_number="CNCA-R-2030-123")
    app = create_app(Config(replace(SETTINGS, body=body), world.register.url, None, lambda: world.now))
    text = app.test_client().get("/verify").text
    assert "样例：机构" not in text
    assert "虚构" not in text
