"""One act over one or many items: all or nothing, or with --skip-bad all that can be done (design section 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from certs.casework.desk import Desk
from certs.lifecycle.rules import BatchRefused
from scripts.desk import after_act, instance_access, refused_sheet
from scripts.desk.act_options import Asked
from scripts.terminal.refusals import Item

PURPOSES: Final = ("certificate", "qr", "status", "log", "list")  # the keys of an act and of what it publishes
_Thing = TypeVar("_Thing")
_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True)
class Act(Generic[_Thing, _Done]):
    """What to do with the items: the keys it takes, how an item is named in a refusal, and the act itself.

    `attempt(desk, items, dry_run)` does all or nothing; a dry run returns what would be done.
    """

    purposes: tuple[str, ...]
    source: Callable[[_Thing], str]
    attempt: Callable[[Desk, Sequence[_Thing], bool], tuple[_Done, ...]]
    signatures: int  # signatures an item takes, for the progress bar


@dataclass(frozen=True, slots=True)
class Outcome(Generic[_Done]):
    """What was done, or in a dry run would be, what was refused, and whether what was done is published."""

    done: tuple[_Done, ...]
    refused: tuple[Item, ...]
    published: bool = True

    def code(self, otherwise: int) -> int:
        """Return the exit code: 2 for what was done and not published, else the one given."""
        return otherwise if self.published else 2


def carry_out(
    act: Act[_Thing, _Done], things: Sequence[_Thing], refused: Sequence[Item], asked: Asked
) -> Outcome[_Done]:
    """Try everything without keys first, so that every fault is listed at once; then do it, if it may be done.

    `refused` is what the reading of the input has refused already.
    """
    with instance_access.desk((), None, dry_run=True) as desk:
        desk.confirm_clock = asked.confirm_clock
        good, more, preview = _sift(act, desk, things)
    faults = (*refused, *more)
    if faults and asked.skip_bad and not asked.dry_run:
        refused_sheet.require_place(asked.refused_to)
    if (faults and not asked.skip_bad) or not good:
        return Outcome((), faults)
    if asked.dry_run:
        return Outcome(preview, faults)
    with instance_access.desk(
        act.purposes, asked.passphrase_file, dry_run=False, expected=len(good) * act.signatures
    ) as desk:
        desk.confirm_clock = asked.confirm_clock
        done = act.attempt(desk, good, False)
        return Outcome(done, faults, after_act.after_act(desk))


def _sift(
    act: Act[_Thing, _Done], desk: Desk, things: Sequence[_Thing]
) -> tuple[list[_Thing], list[Item], tuple[_Done, ...]]:
    """Take out what is refused until the rest would go through: one refusal can hide another."""
    good, refused, preview = list(things), list[Item](), tuple[_Done, ...]()
    while good:
        try:
            preview = act.attempt(desk, good, True)
            break
        except BatchRefused as error:
            named = {item.source for item in error.items}
            rest = [thing for thing in good if act.source(thing) not in named]
            if len(rest) == len(good):
                raise
            good, refused = rest, [*refused, *error.items]
    return good, refused, preview
