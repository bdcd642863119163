"""Appending the blocks of a generated register, each act with its signed head, several in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from certs.days import beijing_day, last_day_of_validity
from certs.register.acts.mint import Minter
from certs.register.acts.orders import Order
from certs.register.append import append_events, log_growth
from certs.register.append.append_events import Appended, FoldedIssue
from certs.trust.trust_list.trust_list import TrustList
from tests.scale import firms, lives
from tests.scale.lives import Block
from tests.scale.minting import ring

_TWO: Final = 2  # the version that a reissue makes: each certificate has one at most


class Hand:
    """Whoever appends: it remembers the numbers of those certificates that something is still to be done to."""

    def __init__(self, trust: TrustList) -> None:
        self._trust, self._ring = trust, ring()
        self._numbers: dict[int, tuple[str, date]] = {}

    def append(
        self,
        connection: Connection,
        plan: Block,
        issues: Sequence[FoldedIssue],
        changes: Sequence[str],
        reissues: Sequence[str],
    ) -> None:
        """Append the acts of a block; `changes` and `reissues` are the commitments for what is done after the issue."""
        day = beijing_day(plan.at)
        for n, entry in zip(plan.issues, issues, strict=True):
            if n % 100 in lives.FATES:
                self._numbers[n] = (entry.number, day)
        self._act(connection, issues)
        position, index = issues[-1].position + 1, int(issues[-1].version["status_index"]) + 1
        orders = [self._change(act, n, beijing_day(plan.changed)) for act, n in plan.changes]
        self._mint(connection, orders, changes, position, plan.changed)
        again = [self._reissue(n, beijing_day(plan.reissued), index + place) for place, n in enumerate(plan.reissues)]
        self._mint(connection, again, reissues, position + len(orders), plan.reissued)

    def _mint(
        self, connection: Connection, orders: Sequence[Order], decisions: Sequence[str], start: int, at: datetime
    ) -> None:
        minter = Minter(self._trust, self._ring, at)
        pairs = zip(orders, decisions, strict=True)
        self._act(connection, [minter.event(*pair, position) for position, pair in enumerate(pairs, start)])

    def _act(self, connection: Connection, entries: Sequence[Appended]) -> None:
        if entries:
            append_events.append(connection, entries)
            key = self._ring.get("log")
            log_growth.log(connection, self._trust, entries, key.public_raw, key.sign)  # type: ignore[arg-type]

    def _change(self, act: str, n: int, day: date) -> Order:
        until = day + timedelta(days=lives.SUSPENDED_DAYS) if act == "suspended" else None
        return Order(act, self._numbers[n][0], day, reason=lives.REASONS.get(act), until=until)

    def _reissue(self, n: int, day: date, status_index: int) -> Order:
        number, issued = self._numbers[n]
        subject: dict[str, Any] = firms.subject_of(firms.draft(n), self._trust)
        first, *_ = subject["scope"]
        narrowed = {**first, "excludes": [*first.get("excludes", ()), "商用配件"]}
        return Order(
            "reissued",
            number,
            day,
            reason=lives.REASONS["reissued"],
            version=_TWO,
            subject={**subject, "scope": [narrowed, *subject["scope"][1:]], "number": number, "version": _TWO},
            valid_from=max(day, issued),
            valid_until=last_day_of_validity(issued),
            status_index=status_index,
        )
