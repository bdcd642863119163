"""One act from the desk: rehearsed without keys, written into the staff journal, then done in the register.

The order matters. A rehearsal finds what would be refused before anybody types a passphrase. The act itself is planned
once more inside its transaction; only when nothing speaks against it are the rows of the journal on the disk, and only
then is anything signed, so that no event can exist whose deciders are unknown. If the act then fails, its rows stand
for what was abandoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from certs.casework.journal import register_age, staff_list
from certs.casework.journal.journal import Beside, Decision, Journal, digest_of
from certs.certificate.input_json import change_json, issue_json, rewrite_json
from certs.errors import Misuse
from certs.instance.settings import Settings
from certs.lifecycle.request import DECIDED_BY_TWO, WITH_DRAFT, Request
from certs.publication import publish
from certs.publication.publish import Published
from certs.register.acts import perform
from certs.register.acts.orders import Changed, Issued, Plan
from certs.register.acts.perform import Clock, Occasion
from certs.register.store import server_state
from certs.register.store.database import Store
from certs.trust.signing import Keyring


class Desk:
    """A desk with everything an act needs. Without a keyring it can only rehearse.

    `clock` reads the clock: each act reads it once, when it is its turn to write. `public` is the folder of the
    publication: the log must go on from the head that is published there, and from the heads that were had `outside`.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        journal: Journal,
        ring: Keyring | None,
        clock: Clock,
        *,
        confirm_clock: date | None = None,
        public: Path | None = None,
        outside: Sequence[bytes] = (),
    ) -> None:
        self._store, self._journal, self._ring, self._public = store, journal, ring, public
        self._outside, self._replicas = tuple(outside), settings.register.replicas
        sizes = (settings.small_up_to, settings.medium_up_to)
        self._occasion = Occasion(clock, confirm_clock, sizes=sizes)

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self._occasion.clock()

    def rehearse(self, requests: Sequence[Request]) -> Plan:
        """Return what the requests would come to, or what speaks against them. Nothing is signed or kept.

        Raises Misuse for a change without a staff code, Refused for the clock or an old register, CouldNotCheck if the
        register fails.
        """
        self._require_staff(requests)
        return perform.rehearse(self._store, requests, self._now_seen())

    def perform(self, requests: Sequence[Request], beside: Beside | None = None) -> tuple[Issued | Changed, ...]:
        """Do all of what is requested, or nothing. `beside` writes what the casework keeps of it, with the decisions.

        Raises BatchRefused naming each item at fault, CouldNotCheck if journal or register fail, and as `rehearse`.
        """
        self._require_staff(requests)
        assert self._ring is not None  # for the type checker: whoever performs has unlocked keys

        def seal(decided: Sequence[Request], now: datetime) -> tuple[str, ...]:
            return self._journal.commit([_decision(request) for request in decided], now, beside=beside)

        return perform.perform(self._store, self._ring, requests, self._now_seen(), seal)

    def publish(self, now: datetime) -> Published:
        """Publish what the register holds by now. Raises as `publish.publish` does: the acts stand all the same."""
        assert self._ring is not None  # for the type checker: whoever publishes has acted
        assert self._public is not None
        return publish.publish(self._store, self._public, self._ring.get("list"), now)

    def replicas_behind(self) -> tuple[int, ...]:
        """Wait for a while until each read replica shows what was done; return those that do not, counted from 1."""
        return server_state.behind(self._store, self._replicas)

    def _require_staff(self, requests: Sequence[Request]) -> None:
        """Raise Misuse where nobody is named, or somebody who is not, or no longer, on the list of staff."""
        _require_staff_codes(requests)
        codes = [code for each in requests for code in (each.remark.by, *_deciders(each))]
        with self._journal.reading() as connection:
            staff_list.require_known(connection, codes)

    def _now_seen(self) -> Occasion:
        """Return the occasion with the heads that are published by now.

        Raises Refused where the register is older than the journal, or than what is published.
        """
        register_age.require_current(self._store, self._journal)
        if self._public is None:
            return self._occasion
        with self._store.reading() as connection:
            seen = publish.seen_heads(connection, self._public)
        return replace(self._occasion, checkpoints=(*seen, *self._outside))


def _require_staff_codes(requests: Sequence[Request]) -> None:
    for request in requests:
        codes = request.remark.decided_by if request.act in DECIDED_BY_TWO else request.remark.by
        if request.act not in WITH_DRAFT and not codes:
            raise Misuse(
                "missing_option",
                "缺少选项 --by：必须写明办理人的工号。什么也没有办理。",
                "The option --by is missing: an act names the staff code of who acts. Nothing was done.",
            )


def _decision(request: Request) -> Decision:
    """Return the row of the journal: who decided what, and the digest of what they had before them."""
    remark, digest = request.remark, digest_of(_request_json(request))
    return Decision(request.act, remark.by, _deciders(request), remark.note, digest, remark.case)


def _deciders(request: Request) -> tuple[str, ...]:
    return request.draft.decided_by if request.draft else request.remark.decided_by


def _request_json(request: Request) -> dict[str, Any]:
    if request.act == "issued":
        return issue_json(request.content)
    if request.act in WITH_DRAFT:
        return rewrite_json(request.number, request.content, request.reason, request.effective)
    return change_json(
        request.act,
        request.number,
        reason=request.reason,
        effective=request.effective,
        until=request.until,
        month=request.month,
    )
