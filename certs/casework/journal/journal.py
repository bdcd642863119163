"""The staff journal: who decided each act, committed before the act and sealed by a public commitment.

The journal is private; the public event carries only SHA-256(salt ‖ canonical JSON of the row), so that nobody can
change later who decided, and nobody outside can guess it (decision 0009). A row without an event is an act that was
abandoned; an event without a row is a failure that `audit` reports. A note never leaves this database.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import sqlalchemy as sa

from certs import canonical, limits
from certs.casework.journal import journal_store
from certs.casework.journal.journal_place import alone, failures_named
from certs.days import instant_text, parse_instant
from certs.errors import CouldNotCheck, Malformed, StarmarkError

SALT: Final = 32  # bytes; as long as the digest, so that a commitment tells nothing
Beside = Callable[[sa.Connection, datetime], None]
_CHUNK: Final = 500  # commitments of one question to the database


@dataclass(frozen=True, slots=True)
class Decision:
    """One act as it was decided at the desk.

    `act` is the type of the event; `by` the staff code of who acts ("" where none was given, or two decide);
    `decided_by` the deciders; `note` is private; `input` the SHA-256, in hexadecimal, of what was asked for; `case` the
    id of the case that led to it, "" where there is none.
    """

    act: str
    by: str
    decided_by: tuple[str, ...]
    note: str
    input: str
    case: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return what the commitment binds, besides the salt."""
        return {
            "act": self.act,
            "by": self.by,
            "decided_by": list(self.decided_by),
            "note": self.note,
            "input": self.input,
            **({"case": self.case} if self.case else {}),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the journal. `recorded` is the instant at which it was committed, as `2026-11-23T07:02:41Z`."""

    identifier: int
    recorded: str
    decision: Decision
    salt: bytes
    commitment: str

    def opens(self) -> bool:
        """Tell whether the row still says what its commitment bound."""
        try:
            return commitment(self.decision, self.salt) == self.commitment
        except Malformed:  # such as a character that no command takes
            return False


def _in(table: sa.Table, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as a table takes them: an older one has no column for the case."""
    return [{name: value for name, value in row.items() if name in table.c} for row in rows]


def read_row(fields: Mapping[str, object]) -> Row:
    """Read a row as the database has it; it need not open. Raises Malformed where it is no row at all."""
    texts = ("recorded", "act", "by_code", "decided_by", "note", "input", "commitment")
    recorded, act, by, deciders, note, digest, sealed = (fields[name] for name in texts)
    identifier, salt = fields["id"], fields["salt"]
    whole = (recorded, act, by, deciders, note, digest, sealed)
    if type(identifier) is not int or not isinstance(salt, bytes) or not all(isinstance(one, str) for one in whole):
        raise _no_row(identifier)
    try:
        parse_instant(str(recorded))
        codes = canonical.loads(str(deciders).encode(), limits.DECIDERS_JSON)
    except (StarmarkError, UnicodeEncodeError) as error:
        raise _no_row(identifier) from error
    case = fields.get("case") or ""
    if not isinstance(case, str):
        raise _no_row(identifier)
    if len(salt) != SALT or not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise _no_row(identifier)
    decision = Decision(str(act), str(by), tuple(codes), str(note), str(digest), case)
    return Row(identifier, str(recorded), decision, salt, str(sealed))


def _no_row(identifier: object) -> Malformed:
    return Malformed(
        "journal_row",
        f"工作日志的一行（id={str(identifier)[:40]}）读不懂：它被改动过。请保留现场，运行 starmark audit，再按手册处理。",
        f"A row of the staff journal (id={str(identifier)[:40]}) cannot be read: it was changed. Keep everything as "
        "it is, run starmark audit, and follow the runbook.",
    )


def commitment(decision: Decision, salt: bytes) -> str:
    """Return the hexadecimal SHA-256(salt ‖ canonical JSON of the decision). Raises Malformed."""
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes, not {len(salt)}")
    return hashlib.sha256(salt + canonical.dumps(decision.to_json())).hexdigest()


def digest_of(content: object) -> str:
    """Return the hexadecimal SHA-256 of the canonical JSON of an input. Raises Malformed."""
    return hashlib.sha256(canonical.dumps(content)).hexdigest()


class Journal:
    """An open staff journal. Use as a context manager; every `commit` is on the disk when it returns."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def create(cls, url: str) -> Self:
        """Make a new, empty journal, for its owner's eyes only. Raises Refused if there is one already."""
        return cls(journal_store.create(url))

    @classmethod
    def open(cls, url: str) -> Self:
        """Open an existing journal. Raises CouldNotCheck if it is missing, damaged or newer than this software."""
        return cls(journal_store.open_existing(url))

    def commit(
        self,
        decisions: Sequence[Decision],
        now: datetime,
        salts: Callable[[int], bytes] = secrets.token_bytes,
        beside: Beside | None = None,
    ) -> tuple[str, ...]:
        """Write one row for each decision, all or none, and return the commitments for their events.

        `beside` writes what stands with them in the casework, in the same transaction. Raises CouldNotCheck if the
        journal cannot be written: then the act must not happen.
        """
        rows = [self._row(decision, salts(SALT), now) for decision in decisions]
        with self.acting() as connection:
            table = journal_store.decisions_in(connection)
            last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
            rows = [{"id": last + place, **row} for place, row in enumerate(rows, 1)]
            if "case" not in table.c:
                self._require_no_case(decisions)
            if rows:
                connection.execute(sa.insert(table), _in(table, rows))
            if beside is not None:
                beside(connection, now)
        self._require_on_disk(rows)
        return tuple(str(row["commitment"]) for row in rows)

    def _require_on_disk(self, rows: Sequence[dict[str, Any]]) -> None:
        """Read back what was written: nothing is signed on a decision that the journal does not hold as it was made."""
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            with failures_named(), self._engine.connect() as connection:
                table = journal_store.decisions_in(connection)
                among = table.c.commitment.in_([row["commitment"] for row in chunk])
                stand = journal_store.plain_rows(connection, table, among)
            if stand != _in(table, chunk):
                raise CouldNotCheck(
                    "journal_trapped",
                    "刚写进工作日志的决定读回来不一样：有触发器或别的东西改动了它。什么也没有签署；请保留现场，运行 "
                    "starmark audit，再按手册处理。",
                    "The decision just written to the staff journal reads back otherwise: a trigger or something else "
                    "changed it. Nothing was signed; keep everything as it is, run starmark audit, and follow the "
                    "runbook.",
                )

    @staticmethod
    def _require_no_case(decisions: Sequence[Decision]) -> None:
        """Hold on to the order of things: a case exists only in a database that was brought forward for it."""
        if any(decision.case for decision in decisions):
            raise AssertionError("a journal of an older schema has no cases")

    @staticmethod
    def _row(decision: Decision, salt: bytes, now: datetime) -> dict[str, Any]:
        return {
            "recorded": instant_text(now),
            "act": decision.act,
            "by_code": decision.by,
            "decided_by": canonical.dumps(list(decision.decided_by)).decode(),
            "note": decision.note,
            "input": decision.input,
            "salt": salt,
            "commitment": commitment(decision, salt),
            "case": decision.case or None,
        }

    def rows(self, after: int = 0) -> tuple[Row, ...]:
        """Return every row after an id, oldest first. Raises Malformed for one that cannot be read."""
        return self._where(lambda table: table.c.id > after)

    def find(self, commitment_text: str) -> Row | None:
        """Return the row that a public event's `decision` names, or None: an audit failure for that event.

        Raises Malformed for one that cannot be read.
        """
        return next(iter(self._where(lambda table: table.c.commitment == commitment_text)), None)

    def inputs_of(self, commitments: Iterable[str]) -> dict[str, str]:
        """Return the digests of what was asked for, by the commitments of their rows that are here."""
        wanted, inputs = sorted(set(commitments)), dict[str, str]()
        with failures_named(), self._engine.connect() as connection:
            table = journal_store.decisions_in(connection)
            for start in range(0, len(wanted), _CHUNK):
                among = table.c.commitment.in_(wanted[start : start + _CHUNK])
                rows = connection.execute(sa.select(table.c.commitment, table.c.input).where(among))
                inputs |= {str(row.commitment): str(row.input) for row in rows}
        return inputs

    def of_acts(self, acts: Sequence[str]) -> tuple[Row, ...]:
        """Return the rows of some acts, oldest first. Raises Malformed for one that cannot be read."""
        return self._where(lambda table: table.c.act.in_(acts))

    def _where(self, condition: Callable[[sa.Table], sa.ColumnElement[bool]]) -> tuple[Row, ...]:
        with failures_named(), self._engine.connect() as connection:
            table = journal_store.decisions_in(connection)
            return tuple(map(read_row, journal_store.plain_rows(connection, table, condition(table))))

    def notes(self) -> dict[object, object]:
        """Return what the root key signed for rows that account for entries, by their commitments."""
        with failures_named(), self._engine.connect() as connection:
            return journal_store.notes(connection)

    def keep_note(self, row: Row, note: bytes) -> None:
        """Keep beside a row what the root key signed for it. Raises CouldNotCheck."""
        with self.acting() as connection:
            journal_store.keep_note(connection, row.commitment, note.decode("utf-8"))

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Lend a connection for looking things up. Raises CouldNotCheck if the journal cannot be read."""
        with failures_named(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def acting(self) -> Iterator[sa.Connection]:
        """Lend one transaction that nobody else writes beside; it is on the disk when this returns, or not at all.

        Raises CouldNotCheck if the journal cannot be written.
        """
        with failures_named(), alone(self._engine) as connection:
            yield connection

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
