"""The JSON of an input, what the deciders had before them. The journal keeps its SHA-256, so it never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from certs.certificate.fields import SECTIONS, Draft

# The optional fields of the first inputs: they stand in the JSON even where they were left empty. One that came later
# is left out where it is empty, so that an input which was kept from before still has its digest.
_ALWAYS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "holder": frozenset({"name_en", "former_names"}),
        "certificate": frozenset({"special_deductions", "bonus", "issued", "scope_text", "excludes"}),
        "scope": frozenset({"name_en", "category", "brands", "models", "includes", "excludes", "sites"}),
        "sites": frozenset(),
        "taken_over": frozenset({"predecessor"}),
    }
)


def issue_json(draft: Draft) -> dict[str, Any]:
    """Return the whole input, the score and the headcount included."""
    return {
        "holder": _record("holder", draft.holder),
        "certificate": _record("certificate", draft),
        "scope": [_record("scope", item) for item in draft.scope],
        "sites": [_record("sites", site) for site in draft.sites],
        "taken_over": None if draft.taken_over is None else _record("taken_over", draft.taken_over),
        **({"granted": draft.granted} if draft.granted else {}),
        **({"main_row": draft.main_source.rpartition(" ")[2]} if draft.main_source else {}),
    }


def rewrite_json(number: str, draft: Draft, reason: str, effective: date | None) -> dict[str, Any]:
    """Return what a reissue or a renewal asks for; `reason` "" and `effective` None where nothing was said."""
    return {"number": number, "reason": reason, "effective": _plain(effective), "draft": issue_json(draft)}


def change_json(
    act: str,
    number: str,
    *,
    reason: str = "",
    effective: date | None = None,
    until: date | None = None,
    month: str = "",
) -> dict[str, Any]:
    """Return what an act without a draft asks for. `month` is given where its entries were reported."""
    asked = {"type": act, "number": number, "reason": reason, "effective": _plain(effective), "until": _plain(until)}
    return asked | ({"month": month} if month else {})


def _record(section: str, values: object) -> dict[str, Any]:
    pairs = ((row, getattr(values, row.name)) for row in SECTIONS[section])
    return {row.name: _plain(value) for row, value in pairs if value or row.required or row.name in _ALWAYS[section]}


def _plain(value: object) -> Any:
    match value:
        case None:
            return ""
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value
