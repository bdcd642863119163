"""The menu of the head and the links of the foot, from the list that the service's pages have (`verify/menu.toml`)."""

from __future__ import annotations

from verify.menu import FOOT, MENU


def links(language: str) -> dict[str, list[dict[str, str]]]:
    """Return what head and foot of a language list, for `extra` of mkdocs*.yml."""
    prefix = "/en" if language == "en" else ""
    return {
        place: [{"address": link.address(prefix), "title": getattr(link.title, language)} for link in listed]
        for place, listed in (("menu", MENU), ("foot", FOOT))
    }
