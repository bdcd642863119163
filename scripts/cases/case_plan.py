"""`starmark case plan`: the assessment planned, with days and people."""

from __future__ import annotations

from pathlib import Path

from certs.casework.cases import case_store
from certs.casework.cases.case_store import PLAN, Act
from certs.casework.forms.plan_form import read_plan
from certs.casework.journal import staff_list
from certs.casework.journal.trail import Paper
from certs.errors import Words
from scripts.cases import case_desk
from scripts.cases.case_options import by_one_option, case_argument, read_code
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, verb


@verb(
    "plan",
    Words(
        "排评价计划：日期、工作、场所、审查员。改计划就再交一次，以新的为准。",
        "Plan the assessment: days, activities, sites, assessors. To change it, hand in another; the newest holds.",
    ),
)
@case_argument
@argument("file", type=FILE, metavar="FILE.xlsx", words=Words("填好的评价计划。", "The filled plan."))
@by_one_option
@json_option
def command(case: str, file: Path, by: tuple[str, ...], *, as_json: bool) -> int:
    """Plan it."""
    code, data = read_code(by, "--by"), case_desk.read_sheet(file)
    place = case_desk.instance()
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        case_store.require(present, "plan")
        application = case_store.application(connection, present)
        visits, findings = read_plan(data, application, staff_list.members(connection))
    case_desk.require_clean(file, data, findings)
    paper = Paper(PLAN, {"visits": [visit.to_json() for visit in visits]})
    with case_desk.acting(place) as connection:
        done = Act("plan", (code,), (paper,), deadline=visits[-1].day)
        moved = case_store.act(connection, case_store.find(connection, case), done, clock.now())
    words = both(
        f"计划 {len(visits)} 项，{visits[0].day} 到 {visits[-1].day}。",
        f"{len(visits)} activities, {visits[0].day} to {visits[-1].day}.",
    )
    return case_desk.tell_moved(moved, words, as_json=as_json)
