"""The scope of a certificate as one text: as staff gave it, else composed from its items (formats.md, "Subject")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from certs.certificate.fields import SCOPE

LIMITS: Final = tuple(row for row in SCOPE if row.limit)  # what narrows an item down


def scope_text(subject: Mapping[str, Any]) -> str:
    """Return the scope as printed, from what a certificate says: the credential has it only where staff gave it."""
    return str(subject.get("scope_text") or _composed(subject))


def _composed(subject: Mapping[str, Any]) -> str:
    """Return the items joined by ；, each with its limits in brackets, then what the whole certificate excludes.

    The text follows from the items alone, so that anyone can compose it again and compare.
    """
    parts = "；".join(map(item_text, subject["scope"]))
    excludes = subject.get("excludes")
    return f"{parts}。整张证书不含：{'、'.join(excludes)}" if excludes else parts


def item_text(item: Mapping[str, Any]) -> str:
    """Return one item with its limits in brackets."""
    limits = "；".join(row.limit + joined(item[row.name]) for row in LIMITS if item.get(row.name))
    return f"{item['name']}（{limits}）" if limits else str(item["name"])


def joined(value: str | Sequence[str]) -> str:
    """Return the value of a field as one text: a list joined by 、."""
    return value if isinstance(value, str) else "、".join(value)
