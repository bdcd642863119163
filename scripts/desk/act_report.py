"""Telling what an act came to: what was done, or in a preview would be, and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from certs.documents.letters.letter_occasions import DECISIONS
from certs.lifecycle.request import WITH_DRAFT
from certs.register.acts.orders import Changed, Issued
from scripts.desk import refused_sheet
from scripts.desk.act_options import ActOptions
from scripts.desk.batch import Outcome
from scripts.desk.preview import SHOWN, family_lines, preview
from scripts.terminal import code_words, refusals, speech
from scripts.terminal.speech import both

if TYPE_CHECKING:
    from rich.table import Table


def report(act: str, outcome: Outcome, options: ActOptions, **more: Any) -> int:
    """Print what was done and what was refused, for machines with `more`; return the exit code."""
    if options.as_json:
        issued, changes = _parted(outcome.done)
        done = {"issued": [_json(each) for each in issued]} if act in WITH_DRAFT else {}
        if changes or act not in WITH_DRAFT:
            done["changed"] = [_json(each) for each in changes]
        speech.print_json({**done, "refused": refusals.to_json(outcome.refused), **more})
    else:
        _show(outcome.done, dry_run=options.dry_run)
        refusals.tell_outcome(outcome.refused, done=len(outcome.done), skip_bad=options.skip_bad)
    if outcome.refused and options.skip_bad and not options.dry_run:
        sheet = refused_sheet.certificates if act in WITH_DRAFT else refused_sheet.numbers
        return outcome.code(refused_sheet.keep(outcome.refused, options.refused_to, sheet))
    return outcome.code(1 if outcome.refused else 0)


def _parted(done: Sequence[Issued | Changed]) -> tuple[list[Issued], list[Changed]]:
    """Part the certificates from the changes: a renewal ends the sub-certificates of what it renews."""
    issued = [result for result in done if isinstance(result, Issued)]
    return issued, [result for result in done if isinstance(result, Changed)]


def _json(result: Issued | Changed) -> dict[str, Any]:
    if isinstance(result, Issued):
        issued = {"number": result.number, "holder": result.holder, "level": result.level, "url": result.url}
        suspended = {} if result.until is None else {"status": "suspended", "until": result.until.isoformat()}
        return issued | suspended
    return {
        "number": result.number,
        "type": result.type,
        "effective": result.effective.isoformat(),
        "status": result.status,
        "position": result.position,
    }


def _show(done: Sequence[Issued | Changed], *, dry_run: bool) -> None:
    if not done:
        return
    if dry_run:
        preview(done)
    else:
        _show_done(done)
    speech.show(_summary(len(done), dry_run=dry_run))
    if not dry_run:
        _next_steps(done)


def _next_steps(done: Sequence[Issued | Changed]) -> None:
    """Name the address of the one certificate that was issued, and the command that writes to those concerned."""
    first = done[0]
    if len(done) == 1 and isinstance(first, Issued):
        speech.show(first.url)
    kind = first.type if isinstance(first, Changed) else ("renewed" if first.predecessor else "")
    about = next((about for about, kinds in DECISIONS.items() if kind in kinds), None)
    if about is not None:
        number = (first.predecessor if isinstance(first, Issued) else first.number) if len(done) == 1 else "NUMBER"
        letter = f"starmark letter {number} --about {about} --to FILE.pdf"
        speech.show(both(f"写通知书：{letter}", f"To write the notice: {letter}"))


def _show_done(done: Sequence[Issued | Changed]) -> None:
    issued, changes = _parted(done)
    if issued:
        table = _issued_table()
        for one in issued[:SHOWN]:
            speech.row(table, one.number, one.holder, code_words.level(one.level), one.valid_until)
        speech.show(table)
        suspended = [one for one in issued if one.until is not None]
        for one in suspended[:SHOWN]:
            speech.show(
                both(f"{one.number} 接收为暂停，到 {one.until}。", f"{one.number}: suspended until {one.until}.")
            )
    if changes:
        table = _changed_table()
        for change in changes[:SHOWN]:
            act, status = code_words.act(change.type), code_words.status(change.status)
            speech.row(table, change.number, change.holder, act, change.effective, status)
        speech.show(table)
        for line in family_lines(changes):
            speech.show(line)


def _issued_table() -> Table:
    table = speech.table(
        both("编号", "number"), both("企业", "holder"), both("星级", "level"), both("有效期至", "valid until")
    )
    table.columns[0].no_wrap = table.columns[2].no_wrap = table.columns[3].no_wrap = True
    return table


def _changed_table() -> Table:
    table = speech.table(
        both("编号", "number"),
        both("企业", "holder"),
        both("办理", "act"),
        both("生效日", "effective"),
        both("办理后状态", "status after"),
    )
    for column in (table.columns[0], *table.columns[2:]):
        column.no_wrap = True
    return table


def _summary(count: int, *, dry_run: bool) -> str:
    more = both(f"（只列出前 {SHOWN} 项）", f" (the first {SHOWN} are listed)") if count > SHOWN else ""
    if dry_run:
        preview = both(
            f"预览：可以办理 {count} 项，什么也没有办理。", f"Preview: {count} can be done; nothing was done."
        )
        return preview + more
    return both(f"已办理 {count} 项。", f"{count} done.") + more
