"""The built site on the same origin, and nothing else of the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify.headers import PAGE_CSP


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name, text in {
        "index.html": "home",
        "404.html": "lost",
        "csp.txt": "default-src 'self'",
        "check/index.html": "check",
        "en/index.html": "English home",
        "en/404.html": "lost in English",
        "en/check/index.html": "English check",
        "assets/a.css": "a{}",
        "assets/s.js": "1",
        "assets/s.js.map": "{}",
        "assets/a.css.map": "{}",
        "x.weird": "?",
        ".built": "x",
        ".git/config": "x",
        "empty/x.txt": "x",
        "verify/index.html": "not the service",
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    return site


@pytest.fixture
def site(world: World, folder: Path) -> FlaskClient:
    return world.app(folder).test_client()


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("/", "home", "text/html; charset=utf-8"),
        ("/index.html", "home", "text/html; charset=utf-8"),
        ("/check/", "check", "text/html; charset=utf-8"),
        ("/en/", "English home", "text/html; charset=utf-8"),
        ("/en/check/", "English check", "text/html; charset=utf-8"),
        ("/assets/a.css", "a{}", "text/css; charset=utf-8"),
        ("/assets/s.js", "1", "text/javascript; charset=utf-8"),
        ("/x.weird", "?", "application/octet-stream"),
    ],
)
def test_a_file_is_served_with_its_type(site: FlaskClient, path: str, text: str, kind: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.text, answer.content_type) == (200, text, kind)
    for had in (answer.headers["ETag"], "*"):
        again = site.get(path, headers={"If-None-Match": had})
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["/assets/s.js.map", "/assets/a.css.map", "/en/../assets/s.js.map"])
def test_source_maps_stay_with_those_who_build_the_site(site: FlaskClient, path: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.text) == (404, "lost in English" if path.startswith("/en/") else "lost")
    assert site.get(path, headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "leads"), [("/check", "/check/"), ("/en", "/en/"), ("/en/check", "/en/check/"), ("/check?x=1", "/check/")]
)
def test_a_folder_without_its_slash_leads_to_the_one_with_it(site: FlaskClient, path: str, leads: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, leads)


@pytest.mark.parametrize(
    ("path", "text"),
    [("/nope", "lost"), ("/en/nope", "lost in English"), ("/check/nope.html", "lost"), ("/empty/", "lost")],
)
def test_the_sites_own_page_says_not_found(site: FlaskClient, path: str, text: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.text) == (404, text)
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/check/../../secret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/%00",
        "/.built",
        "/.git/config",
        "/link.txt",
        "/etc/passwd",
        "//etc/passwd",
        "/" + "a" * 5_000,
        "/a%00.html",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/",
        "/static/starmark",
        "/static/starmark/",
        "/check\\",
    ],
)
def test_nothing_outside_can_be_named(site: FlaskClient, path: str) -> None:
    answers = [site.get("/", environ_overrides={"PATH_INFO": path})]
    if not path.startswith("//"):  # a client takes that for a host
        answers.append(site.get(path))
    for answer in answers:
        assert answer.status_code == 404
        assert "secret" not in answer.text
        assert "Location" not in answer.headers


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/", "/\\evil.example", "///check", "//check"])
def test_no_redirect_leads_to_another_host(site: FlaskClient, path: str) -> None:
    answer = site.get("/", environ_overrides={"PATH_INFO": path})
    assert not answer.headers.get("Location", "/").startswith(("//", "http", "/\\"))


def test_the_service_stands_before_the_site(site: FlaskClient) -> None:
    assert "not the service" not in site.get("/verify").text
    assert site.get("/verify").status_code == 200


def test_the_service_links_to_the_site_only_where_there_is_one(site: FlaskClient, client: FlaskClient) -> None:
    assert 'href="/check/"' in site.get("/verify").text
    assert 'href="/check/"' not in client.get("/verify").text


def test_a_site_without_a_policy_gets_ours(site: FlaskClient, folder: Path) -> None:
    (folder / "csp.txt").write_bytes(b"\xff")
    assert site.get("/").headers["Content-Security-Policy"] == PAGE_CSP
    (folder / "csp.txt").unlink()
    assert site.get("/").headers["Content-Security-Policy"] == PAGE_CSP


def test_without_a_site_the_search_is_the_home_page(client: FlaskClient) -> None:
    assert '<input id="q" name="q"' in client.get("/").text
    assert "Check a certificate" in client.get("/en/").text
