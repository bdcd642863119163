"""The links of head and foot, from `menu.toml`: one list for the pages of the service and for the site beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from certs.errors import Words


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `of_service` says that the service itself answers it, whether or not there is a site."""

    path: str
    title: Words
    of_service: bool

    def address(self, prefix: str) -> str:
        """Return where it leads in a language, whose addresses begin with the prefix (`/en`, or nothing)."""
        return self.path if self.path.startswith("/") else f"{prefix}/{self.path}"


def _links(table: dict[str, list[dict[str, Any]]], kind: str) -> tuple[Link, ...]:
    return tuple(
        Link(entry["path"], Words(entry["zh"], entry["en"]), entry.get("service", False)) for entry in table[kind]
    )


_TABLE: Final = tomllib.loads(resources.files("verify").joinpath("menu.toml").read_text(encoding="utf-8"))
MENU: Final = _links(_TABLE, "menu")
FOOT: Final = _links(_TABLE, "foot")


def shown(links: tuple[Link, ...], *, site: bool) -> tuple[Link, ...]:
    """Return the links that lead somewhere: without a site, only those that the service answers."""
    return tuple(link for link in links if site or link.of_service)
