"""The life of a certificate as its page tells it: every entry of the log on the day from which it holds, newest first.

Between the entries stand the days that no entry names: today, the day that was asked about, and the first day after
the certificate's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.corrections import Correction, correction_of
from certs.lifecycle.entry_types import CREDENTIAL_TYPES, ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.record import Record, Version
from certs.scheme.scheme import Level
from certs.scheme.schemes import SCHEMES

# Event type → (glyph, tone). A shape means one thing: only what makes a certificate valid shows the tick.
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "issued": ("valid", "valid"),
    "reissued": ("superseded", ""),
    "suspended": ("suspended", "suspended"),
    "restored": ("valid", "valid"),
    "renewed": ("withdrawn", "withdrawn"),
    "revoked": ("revoked", "revoked"),
    "withdrawn": ("withdrawn", "withdrawn"),
    "surveillance-passed": ("here", ""),
    "reported": ("here", ""),
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the log about this certificate. `to_come`: its day lies ahead; `late`: recorded after that day.

    `after`: it took effect only after the day that was asked about.

    `note`: what the log says of the clock that recorded it, where that was wrong.
    """

    type: str
    title: Words
    glyph: str
    tone: str
    effective: date
    recorded: datetime
    position: int
    reason: Words | None
    until: date | None
    successor: str | None
    version: int
    level: Level
    to_come: bool
    after: bool
    late: bool
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the timeline: a day, and `row`, the entry that holds from it.

    Where there is no entry, `kind` says what the day is: `today`, `asked`, or `expired`, the first after the end;
    `code` is the status on that day.
    """

    kind: str
    day: date
    code: str
    row: HistoryRow | None = None


def level_of(version: Version) -> Level:
    """Return the level that a version certifies."""
    return SCHEMES[version.subject["scheme"]].level(version.subject["level"])


def history_of(
    record: Record, corrections: Iterable[Correction], today: date, asked: date | None
) -> tuple[HistoryRow, ...]:
    """Return every entry about a certificate in log order. `asked` is the day asked about, None for today."""
    rows: list[HistoryRow] = []
    version = 0
    for event in record.entries:
        version += event.type in CREDENTIAL_TYPES
        note = correction_of(corrections, event.position)
        level = level_of(record.versions[version - 1])
        rows.append(_row(event, version, level, today, asked, note.words if note else None))
    return tuple(rows)


def _row(
    event: LoggedEvent, version: int, level: Level, today: date, asked: date | None, note: Words | None
) -> HistoryRow:
    glyph, tone = _SHAPES[event.type]
    return HistoryRow(
        event.type,
        ENTRY_TYPES[event.type].title,
        glyph,
        tone,
        event.effective,
        event.recorded,
        event.position,
        REASONS[event.type].get(event.reason) if event.reason else None,
        event.until,
        event.body.get("successor"),
        version,
        level,
        event.effective > today,
        asked is not None and asked < event.effective <= today,
        event.effective < beijing_day(event.recorded),
        note,
    )


def timeline_of(record: Record, rows: Iterable[HistoryRow], today: date, asked: date | None) -> tuple[Stop, ...]:
    """Return the stops of a certificate's life by their days, the newest first."""
    stops = [Stop("entry", row.effective, "", row) for row in rows]
    over = record.latest.valid_until + timedelta(days=1)
    if record.standing(over).code == "expired":
        stops.append(Stop("expired", over, "expired"))
    marked = {"asked": asked, "today": today} if asked != today else {"today": today}
    stops += [Stop(kind, day, record.standing(day).code) for kind, day in marked.items() if day is not None]
    # On one day the entries come first, in the order of the log; what the day came to stands above them.
    return tuple(sorted(stops, key=lambda stop: (stop.day, stop.row is None, _place(stop)), reverse=True))


def _place(stop: Stop) -> int:
    return stop.row.position if stop.row else 0
