"""The acts of staff: issue, reissue, renew, and the changes of status.

Each is one write transaction (design section 7).

In that transaction an act reads the head, checks clock and rules, takes numbers, signs, proves what it signed,
appends, lets the tree grow and signs its new head, commits. `seen` are checkpoints as published or witnessed: the log
must go on from them. Signing is local and deterministic and nothing leaves before the commit, so a crash at any point
loses nothing and leaves nothing half-done. With `dry_run` everything is planned, and nothing is signed or kept; no
key is needed.

`now` is an instant, or what reads the clock. The clock is read once, and inside the transaction: an act that waited for
another writer would otherwise come with an instant from before that writer's, and take it for a clock that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection

from certs import bounds
from certs.certificate.fields import Draft
from certs.days import beijing_day, require_instant
from certs.errors import FieldError, Refused, Words
from certs.lifecycle.amending import ReissueItem, RenewItem
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.lifecycle.rules import BatchRefused, Change, RefusedItem, change_errors, check_clock, field_error
from certs.register.acts.mint import Minter, Order
from certs.register.acts.planning import Plan, plan_issues, plan_reissues, plan_renewals
from certs.register.append import append, log_growth
from certs.register.store import ledger, log_tree
from certs.register.store.database import Store
from certs.register.store.ledger import Head
from certs.trust.signing import Keyring
from certs.trust.trust_list.trust_list import TrustList

Now = datetime | Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that an act issued, reissued or renewed; in a dry run, that it would."""

    number: str
    version: int
    holder: str
    level: str
    url: str
    valid_from: date
    valid_until: date
    position: int
    source: str
    predecessor: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of status that an act recorded. `status` is the code on the day it takes effect."""

    number: str
    type: str
    effective: date
    status: str
    position: int


def issue(  # noqa: PLR0913 - each is a fact of the act
    store: Store,
    ring: Keyring | None,
    drafts: Sequence[Draft],
    *,
    decisions: Sequence[str],
    now: Now,
    dry_run: bool = False,
    confirm_clock: date | None = None,
    seen: Sequence[bytes] = (),
    sizes: tuple[int, int] = (50, 500),
) -> tuple[Issued, ...]:
    """Issue certificates, all or none. `decisions` holds one commitment of the staff journal a draft.

    Raises BatchRefused naming every draft at fault, Refused for the clock or the keys, CouldNotCheck if the store
    fails.
    """
    act = _Act(ring, now, dry_run=dry_run, confirm_clock=confirm_clock, seen=seen)
    with store.writing() as connection:
        act.begin(connection, len(drafts), len(decisions))
        plans = plan_issues(connection, act.trust, drafts, act.today, sizes)
        return act.mint(connection, plans, decisions)


def reissue(
    store: Store,
    ring: Keyring | None,
    items: Sequence[ReissueItem],
    *,
    now: Now,
    dry_run: bool = False,
    confirm_clock: date | None = None,
    seen: Sequence[bytes] = (),
) -> tuple[Issued, ...]:
    """Make version n + 1 of certificates whose content changed, all or none. Raises as `issue` does."""
    act = _Act(ring, now, dry_run=dry_run, confirm_clock=confirm_clock, seen=seen)
    with store.writing() as connection:
        act.begin(connection, len(items), len(items))
        plans = plan_reissues(connection, act.trust, items, act.today)
        return act.mint(connection, plans, [item.decision for item in items])


def renew(
    store: Store,
    ring: Keyring | None,
    items: Sequence[RenewItem],
    *,
    now: Now,
    dry_run: bool = False,
    confirm_clock: date | None = None,
    seen: Sequence[bytes] = (),
    sizes: tuple[int, int] = (50, 500),
) -> tuple[Issued, ...]:
    """Issue the successors of certificates and link both ways, all or none. Raises as `issue` does."""
    act = _Act(ring, now, dry_run=dry_run, confirm_clock=confirm_clock, seen=seen)
    with store.writing() as connection:
        act.begin(connection, len(items), len(items))
        plans = plan_renewals(connection, act.trust, items, act.today, sizes)
        return act.mint(connection, plans, [item.decision for item in items])


def change(
    store: Store,
    ring: Keyring | None,
    changes: Sequence[Change],
    *,
    now: Now,
    dry_run: bool = False,
    confirm_clock: date | None = None,
    seen: Sequence[bytes] = (),
) -> tuple[Changed, ...]:
    """Suspend, restore, revoke or withdraw certificates, all or none. Raises as `issue` does."""
    act = _Act(ring, now, dry_run=dry_run, confirm_clock=confirm_clock, seen=seen)
    with store.writing() as connection:
        act.begin(connection, len(changes), len(changes))
        records = ledger.records_of(connection, [c.number for c in changes])
        _refuse_changes(changes, records, act.today)
        orders = [
            Order(c.type, c.number, c.effective or act.today, c.decision, reason=c.reason, until=c.until)
            for c in changes
        ]
        events = act.append(connection, orders)
        return tuple(_changed(event, records[event.number]) for event in events)


class _Act:
    """One act under way: the clock it sees, the head it follows, the trust it signs under."""

    trust: TrustList
    head: Head
    now: datetime
    today: date

    def __init__(
        self, ring: Keyring | None, now: Now, *, dry_run: bool, confirm_clock: date | None, seen: Sequence[bytes]
    ) -> None:
        if ring is None and not dry_run:
            raise AssertionError("only a dry run does without keys")
        self.ring, self.dry_run, self.confirm_clock, self.seen = ring, dry_run, confirm_clock, seen
        self._clock = now

    def begin(self, connection: Connection, items: int, decisions: int) -> None:
        """Read clock, head and trust, check the clock and the size of the batch."""
        self.now = require_instant(self._clock if isinstance(self._clock, datetime) else self._clock())
        self.today = beijing_day(self.now)
        if not 0 < items <= bounds.BATCH:
            raise Refused(
                "batch",
                Words(
                    f"一次可办理 1 到 {bounds.BATCH} 项，这次有 {items} 项。没有改动任何内容。",
                    f"One act takes 1 to {bounds.BATCH} items; this one has {items}. Nothing was changed.",
                ),
            )
        if items != decisions:
            raise AssertionError("one decision an item")
        self.trust, self.head = ledger.trust_of(connection), ledger.head(connection)
        log_tree.require_unforked(connection, self.trust, self.head.size, self.seen)
        check_clock(self.head.recorded, self.now, self.confirm_clock)

    def mint(self, connection: Connection, plans: Sequence[Plan], decisions: Sequence[str]) -> tuple[Issued, ...]:
        """Give status indexes and positions to planned certificates, append their events, and say what was issued."""
        orders: list[Order] = []
        for offset, (plan, decision) in enumerate(zip(plans, decisions, strict=True)):
            orders.extend(plan.orders(self.today, self.head.next_status_index + offset, decision))
        sources = {plan.number: plan.source for plan in plans}
        events = self.append(connection, orders, sources)
        minted = [e for e in events if e.type in {"issued", "reissued"}]
        return tuple(self._issued(event, plan) for event, plan in zip(minted, plans, strict=True))

    def append(
        self, connection: Connection, orders: Sequence[Order], sources: Mapping[str, str] = MappingProxyType({})
    ) -> list[LoggedEvent]:
        """Sign the orders, prove the signatures, append the events. A dry run signs and keeps nothing."""
        minter = Minter(self.trust, None if self.dry_run else self.ring, self.now)
        events = minter.mint(orders, self.head.size)
        too_big = [
            RefusedItem(sources.get(e.number, e.number), (_size_error(e),)) for e in events if len(e.raw) > bounds.EVENT
        ]
        if too_big:
            raise BatchRefused(tuple(too_big))
        if self.ring is None or self.dry_run:
            connection.rollback()
        else:
            append.append(connection, events)
            key = self.ring.get("log")
            outgoing = [(old.public_raw, old.sign) for old in self.ring.outgoing]
            log_growth.log(connection, self.trust, events, key.public_raw, key.sign, outgoing)
        return events

    def _issued(self, event: LoggedEvent, plan: Plan) -> Issued:
        return Issued(
            event.number,
            plan.version,
            plan.subject["holder"]["name"],
            plan.subject["level"],
            f"{self.trust.base_url}/c/{plan.address}",
            plan.valid_from,
            plan.valid_until,
            event.position,
            plan.source,
            plan.predecessor,
        )


def _refuse_changes(changes: Sequence[Change], records: dict[str, Record], today: date) -> None:
    refused: list[RefusedItem] = []
    seen: set[str] = set()
    for change_asked in changes:
        number, record = change_asked.number, records.get(change_asked.number)
        if record is None:
            errors = [
                field_error(
                    "number",
                    number,
                    "unknown",
                    f"登记簿里没有 {number}。请核对编号。",
                    f"{number} is not in the register. Check the number.",
                )
            ]
        elif number in seen:
            errors = [
                field_error(
                    "number",
                    number,
                    "duplicate",
                    f"{number} 在这一批里出现了两次。",
                    f"{number} stands in this batch twice.",
                )
            ]
        else:
            errors = change_errors(record, change_asked, today)
        seen.add(number)
        if errors:
            refused.append(RefusedItem(number, tuple(errors)))
    if refused:
        raise BatchRefused(tuple(refused))


def _changed(event: LoggedEvent, record: Record) -> Changed:
    after = fold((*record.entries, event))
    return Changed(event.number, event.type, event.effective, after.standing(event.effective).code, event.position)


def _size_error(event: LoggedEvent) -> FieldError:
    return field_error(
        "scope",
        f"{len(event.raw)}",
        "range",
        f"证书内容共 {len(event.raw)} 字节，超过上限 {bounds.EVENT} 字节。请拆成主证书和子证书，各列一部分范围或场所。",
        f"The certificate takes {len(event.raw)} bytes; {bounds.EVENT} is the limit. "
        "Split it into a main certificate and sub-certificates, each with part of the scope or sites.",
    )
