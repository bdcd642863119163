"""A reader who knows nothing finds within three clicks what people come for; a click is a link of menu or text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from certs.errors import Words
from certs.scheme.mark_policy import MARK_POLICIES
from certs.scheme.schemes import SCHEMES, evidence
from scripts.site_builder import site_body
from tests.site.built_pages import Built, Document

CLICKS: Final = 3
FOUR: Final = SCHEMES["gbt27922-2011"].level("four-star")
TELEPHONE: Final = re.findall(r"\d{3}-\d{3}-\d{4}", site_body.read().body.complaints)[0]
# what is looked for: the page that has it, and words that must stand there
WISHES: Final = {
    "what four stars mean": ("certify/levels/", [FOUR.name, Words(f"{FOUR.threshold} 分", f"{FOUR.threshold} points")]),
    "which papers to prepare": ("certify/evidence/", [item.name for item in evidence().items]),
    "whether the mark may go on a box": (
        "mark/",
        [MARK_POLICIES[site_body.read().mark_policy].in_force, Words("包装", "packaging")],
    ),
    "how to check a bidder's certificate": ("check/tender/", [Words("投标人", "bidder"), Words("开标", "bid")]),
    "how to complain": ("help/complaints/", [Words(TELEPHONE, TELEPHONE), Words("投诉", "complain")]),
}


def followed(page: Document) -> Iterator[str]:
    """Return the pages that links of head and text lead to; whoever looks for help does not begin at the foot."""
    seen = page.source.partition('<footer class="foot"')[0]
    for address in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', seen):
        if not urlsplit(address).scheme:
            yield unquote(urlsplit(urljoin(page.path, address)).path)


def ways(built: Built, home: str) -> dict[str, list[str]]:
    """Return the shortest way to every page that can be reached, both ends included."""
    found = {home: [home]}
    queue = [home]
    for here in queue:  # grows as pages are found, nearest first
        for address in followed(built.documents[here]):
            if address in built.documents and address not in found:
                found[address] = [*found[here], address]
                queue.append(address)
    return found


@pytest.mark.parametrize(("home", "language"), [("/", "zh"), ("/en/", "en")])
@pytest.mark.parametrize("wish", WISHES)
def test_what_people_come_for_is_three_clicks_away(built: Built, home: str, language: str, wish: str) -> None:
    path, words = WISHES[wish]
    found = ways(built, home).get(home + path, [])
    assert 2 <= len(found) <= CLICKS + 1, found
    text = built.documents[home + path].text
    assert [getattr(word, language) for word in words if getattr(word, language) not in text] == []
    assert all(address.startswith("/en/") == (language == "en") for address in found)


@pytest.mark.parametrize("home", ["/", "/en/"])
def test_every_page_can_be_reached_from_the_home_page(built: Built, home: str) -> None:
    pages = [address for address in built.documents if address.startswith("/en/") == (home == "/en/")]
    found = ways(built, home)
    assert [address for address in pages if address not in found] == [f"{home}404.html"]
