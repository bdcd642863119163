"""The response headers, in full and literally: a weaker policy must be a visible change here."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'sha256-SW8Q0ZWkaoYP9eghgp2SejB4CS9muICFvwIfj2KFz/E='; "
    "style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=()",
}
PAGES = [
    "/",
    "/en/",
    "/verify",
    "/verify?q=样例",
    "/c/{valid}",
    "/en/c/{valid}",
    "/c/{suspended}?at=2026-12-01",
    "/q/ABC",
    "/log",
    "/en/log",
    "/log/proof",
    "/nope",
]
OPEN = [
    "/c/{valid}.json",
    "/c/{valid}.jwt",
    "/c/{valid}.svg",
    "/c/{valid}/badge.svg",
    "/en/c/{revoked}/badge.svg",
    "/api/v1/certificates/{valid}",
    "/api/v1/certificates?q=样例",
    "/api/v1/certificates/none",
    "/trust.json",
    "/.well-known/did.json",
    "/status/did.json",
    "/contexts/v1",
    "/healthz",
    "/c/{valid}.proof",
    "/log/checkpoint",
    "/log/tile/0/000.p/1",
    "/log/tile/entries/000.p/1",
    "/feed.atom",
    "/c/{revoked}/feed.json",
    "/status/suspension/1",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_exactly_these_headers(client: FlaskClient, world: World, path: str) -> None:
    answer = client.get(path.format(**world.numbers))
    own = {"Content-Type", "Content-Language", "Content-Length", "Vary"}
    expected = {**SECURITY, "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store"}
    assert {name: value for name, value in answer.headers.items() if name not in own} == expected
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", OPEN)
def test_open_data_may_be_read_from_anywhere_and_is_otherwise_as_strict(
    client: FlaskClient, world: World, path: str
) -> None:
    answer = client.get(path.format(**world.numbers))
    own = {"Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary"}
    expected = {
        **SECURITY,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Disposition, ETag, Retry-After, X-Request-ID",
    }
    assert {name: value for name, value in answer.headers.items() if name not in own} == expected


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/c/{valid}.json", "no-cache"),
        ("/c/{valid}.svg", "no-cache"),
        ("/c/{valid}/badge.svg", "public, max-age=300"),
        ("/c/99926SC00100R0M/badge.svg", "public, max-age=300"),
        ("/trust.json", "no-cache"),
        ("/.well-known/did.json", "no-cache"),
        ("/api/v1/certificates/{valid}", "no-cache"),
        ("/contexts/v1", "public, max-age=31536000, immutable"),
        ("/log/checkpoint", "no-cache"),
        ("/log/tile/0/000.p/1", "public, max-age=600"),
        ("/c/{valid}.proof", "no-cache"),
        ("/api/v1/certificates/none", "no-store"),
        ("/static/starmark/starmark.css", "public, max-age=600"),
    ],
)
def test_what_may_be_kept_and_for_how_long(client: FlaskClient, world: World, path: str, cache: str) -> None:
    assert client.get(path.format(**world.numbers)).headers["Cache-Control"] == cache


@pytest.mark.parametrize("path", [*PAGES, *OPEN])
def test_nothing_sets_a_cookie_unasked(client: FlaskClient, world: World, path: str) -> None:
    assert "Set-Cookie" not in client.get(path.format(**world.numbers)).headers


def test_the_language_cookie_is_the_only_one_and_is_strict(client: FlaskClient, world: World) -> None:
    answer = client.get(f"/c/{world.numbers['valid']}?lang=en")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    parts = [part.strip() for part in cookie.split(";")]
    assert parts[0] == "__Host-lang=en"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize("value", ["fr", "", "en;x", "zh\r\nSet-Cookie: a=b", "<script>"])
def test_no_other_value_gets_into_the_cookie(client: FlaskClient, value: str) -> None:
    assert "Set-Cookie" not in client.get("/verify", query_string={"lang": value}).headers


def test_the_site_brings_its_own_policy(world: World, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>home</p>")
    (tmp_path / "csp.txt").write_text("default-src 'none';\n script-src 'self'\n")
    client = world.app(tmp_path).test_client()
    assert client.get("/").headers["Content-Security-Policy"] == "default-src 'none'; script-src 'self'"
    assert client.get("/verify").headers["Content-Security-Policy"] == SECURITY["Content-Security-Policy"]


def test_even_a_fault_of_ours_leaves_with_every_header(world: World) -> None:
    app = world.app()

    def broken() -> str:
        raise RuntimeError

    app.view_functions["search.search"] = broken
    answer = app.test_client().get("/verify")
    assert answer.status_code == 500
    assert SECURITY.items() <= dict(answer.headers).items()
