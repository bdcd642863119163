"""Opening the commitments: whether each public decision is the one that the staff journal keeps.

A row without an event is an act that was abandoned, which is told; an event without a row, or a row that no longer
says what its event bound, is a difference (meanings.md, "Who decided"). So is a row that stands elsewhere than its act
was done, one that is gone, and a row for entries taken back that the root key did not sign. Only the staff host can do
this: the journal is private. Whatever stands in the file, it is named; nothing in it makes the audit stumble.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from certs import limits
from certs.audit import table_comparison
from certs.audit.audited_acts import Entry
from certs.audit.differences import Difference, Findings
from certs.casework.journal import journal_catalogue, journal_store, register_age
from certs.casework.journal.caught_up import CAUGHT_UP, is_signed, ranges_of, span_of, taken_back
from certs.casework.journal.journal import Row, read_row
from certs.casework.journal.journal_place import failures_named, one_state
from certs.casework.journal.register_age import MARKS, NOTHING_NEWER
from certs.casework.journal.row_order import hold_places
from certs.casework.journal.trail_audit import hold_trail
from certs.errors import StarmarkError, Words
from certs.lifecycle.request import DECIDED_BY_TWO
from certs.register.store.ledger import Decided
from certs.trust.trust_list.trust_list import TrustList

WHERE: Final = "casework.db decisions"
# A renewal is one decision and two entries; so is a take-over of what is suspended.
_MADE_BY: Final = {"renewed": frozenset({"renewed", "issued"}), "issued": frozenset({"issued", "suspended"})}
_CHANGED: Final = Words(
    "这一行不再是当初封存的内容：它，或它的封存值，被改动过。",
    "The row no longer says what was sealed: it, or its commitment, was changed.",
)


def gaps_of(url: str) -> list[range]:
    """Return the positions that were taken back from the public log after a loss. Raises CouldNotCheck."""
    return ranges_of(_read(Findings(), url)[0])


def open_commitments(
    findings: Findings,
    url: str,
    entries: Iterable[Entry],
    trust: TrustList | None = None,
    roots: Mapping[int, bytes] = MappingProxyType({}),
    last: Entry | None = None,
) -> None:
    """Open every commitment of the journal at a URL, in both directions.

    `trust` has the root key that signs for entries taken back, `roots` the root of the log's tree after each range of
    them. `last` is the last decided entry of those that an earlier audit proved, where only later ones are given: what
    was decided before it is not looked at. Raises CouldNotCheck if the journal cannot be read at all.
    """
    rows, notes = _read(findings, url)
    decided = [entry for entry in entries if entry.decision]
    if last is not None:
        rows, decided = _from(rows, last), [last, *decided]
    acts: dict[str, list[Entry]] = {}
    for entry in decided:
        acts.setdefault(entry.decision, []).append(entry)
    by_commitment = {row.commitment: row for row in rows if row.decision.act not in MARKS}
    back = ranges_of(rows)
    for decision, made in acts.items():
        row = by_commitment.get(decision)
        for entry in made:
            if row is not None or not any(entry.position in positions for positions in back):
                _hold(findings, entry, row)
        if row is not None and len({entry.type for entry in made}) != len(made):
            findings.not_genuine(
                "event",
                f"position={made[-1].position}",
                "decision",
                Words("同一个决定用了不止一次。", "One decision was used more than once."),
            )
    _tell_decided_by_one(findings, (by_commitment[decision] for decision in acts if decision in by_commitment))
    unknown = [entry.position for entry in decided if entry.decision not in by_commitment]
    for row in rows:
        if row.decision.act == CAUGHT_UP:
            _tell_taken_back(findings, row, unknown, signed=_signed(row, notes, trust, roots))
    hold_places(findings, WHERE, rows, acts)
    _tell_abandoned(findings, rows, decided, [row for row in by_commitment.values() if row.commitment not in acts])


def _from(rows: Sequence[Row], last: Entry) -> list[Row]:
    """Return the rows from that of an entry on; where it is gone, those of its instant and later."""
    place = next((place for place, row in enumerate(rows) if row.commitment == last.decision), None)
    return list(rows[place:]) if place is not None else [row for row in rows if row.recorded >= last.recorded]


def _read(findings: Findings, url: str) -> tuple[list[Row], Mapping[object, object]]:
    """Return every row that still says what was sealed, and the notes beside them; what is wrong is named."""
    engine = journal_store.open_as_it_is(url)
    fields: list[dict[str, Any]] = []
    notes: dict[object, object] = {}
    try:
        with failures_named(), one_state(engine) as connection:
            _look_at_file(findings, connection)
            try:
                fields += _fields(connection)
                notes |= journal_store.notes(connection)
                hold_trail(findings, connection)
            except (sa.exc.DatabaseError, UnicodeDecodeError) as error:
                findings.unreadable(WHERE, "", getattr(error, "orig", error))
    finally:
        engine.dispose()
    _hold_identifiers(findings, [each["id"] for each in fields])
    rows = [row for row in (_row(findings, each) for each in fields) if row is not None]
    return rows, notes


def _fields(connection: sa.Connection) -> list[dict[str, Any]]:
    table = journal_store.decisions_in(connection)
    columns = list(table.columns)
    names = [column.name for column in columns]
    rows = table_comparison.rows(connection, table, columns, 1)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _look_at_file(findings: Findings, connection: sa.Connection) -> None:
    """Look at the file itself: its pages, and whether anything is in it that does not belong there."""
    if connection.dialect.name == "sqlite":
        for line in connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars():
            if line != "ok":
                findings.unreadable("casework.db", "", line)
    for name, how in journal_catalogue.faults(connection, journal_store.schema_of(connection)):
        words = {
            "missing": Words("工作日志少了它。", "The staff journal lacks it."),
            "extra": Words(
                "它不属于工作日志：触发器或视图能改动或藏起写进去的决定。",
                "It does not belong in the staff journal: a trigger or view can alter or hide what is written.",
            ),
            "changed": Words("它不是建立时的样子。", "It is not as it was made."),
        }[how]
        findings.add(Difference("casework.db sqlite_master", name, "", how, words))


def _tell_decided_by_one(findings: Findings, rows: Iterable[Row]) -> None:
    """Tell how many acts stand that two people would have to decide today: the rule is younger than they are."""
    count = sum(row.decision.act in DECIDED_BY_TWO and len(row.decision.decided_by) < limits.DECIDERS for row in rows)
    if count:
        findings.note(
            f"有 {count} 个撤销的决定只有一个工号：它们早于“撤销由两个人决定”的规定，照样有效。",
            f"{count} decisions to revoke carry one staff code only: they are older than the rule that two people "
            "decide a revocation, and stand.",
        )


def _row(findings: Findings, fields: dict[str, Any]) -> Row | None:
    """Return a row that still says what was sealed; another is named."""
    try:
        row = read_row(fields)
    except StarmarkError:
        row = None
    if row is not None and row.opens():
        return row
    findings.not_genuine(WHERE, f"id={str(fields['id'])[:40]}", "commitment", _CHANGED)
    return None


def _hold_identifiers(findings: Findings, identifiers: Sequence[object]) -> None:
    """Name the rows that are gone: ids count up from 1, and an act that fails takes none."""
    following = 1
    for identifier in identifiers:
        if isinstance(identifier, int):
            if identifier > following:
                last = f"..{identifier - 1}" if identifier - 1 > following else ""
                words = Words(
                    "这里的行不见了，或它们的 id 被改动过。", "Rows are gone here, or their ids were changed."
                )
                findings.add(Difference(WHERE, f"id={following}{last}", "id", "missing", words))
            elif identifier < following:
                findings.not_genuine(WHERE, f"id={identifier}", "id", _CHANGED)
            following = max(following, identifier + 1)


def _signed(row: Row, notes: Mapping[object, object], trust: TrustList | None, roots: Mapping[int, bytes]) -> bool:
    positions = taken_back(row)
    root = roots.get(positions.stop) if positions else None
    if trust is None or root is None:
        return False
    return is_signed(notes.get(row.commitment), span_of(row, root), trust)


def _tell_taken_back(findings: Findings, row: Row, unknown: Sequence[int], *, signed: bool) -> None:
    """Tell, at every audit, for which entries the deciders are not known here because a backup had to be caught up."""
    positions = taken_back(row)
    if not positions:
        findings.changed(WHERE, f"id={row.identifier}", "recorded", row.decision.note, row.recorded)
        return
    first, last = positions[0], positions[-1]
    if signed:
        findings.note(
            f"日志第 {first} 条到第 {last} 条是恢复备份时（{row.recorded}）从公开日志补回的：由谁决定，"
            "这里没有记录，请查纸面。",
            f"Entries {first} to {last} came back from the public log when a backup was restored "
            f"({row.recorded}): who decided them is not recorded here; see the paper files.",
        )
        return
    count = sum(position in positions for position in unknown)
    words = Words(
        f"这一行说第 {first} 条到第 {last} 条是恢复备份时补回的，其中 {count} 条查不出由谁决定；但没有根密钥为它签名，谁都可能写下。"
        f"确实恢复过备份，请运行 starmark caught-up {first}-{last} --root-key 文件；没有恢复过，就是有人抹去决定：保留现场。",
        f"This row says that entries {first} to {last} came back when a backup was restored, and who decided {count} "
        "of them is not known; but the root key did not sign for it, and anybody could have written it. If a backup "
        f"was restored, run starmark caught-up {first}-{last} --root-key FILE; if none was, somebody took decisions "
        "out: keep everything as it is.",
    )
    findings.not_genuine(WHERE, f"id={row.identifier}", "note", words)


def _tell_abandoned(
    findings: Findings, rows: Sequence[Row], decided: Sequence[Entry], abandoned: Sequence[Row]
) -> None:
    if abandoned:
        findings.note(
            f"工作日志里有 {len(abandoned)} 个决定没有成为日志条目（办理被放弃）。",
            f"{len(abandoned)} decisions of the staff journal became no entry: those acts were abandoned.",
        )
    for row in rows:
        if row.decision.act == NOTHING_NEWER:
            findings.note(
                f"{row.recorded} 有人确认过：任何地方都没有比登记簿更新的条目（工作日志 id={row.identifier}）。",
                f"On {row.recorded} somebody confirmed that nothing newer than the register was to be found anywhere "
                f"(staff journal id={row.identifier}).",
            )
    newest = max(decided, key=lambda entry: entry.position, default=None)
    count = register_age.acts_without_entry(rows, None if newest is None else Decided(newest.decision, newest.recorded))
    if count > limits.ABANDONED_ACTS:
        position = 0 if newest is None else newest.position + 1
        findings.add(Difference("event", f"position>={position}", "", "missing", register_age.words_of(count)))


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
    if row.recorded != entry.recorded:  # an act reads the clock once, for both
        findings.changed(WHERE, f"id={row.identifier}", "recorded", entry.recorded, row.recorded)
