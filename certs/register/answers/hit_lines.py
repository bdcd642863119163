"""The lines of a list of results: each certificate as it stands today, and which of its texts was met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from certs.certificate import sub_number
from certs.certificate.number import in_address
from certs.days import beijing_day, instant_text
from certs.lifecycle.record import Record
from certs.lifecycle.renewals import newest_of_chain
from certs.lifecycle.sub_certificates import is_main_of
from certs.register.answers.own_judgement import shown_status
from certs.register.store.reader import View
from certs.register.store.stored_bytes import of_our_store
from certs.scheme.schemes import SCHEMES


@dataclass(frozen=True, slots=True)
class Successor:
    """The certificate at the end of a chain of renewals, and its status today."""

    number: str
    status: str

    def to_json(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"number": self.number, "status": self.status}


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a list of results.

    `status` is today's, `unknown` where the record does not hold; `scope` the names of its items. `under` is the number
    of the line before, under which this one belongs, since that certificate took its place. `how` is "" where the text
    that was met has the question in it, else as in `Line`; `matched_more` are further texts that met words of it.
    `main`     is the number of the certificate of which this is a sub-certificate.
    """

    number: str
    holder: str
    uscc: str
    level: str
    scheme: str
    scope: tuple[str, ...]
    status: str
    valid_until: date
    matched_field: str
    matched_text: str
    successor: Successor | None = None
    under: str | None = None
    how: str = ""
    matched_more: tuple[tuple[str, str], ...] = ()
    main: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form that the API and `find` give; `matched` says which field held the question."""
        level = SCHEMES[self.scheme].level(self.level)
        return {
            "number": self.number,
            "holder": self.holder,
            "scheme": self.scheme,
            "scope": list(self.scope),
            "level": self.level,
            "level_name": level.name.to_json(),
            "stars": level.stars,
            "status": self.status,
            "valid_until": self.valid_until.isoformat(),
            "successor": self.successor.to_json() if self.successor else None,
            "main": self.main,
            "matched": self._matched(),
            "url": f"/c/{in_address(self.number)}",
        }

    def _matched(self) -> dict[str, Any]:
        matched: dict[str, Any] = {"field": self.matched_field, "text": self.matched_text}
        if self.how:
            matched["how"] = self.how
        if self.matched_more:
            matched["more"] = [{"field": field, "text": text} for field, text in self.matched_more]
        return matched


def by_firm(hits: Iterable[Hit]) -> tuple[tuple[Hit, ...], ...]:
    """Return the lines of a list as people read it: those of one firm together, at the place of its first."""
    firms: dict[str, list[Hit]] = {}
    for hit in hits:
        firms.setdefault(hit.uscc, []).append(hit)
    return tuple(map(tuple, firms.values()))


@dataclass(frozen=True, slots=True)
class Line:
    """What a list is to show: a certificate, which of its texts was met, and under which line it belongs.

    `how` tells what no reader sees at once: each of several `words` was met, the text is spelled so (`pinyin`), or it
    is only `near`: one character off.
    """

    number: str
    field: str
    text: str
    under: str | None = None
    how: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of results, and the cursor of the next page."""

    items: tuple[Hit, ...]
    next: str | None = None

    def to_json(self, as_of: datetime) -> dict[str, Any]:
        """Return the JSON form that the API and `find` give."""
        return {"items": [hit.to_json() for hit in self.items], "next": self.next, "as_of": instant_text(as_of)}


def hits_of(view: View, lines: Sequence[Line], now: datetime) -> tuple[Hit, ...]:
    """Return the hits for lines, in their order. Each record is judged as its own page does."""
    today = beijing_day(now)
    records = view.records(line.number for line in lines)
    ends, mains = _ends(view, records), _mains(view, records)
    with of_our_store():  # also where an index names what has no entries
        return tuple(
            replace(_hit(view, line, records[line.number], ends.get(line.number), today), main=mains.get(line.number))
            for line in lines
        )


def _hit(view: View, line: Line, record: Record, end: Record | None, today: date) -> Hit:
    subject = record.version_on(today).subject
    SCHEMES[subject["scheme"]].level(subject["level"])  # what no scheme knows is damage
    return Hit(
        record.number,
        subject["holder"]["name"],
        subject["holder"]["uscc"],
        subject["level"],
        subject["scheme"],
        tuple(item["name"] for item in subject["scope"]),
        shown_status(record, view.trust, today),
        record.latest.valid_until,
        line.field,
        line.text,
        Successor(end.number, shown_status(end, view.trust, today)) if end is not None else None,
        line.under,
        line.how,
        line.more,
    )


def _mains(view: View, records: Mapping[str, Record]) -> dict[str, str]:
    """Return for each sub-certificate the number of its main, as far as the register holds that."""
    above = {number: main for number in records if (main := sub_number.main_of(number)) is not None}
    mains = view.records(set(above.values())) if above else {}
    return {
        number: main for number, main in above.items() if main in mains and is_main_of(mains[main], records[number])
    }


def _ends(view: View, records: Mapping[str, Record]) -> dict[str, Record]:
    """Return for each renewed certificate the one at the end of its chain, as far as the register holds it."""
    known = dict(records)
    missing = _unread(known)
    while missing:
        later = view.records(missing)
        known.update(later)
        missing = _unread(known) if later else ()
    ends = {number: newest_of_chain(record, known.get) for number, record in records.items()}
    return {number: end for number, end in ends.items() if end is not None}


def _unread(known: Mapping[str, Record]) -> tuple[str, ...]:
    successors: Iterable[str | None] = (record.successor for record in known.values())
    return tuple(dict.fromkeys(number for number in successors if number and number not in known))
