"""Opening the commitments: whether each public decision is the one that the staff journal keeps.

A row without an event is an act that was abandoned, which is told; an event without a row, or a row that no longer
says what its event bound, is a difference (meanings.md, "Who decided"). Only the staff host can do this: the journal is
private.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from certs import canonical, limits
from certs.audit import table_comparison
from certs.audit.audit_entries import Entry
from certs.audit.differences import Findings
from certs.casework.journal import journal_store
from certs.casework.journal.journal import CAUGHT_UP, Decision, Row, taken_back
from certs.days import parse_instant
from certs.errors import Malformed, StarmarkError, Words

WHERE: Final = "casework.db decisions"
# A renewal is one decision and two entries.
_MADE_BY: Final = {"renewed": frozenset({"renewed", "issued"})}


def gaps_of(url: str) -> list[range]:
    """Return the positions that were taken back from the public log after a loss. Raises CouldNotCheck."""
    return [taken_back(row) for row in _rows(Findings(), url) if row.decision.act == CAUGHT_UP]


def open_commitments(findings: Findings, url: str, entries: Iterable[Entry]) -> None:
    """Open every commitment of the journal at a URL, in both directions.

    Raises CouldNotCheck if the journal cannot be read at all.
    """
    rows = _rows(findings, url)
    back = [taken_back(row) for row in rows if row.decision.act == CAUGHT_UP]
    by_commitment = {row.commitment: row for row in rows if row.decision.act != CAUGHT_UP}
    _tell_taken_back(findings, rows)
    used: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.decision:
            used.setdefault(entry.decision, []).append(entry)
    for decision, acts in used.items():
        row = by_commitment.get(decision)
        for entry in acts:
            if row is not None or not any(entry.position in positions for positions in back):
                _hold(findings, entry, row)
        if row is not None and len({entry.type for entry in acts}) != len(acts):
            findings.not_genuine(
                "event",
                f"position={acts[-1].position}",
                "decision",
                Words("同一个决定用了不止一次。", "One decision was used more than once."),
            )
    abandoned = [row for row in by_commitment.values() if row.commitment not in used]
    if abandoned:
        findings.note(
            f"工作日志里有 {len(abandoned)} 个决定没有成为日志条目（办理被放弃）。",
            f"{len(abandoned)} decisions of the staff journal became no entry: those acts were abandoned.",
        )


def _rows(findings: Findings, url: str) -> list[Row]:
    """Return every row that still says what was sealed; others are named."""
    engine = journal_store.open_existing(url)
    try:
        with journal_store.failures_named(), engine.connect() as connection:
            columns = list(journal_store.DECISIONS.columns)
            rows = [
                dict(zip((column.name for column in columns), row, strict=True))
                for row in table_comparison.rows(connection, journal_store.DECISIONS, columns, 1)
            ]
    finally:
        engine.dispose()
    return [row for row in (_row(findings, fields) for fields in rows) if row is not None]


def _tell_taken_back(findings: Findings, rows: Iterable[Row]) -> None:
    """Tell, at every audit, for which entries the deciders are not known here because a backup had to be caught up."""
    for row in rows:
        if row.decision.act != CAUGHT_UP:
            continue
        positions = taken_back(row)
        if not positions:
            findings.changed(WHERE, f"id={row.identifier}", "recorded", row.decision.note, row.recorded)
            continue
        findings.note(
            f"日志第 {positions[0]} 条到第 {positions[-1]} 条是恢复备份时（{row.recorded}）从公开日志补回的：由谁决定，"
            "这里没有记录，请查纸面。",
            f"Entries {positions[0]} to {positions[-1]} came back from the public log when a backup was restored "
            f"({row.recorded}): who decided them is not recorded here; see the paper files.",
        )


def _row(findings: Findings, fields: dict[str, Any]) -> Row | None:
    """Return a row that still says what was sealed; another is named."""
    try:
        deciders = canonical.loads(fields["decided_by"].encode(), limits.DECIDERS_JSON)
        decision = Decision(fields["act"], fields["by_code"], tuple(deciders), fields["note"], fields["input"])
        row = Row(fields["id"], fields["recorded"], decision, fields["salt"], fields["commitment"])
        if row.opens():
            return row
    except (StarmarkError, ValueError, TypeError, AttributeError):
        pass  # it was changed into something that is no row at all
    findings.not_genuine(
        WHERE,
        f"id={fields['id']}",
        "commitment",
        Words(
            "这一行不再是当初封存的内容：它，或它的封存值，被改动过。",
            "The row no longer says what was sealed: it, or its commitment, was changed.",
        ),
    )
    return None


def _hold(findings: Findings, entry: Entry, row: Row | None) -> None:
    place = f"position={entry.position}"
    if row is None:
        findings.not_genuine(
            "event",
            place,
            "decision",
            Words(
                f"{entry.number} 的这一条（{entry.type}）在工作日志里没有决定：查不出是谁决定的。",
                f"The staff journal has no decision for this entry ({entry.type} of {entry.number}): who decided it is "
                "not known.",
            ),
        )
        return
    if entry.type not in _MADE_BY.get(row.decision.act, frozenset({row.decision.act})):
        findings.changed("event", place, "decision", row.decision.act, entry.type)
    if not _at_once(row.recorded, entry.recorded):
        findings.changed(WHERE, f"id={row.identifier}", "recorded", entry.recorded, row.recorded)


def _at_once(row: str, entry: str) -> bool:
    """Tell whether a row and its entry are of one act: the row comes first, and the act may have to wait for others."""
    try:
        apart = parse_instant(entry) - parse_instant(row)
    except Malformed:
        return False
    return abs(apart) <= timedelta(seconds=limits.ACT_SECONDS)
