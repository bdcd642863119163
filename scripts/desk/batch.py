"""One act over many items, all or nothing (meanings.md, "The same again"), or with --skip-bad all that can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from certs.casework.desk import Desk
from certs.instance.folder import open_instance
from certs.lifecycle.request import WITH_DRAFT, Request
from certs.register.acts.orders import Changed, Issued
from certs.scheme.mark_policy import UNCHOSEN_WORDS
from scripts.desk import after_act, open_desk, refused_sheet
from scripts.desk.act_options import ActOptions
from scripts.desk.confirmation import confirm
from scripts.terminal import colours, speech, verb_frame
from scripts.terminal.refusals import Item
from scripts.terminal.speech import say

_PUBLISHING: Final = ("status", "log", "list")  # the keys of any act, and of what it publishes
ISSUING: Final = ("certificate", "qr", *_PUBLISHING)
Written = Callable[[Connection, Sequence[Request], datetime], None]
_SIGNATURES: Final = {"issued": 4, "reissued": 4, "renewed": 5}  # of one item, for the progress bar; else one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, or in a dry run would be, what was refused, and whether what was done is published."""

    done: tuple[Issued | Changed, ...]
    refused: tuple[Item, ...]
    published: bool = True

    def code(self, otherwise: int) -> int:
        """Return the exit code: 2 for what was done and not published, else the one given."""
        return otherwise if self.published else 2


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would go through, what it would come to, and what was refused; nothing good where that stops all of it."""

    good: Sequence[Request]
    preview: tuple[Issued | Changed, ...]
    faults: tuple[Item, ...]


def rehearse(requests: Sequence[Request], refused: Sequence[Item], options: ActOptions) -> Rehearsed:
    """Rehearse without keys, so that every fault is listed at once.

    `refused` is what the reading of the input has refused already. All requests are of one act.
    """
    with open_desk.desk((), None, dry_run=True, confirm_clock=options.confirm_clock) as desk:
        good, more, preview = _sift(desk, requests)
    faults = (*refused, *more)
    if faults and options.skip_bad and not options.dry_run:
        refused_sheet.require_place(options.refused_to)
    if faults and not options.skip_bad:
        return Rehearsed((), (), faults)
    return Rehearsed(good, preview, faults)


def carry_out(
    requests: Sequence[Request], refused: Sequence[Item], options: ActOptions, beside: Written | None = None
) -> Outcome:
    """Rehearse, then do it, if it may be done; `beside` writes what the casework keeps of what is done."""
    if not open_instance(verb_frame.home()).settings.mark_packaging:
        speech.tell(say(UNCHOSEN_WORDS), colours.NOTE)
    rehearsed = rehearse(requests, refused, options)
    good, preview, faults = rehearsed.good, rehearsed.preview, rehearsed.faults
    if options.dry_run or not good:
        return Outcome(preview, faults)
    act = good[0].act
    confirm(act, preview, yes=options.yes)
    with open_desk.desk(
        ISSUING if act in WITH_DRAFT else _PUBLISHING,
        options.passphrase_file,
        dry_run=False,
        expected=sum(map(partial(_signatures, act), preview)),
        confirm_clock=options.confirm_clock,
    ) as desk:
        done = desk.perform(good, None if beside is None else lambda connection, now: beside(connection, good, now))
        return Outcome(done, faults, after_act.after_act(desk))


def _signatures(act: str, one: Issued | Changed) -> int:
    """Return how often is signed for one item; what is taken over as suspended has one more entry."""
    return _SIGNATURES.get(act, 1) + (one.until is not None) if isinstance(one, Issued) else 1


def _sift(
    desk: Desk, requests: Sequence[Request]
) -> tuple[Sequence[Request], list[Item], tuple[Issued | Changed, ...]]:
    """Take out what is refused until the rest would go through: one refusal can hide another."""
    refused = list[Item]()
    while requests:
        plan = desk.rehearse(requests)
        if not plan.refused:
            return requests, refused, plan.results
        refused += plan.refused
        faulty = {item.source for item in plan.refused}
        requests = [request for request in requests if request.source not in faulty]
    return requests, refused, ()
