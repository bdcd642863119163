"""Showing what an act would do, before it is done: to whom, what, why, from when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from certs.lifecycle.reasons import REASONS
from certs.register.acts.facts import Revocation
from certs.register.acts.orders import Changed, Issued
from scripts.terminal import code_words, colours, speech
from scripts.terminal.content_rows import ContentRow, holder_rows, scope_rows
from scripts.terminal.speech import both, say

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

SHOWN: Final = 50  # certificates; a longer batch is in --json and in the register
_LINES: Final = 20  # scope items and sites of one certificate; all of them stand in --json of `show`
Show = Callable[[object], None]


def preview(results: Sequence[Issued | Changed], show: Show = speech.show) -> None:
    """Show what one act would come to for each certificate; `show` prints to standard output or error."""
    for issued in [result for result in results if isinstance(result, Issued)][:SHOWN]:
        _preview_content(issued, show)
    changes = [result for result in results if isinstance(result, Changed)]
    if changes:
        _preview_changes(changes, show)


def lost_words(revocation: Revocation) -> str:
    """Return one sentence on a certificate that was revoked: when, and why."""
    reason = say(REASONS["revoked"][revocation.reason])
    return both(
        f"{revocation.number} 已于 {revocation.effective} 撤销，因为：{reason}",
        f"{revocation.number} was revoked on {revocation.effective}, because: {reason}",
    )


def _preview_changes(changes: Sequence[Changed], show: Show) -> None:
    """Show what all of them share once, then each certificate with its status now and after the act."""
    first = changes[0]
    shared = speech.facts()
    speech.row(shared, both("办理", "act"), code_words.act(first.type))
    if first.reason:
        speech.row(shared, both("原因", "reason"), _reason(first.type, first.reason))
    speech.row(shared, both("生效日", "effective"), first.effective)
    if first.until is not None:
        speech.row(shared, both("暂停到", "until"), both(f"{first.until}（含当天）", f"{first.until}, included"))
    show(shared)
    show("")
    table = speech.table(
        both("编号", "number"),
        both("企业", "holder"),
        both("现在状态", "status now"),
        both("办理后状态", "status after"),
    )
    for column in (table.columns[0], *table.columns[2:]):
        column.no_wrap = True
    for change in changes[:SHOWN]:
        now = code_words.status(change.before.code, overdue=change.before.overdue)
        speech.row(table, change.number, change.holder, now, code_words.status(change.status))
    show(table)
    for line in family_lines(changes):
        show(line)
    show("")


def family_lines(changes: Sequence[Changed]) -> list[str]:
    """Return what is to be said of sub-certificates: those that go along with their mains, and those that do not."""
    lines: list[str] = []
    for main in dict.fromkeys(change.follows for change in changes if change.follows):
        names = [_with_until(change, changes[0]) for change in changes if change.follows == main]
        lines.append(
            both(
                f"{main} 的子证书随主证书一起办理：{'、'.join(names)}",
                f"Sub-certificates of {main} that go along with it: {', '.join(names)}",
            )
        )
    return lines + [_left_line(change) for change in changes if change.left]


def _left_line(change: Changed) -> str:
    return both(
        f"{change.number} 的子证书仍然暂停：{'、'.join(change.left)}。要恢复，请在同一次或另一次办理里写出它们的编号。",
        f"Sub-certificates of {change.number} that stay suspended: {', '.join(change.left)}. To restore them, name "
        "their numbers, in this act or another.",
    )


def _with_until(change: Changed, shared: Changed) -> str:
    """Name a sub-certificate, with the last day of its suspension where that is another than the one that was told."""
    if change.until in {None, shared.until}:
        return change.number
    return both(f"{change.number}（到 {change.until}）", f"{change.number} (until {change.until})")


def _preview_content(issued: Issued, show: Show) -> None:
    show(speech.styled(speech.plain(f"{issued.number}  {issued.holder}"), "bold"))
    facts = speech.facts()
    for name, value in _about(issued):
        speech.row(facts, name, value)
    if issued.replaces is None:
        for row in (*holder_rows(issued.subject)[1:], *scope_rows(issued.subject)):
            if row.lines:
                speech.row(facts, row.name, _listed(row.lines))
    for revocation in issued.lost:
        speech.row(facts, both("曾被撤销", "revoked before"), speech.styled(lost_words(revocation), colours.LOOK))
    show(facts)
    if issued.replaces is not None:
        show(_changed_rows(issued.replaces, issued.subject))
    show("")


def _about(issued: Issued) -> Iterable[tuple[str, str]]:
    if issued.replaces is not None:
        version = both(
            f"第 {issued.version - 1} 版 → 第 {issued.version} 版，从 {issued.effective} 起",
            f"{issued.version - 1} → {issued.version}, from {issued.effective} on",
        )
        yield both("版本", "version"), version
        yield both("原因", "reason"), _reason("reissued", issued.reason)
    if issued.main:
        yield (
            both("主证书", "main certificate"),
            both(f"{issued.main}（{issued.main_holder}）", f"{issued.main} ({issued.main_holder})"),
        )
    if issued.predecessor is not None:
        yield (
            both("旧证书", "old certificate"),
            both(
                f"{issued.predecessor}，从 {issued.effective} 起注销（已换证）",
                f"{issued.predecessor}, ends on {issued.effective} (renewed)",
            ),
        )
    yield (
        both("有效期", "valid"),
        both(
            f"{issued.valid_from} 至 {issued.valid_until}（含当天）",
            f"{issued.valid_from} to {issued.valid_until}, included",
        ),
    )
    if issued.until is not None:
        yield (
            both("状态", "status"),
            both(
                f"接收为暂停，到 {issued.until}（含当天）", f"taken over as suspended, until {issued.until}, included"
            ),
        )
    if issued.predecessor is None and issued.replaces is None and "first_issued" in issued.subject:
        yield both("初次获证", "first issued"), issued.subject["first_issued"]


def _changed_rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> Table:
    """Show what differs, old beside new; of a list, the lines that only one of them has."""
    table = speech.table(both("字段", "field"), both("现在", "now"), both("换发后", "after"))
    table.columns[0].no_wrap = True
    before, after = ((*holder_rows(subject), *scope_rows(subject, composed=False)) for subject in (old, new))
    for was, becomes in zip(before, after, strict=True):
        if was.lines != becomes.lines:
            speech.row(table, was.name, _only(was, becomes), _only(becomes, was))
    return table


def _only(row: ContentRow, other: ContentRow) -> Text | str:
    if set(row.lines) == set(other.lines):  # then the order is what differs
        return _listed(row.lines)
    lines = [line for line in row.lines if line not in other.lines]
    return _listed(lines) if lines else "—"


def _listed(lines: Sequence[str]) -> Text:
    more = len(lines) - _LINES
    shown = list(lines[:_LINES])
    if more > 0:
        shown.append(both(f"……另有 {more} 项", f"… and {more} more"))
    return speech.stacked(*shown)


def _reason(act: str, code: str) -> str:
    return f"{code}  {say(REASONS[act][code])}"
