"""The basic data sheet filled with what is known, for whoever has only to change some of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from certs.casework.forms.application import Application
from certs.casework.forms.basic_data import APPLIES, BASIC, COMPANY, HELD, NO, PLACES, PRODUCTS, YES
from certs.certificate.field_kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certs.casework.sheets.draw_form import Rows
    from certs.certificate.field_kinds import Field


def filled_rows(application: Application) -> Rows:
    """Return what an application says as the rows of its sheet; what it does not say stays empty."""
    content, facts = application.content, application.facts
    sites = [{**site, **facts_of} for site, facts_of in zip(content["sites"], facts["sites"], strict=True)]
    company = {**content["holder"], **content["certificate"], **facts, **application.contact}
    return {
        COMPANY: _rows(COMPANY, [company]),
        PRODUCTS: _rows(PRODUCTS, content["scope"]),
        PLACES: _rows(PLACES, sites),
        HELD: _rows(HELD, facts["held"]),
        APPLIES: [{code: YES if applies else NO for code, applies in application.applies.items()}],
    }


def _rows(sheet: str, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    fields = BASIC.sheet(sheet).fields
    return [{each.name: _cell(each, entry.get(each.name)) for each in fields} for entry in entries]


def _cell(field: Field, value: Any) -> object:
    if value is None or value in ("", "None", []):
        return None
    if isinstance(value, list):
        return "；".join(value)
    return date.fromisoformat(value) if field.kind is Kind.DAY else value
