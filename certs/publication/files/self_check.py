"""Whether everything that the service answers with can be read and put together: what a monitor wants to know.

An audit proves everything and takes its time. This reads what the service reads, and in the same way: every table
answers, the newest head and the newest lists hold, and the entries, their part of the tree and what the search finds
agree. Of a large register each look reads a slice and goes on where the last one stopped, so that damage anywhere is
found in a while; it stays known until it is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from certs import canonical, limits
from certs.errors import CouldNotCheck
from certs.log import tree
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.publication.files import compose_bundle, log_files, status_list_versions
from certs.register.store import ledger, log_tree, name_search, schema_revision
from certs.register.store.database_errors import translated
from certs.register.store.reader import View
from certs.register.store.status_bits import PURPOSES
from certs.register.store.stored_bytes import damaged, of_our_store, stored_event
from certs.register.store.tables import (
    BIT,
    CERTIFICATE,
    CHECKPOINT,
    EVENT,
    METADATA,
    NAME,
    NODE,
    STANDING,
    STATUS_LIST,
    TRUST_LIST,
    VERSION,
)
from certs.trust.status_list.status_list import verify_status_list


class Cause(NamedTuple):
    """Why some address would answer "could not check": the code of the error, and the part of the register."""

    code: str
    part: str


class SelfCheck:
    """The look at one register, again and again. Not to be shared between threads without a lock."""

    def __init__(self) -> None:
        self._next = 0  # the entry from which the next look reads on
        self._damaged: dict[int, tuple[Cause, ...]] = {}  # by the first entry of a slice that could not be read

    def causes(self, view: View, now: datetime) -> tuple[Cause, ...]:
        """Return every cause that is known now. Raises nothing for damage: damage is the answer."""
        connection = view.connection
        parts: list[tuple[str, Callable[[], object]]] = [
            ("alembic_version", lambda: schema_revision.check(connection)),
            *((table.name, _answers(connection, table)) for table in METADATA.sorted_tables),
            (CHECKPOINT.name, lambda: _head(view)),
            (TRUST_LIST.name, lambda: _trust(view)),
            (STATUS_LIST.name, lambda: _lists(view, now)),
            ("name_grams", lambda: _search(connection)),
        ]
        causes = [cause for part, read in parts for cause in _caused(connection, part, read)]
        for start in sorted({*self._damaged, self._next}):
            self._look_at(view, now, start)
        return tuple(dict.fromkeys([*causes, *(cause for slice_ in self._damaged.values() for cause in slice_)]))

    def _look_at(self, view: View, now: datetime, start: int) -> None:
        """Read a slice of the log and what follows from it, and forget it, or keep in mind what is wrong there."""
        rows: list[Any] = []
        causes = _caused(view.connection, EVENT.name, lambda: rows.extend(_entries(view.connection, start)))
        if not causes:
            causes = (
                *_caused(view.connection, NODE.name, lambda: _nodes(view, start, rows)),
                *_caused(view.connection, CERTIFICATE.name, lambda: _certificates(view, now, rows)),
            )
        if start == self._next:
            self._next = start + limits.HEALTH_ROWS if causes or len(rows) == limits.HEALTH_ROWS else 0
        self._damaged.pop(start, None)
        if causes:
            self._damaged[start] = causes


def _caused(connection: Connection, part: str, read: Callable[[], object]) -> tuple[Cause, ...]:
    """Read a part, and return why it cannot be read; whatever that was, the next part can be tried."""
    try:
        with translated(), of_our_store(), connection.begin_nested():
            read()
    except CouldNotCheck as error:
        return (Cause(error.code, part),)
    return ()


def _require(agrees: bool) -> None:  # noqa: FBT001 - a plain condition
    if not agrees:
        raise damaged()


def _answers(connection: Connection, table: Table) -> Callable[[], object]:
    return lambda: connection.execute(select(table).limit(1)).all()


def _head(view: View) -> None:
    newest = log_files.checkpoint_file(view.connection)
    if newest is None:
        raise damaged()
    head = verify_checkpoint(newest[1], policy_of(view.trust)).head
    _require(head.size == newest[0] == view.size)
    _require(head.root == log_tree.root_at(view.connection, head.size))


def _trust(view: View) -> None:
    canonical.loads(view.trust_bytes(), limits.TRUST_LIST)
    ledger.trust_of(view.connection)


def _lists(view: View, now: datetime) -> None:
    for purpose in PURPOSES:
        kept = status_list_versions.list_at(view.connection, purpose, 1, now)
        if kept is not None:
            verify_status_list(kept.raw, view.trust, purpose, 1)


def _search(connection: Connection) -> None:
    """Search for a name that is there: what holds the index together is asked along."""
    name = connection.execute(select(NAME.c.folded).limit(1)).scalar_one_or_none()
    if name is not None:
        matches, _ = name_search.find(connection, name, limit=limits.PAGE_MOST)
        _require(bool(matches))


def _entries(connection: Connection, start: int) -> Sequence[Any]:
    """Return the rows of a slice of the log; each says in its columns what its entry says."""
    rows: Sequence[Any] = connection.execute(
        select(EVENT).where(EVENT.c.position >= start).order_by(EVENT.c.position).limit(limits.HEALTH_ROWS)
    ).all()
    for position, row in enumerate(rows, start=start):
        event = stored_event(row.position, row.raw)
        says = (position, event.type, event.number, event.body["recorded"])
        _require((row.position, row.type, row.number, row.recorded) == says)
    return rows


def _nodes(view: View, start: int, rows: Sequence[Any]) -> None:
    """Hold the nodes of the tree that begin within the slice against the entries, or against those below them."""
    end, level = start + len(rows), 0
    while (1 << level) <= view.size:
        first, last = -(-start >> level), min(-(-end >> level), view.size >> level)
        if level:
            below = _hashes(view.connection, level - 1, 2 * first, 2 * last)
            expected = [tree.node_hash(left, right) for left, right in zip(below[::2], below[1::2], strict=True)]
        else:
            expected = [tree.leaf_hash(row.raw) for row in rows]
        _require(_hashes(view.connection, level, first, last) == expected)
        level += 1


def _hashes(connection: Connection, level: int, first: int, last: int) -> list[bytes]:
    query = select(NODE.c.hash).where(NODE.c.level == level, NODE.c.place >= first, NODE.c.place < last)
    return [bytes(one) for one in connection.execute(query.order_by(NODE.c.place)).scalars()]


def _certificates(view: View, now: datetime, rows: Sequence[Any]) -> None:
    """Read what the service finds of the certificates of a slice, and put one of them together with all its proofs."""
    numbers = sorted({row.number for row in rows} - {""})
    records = view.records(numbers)
    newest = select(CERTIFICATE.c.number, CERTIFICATE.c.last_position).where(CERTIFICATE.c.number.in_(numbers))
    expected = [(number, records[number].entries[-1].position) for number in numbers]
    _require(sorted(map(tuple, view.connection.execute(newest))) == expected)
    names = select(NAME.c.number, NAME.c.field, NAME.c.text, NAME.c.folded, NAME.c.spelled).where(
        NAME.c.number.in_(numbers)
    )
    texts = {
        (number, *name)
        for number, record in records.items()
        for name in name_search.names_of_versions(version.subject for version in reversed(record.versions))
    }
    _require(set(map(tuple, view.connection.execute(names))) == texts)
    indexes = [version.status_index for record in records.values() for version in record.versions]
    for table, column, values in (
        (CERTIFICATE, CERTIFICATE.c.number, numbers),
        (VERSION, VERSION.c.number, numbers),
        (BIT, BIT.c.status_index, indexes),
        (STANDING, STANDING.c.number, numbers),
    ):
        view.connection.execute(select(table).where(column.in_(values))).all()
    for record in [*records.values()][:1]:
        compose_bundle.compose(view, record, now)
