"""`starmark case template`: the empty forms of a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from certs.casework.cases import case_store, concern, evidence_count
from certs.casework.forms import complaint_form
from certs.casework.forms.basic_data import BASIC
from certs.casework.forms.evidence_form import evidence_form
from certs.casework.forms.filled_basic import filled_rows
from certs.casework.forms.plan_form import plan_form
from certs.casework.journal import staff_list
from certs.casework.sheets.draw_form import draw
from certs.casework.sheets.sheet_form import Form
from certs.errors import Misuse, Words
from certs.register.answers.not_found import NotFound
from certs.scheme.schemes import evidence
from scripts.cases import case_desk, concerned, score_template
from scripts.desk.act_options import FILE
from scripts.terminal import lookup_tables, speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, require, verb


def _plan(case: str) -> Form:
    with case_desk.looking(case_desk.instance()) as connection:
        present = case_store.find(connection, case)
        assessors = staff_list.with_role(staff_list.members(connection), staff_list.ASSESSOR)
        return plan_form(case_store.application(connection, present), assessors)


def _evidence(case: str) -> Form:
    with case_desk.looking(case_desk.instance()) as connection:
        application = case_store.application(connection, case_store.find(connection, case))
        return evidence_form(application, evidence_count.wanted(evidence(), application.applies))


_OF_A_CASE: Final[dict[str, Callable[[str], Form]]] = {"plan": _plan, "evidence": _evidence}
_OF_NONE: Final = {"basic": BASIC, "complaint": complaint_form.FORM}
_KINDS: Final = ("basic", *_OF_A_CASE, "score", "complaint")


def _known(kind: str, target: Path, case: str | None, number: str) -> int:
    """Write the basic data sheet with what the case behind a certificate and the register say."""
    if kind != "basic" or case is not None:
        raise Misuse(
            "usage",
            "--number 只和 basic 一起写。什么也没有写出。",
            "--number goes with basic alone. Nothing was written.",
        )
    record = concerned.look_up(number)
    if isinstance(record, NotFound):
        return lookup_tables.tell_not_found(record, as_json=False)
    subject = record.latest.subject
    with case_desk.looking(case_desk.instance()) as connection:
        known = concern.carried(connection, record.number, subject) or concern.of_register(subject)
    case_desk.write_new(target, draw(BASIC, filled_rows(known)))
    zh, en = f"已写出填好已知内容的表：{target}", f"The form, filled with what is known, is in {target}"
    speech.show(both(zh, en))
    return 0


@verb(
    "template",
    Words(
        "写出表格：basic（企业基本信息表；写 --number 就填好这张证书已知的内容）、plan（评价计划）、evidence（材料目录）、"
        "score（评分表，总部和每个要评价的网点各一份）、complaint（投诉和申诉表）。",
        "Write a form: basic (basic data of the applicant; with --number filled with what is known of a certificate), "
        "plan (assessment plan), evidence (index of files), score (score sheets, one for headquarters and for each "
        "outlet to be assessed), complaint (complaint, appeal).",
    ),
)
@argument("kind", type=click.Choice(_KINDS), metavar="|".join(_KINDS), words=Words("哪一种。", "Which one."))
@option("--to", "target", type=FILE, default=None, metavar="FILE.xlsx", words=Words("写到哪里。", "File to write."))
@option(
    "--case",
    default=None,
    metavar="CASE",
    words=Words("案件编号；basic、complaint 不用。", "The case; none for basic and complaint."),
)
@option(
    "--number",
    default=None,
    metavar="NUMBER",
    words=Words(
        "basic 用：换证或变更的证书，企业只改有变化的。",
        "For basic: the certificate to be renewed or changed; its holder mends what is otherwise by now.",
    ),
)
def command(kind: str, target: Path | None, case: str | None, number: str | None) -> int:
    """Write it."""
    require("--to", target)
    assert target is not None
    if number is not None:
        return _known(kind, target, case, number)
    if kind == "score":
        return score_template.write(target, case)
    if kind in _OF_A_CASE:
        require("--case", case)
        form = _OF_A_CASE[kind](case or "")
    elif case is not None:
        raise Misuse(
            "usage",
            f"{kind} 不属于哪个案件，不写 --case。什么也没有写出。",
            f"{kind} belongs to no case: leave out --case. Nothing was written.",
        )
    else:
        form = _OF_NONE[kind]
    case_desk.write_new(target, draw(form))
    speech.show(both(f"已写出空白表格：{target}", f"The empty form is in {target}"))
    return 0
