"""The staff journal: who decided each act, committed before the act and sealed by a public commitment.

The journal is private; the public event carries only SHA-256(salt ‖ canonical JSON of the row), so that nobody can
change later who decided, and nobody outside can guess it (decision 0009). A row without an event is an act that was
abandoned; an event without a row is a failure that `audit` reports. A note never leaves this database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import sqlalchemy as sa

from certs import canonical, limits
from certs.casework.journal import journal_store
from certs.days import instant_text

SALT: Final = 32  # bytes; as long as the digest, so that a commitment tells nothing
CAUGHT_UP: Final = "caught-up"  # the act of a row that accounts for entries taken from the public log after a loss
_TAKEN: Final = re.compile(r"entries ([0-9]{1,15}) to ([0-9]{1,15}), (\S{20})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Decision:
    """One act as it was decided at the desk.

    `act` is the type of the event; `by` the staff code of who acts ("" where two deciders stand in the input);
    `decided_by` the deciders; `note` is private; `input` the SHA-256, in hexadecimal, of what was asked for.
    """

    act: str
    by: str
    decided_by: tuple[str, ...]
    note: str
    input: str

    def to_json(self) -> dict[str, Any]:
        """Return what the commitment binds, besides the salt."""
        return {
            "act": self.act,
            "by": self.by,
            "decided_by": list(self.decided_by),
            "note": self.note,
            "input": self.input,
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
        return commitment(self.decision, self.salt) == self.commitment


def caught_up(first: int, last: int, now: datetime) -> Decision:
    """Return the row that accounts for entries which came back from the public log: who decided them is not known
    here.
    """
    note = f"entries {first} to {last}, {instant_text(now)}"
    return Decision(CAUGHT_UP, "", (), note, digest_of({"first": first, "last": last}))


def taken_back(row: Row) -> range:
    """Return the positions that such a row accounts for; an empty range for any other row."""
    match = _TAKEN.fullmatch(row.decision.note) if row.decision.act == CAUGHT_UP else None
    if match is None or match.group(3) != row.recorded:
        return range(0)
    return range(int(match.group(1)), int(match.group(2)) + 1)


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
        self, decisions: Sequence[Decision], now: datetime, salts: Callable[[int], bytes] = secrets.token_bytes
    ) -> tuple[str, ...]:
        """Write one row for each decision, all or none, and return the commitments for their events.

        Raises CouldNotCheck if the journal cannot be written: then the act must not happen.
        """
        rows = [self._row(decision, salts(SALT), now) for decision in decisions]
        with journal_store.failures_named(), self._engine.begin() as connection:
            if rows:
                connection.execute(sa.insert(journal_store.DECISIONS), rows)
        return tuple(str(row["commitment"]) for row in rows)

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
        }

    def rows(self) -> tuple[Row, ...]:
        """Return every row, oldest first."""
        with journal_store.failures_named(), self._engine.connect() as connection:
            result = connection.execute(sa.select(journal_store.DECISIONS).order_by(journal_store.DECISIONS.c.id))
            return tuple(_read(row) for row in result)

    def find(self, commitment_text: str) -> Row | None:
        """Return the row that a public event's `decision` names, or None: an audit failure for that event."""
        query = sa.select(journal_store.DECISIONS).where(journal_store.DECISIONS.c.commitment == commitment_text)
        with journal_store.failures_named(), self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _read(row)

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read(row: sa.Row[Any]) -> Row:
    deciders = tuple(canonical.loads(row.decided_by.encode(), limits.DECIDERS_JSON))
    decision = Decision(row.act, row.by_code, deciders, row.note, row.input)
    return Row(row.id, row.recorded, decision, bytes(row.salt), row.commitment)
