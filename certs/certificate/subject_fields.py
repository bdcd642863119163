"""What a credential's subject leaves out, filled in from the table of fields: for the page, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from certs.certificate.field_kinds import LISTS, Field
from certs.certificate.fields import FACTS, HOLDER, SCOPE, SITES


def optional_facts(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Return the optional facts of the certificate as a whole as programs get them: [] or null where left out."""
    return {row.name: subject.get(row.name, [] if row.kind in LISTS else None) for row in FACTS if not row.required}


def completed(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Return a subject with the optional fields that it leaves out as empty ones: templates ask for each alike."""
    return {
        **_with_empty(FACTS, subject),
        "holder": _with_empty(HOLDER, subject["holder"]),
        "scope": [_with_empty(SCOPE, item) for item in subject["scope"]],
        "sites": [_with_empty(SITES, site) for site in subject["sites"]],
    }


def _with_empty(rows: Iterable[Field], record: Mapping[str, Any]) -> dict[str, Any]:
    return {**{row.name: row.empty for row in rows if not row.required}, **record}
