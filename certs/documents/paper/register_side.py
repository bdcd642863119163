"""What the register says in each field of one version, in the words in which a certificate prints it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from certs.certificate import sub_number
from certs.certificate.fields import SCOPE, SITES
from certs.certificate.scope_text import LIMITS, joined, scope_text
from certs.certificate.subject_fields import completed
from certs.documents.paper.printed_labels import compact
from certs.lifecycle.record import Record, Version
from certs.scheme.schemes import SCHEMES


@dataclass(frozen=True, slots=True)
class Listed:
    """One scope item or site: its names, by which it is found, and all the pieces of text that may stand with it.

    `needed` are those that must stand somewhere on the paper; all are compact.
    """

    names: tuple[str, ...]
    pieces: frozenset[str]
    needed: frozenset[str]
    shown: str


@dataclass(frozen=True, slots=True)
class RegisterSide:
    """The register's own words. `shown` has each field as a person reads it; all others are compact, for comparing.

    `words` are the ways to print a field that has one value, the Chinese first; `wholes` those that say a list at once,
    the first in full.
    """

    shown: dict[str, str]
    words: dict[str, tuple[str, ...]]
    stars: int
    scope: tuple[Listed, ...]
    scope_wholes: tuple[str, ...]
    sites: tuple[Listed, ...]
    site_wholes: tuple[str, ...]


def register_side(record: Record, version: Version) -> RegisterSide:
    """Return what the register says of one version."""
    subject = completed(version.subject)
    scheme = SCHEMES[subject["scheme"]]
    level = scheme.level(subject["level"])
    holder, body = subject["holder"], subject["body"]
    shown = {
        "number": str(subject["number"]),
        "main": sub_number.main_of(subject["number"]) or "",
        "holder": _both(holder["name"], holder["name_en"]),
        "uscc": holder["uscc"],
        "address": holder["address"],
        "level": _both(level.name.zh, level.name.en),
        "scheme": f"{scheme.name.zh}，{scheme.standard}《{scheme.standard_name.zh}》",
        "scope": scope_text(subject),
        "sites": "；".join(f"{site['name']}（{site['address']}）" for site in subject["sites"]),
        "issued": record.issued.isoformat(),
        "first_issued": record.first_issued.isoformat(),
        "valid_until": version.valid_until.isoformat(),
        "body": _both(body["name"], body["name_en"]),
        "approval": body["approval_number"],
        "version": f"第 {version.version} 版（自 {version.effective.isoformat()}）",
    }
    return RegisterSide(
        shown,
        {
            "holder": _compact(holder["name"], holder["name_en"]),
            "uscc": _compact(holder["uscc"]),
            "address": _compact(holder["address"]),
            "level": _compact(level.name.zh, level.name.en),
            "body": _compact(body["name"], body["name_en"]),
            "scheme": _compact(*scheme.name, scheme.standard, *scheme.standard_name, scheme.code),
        },
        level.stars,
        scope=_items(subject),
        scope_wholes=_compact(shown["scope"], *_scope_on_page_1(subject["scope"])),
        sites=tuple(_site(site) for site in subject["sites"]),
        site_wholes=_compact(shown["sites"], *_sites_on_page_1(subject["sites"])),
    )


def _scope_on_page_1(items: list[dict[str, Any]]) -> tuple[str, ...]:
    """What the certificate prints on its first page beside the scope, or in its place where that is too long."""
    return (
        "; ".join(item["name_en"] for item in items) + " (limits of each item: see annex)",
        f"共 {len(items)} 项，全文见附页",
        f"{len(items)} items; in full on the annex pages",
        f"{len(items)} item; in full on the annex pages",
    )


def _sites_on_page_1(sites: list[dict[str, Any]]) -> tuple[str, ...]:
    return (
        f"{sites[0]['name']}，{sites[0]['address']}" if len(sites) == 1 else "",
        f"共 {len(sites)} 处，见附页",
        f"{len(sites)} sites, see annex",
        f"{len(sites)} site, see annex",
    )


def _both(zh: str, en: str) -> str:
    return f"{zh} {en}".rstrip()


def _compact(*words: str) -> tuple[str, ...]:
    return tuple(compact(word) for word in words if word)


def _values(record: dict[str, Any], names: frozenset[str]) -> frozenset[str]:
    values = (value for name, value in record.items() if name in names and value)
    return frozenset(compact(one) for value in values for one in ([value] if isinstance(value, str) else value))


def _items(subject: dict[str, Any]) -> tuple[Listed, ...]:
    """Return the scope items. What the whole certificate excludes may stand with each and must stand at the end."""
    excludes = frozenset(map(compact, subject["excludes"]))
    items = [_item(item, excludes) for item in subject["scope"]]
    return (*items[:-1], replace(items[-1], needed=items[-1].needed | excludes))


def _item(item: dict[str, Any], excludes: frozenset[str]) -> Listed:
    limits = frozenset(compact(row.limit + joined(item[row.name])) for row in LIMITS if item[row.name])
    everything = _values(item, frozenset(row.name for row in SCOPE)) | limits | excludes
    needed = _values(item, frozenset(row.name for row in LIMITS) | {"name"})
    shown = "；".join(row.limit + joined(item[row.name]) for row in LIMITS if item[row.name])
    return Listed(
        _compact(item["name"], item["name_en"]),
        everything,
        needed,
        f"{item['name']}（{shown}）" if shown else str(item["name"]),
    )


def _site(site: dict[str, Any]) -> Listed:
    pieces = _values(site, frozenset(row.name for row in SITES))
    return Listed(_compact(site["name"]), pieces, pieces, f"{site['name']}（{site['address']}）")
