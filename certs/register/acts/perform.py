"""Performing: what was requested is planned, sealed, minted and appended in one write transaction, all or none.

The order of an act: data.md, "An act". In that transaction an act reads the head, checks clock and rules, takes
numbers, has its decisions sealed, signs, proves what it signed, appends, lets the tree grow and signs its new head,
commits. Signing is local and deterministic and nothing leaves before the commit, so a crash at any point loses nothing
and leaves nothing half-done. `rehearse` plans the same and keeps nothing; it needs no key.

The clock is read once, and inside the transaction: an act that waited for another writer would otherwise come with an
instant from before that writer's, and take it for a clock that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from certs import limits
from certs.days import require_instant
from certs.errors import Refused
from certs.lifecycle.request import Request
from certs.lifecycle.rules import check_clock
from certs.register.acts import built_on
from certs.register.acts.facts import gather
from certs.register.acts.mint import Minter, size_errors
from certs.register.acts.orders import Changed, Issued, Plan
from certs.register.acts.plan import plan
from certs.register.append import append_events, log_growth, serials
from certs.register.append.entries_trace import EntriesTrace
from certs.register.store import ledger, log_tree
from certs.register.store.database import Store
from certs.trust.signing import Keyring

Clock = Callable[[], datetime]
Seal = Callable[[Sequence[Request], datetime], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """When an act is done, and what it must fit.

    `clock` reads the clock; `confirm_clock` is the day that somebody has confirmed; `checkpoints` are those as
    published or witnessed, from which the log must go on; `sizes` are the headcounts up to which a holder is small and
    medium.
    """

    clock: Clock
    confirm_clock: date | None = None
    checkpoints: Sequence[bytes] = ()
    sizes: tuple[int, int] = (50, 500)


def rehearse(store: Store, requests: Sequence[Request], occasion: Occasion) -> Plan:
    """Return what the requests would come to, or what speaks against them. Nothing is signed or kept.

    Raises Refused for the clock or the size of the batch, CouldNotCheck if the store fails.
    """
    with store.writing() as connection:
        planned = _plan(connection, requests, occasion)
        connection.rollback()  # nothing was written, and no answer to a COMMIT can be lost
    return planned


def perform(
    store: Store, ring: Keyring, requests: Sequence[Request], occasion: Occasion, seal: Seal
) -> tuple[Issued | Changed, ...]:
    """Do what is requested, all or none.

    `seal` is given the requests, with those that follow from them, and the instant of the act once nothing speaks
    against them, and returns one commitment for each: whoever keeps the decisions has them on the disk before the first
    signature. Raises BatchRefused naming every item at fault, Refused for the clock, the keys or the size of the batch,
    CouldNotCheck if the store fails: `not_known` where the answer to COMMIT was lost and nothing told whether the act
    stands.
    """
    trace = EntriesTrace()
    with store.writing(trace) as connection:
        planned = _plan(connection, requests, occasion)
        planned.require()
        facts, decisions = planned.facts, seal([step.request for step in planned.steps], planned.facts.now)
        orders = [
            (order, decision) for step, decision in zip(planned.steps, decisions, strict=True) for order in step.orders
        ]
        trace.events += Minter(facts.trust, ring, facts.now).mint(orders, facts.head.size)
        trace.issues = append_events.append(connection, trace.events)
        serials.store(connection, facts.serials, planned.serials)
        trace.serials = planned.serials
        key, outgoing = ring.get("log"), [(old.public_raw, old.sign) for old in ring.outgoing]
        trace.head = log_growth.log(connection, facts.trust, trace.events, key.public_raw, key.sign, outgoing)
    return planned.results


def _plan(connection: Connection, requests: Sequence[Request], occasion: Occasion) -> Plan:
    if not 0 < len(requests) <= limits.BATCH:
        raise Refused(
            "batch",
            f"一次可办理 1 到 {limits.BATCH} 项，这次有 {len(requests)} 项。没有改动任何内容。",
            f"One act takes 1 to {limits.BATCH} items; this one has {len(requests)}. Nothing was changed.",
        )
    now, trust, head = require_instant(occasion.clock()), ledger.trust_of(connection), ledger.head(connection)
    log_tree.require_unforked(connection, trust, head.size, occasion.checkpoints)
    check_clock(head.recorded, now, occasion.confirm_clock)
    numbers = {request.number for request in requests}
    built_on.require_unchanged(connection, head.size, numbers)
    facts = gather(connection, requests, now, trust, head, occasion.sizes)
    if more := {record.number for record in facts.looked_at} - numbers:
        built_on.require_unchanged(connection, head.size, more)
    built_on.require_folded(connection, facts.looked_at)
    planned = plan(requests, facts)
    return planned if planned.refused else replace(planned, refused=size_errors(planned))
