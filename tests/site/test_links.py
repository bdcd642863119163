"""Every link of every built page leads somewhere: to a page, an anchor in it, a file, or an address of the service."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.site.built_pages import Built, Document

# What the service answers, besides the site's own files (verify/).
SERVICE = re.compile(
    r"/(en/)?verify(/batch|/document|/scan)?|/verify/offline\.html|/(en/)?(directory(/figures)?|notices)|/trust\.json"
    r"|/\.well-known/did\.json|/contexts/v1|/healthz|/(en/)?log(/proof)?|/status/did\.json|/feed\.(atom|json)"
    r"|/api/v1/openapi\.json"
)
OTHERS = re.compile(
    r"https://(cx\.cnca\.cn|keepachangelog\.com|semver\.org|jsonfeed\.org)(/\S*)?"
    r"|https://cert\.example\.cn/\S*|mailto:\S+"
)
ATTRIBUTES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "srcset", "form": "action"}


def addresses(page: Document) -> list[str]:
    """Return what a page links, shows, loads or sends to."""
    return [
        tag.attributes[ATTRIBUTES[tag.name]]
        for tag in page.tags
        if tag.name in ATTRIBUTES and ATTRIBUTES[tag.name] in tag.attributes
    ]


def broken(built: Built, page: Document, address: str) -> str | None:
    """Return why an address is wrong, or None."""
    if urlsplit(address).scheme:
        return None if OTHERS.fullmatch(address) else "an address elsewhere that nobody has agreed to"
    whole = urlsplit(urljoin(page.path, address))
    path, anchor = unquote(whole.path), unquote(whole.fragment)
    if SERVICE.fullmatch(path):
        return None
    if not built.file(path).is_file():
        return "no such page or file"
    target = built.documents.get(path)
    if anchor and (target is None or anchor not in target.anchors):
        return "no such anchor"
    return None


def test_every_address_of_every_page_leads_somewhere(built: Built) -> None:
    wrong = [
        (page.path, address, reason)
        for page in built.documents.values()
        for address in addresses(page)
        if (reason := broken(built, page, address))
    ]
    assert wrong == []
    assert sum(len(addresses(page)) for page in built.documents.values()) > 500  # the search itself works


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/",
        "../nowhere/",
        "#nowhere",
        "/check/#nowhere",
        "https://example.com/",
        "/static/starmark/none.css",
        "http://cert.example.cn/",
        "/verify/documents",
        "javascript:void(0)",
    ],
)
def test_a_wrong_address_would_be_found(built: Built, address: str) -> None:
    assert broken(built, built.documents["/check/"], address)
