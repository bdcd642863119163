"""A certificate's record: the fold of its events, and its standing on any day (meanings.md, "Status").

The status on a day has one answer. It is found by effective days alone; entries recorded after the day they took
effect are named by `recorded_later`. Expiry is derived from the date; 撤销 and 注销 are final and beat it; it beats 暂停.
Nothing becomes valid by the passing of time: a suspension past its last day stays a suspension, marked overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from certs import limits
from certs.days import day_ends, instant_and_day
from certs.errors import CouldNotCheck, Malformed
from certs.lifecycle.compromise import Condemned, is_void
from certs.lifecycle.entry_types import CREDENTIAL_TYPES, FINAL_CODES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.scheme.schemes import SCHEMES
from certs.trust.credential.subject import require_subject

ENDED: Final = frozenset({"revoked", "withdrawn", "expired"})


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a certificate: what it said from `effective` on. Days are Beijing days, both included."""

    version: int
    position: int
    effective: date
    credential: Mapping[str, Any]
    valid_from: date
    valid_until: date
    status_index: int
    jwt_header: str
    jwt_signature: str
    qr: str

    @property
    def subject(self) -> Mapping[str, Any]:
        """The credentialSubject: number, holder, level, scope, sites and the rest."""
        subject: Mapping[str, Any] = self.credential["credentialSubject"]
        return subject


