"""What a restoration rests on: an assessment passed since the suspension began, or a reason why none is needed.

An assessment is a surveillance that the log says was passed, or a case of the certificate that was assessed and earned
a level. Where there is neither, whoever restores says why in a note, which the staff journal keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from certs.casework.cases.case_store import SCORE
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import TRAIL, cases, has_cases
from certs.casework.journal.journal_store import schema_of
from certs.days import beijing_day, parse_instant
from certs.errors import FieldError, Words
from certs.lifecycle import surveillance
from certs.lifecycle.record import Record
from certs.lifecycle.request import Request
from certs.lifecycle.rules import RefusedItem

ASSESSED: Final = "assessment-passed"


def ungrounded(
    casework: sa.Connection, records: Mapping[str, Record], requests: Sequence[Request], today: date
) -> list[RefusedItem]:
    """Return the restorations that rest on nothing. Whether a certificate is suspended at all is for the act to say."""
    refused = []
    for request in requests:
        record = records.get(request.number)
        began = record.suspension_began(request.effective or today) if record else None
        if record is None or began is None or _assessed(casework, record, began, today):
            continue
        if request.reason == ASSESSED:
            refused.append(RefusedItem(request.number, (_no_assessment(request.number, began),)))
        elif not request.remark.note:
            refused.append(RefusedItem(request.number, (_no_reason(request.number, began),)))
    return refused


def _assessed(casework: sa.Connection, record: Record, began: date, today: date) -> bool:
    passed = surveillance.last_passed(record, today)
    return (passed is not None and passed >= began) or _case_assessed(casework, record.number, began)


def _case_assessed(casework: sa.Connection, number: str, began: date) -> bool:
    """Tell whether a case of a certificate was assessed since a day, and earned a level."""
    version = schema_of(casework)
    if not has_cases(version):
        return False
    rows = cases(version)
    for case in casework.execute(sa.select(rows.c.case).where(rows.c.number == number)).scalars():
        assessed = trail.read(casework, TRAIL.c.case == case, TRAIL.c.act == "assess")
        score = trail.latest(casework, case, SCORE)
        if assessed and score and score["level"] and beijing_day(parse_instant(assessed[-1].recorded)) >= began:
            return True
    return False


def _no_assessment(number: str, began: date) -> FieldError:
    zh = (
        f"{number} 从 {began} 暂停以来，没有登记过通过的监督，也没有评价过的案件，不能写 {ASSESSED}。先登记："
        f"starmark surveil {number} --date DATE --result passed --by CODE；不需要评价的，写别的原因，并用 --note 写明为什么。"
    )
    en = (
        f"Since {number} was suspended on {began}, no passed surveillance and no assessed case of it is recorded, so "
        f"{ASSESSED} does not hold. Record it first: starmark surveil {number} --date DATE --result passed --by CODE; "
        "where no assessment is needed, give another reason and say why with --note."
    )
    return FieldError("reason", ASSESSED, "conflict", Words(zh, en))


def _no_reason(number: str, began: date) -> FieldError:
    zh = (
        f"{number} 从 {began} 暂停以来没有通过的监督或评价。请先登记（starmark surveil），或用 --note 写明为什么不需要评价"
        "（只留在工作日志里）。"
    )
    en = (
        f"No passed surveillance or assessment of {number} is recorded since it was suspended on {began}. Record it "
        "first (starmark surveil), or say with --note why none is needed; the note stays in the staff journal."
    )
    return FieldError("note", "", "missing", Words(zh, en))
