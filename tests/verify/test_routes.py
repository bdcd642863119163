"""For reading only: no route changes anything, and no answer depends on the Host header."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World

PATHS = [
    "/",
    "/verify",
    "/en/verify",
    "/c/{valid}",
    "/C/{valid}",
    "/en/c/{valid}",
    "/c/{valid}.json",
    "/c/{valid}.jwt",
    "/c/{valid}.svg",
    "/c/{valid}.pdf",
    "/c/{valid}/report",
    "/c/{valid}/report.pdf",
    "/c/{valid}/badge.svg",
    "/q/ABC",
    "/Q/ABC",
    "/en/q/ABC",
    "/api/v1/certificates",
    "/api/v1/certificates/{valid}",
    "/api/v1/certificates/{valid}/coverage",
    "/trust.json",
    "/.well-known/did.json",
    "/status/did.json",
    "/contexts/v1",
    "/healthz",
    "/readyz",
    "/c/{valid}.proof",
    "/c/{valid}.bundle",
    "/log",
    "/en/log",
    "/log/proof",
    "/log/checkpoint",
    "/log/tile/0/000.p/1",
    "/feed.atom",
    "/feed.json",
    "/c/{valid}/feed.atom",
    "/c/{valid}/feed.json",
    "/directory",
    "/en/directory/91000000MA00000028",
    "/directory/figures",
    "/directory/list.csv",
    "/notices",
    "/notices/feed.atom",
    "/notices/list.csv",
    "/api/v1/notices",
    "/api/v1/certificates/{valid}/history",
    "/api/v1/directory",
    "/api/v1/log",
    "/api/v1/openapi.json",
    "/status/revocation/1",
    "/static/starmark/starmark.css",
    "/about/",
]


def test_every_rule_but_those_for_what_is_handed_in_takes_get_and_head_only(world: World) -> None:
    rules = list(world.app().url_map.iter_rules())
    assert len(rules) > 15
    ends = ("/verify/batch", "/verify/document")  # answered, and not kept
    handed_in = {start + end for start in ("", "/en", "/api/v1") for end in ends} | {"/api/v1/verify"}
    assert {(rule.rule, *(rule.methods or ())) for rule in rules if rule.methods != {"GET", "HEAD"}} == {
        (path, "POST") for path in handed_in
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", PATHS)
def test_every_other_method_is_refused(client: FlaskClient, world: World, path: str, method: str) -> None:
    answer = client.open(path.format(**world.numbers), method=method, data=b"x" * 5_000)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", PATHS[:-1])
def test_head_is_get_without_a_body(client: FlaskClient, world: World, path: str) -> None:
    address = path.format(**world.numbers)
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99", "a b", "[::1", "x" * 3_000, "例.测试", ""])
@pytest.mark.parametrize(
    "path", ["/verify?q={valid}", "/c/{valid}", "/api/v1/certificates/{valid}", "/about", "//verify", "/c/{valid}/"]
)
def test_the_host_header_is_never_used(client: FlaskClient, world: World, path: str, host: str) -> None:
    answer = client.get(path.format(**world.numbers), headers={"Host": host})
    assert answer.status_code < 500
    assert b"evil" not in answer.data
    assert not re.search(r"://|evil", answer.headers.get("Location", ""))


def test_addresses_in_answers_come_from_the_settings(client: FlaskClient, world: World) -> None:
    number = world.numbers["valid"]
    assert f'<link rel="canonical" href="https://cert.example.cn/c/{number}">' in client.get(f"/C/{number}").text
    answer = client.get(f"/api/v1/certificates/{number}").get_json()
    assert answer["links"]["json"] == f"https://cert.example.cn/c/{number}.json"
