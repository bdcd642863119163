"""Holding what the national lookup shows against the register: what agrees, what differs, and what only one side has.

Pure: rows of the lookup and records come in. Days are Beijing days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from certs.casework.cnca.lookup_fields import NUMBER, REPORTED_ON, label_of, plain, value_of
from certs.casework.cnca.month_entries import RECORDS, day_of
from certs.casework.cnca.read_lookup import LookupRow
from certs.lifecycle.record import Record
from certs.lifecycle.statuses import STATUS_WORDS

AGREE, DIFFER, UNCLEAR = "agree", "differ", "unclear"
MISSING_THERE, MISSING_HERE, OTHER_BODY = "missing_there", "missing_here", "other_body"
FINE: Final = frozenset({AGREE, OTHER_BODY})
_STATUS: Final = "status"
_COMPARED: Final = ("holder", "uscc", "status", "issued", "first_issued", "valid_until", "body")


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that both sides have otherwise, as people read it."""

    field: str
    here: str
    there: str

    def to_json(self) -> dict[str, str]:
        """Return the JSON form, with the label of the field."""
        return {"field": self.field, "label": label_of(self.field), "here": self.here, "there": self.there}


@dataclass(frozen=True, slots=True)
class Compared:
    """One certificate on both sides.

    `unread` are fields of the lookup that cannot be understood, with their texts. `lag` is the days from our newest act
    to the day on which they were told; `waiting` the days since that act, where they do not show it yet.
    """

    number: str
    result: str
    place: str = ""
    differences: tuple[FieldDifference, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    lag: int | None = None
    waiting: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "number": self.number,
            "result": self.result,
            "place": self.place or None,
            "differences": [each.to_json() for each in self.differences],
            "not_understood": [{"field": name, "label": label_of(name), "text": text} for name, text in self.unread],
            "lag": self.lag,
            "waiting": self.waiting,
        }


def reconcile(
    rows: Sequence[LookupRow], records: Mapping[str, Record], body: str, today: date, wanted: AbstractSet[str]
) -> tuple[Compared, ...]:
    """Compare every row with its record, one that says the same again once, then name the certificates that no row has.

    `wanted` are the numbers that the lookup should show, but for those that are not valid yet; `body` is the name of
    the body, since an organisation's lookup shows the certificates of others too.
    """
    told = dict[Compared, Compared]()
    for row in rows:
        each = _compare(row, records, body, today)
        told.setdefault(replace(each, place=""), each)
    compared = list(told.values())
    there = {each.number for each in compared}
    for number in sorted(wanted - there):
        record = records[number]
        if record.standing(today).code != "not_yet_valid":
            compared.append(Compared(number, MISSING_THERE, waiting=_waiting(record, today)))
    return tuple(compared)


def _compare(row: LookupRow, records: Mapping[str, Record], body: str, today: date) -> Compared:
    values = {name: value_of(name, text) for name, text in row.texts.items()}
    number = values[NUMBER]
    unread = tuple((name, row.texts[name]) for name, value in values.items() if value is None)
    if _STATUS not in values:  # half a row: what it is asked for most is not in it
        unread += ((_STATUS, ""),)
    if not isinstance(number, str):
        return Compared(row.texts[NUMBER], UNCLEAR, row.place, unread=unread)
    record = records.get(number)
    if record is None:
        other = "body" in values and values["body"] not in {None, plain(body)}
        return Compared(number, OTHER_BODY if other else MISSING_HERE, row.place, unread=unread)
    ours = _ours(record, body, today)
    differences = tuple(
        FieldDifference(name, _shown(name, ours[name]), _shown(name, values[name], row.texts[name]))
        for name in _COMPARED
        if values.get(name) is not None and name in ours and values[name] != ours[name]
    )
    result = DIFFER if differences else UNCLEAR if unread else AGREE
    reported, act = values.get(REPORTED_ON), _last_act(record, today)
    lag = (reported - act).days if isinstance(reported, date) and reported >= act else None
    waiting = _waiting(record, today) if differences and lag is None else None
    return Compared(number, result, row.place, differences, unread, lag, waiting)


def _ours(record: Record, body: str, today: date) -> dict[str, str | date]:
    version, status = record.version_on(today), record.standing(today).code
    holder = version.subject["holder"]
    ours: dict[str, str | date] = {
        "holder": plain(holder["name"]),
        "uscc": holder["uscc"],
        "status": status,
        "issued": record.issued,
        "first_issued": record.first_issued,
        "valid_until": version.valid_until,
        "body": plain(body),
    }
    if status == "not_yet_valid":  # the lookup knows no such status
        del ours["status"]
    return ours


def _shown(field: str, value: str | date | None, text: str = "") -> str:
    if field == "status":
        return STATUS_WORDS[str(value)].zh
    return text or str(value)


def _last_act(record: Record, today: date) -> date:
    """Return the day of the newest act that has taken effect; what is merely recorded is none."""
    days = [day_of(event) for event in record.counted if event.type not in RECORDS]
    return max((day for day in days if day <= today), default=record.issued)


def _waiting(record: Record, today: date) -> int:
    return max(0, (today - _last_act(record, today)).days)
