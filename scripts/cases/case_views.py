"""`starmark case show` and `list`: where a case stands, what is missing, what comes next, and what is late."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import click
from sqlalchemy import Connection

from certs.casework.cases import case_standing, case_store, complaint_case, concern, deciding
from certs.casework.cases.case_moves import COMPLAINTS, KINDS, act_words, state_words
from certs.casework.cases.case_outcomes import outcomes
from certs.casework.cases.case_standing import CaseStanding, standing
from certs.casework.cases.case_store import Case
from certs.casework.cases.evidence_count import Shortfall
from certs.casework.journal import trail
from certs.casework.journal.trail import TrailRow
from certs.days import beijing_day, beijing_text
from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from certs.scheme.schemes import evidence
from scripts.cases import case_desk, complaint_views
from scripts.cases.case_options import case_argument
from scripts.desk.act_options import json_option
from scripts.terminal import clock, colours, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import verb

_NEWEST: Final = 200  # cases on the terminal, beside those that are late
_DECIDED: Final = frozenset({"decided", "closed"})  # a list says of these what was decided
_LISTS: Final = (
    ("还缺", "missing", "missing", colours.LOOK),
    ("下一步", "next", "following", ""),
    ("已过期", "overdue", "overdue", colours.BAD),
)


@verb(
    "show",
    Words(
        "一个案件：状态、还缺什么、下一步、过期的事、每一步由谁何时办理。",
        "One case: its state, what is missing, what comes next, what is late, and who did each step when.",
    ),
)
@case_argument
@json_option
def show(case: str, *, as_json: bool) -> int:
    """Show it."""
    with case_desk.looking(case_desk.instance()) as connection:
        present = case_store.find(connection, case)
        stands, more = _stands(connection, present, beijing_day(clock.now()))
        rows, reasons = case_store.history(connection, present), case_store.reasons(connection, present)
        answer = _json(connection, present, stands, rows, reasons)
        if present.kind in COMPLAINTS:
            answer |= complaint_views.answer_json(connection, present)
    if as_json:
        speech.print_json(answer)
        return 0
    speech.heading(f"{present.identifier}　{present.name}")
    facts = speech.facts()
    speech.row(facts, both("类别", "kind"), say(KINDS[present.kind]))
    speech.row(facts, both("状态", "state"), say(state_words(present.kind, present.state)))
    if answer["number"]:
        speech.row(facts, both("证书", "certificate"), answer["number"])
    for change in answer["changes"]:
        speech.row(facts, say(Words(**change["words"])), say(Words(**change["why"])))
    if answer["reason"]:
        speech.row(facts, both("原因", "reason"), say(REASONS["revoked"][answer["reason"]]))
    for label, text in more:
        speech.row(facts, label, text)
    speech.show(facts)
    for zh, en, name, style in _LISTS:
        _show(both(zh, en), name, getattr(stands, name), style)
    _show_trail(present.kind, rows, reasons)
    return 0


def _stands(connection: Connection, case: Case, today: date) -> tuple[CaseStanding, list[tuple[str, str]]]:
    """Return how a case stands, and what else is told of it."""
    if case.kind in COMPLAINTS:
        stands = CaseStanding((), complaint_case.following(case), complaint_case.overdue(case, today))
        return stands, complaint_views.facts(connection, case)
    application = case_store.application(connection, case)
    main = [(both("主证书", "main certificate"), application.main)] if application.main else []
    products, sites = both("、", ", ").join(application.products), both("、", ", ").join(application.sites)
    more = [*main, (both("产品", "products"), products), (both("场所", "sites"), sites)]
    decision = trail.latest(connection, case.identifier, case_store.DECISION)
    if decision is not None:
        outcome = say(deciding.outcome(case.kind, decision["result"], decision["level"]))
        more.append((both("决定", "decision"), both("；", "; ").join(filter(None, (outcome, decision["reason"])))))
    return standing(connection, case, application, today), more


def _json(
    connection: Connection, case: Case, stands: CaseStanding, rows: tuple[TrailRow, ...], reasons: Any
) -> dict[str, Any]:
    score = trail.latest(connection, case.identifier, case_store.SCORE) or {}
    issued, about = trail.latest(connection, case.identifier, case_store.ISSUE) or {}, concern.of(connection, case)
    return {
        **_row_json(case),
        "missing": [each.to_json() for each in stands.missing],
        "next": [each.to_json() for each in stands.following],
        "overdue": [each.to_json() for each in stands.overdue],
        "score": score.get("score"),
        "level": score.get("level"),
        "number": case.number or issued.get("number"),
        "main": _main_of(connection, case),
        "reason": about.reason or None if about else None,
        "changes": [change.to_json() for change in about.changes] if about else [],
        "trail": [
            {
                "id": row.identifier,
                "recorded": row.recorded,
                "act": row.act,
                "by": list(row.by),
                "reason": reasons.get(row.identifier),
                "papers": dict(row.papers),
                "previous": row.previous,
                "digest": row.digest,
            }
            for row in rows
        ],
    }


def _main_of(connection: Connection, case: Case) -> str | None:
    paper = trail.latest(connection, case.identifier, case_store.APPLICATION)
    return None if paper is None else paper["content"]["certificate"].get("sub_of")


def _row_json(case: Case) -> dict[str, Any]:
    return {
        "case": case.identifier,
        "kind": case.kind,
        "state": case.state,
        "name": case.name,
        "uscc": case.uscc,
        "opened": case.opened,
        "moved": case.moved,
        "deadline": case.deadline.isoformat() if case.deadline else None,
    }


def _show(title: str, name: str, items: tuple[Shortfall, ...], style: str) -> None:
    if not items:
        return
    speech.heading(title)
    grid = speech.facts(3)
    for item in items:
        code = evidence().number_of(item.code) if name == "missing" else item.code
        speech.row(grid, code, say(item.words), say(item.why), style=style)
    speech.show(grid)


def _show_trail(kind: str, rows: tuple[TrailRow, ...], reasons: Any) -> None:
    speech.heading(both("办理经过（北京时间）", "What was done (Beijing time)"))
    grid = speech.facts(4)
    for row in rows:
        words = act_words(kind, row.act)
        speech.row(
            grid, beijing_text(row.recorded), both("、", ", ").join(row.by), say(words), reasons.get(row.identifier, "")
        )
    speech.show(grid)


@verb(
    "list",
    Words("案件，新的在前；过期的都列出并标出。", "Cases, the newest first; all that are late are listed and marked."),
)
@json_option
def listing(*, as_json: bool) -> int:
    """List them."""
    today = beijing_day(clock.now())
    with case_desk.looking(case_desk.instance()) as connection:
        if as_json:
            click.echo(f'{{"cases": {case_store.listing_json(connection, today)}}}'.encode())
            return 0
        total, cases = case_store.listing(connection, today, _NEWEST)
        came_to = outcomes(connection, [case for case in cases if case.state in _DECIDED])
    if not cases:
        speech.show(both("还没有案件。", "There are no cases yet."))
        return 0
    heads = (("案件", "case"), ("类别", "kind"), ("状态", "state"), ("立案", "opened"), ("企业", "applicant"))
    table = speech.table(*(both(zh, en) for zh, en in heads), both("证书", "certificate"))
    for case in cases:
        late = _late(case, today)
        state = say(state_words(case.kind, case.state)) + (both("（已过期）", " (late)") if late else "")
        if case.identifier in came_to:
            state += both(f"（{came_to[case.identifier].zh}）", f" ({came_to[case.identifier].en})")
        row = (case.identifier, say(KINDS[case.kind]), state, beijing_text(case.opened)[:10], case.name, case.number)
        speech.row(table, *row, style=colours.BAD if late else "")
    speech.show(table)
    if len(cases) < total:
        zh = f"共 {total} 个案件：列出了最新的 {_NEWEST} 个和所有过期的；全部用 --json。"
        speech.show(both(zh, f"{total} cases: the newest {_NEWEST} and all that are late are listed; --json has all."))
    return 0


def _late(case: Case, today: date) -> bool:
    return bool(case_standing.overdue(case, today))
