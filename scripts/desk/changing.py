"""The four changes of status share one way: numbers in, one act, a table or JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from certs.casework.desk import Remark, Wish
from certs.register.acts.acts import Changed
from scripts.desk import refused_sheet, targets
from scripts.desk.act_options import Asked
from scripts.desk.batch import Act, Outcome, carry_out
from scripts.terminal import refusals, speech, words
from scripts.terminal.frame import require
from scripts.terminal.speech import both

_SHOWN = 50  # rows of a table; a longer batch is in --json and in the register


def change(
    kind: str,
    given: Sequence[str],
    asked: Asked,
    reason: str | None,
    effective: date | None = None,
    until: date | None = None,
) -> int:
    """Do one kind of change to all numbers, print what happened, and return the exit code."""
    require("--reason", reason)
    require("--by", asked.by)
    if kind == "suspended":
        require("--until", until)
    wishes = [Wish(kind, number, reason or "", effective, until) for number in targets.numbers(given)]
    remark = Remark(asked.note, asked.by)
    act: Act[Wish, Changed] = Act(
        ("status", "log", "list"),
        lambda wish: wish.number,
        lambda desk, items, dry: desk.change(items, remark, dry_run=dry),
        signatures=1,
    )
    return report(carry_out(act, wishes, (), asked), asked)


def report(outcome: Outcome[Changed], asked: Asked) -> int:
    """Print what was changed and what was refused; return the exit code."""
    if asked.as_json:
        speech.print_json(
            {"changed": [_json(each) for each in outcome.done], "refused": refusals.to_json(outcome.refused)}
        )
    else:
        _show(outcome.done, dry_run=asked.dry_run)
        refusals.tell_outcome(outcome.refused, done=len(outcome.done), skip_bad=asked.skip_bad)
    if outcome.refused and asked.skip_bad and not asked.dry_run:
        return outcome.code(refused_sheet.keep(outcome.refused, asked.refused_to, refused_sheet.numbers))
    return outcome.code(1 if outcome.refused else 0)


def _json(changed: Changed) -> dict[str, Any]:
    return {
        "number": changed.number,
        "type": changed.type,
        "effective": changed.effective.isoformat(),
        "status": changed.status,
        "position": changed.position,
    }


def _show(done: Sequence[Changed], *, dry_run: bool) -> None:
    if not done:
        return
    made = speech.table(
        both("编号", "number"), both("办理", "act"), both("生效日", "effective"), both("其时状态", "status then")
    )
    for changed in done[:_SHOWN]:
        speech.row(made, changed.number, words.act(changed.type), changed.effective, words.status(changed.status))
    speech.show(made)
    speech.show(summary(len(done), dry_run=dry_run, shown=_SHOWN))


def summary(count: int, *, dry_run: bool, shown: int) -> str:
    """Return the closing sentence of an act."""
    more = both(f"（只列出前 {shown} 项）", f" (the first {shown} are listed)") if count > shown else ""
    if dry_run:
        return (
            both(f"预览：可以办理 {count} 项，什么也没有办理。", f"Preview: {count} can be done; nothing was done.")
            + more
        )
    return both(f"已办理 {count} 项。", f"{count} done.") + more