@dataclass(frozen=True, slots=True)
class Standing:
    """The status on one day: its code, since when, until when (a suspension's last day), why, and by which entry."""

    code: str
    since: date
    until: date | None
    reason: str | None
    event_type: str
    position: int
    version: int
    overdue: bool
    recorded_later: bool

    def to_json(self) -> dict[str, Any]:
        """Return why the status is what it is, and since when, as commands and API give it."""
        words = REASONS.get(self.event_type, {}).get(self.reason or "")
        return {
            "code": self.code,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "reason": self.reason,
            "reason_words": words.to_json() if words else None,
            "overdue": self.overdue,
            "recorded_later": self.recorded_later,
            "position": self.position,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the register holds about one number. Built by `fold`; never changed.

    `void` are the places of entries that say nothing any more: a key signed them that was declared compromised, and
    they lie outside what it is still trusted for.
    """

    number: str
    entries: tuple[LoggedEvent, ...]
    versions: tuple[Version, ...]
    void: frozenset[int] = frozenset()

    @property
    def counted(self) -> tuple[LoggedEvent, ...]:
        """The entries that count: all, but for those whose own key was declared compromised since."""
        return tuple(e for e in self.entries if e.position not in self.void) if self.void else self.entries

    @property
    def turns(self) -> list[date]:
        """The days on which its status or its content may change, in order: those that an entry or a version names."""
        days = {event.effective for event in self.entries}
        for version in self.versions:
            days |= {version.valid_from, version.valid_until + timedelta(days=1)}
        return sorted(days)

    @property
    def latest(self) -> Version:
        """The newest version, in force or about to be."""
        return self.versions[-1]

    @property
    def first_issued(self) -> date:
        """The day of the first issue, before any renewal or take-over."""
        text = self.latest.subject.get("first_issued")
        return date.fromisoformat(text) if text else self.versions[0].valid_from

    @property
    def issued(self) -> date:
        """The day this number was issued: 颁证日期."""
        return self.versions[0].valid_from

    @property
    def predecessor(self) -> str | None:
        """The number that this certificate renews or took over from."""
        return self.latest.subject.get("predecessor")

    @property
    def successor(self) -> str | None:
        """The number that renews this certificate, from the day the renewal was recorded."""
        return next((e.body["successor"] for e in reversed(self.counted) if e.type == "renewed"), None)

    def reported_on(self, day: date) -> date | None:
        """Return the last day, up to a day, on which it was reported to the national register; None before that."""
        return max((e.effective for e in self.counted if e.type == "reported" and e.effective <= day), default=None)

    def version_on(self, day: date) -> Version:
        """Return the version in force on a day; before the first took effect, the first."""
        versions = (v for v in reversed(self.versions) if v.effective <= day and v.position not in self.void)
        return next(versions, self.versions[0])

    def version(self, number: int) -> Version | None:
        """Return a version by its number, or None."""
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None

    def recorded_later(self, day: date, instant: datetime | None = None) -> tuple[LoggedEvent, ...]:
        """Return the entries that hold on a day and were recorded only after it, or after an instant within it."""
        moment = day_ends(day) if instant is None else instant
        return tuple(e for e in self.counted if e.effective <= day and e.recorded > moment)

    def standing(self, day: date, instant: datetime | None = None) -> Standing:
        """Return the status on a Beijing day. Never raises: every day has exactly one answer.

        `instant`, within that day, decides only what counts as recorded later.
        """
        version = self.version_on(day)
        later = bool(self.recorded_later(day, instant))
        final = self._final(day)
        if final is not None:
            return _standing(FINAL_CODES[final.type], final, version, later=later)
        issue = self.entries[0]
        if day < version.valid_from:
            return _standing("not_yet_valid", issue, version, later=later, since=issue.effective)
        if day > version.valid_until:
            return _standing("expired", issue, version, later=later, since=version.valid_until + timedelta(days=1))
        suspension = self._suspension(day)
        if suspension is not None:
            return self._suspended(day, suspension, version, later=later)
        return _standing("valid", self._last_status_event(day), version, later=later)

    def suspension_began(self, day: date) -> date | None:
        """Return the first day of the suspension that runs on a day; an act that moved its end does not restart it."""
        suspension = self._suspension(day)
        return suspension[0].effective if suspension else None

    def _final(self, day: date) -> LoggedEvent | None:
        finals = [e for e in self.counted if e.type in FINAL_CODES and e.effective <= day]
        return min(finals, key=_order, default=None)

    def _suspension(self, day: date) -> tuple[LoggedEvent, LoggedEvent] | None:
        """Return the first and the newest event of the suspension that runs on a day."""
        running: tuple[LoggedEvent, LoggedEvent] | None = None
        for event in self._status_events(day):
            if event.type == "suspended":
                running = (running[0], event) if running else (event, event)
            elif event.type == "restored":
                running = None
        return running

    def _suspended(
        self, day: date, events: tuple[LoggedEvent, LoggedEvent], version: Version, *, later: bool
    ) -> Standing:
        first, newest = events
        until = newest.until
        overdue = until is not None and day > until
        return Standing(
            "suspended",
            first.effective,
            until,
            newest.reason,
            "suspended",
            newest.position,
            version.version,
            overdue,
            later,
        )

    def _status_events(self, day: date) -> list[LoggedEvent]:
        return sorted(
            (e for e in self.counted if e.effective <= day and e.type in {"suspended", "restored"}), key=_order
        )

    def _last_status_event(self, day: date) -> LoggedEvent:
        events = self._status_events(day)
        return events[-1] if events else self.entries[0]


def fold(entries: Iterable[LoggedEvent], condemned: Condemned = ()) -> Record:
    """Build the record of one number from its events in log order. Raises CouldNotCheck if they do not make one.

    `condemned` are the `status` keys that were declared compromised, each with the size up to which it is trusted: the
    events that they signed from there on are void.
    """
    events = tuple(entries)
    if not events or events[0].type != "issued":
        raise _broken(events[0].number if events else "", "the first entry is no issue")
    versions = tuple(
        _version(event, place) for place, event in enumerate((e for e in events if e.type in CREDENTIAL_TYPES), start=1)
    )
    if sum(e.type == "issued" for e in events) != 1 or any(e.number != events[0].number for e in events):
        raise _broken(events[0].number, "it is issued twice, or entries of two numbers are mixed")
    void = frozenset(e.position for e in events if is_void(e, condemned)) if condemned else frozenset()
    return Record(events[0].number, events, versions, void)


def require_contents(record: Record) -> None:
    """Hold the content of each version against its closed form. Raises CouldNotCheck where it is none of ours."""
    for version in record.versions:
        subject = version.credential["credentialSubject"]
        try:
            require_subject(subject)
            SCHEMES[subject["scheme"]].level(subject["level"])
        except (KeyError, TypeError, ValueError, Malformed) as exc:
            raise _broken(record.number, f"entry {version.position} carries no credential of ours") from exc


def _version(event: LoggedEvent, place: int) -> Version:
    credential = event.body["credential"]
    try:
        subject = credential["credentialSubject"]
        if (subject["number"], subject["version"]) != (event.number, place):
            raise _broken(event.number, f"entry {event.position} carries another number or version")
        return Version(
            place,
            event.position,
            event.effective,
            credential,
            instant_and_day(credential["validFrom"])[1],
            instant_and_day(credential["validUntil"])[1],
            _status_index(credential),
            event.body["jwt_header"],
            event.body["jwt_signature"],
            event.body["qr"],
        )
    except (KeyError, TypeError, IndexError, ValueError, Malformed) as exc:
        raise _broken(event.number, f"entry {event.position} carries no credential of ours") from exc


def _status_index(credential: Mapping[str, Any]) -> int:
    entry = credential["credentialStatus"][0]
    return global_status_index(entry["statusListCredential"], entry["statusListIndex"])


def global_status_index(list_address: str, index: str) -> int:
    """Return the index over all lists: list 2 begins at 131,072 (formats.md, "Status lists")."""
    return (int(list_address.rsplit("/", 1)[1]) - 1) * limits.STATUS_LIST + int(index)


def _standing(code: str, event: LoggedEvent, version: Version, *, later: bool, since: date | None = None) -> Standing:
    return Standing(
        code,
        since or event.effective,
        None,
        event.reason if event.type != "issued" else None,
        event.type,
        event.position,
        version.version,
        overdue=False,
        recorded_later=later,
    )


def _order(event: LoggedEvent) -> tuple[date, int]:
    return event.effective, event.position


def _broken(number: str, what: str) -> CouldNotCheck:
    return CouldNotCheck(
        "record_broken",
        f"登记簿里 {number} 的记录不完整：{what}。请工作人员运行 starmark recover。",
        f"The register's record of {number} is not whole: {what}. Staff should run starmark recover.",
    )
