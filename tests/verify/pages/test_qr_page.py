"""The page behind the signed QR code: genuine, old, forged, of another body, unreadable."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from certs.trust.encoding import decode_base32, encode_base32
from certs.trust.keys import key_name
from certs.trust.qr import qr_token
from certs.trust.signing import SigningKey, generate
from tests.register.founded_register import SETTINGS, ring
from tests.verify.sample_service import World, token_of, version_of

BASE = SETTINGS.base_url
BOTH = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])


def forged(world: World, key: SigningKey, **claims: str) -> str:
    """Make a token that claims what it likes, signed with a key of choice under the body's key id."""
    version = version_of(world, "valid")
    subject = {
        **version.subject,
        "holder": {**version.subject["holder"], "name": claims.get("holder", "海澜（虚构）电器有限公司")},
    }
    kid = ring().get("qr").public.kid if key.purpose == "qr" else key.public.kid
    begins, ends = datetime(2026, 11, 23, 16, tzinfo=UTC), datetime(2030, 12, 31, 15, 59, 59, tzinfo=UTC)
    return encode_base32(qr_token.compose(BASE, subject, begins, begins, ends, 0, b"x", kid, key.sign))


@pytest.mark.parametrize("head", ["/Q/", "/q/", "/en/q/"])
def test_a_genuine_code_shows_the_certificate_and_both_sides(client: FlaskClient, world: World, head: str) -> None:
    answer = client.get(head + token_of(world, "valid"))
    assert answer.status_code == 200
    assert '<section class="verdict v-valid"' in answer.text
    assert "<mark" not in answer.text
    assert ("The QR code (signature checked)" if head == "/en/q/" else "二维码（已验签）") in answer.text
    assert world.numbers["valid"] in answer.text


def test_a_code_in_small_letters_is_the_same_code(client: FlaskClient, world: World) -> None:
    assert '<section class="verdict v-valid"' in client.get("/q/" + token_of(world, "valid").lower()).text


@pytest.mark.parametrize(
    ("name", "tone"),
    [("suspended", "suspended"), ("revoked", "revoked"), ("withdrawn", "withdrawn"), ("future", "notyet")],
)
def test_a_genuine_code_of_what_is_not_valid_says_so(client: FlaskClient, world: World, name: str, tone: str) -> None:
    text = client.get("/Q/" + token_of(world, name)).text
    assert f'<section class="verdict v-{tone}"' in text
    assert '<section class="verdict v-valid"' not in text
    assert "watermark" in text


@BOTH
def test_an_old_version_is_genuine_but_superseded_and_shows_what_changed(
    client: FlaskClient, world: World, prefix: str
) -> None:
    text = client.get(f"{prefix}/q/{token_of(world, 'reissued', 1)}").text
    assert ("Genuine, but an old version" if prefix else "但这是旧版") in text
    assert ("This is version 1; the present one is version 2." if prefix else "这是第 1 版，现行的是第 2 版。") in text
    assert '<mark class="name">青禾第7家用电器（样例）有限公司</mark>' in text
    assert '<span class="name">新名（样例）服务有限公司</span>' in text
    assert '<section class="verdict v-valid"' not in text
    assert "marks/emblem" not in text
    assert '<section class="verdict v-valid"' in client.get(f"/q/{token_of(world, 'reissued', 2)}").text


@BOTH
def test_a_forged_code_is_not_genuine_and_its_claims_are_held_against_the_record(
    client: FlaskClient, world: World, prefix: str
) -> None:
    text = client.get(f"{prefix}/q/{forged(world, generate(key_name('qr', 1)))}").text
    assert '<section class="verdict v-fake"' in text
    assert ("We did not issue this QR code" if prefix else "不是本机构签发的") in text
    assert 'class="tally__claim"' in text
    assert '<mark class="name">海澜（虚构）电器有限公司</mark>' in text
    assert '<mark class="">2030-12-31</mark>' in text
    assert '<span class="name">海岚（样例）电器与智能家居综合售后服务股份有限公司岚城第一分公司</span>' in text
    assert f'href="{prefix}/c/{world.numbers["valid"]}"' in text
    assert "★" not in text
    assert "marks/emblem" not in text
    assert "watermark" in text
    assert 'class="fail"' in text


def test_a_key_of_another_purpose_signs_no_code(client: FlaskClient, world: World) -> None:
    text = client.get("/Q/" + forged(world, ring().get("certificate"))).text
    assert '<section class="verdict v-fake"' in text
    assert "签名用的密钥不是本机构为此公布的" in text


def test_a_genuine_key_over_what_was_never_logged_is_not_genuine(client: FlaskClient, world: World) -> None:
    text = client.get("/Q/" + forged(world, ring().get("qr"))).text
    assert '<section class="verdict v-fake"' in text
    assert "登记簿里没有同样的记录" in text


def test_every_flipped_byte_is_noticed(client: FlaskClient, world: World) -> None:
    token = decode_base32(token_of(world, "valid"))
    for place in range(0, len(token), 7):
        broken = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        answer = client.get("/Q/" + encode_base32(broken))
        assert answer.status_code == 200
        assert '<section class="verdict v-valid"' not in answer.text
        assert '<section class="verdict v-fake"' in answer.text or '<section class="verdict v-unknown"' in answer.text


@pytest.mark.parametrize(
    "token", ["ABC", "A" * 3_000, "0189", "=", "%00", "你好", "%F0%9F%98%80", "A===", "-", "MFRGG", "a b", "%2e%2e"]
)
def test_what_cannot_be_read_to_its_end_is_no_forgery(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/q/{token}")
    assert answer.status_code == 200
    assert '<section class="verdict v-unknown"' in answer.text
    assert "内容不完整，或在传递中有损坏" in answer.text
    assert "请重新扫描，或重新完整地复制。" in answer.text
    assert 'class="tally' not in answer.text


@pytest.mark.parametrize("around", ["{}。", "（{}）", "%EF%BB%BF{}", "{}%E2%80%8B", "{}====", "]Q1{}", "{}%00"])
def test_what_copying_adds_changes_no_answer(client: FlaskClient, world: World, around: str) -> None:
    for name, tone in (("valid", "valid"), ("revoked", "revoked")):
        text = client.get("/Q/" + around.replace("{}", token_of(world, name))).text
        assert f'<section class="verdict v-{tone}"' in text
        assert "核对前去掉了粘贴时带上的：" in text


def test_what_copying_loses_is_no_forgery(client: FlaskClient, world: World) -> None:
    token = token_of(world, "valid")
    for cut in (token[:-10], token[:-1], token[:200], token[8:], token[:60] + " " + token[60:]):
        assert '<section class="verdict v-unknown"' in client.get("/Q/" + cut).text


@pytest.mark.parametrize("size", [10, 60, 200])
def test_a_code_that_was_cut_off_is_searched_as_no_name(client: FlaskClient, world: World, size: int) -> None:
    cut = token_of(world, "valid")[:size]
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/verify", query_string={"q": cut}, follow_redirects=True)
        assert answer.status_code == 200
        assert '<section class="verdict v-unknown"' in answer.text


def test_hostile_claims_stay_text(client: FlaskClient, world: World) -> None:
    text = client.get("/Q/" + forged(world, generate(key_name("qr", 1)), holder="<script>alert(1)</script>")).text
    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_a_newer_format_could_not_be_checked(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qr_token, "FORMAT", 2)
    token = forged(world, ring().get("qr"))
    monkeypatch.undo()
    text = client.get("/Q/" + token).text
    assert '<section class="verdict v-unknown"' in text
    assert "v-fake" not in text
