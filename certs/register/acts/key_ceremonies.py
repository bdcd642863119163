"""The ceremonies of the root key: rotate, retire, condemn a key; correct the clock (formats.md, "Keys").

The root is brought to the host for one of these and taken away again. Each is one write transaction like an act: its
events, the trust list that the root signs over the log up to them, the tree and the signed head. A crash leaves all of
it or nothing. The private half of a new key is on the disk before; nothing but the event makes it a key of the body, so
that one left over is simply taken by the next ceremony.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, select

from certs.days import parse_instant, require_instant
from certs.errors import Refused
from certs.lifecycle.corrections import corrections_in
from certs.lifecycle.entry_types import CREDENTIAL_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.rules import check_clock
from certs.register.acts import built_on
from certs.register.acts.ceremony_plans import (
    Step,
    WrongClock,
    plan_compromise,
    plan_correction,
    plan_retirement,
    plan_rotation,
    require_new,
)
from certs.register.acts.root_events import RootHand
from certs.register.append import append_events, log_growth
from certs.register.append.entries_trace import EntriesTrace
from certs.register.store import ledger, log_tree
from certs.register.store.database import Store
from certs.register.store.ledger import trust_of
from certs.register.store.tables import EVENT
from certs.trust.keys import PublicKey
from certs.trust.signing import Keyring, SigningKey
from certs.trust.trust_list.trust_fold import fold_trust, parse_trust_list, secure_trust_list
from certs.trust.trust_list.trust_list import TrustList

_SIGNED_BY: Final = {"certificate": CREDENTIAL_TYPES, "qr": CREDENTIAL_TYPES, "status": None}  # None: every type


@dataclass(frozen=True, slots=True)
class Fallen:
    """An entry that no longer stands, because a key that signed it is declared compromised."""

    position: int
    type: str
    number: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of a ceremony, at its place in the log. `key` is the name it is about, "" for the clock."""

    position: int
    type: str
    key: str


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a ceremony recorded; in a dry run, what it would. `size` is that of the log afterwards."""

    recorded: tuple[Recorded, ...]
    size: int
    fallen: tuple[Fallen, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """What a ceremony is held with.

    `root` None is for a dry run. `ring` holds the log key that signs the new head: the new one where it is the log key
    that is replaced. `checkpoints` are those as published or witnessed: the log must go on from them.
    """

    store: Store
    now: datetime
    root: SigningKey | None = None
    ring: Keyring | None = None
    checkpoints: Sequence[bytes] = ()
    confirm_clock: date | None = None


def rotate(hall: Hall, purpose: str, new: SigningKey | None, *, keep_old: bool = False) -> Ceremony:
    """Put a new key in the place of those that a purpose has; `keep_old` leaves them in use until they are retired.

    Raises Refused for what makes no sense, the wrong root key or the clock; CouldNotCheck if the store fails.
    """
    return _hold(hall, lambda state: plan_rotation(state.trust, purpose, _raw(state, new), keep_old=keep_old), new)


def retire(hall: Hall, name: str) -> Ceremony:
    """End the use of a key that has a successor. What it signed stands for ever. Raises as `rotate` does."""
    return _hold(hall, lambda state: plan_retirement(state.trust, name))


def compromise(hall: Hall, name: str, trusted_size: int, new: SigningKey | None = None) -> Ceremony:
    """Declare a key compromised: what it signed at entry `trusted_size` or later, or outside the log, is refused.

    `new` takes its place where the purpose would be left without a key. Raises as `rotate` does.
    """
    return _hold(
        hall, lambda state: plan_compromise(state.trust, state.size, name, trusted_size, _raw(state, new)), new
    )


def correct_clock(hall: Hall, wrong: WrongClock) -> Ceremony:
    """Log that entries were recorded by a wrong clock; acts go on from the present one. Raises as `rotate` does."""

    def planned(state: _LogState) -> Sequence[Step]:
        require_new(wrong, state.size, corrections_in(ledger.root_events(state.connection)))
        return plan_correction(wrong, state.size, hall.now, state.recorded)

    return _hold(hall, planned, corrects=True)


@dataclass(frozen=True, slots=True)
class _LogState:
    """The log as the ceremony finds it."""

    connection: Connection
    trust: TrustList
    size: int

    def recorded(self, first: int, end: int) -> list[datetime]:
        """Return the recorded instants of the entries from `first` up to `end`, not included."""
        query = select(EVENT.c.recorded).where(EVENT.c.position >= first, EVENT.c.position < end)
        return [parse_instant(text) for text in self.connection.execute(query.order_by(EVENT.c.position)).scalars()]


def _hold(
    hall: Hall, plan: Callable[[_LogState], Sequence[Step]], new: SigningKey | None = None, *, corrects: bool = False
) -> Ceremony:
    now = require_instant(hall.now)
    trace = EntriesTrace()
    with hall.store.writing(trace) as connection:
        head = ledger.head(connection)
        state = _LogState(connection, trust_of(connection), head.size)
        if hall.root is not None:
            state.trust.require_root(hall.root.name, hall.root.public_raw)
        log_tree.require_unforked(connection, state.trust, head.size, hall.checkpoints)
        built_on.require_unchanged(connection, head.size, ())
        if not corrects:
            check_clock(head.recorded, now, hall.confirm_clock)
        steps = plan(state)
        _require_named(steps, new, dry_run=hall.root is None or hall.ring is None)
        fallen = tuple(
            entry
            for step in steps
            if step.type == "key-compromised"
            for entry in _fallen(connection, state.trust, step)
        )
        if hall.root is None or hall.ring is None:
            connection.rollback()
        else:
            trace.events, trace.head, trace.trust_list = _record(connection, state, steps, hall.root, hall.ring, now)
    recorded = tuple(Recorded(head.size + place, step.type, step.key) for place, step in enumerate(steps))
    return Ceremony(recorded, head.size + len(steps), fallen)


def _record(
    connection: Connection, state: _LogState, steps: Sequence[Step], root: SigningKey, ring: Keyring, now: datetime
) -> tuple[list[LoggedEvent], bytes, bytes]:
    sign = RootHand(root, state.trust.did, now)
    events = [sign(state.size + place, step.type, step.fields) for place, step in enumerate(steps)]
    before = ledger.root_events(connection)
    trust = fold_trust(((e.position, dict(e.body)) for e in [*before, *events]), root.public_raw)
    raw = secure_trust_list(trust, root.sign, PublicKey(root.name, root.public_raw), now)
    if parse_trust_list(raw, root.public_raw) != trust:
        raise AssertionError("the trust list does not read back as it was folded; it may not be released")
    append_events.append(connection, events)
    head = _log(connection, trust, events, ring)
    append_events.store_trust_list(connection, trust.size, raw)
    return events, head, raw


def _log(connection: Connection, trust: TrustList, events: Sequence[LoggedEvent], ring: Keyring) -> bytes:
    key = ring.get("log")
    outgoing = [(old.public_raw, old.sign) for old in ring.outgoing]
    return log_growth.log(connection, trust, events, key.public_raw, key.sign, outgoing)


def _fallen(connection: Connection, trust: TrustList, step: Step) -> list[Fallen]:
    """Return the entries that the key of a `key-compromised` signed outside what is trusted.

    The register signs with the newest active key, so that a key's time ends where its successor's begins.
    """
    key = trust.key(step.key)
    if key.purpose not in _SIGNED_BY:
        return []
    later = [other.added for other in trust.keys if other.purpose == key.purpose and other.added > key.added]
    query = select(EVENT.c.position, EVENT.c.type, EVENT.c.number).where(
        EVENT.c.number != "", EVENT.c.position >= max(step.fields["trusted_size"], key.added)
    )
    if later:
        query = query.where(EVENT.c.position < min(later))
    types = _SIGNED_BY[key.purpose]
    return [
        Fallen(row.position, row.type, row.number)
        for row in connection.execute(query.order_by(EVENT.c.position))
        if types is None or row.type in types
    ]


def _raw(state: _LogState, new: SigningKey | None) -> bytes | None:
    if new is not None and any(key.raw == new.public_raw for key in state.trust.keys):
        raise Refused(
            "key_used",
            f"{new.name} 的私钥已经登记为另一把密钥，每把密钥只能登记一次。什么也没有登记。",
            f"The private key for {new.name} is in the log already; each key is logged once. Nothing was recorded.",
        )
    return None if new is None else new.public_raw


def _require_named(steps: Sequence[Step], new: SigningKey | None, *, dry_run: bool) -> None:
    """Raise Refused where the new key was made under a name that another ceremony has taken meanwhile."""
    added = [step.key for step in steps if step.type == "key-added"]
    if added and new is None and not dry_run:
        raise AssertionError("a ceremony that adds a key needs the key")
    if new is not None and added not in ([], [new.name]):
        raise Refused(
            "ceremony_raced",
            f"另一场仪式刚刚登记了 {new.name}。什么也没有登记；请用 starmark keys list 核对后重做。",
            f"Another ceremony has just logged {new.name}. Nothing was recorded; look at starmark keys list, then "
            "repeat.",
        )
