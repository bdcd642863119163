"""Auditing the status lists: each version that was ever signed, by its signature and its decoded bits.

The bits of a version are those that the entries recorded by then make on its day. Entries recorded within the very
second in which a list was signed may stand on either side of it. An entry that a wrong clock dated ahead was there by
the time that a later one bears.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.exc import DatabaseError

from certs.audit import readable_parts
from certs.audit.audit_entries import stored
from certs.audit.audited_acts import Entry
from certs.audit.differences import Findings
from certs.days import beijing_day, instant_text
from certs.errors import StarmarkError, Words
from certs.lifecycle.compromise import condemned_in
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.register.store import ledger, status_bits
from certs.register.store.status_bits import PURPOSES, TYPES, Span, spans_of
from certs.register.store.tables import EVENT, STATUS_LIST, VERSION
from certs.trust.status_list.status_list import StatusList, lists_of, verify_status_list
from certs.trust.trust_list.trust_list import TrustList

_CONDEMNED: Final = "key_compromised"
_VERSIONED: Final = frozenset({"issued", "reissued"})  # entries that make a version, and so take a status index


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version whose signature holds."""

    purpose: str
    number: int
    version: int
    status_list: StatusList
    raw: bytes


@dataclass(slots=True)
class _Bits:
    """The bits as the entries up to a place make them: all spans by certificate, and how many versions there are."""

    records: Mapping[str, Record]
    condemnations: Sequence[LoggedEvent] = ()
    spans: dict[str, list[Span]] = field(default_factory=dict)
    count: int = 0

    def take(self, entry: Entry) -> None:
        """Go on by one entry."""
        record = self.records.get(entry.number)
        if entry.type in _VERSIONED:
            self.count += 1
        if record is not None and entry.type in TYPES:
            self._fold(record, entry.position)
        if entry.type == "key-compromised":  # what its key signed later no longer counts, so that bits go back
            for one in self.records.values():
                if one.entries[0].position < entry.position:
                    self._fold(one, entry.position)

    def _fold(self, record: Record, last: int) -> None:
        condemned = condemned_in(event for event in self.condemnations if event.position <= last)
        self.spans[record.number] = spans_of(fold((e for e in record.entries if e.position <= last), condemned))

    def lists(self, purpose: str, day: date) -> list[bytes]:
        """Return the lists of one purpose on a day."""
        indexes = [
            one.status_index
            for spans in self.spans.values()
            for one in spans
            if one.purpose == purpose and one.begins <= day and (one.ends is None or one.ends > day)
        ]
        return lists_of([index for index in indexes if index < self.count], self.count)


def audit_status_lists(
    findings: Findings,
    register: Connection,
    expected: Connection,
    trust: TrustList,
    entries: Sequence[Entry],
    today: date,
) -> list[Version]:
    """Check every stored version and return those whose signature holds, oldest first. `today` is the Beijing day."""
    versions = _genuine(findings, stored(findings, register, STATUS_LIST), trust)
    _tell_dated_ahead(findings, versions, today)
    bits = _bits_of(expected, entries)
    there = list(accumulate((entry.recorded for entry in reversed(entries)), min))[::-1]
    at = 0
    for instant, group in _by_instant(versions):
        while at < len(entries) and there[at] < instant_text(instant):
            bits.take(entries[at])
            at += 1
        open_ones = [one for one in group if not _fits(one, bits)]
        while open_ones and at < len(entries) and there[at] <= instant_text(instant):
            bits.take(entries[at])
            at += 1
            open_ones = [one for one in open_ones if not _fits(one, bits)]
        for one in open_ones:
            _tell_other_bits(findings, one)
    return versions


def audit_newest_lists(
    findings: Findings, register: Connection, trust: TrustList, start: int, since: str, today: date
) -> list[Version]:
    """Check the newest version of each list, and those dated `since` an instant on; return those whose signature holds.

    Their bits are compared with the stored spans, of which those of the certificates of the entries from `start` on
    have been compared with the log. What was recorded after a version was signed does not stand in it.
    """
    other = STATUS_LIST.alias()
    newest = select(func.max(other.c.version)).where(
        other.c.purpose == STATUS_LIST.c.purpose, other.c.number == STATUS_LIST.c.number
    )
    part = or_(STATUS_LIST.c.version == newest.scalar_subquery(), STATUS_LIST.c.valid_from >= since)
    versions = _genuine(findings, stored(findings, register, STATUS_LIST, part), trust, whole=False)
    _tell_dated_ahead(findings, versions, today)
    for one in versions:
        signed = one.status_list.valid_from
        later = EVENT.c.position >= start, EVENT.c.recorded >= instant_text(signed)
        indexes = select(VERSION.c.status_index).join(EVENT, EVENT.c.number == VERSION.c.number).where(*later)
        try:
            with readable_parts.part(register):
                bits = status_bits.bits_on(register, beijing_day(signed))
                passed_over = set(register.execute(indexes).scalars())
            lists = lists_of({*bits.of(one.purpose), *passed_over}, bits.count)
            masks = lists_of(passed_over, bits.count)
        except (DatabaseError, LookupError, TypeError, ValueError) as error:  # whatever anybody has put there
            findings.unreadable("bit", "", getattr(error, "orig", error))
            continue
        if one.number > len(lists) or lists[one.number - 1] != _joined(one.status_list.bits, masks[one.number - 1]):
            _tell_other_bits(findings, one)
    return versions


