"""Head and foot of the service's pages: the links of the one list, which the site has too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify.menu import FOOT, MENU, Link, shown

ANSWERED = {
    "",
    "verify",
    "verify/document",
    "verify/batch",
    "directory",
    "notices",
    "log",
    "/trust.json",
    "/.well-known/did.json",
}


def client(world: World, site: Path | None) -> FlaskClient:
    return world.app(site).test_client()


def links(html: str, place: str) -> list[tuple[str, str]]:
    found = re.search(rf"<{place}\b.*?</{place}>", html, re.DOTALL)
    assert found
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', found[0])


def expected(listed: tuple[Link, ...], prefix: str) -> list[tuple[str, str]]:
    return [(link.address(prefix), link.title.en if prefix else link.title.zh) for link in listed]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ["/verify", "/c/{valid}", "/c/{suspended}", "/log"])
def test_every_page_has_the_whole_menu_and_foot(world: World, tmp_path: Path, prefix: str, page: str) -> None:
    html = client(world, tmp_path).get(prefix + page.format(**world.numbers)).text
    assert links(html, "nav") == expected(MENU, prefix)
    assert links(html, "footer") == expected(FOOT, prefix)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_from_a_result_how_to_complain_is_one_click(world: World, tmp_path: Path, prefix: str) -> None:
    html = client(world, tmp_path).get(f"{prefix}/c/{world.numbers['suspended']}").text
    assert f'href="{prefix}/help/complaints/"' in html


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_without_a_site_nothing_leads_nowhere(world: World, prefix: str) -> None:
    asked = client(world, None)
    html = asked.get(f"{prefix}/verify").text
    assert links(html, "nav") == expected(MENU[:1], prefix)
    for address, _ in links(html, "nav") + links(html, "footer"):
        assert asked.get(address).status_code == 200


def test_what_is_said_to_be_the_services_is_what_it_answers() -> None:
    assert {link.path for link in shown(MENU + FOOT, site=False)} == ANSWERED - {""}
    assert len(MENU) == 7
