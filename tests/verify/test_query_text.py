"""The question of an address, whatever bytes it holds."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify.query_text import text_of


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        (b"%E6%B5%B7%E5%B2%9A", "海岚"),
        (b"%BA%A3%E1%B0", "海岚"),
        ("海岚".encode("gbk"), "海岚"),
        (b"a+b%2Bc", "a b+c"),
        (b"", ""),
        (b"%ff%ff", "��"),
        (b"%BA", "�"),
        (b"%", "%"),
        (b"%zz", "%zz"),
        (b"99926SC00001R0M", "99926SC00001R0M"),
    ],
)
def test_a_question_is_utf8_or_gbk(quoted: bytes, text: str) -> None:
    assert text_of(quoted) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_search_in_either_finds_the_same(client: FlaskClient, world: World, encoding: str) -> None:
    found = client.get(f"/api/v1/certificates?q={quote('海岚', encoding=encoding)}").get_json()
    assert [item["number"] for item in found["items"]] == [world.numbers["valid"]]
    page = client.get(f"/verify?q={quote('海岚', encoding=encoding)}")
    assert 'value="海岚"' in page.text


@pytest.mark.parametrize("raw", [b"\xff", b"\xba\xa3\xe1\xb0", b"\x80", "海岚".encode()])
@pytest.mark.parametrize(
    "path", ["/verify", "/api/v1/certificates", "/c/99926SC00001R0M", "/log", "/static/x", "/nope"]
)
def test_raw_bytes_of_a_server_that_passes_them_on_are_no_fault(client: FlaskClient, path: str, raw: bytes) -> None:
    query = (b"q=" + raw + b"&at=" + raw + b"&" + raw).decode("latin-1")
    answer = client.get(path, environ_overrides={"QUERY_STRING": query})
    assert answer.status_code in {200, 303, 400, 404}