def _joined(bits: bytes, mask: bytes) -> bytes:
    return (int.from_bytes(bits, "big") | int.from_bytes(mask, "big")).to_bytes(len(bits), "big")


def _tell_dated_ahead(findings: Findings, versions: Sequence[Version], today: date) -> None:
    for one in versions:
        if beijing_day(one.status_list.valid_from) > today:
            findings.not_genuine(
                "status_list",
                _row(one.purpose, one.number, one.version),
                "valid_from",
                Words(
                    f"它写的是 {instant_text(one.status_list.valid_from)}，还没有到：签它的时候时钟走快了，到那天会有人拿它当新的用。"
                    "请用 starmark keys compromise 宣布签它的 list 密钥泄露。",
                    f"It is dated {instant_text(one.status_list.valid_from)}, which is to come: the clock ran ahead "
                    "when it was signed, and on that day it could be shown as new. Declare its list key "
                    "compromised (starmark keys compromise).",
                ),
            )


def _tell_other_bits(findings: Findings, one: Version) -> None:
    findings.not_genuine(
        "status_list",
        _row(one.purpose, one.number, one.version),
        "raw",
        Words("它的位与日志到那时为止的条目不符。", "Its bits are not those that the entries of the log by then make."),
    )


def was_due(one: Version, expected: Connection, entries: Sequence[Entry], size: int) -> bool:
    """Tell whether a version has the bits that the first `size` entries make on its day."""
    bits = _bits_of(expected, entries)
    for entry in entries:
        if entry.position < size:
            bits.take(entry)
    return _fits(one, bits)


def lists_needed(entries: Sequence[Entry], size: int) -> int:
    """Return how many lists of each purpose the first `size` entries need."""
    count = sum(entry.position < size and entry.type in _VERSIONED for entry in entries)
    return len(lists_of((), count))


def _bits_of(expected: Connection, entries: Sequence[Entry]) -> _Bits:
    return _Bits(_records(expected, entries), ledger.condemnations(expected))


def _fits(one: Version, bits: _Bits) -> bool:
    lists = bits.lists(one.purpose, beijing_day(one.status_list.valid_from))
    return one.number <= len(lists) and lists[one.number - 1] == one.status_list.bits


def _by_instant(versions: Iterable[Version]) -> list[tuple[datetime, list[Version]]]:
    by_instant: dict[datetime, list[Version]] = {}
    for one in versions:
        by_instant.setdefault(one.status_list.valid_from, []).append(one)
    return sorted(by_instant.items())


def _records(expected: Connection, entries: Sequence[Entry]) -> dict[str, Record]:
    numbers = {entry.number for entry in entries if entry.type in TYPES}
    stored_numbers = set(expected.execute(select(VERSION.c.number).distinct()).scalars()) if numbers else set()
    return ledger.records_of(expected, sorted(numbers & stored_numbers))


def _genuine(
    findings: Findings, rows: Sequence[tuple[Any, ...]], trust: TrustList, *, whole: bool = True
) -> list[Version]:
    """Return the versions that hold; `whole` tells that the rows begin with the first version of each list."""
    names = [column.name for column in STATUS_LIST.columns]
    versions: list[Version] = []
    last: dict[tuple[str, int], int] = {}
    for row in rows:
        fields = dict(zip(names, row, strict=True))
        purpose, number, version = fields["purpose"], fields["number"], fields["version"]
        label = _row(purpose, number, version)
        if purpose not in PURPOSES or not isinstance(number, int) or not isinstance(version, int):
            findings.surplus("status_list", label)
            continue
        for missing in range(last.get((purpose, number), 0 if whole else version - 1) + 1, version):
            findings.missing("status_list", _row(purpose, number, missing))
        last[purpose, number] = version
        try:
            raw = fields["raw"] if isinstance(fields["raw"], bytes) else b""
            one = Version(purpose, number, version, verify_status_list(raw, trust, purpose, number), raw)
        except StarmarkError as error:
            _told(findings, label, error)
            continue
        for name in ("valid_from", "valid_until"):
            if fields[name] != instant_text(getattr(one.status_list, name)):
                findings.changed("status_list", label, name, instant_text(getattr(one.status_list, name)), fields[name])
        versions.append(one)
    return versions


def _told(findings: Findings, label: str, error: StarmarkError) -> None:
    if error.code == _CONDEMNED:
        findings.note(
            f"状态列表 {label} 由已宣布泄露的密钥签署，不再可信。",
            f"The status list {label} was signed by a key declared compromised and is no longer believed.",
        )
    else:
        findings.not_genuine("status_list", label, "raw", error.words)


def _row(purpose: object, number: object, version: object) -> str:
    return f"purpose={purpose} number={number} version={version}"
