"""From a decided case to a certificate: its input made of what the case holds, so that nothing is typed again."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from certs.casework.cases import case_standing, case_store, concern
from certs.casework.cases.assessed_case import SCHEME
from certs.casework.cases.case_store import DECISION, ISSUE, Act, Case
from certs.casework.cases.deciding import Ruling
from certs.casework.journal import trail
from certs.casework.journal.trail import Paper
from certs.certificate import field_paths
from certs.certificate.fields import Draft
from certs.certificate.reading.draft import RawCertificate, build, place_for
from certs.certificate.reading.findings import Findings, Place
from certs.errors import Refused, Words


def draft_of(connection: sa.Connection, case: Case, today: date, more: AbstractSet[int]) -> Draft:
    """Return the input of the certificate that a case was granted, of its successor or its next version.

    Raises Refused where none was granted, or where the content no longer passes the rules of an issue.
    """
    decision, score = require_granted(connection, case), concern.score_of(connection, case)
    assert score is not None  # a level was granted on it
    application, findings = case_store.application(connection, case), Findings()
    raw = _raw(application.content, decision, score, case.identifier)
    draft = build(raw, today, findings, more)
    if draft is None:
        raise Refused(
            "case_content",
            f"案件 {case.identifier} 的内容按现在的规则不能签发，请看各项。什么也没有办理。",
            f"What case {case.identifier} holds cannot be issued by today's rules; see each item. Nothing was done.",
            errors=tuple(findings.errors),
        )
    lower = decision["level"] if decision["level"] != score["level"] else ""
    return replace(draft, granted=lower)


def require_granted(connection: sa.Connection, case: Case) -> dict[str, Any]:
    """Return the decision of a case. Raises Refused where what it asks for was not granted."""
    decision = trail.latest(connection, case.identifier, DECISION)
    if decision is None or decision["result"] not in case_standing.GRANTED:
        raise Refused(
            "not_granted",
            f"案件 {case.identifier} 的决定是不予办理，不能签发。什么也没有办理。",
            f"What case {case.identifier} asks for was not granted, so nothing is issued. Nothing was done.",
        )
    return decision


def ruling_of(connection: sa.Connection, case: Case) -> tuple[Ruling, date]:
    """Return what was decided on a case, and the Beijing day of it."""
    decision, day = trail.latest(connection, case.identifier, DECISION), case_store.done_on(connection, case, "decide")
    assert decision is not None  # what is granted was decided
    assert day is not None
    return Ruling(decision["result"], decision["level"], decision["reason"]), day


def issued_number(connection: sa.Connection, case: Case) -> str:
    """Return the number of the certificate that a case led to; "" where it led to none."""
    return str((trail.latest(connection, case.identifier, ISSUE) or {}).get("number", ""))


def _raw(content: dict[str, Any], decision: dict[str, Any], score: dict[str, Any], case: str) -> RawCertificate:
    certificate = {
        **content["certificate"],
        "scheme": SCHEME.code,
        "score": score["certificate_score"],
        "special_deductions": score["special_deductions"],
        "bonus": score["bonus"],
        "decided_by": decision["decided_by"],
    }

    def place(section: str, index: int, name: str) -> Place:
        bare = place_for(section, index, name, lambda _: Words("", ""))
        told = field_paths.told(bare.path)
        return Place(bare.path, Words(f"{case}（{told.zh}）", f"{case} ({told.en})"))

    return RawCertificate(case, content["holder"], certificate, content["scope"], content["sites"], None, place)


def record_issue(connection: sa.Connection, case: Case, number: str, by: str, now: datetime) -> Case:
    """Write into the case which certificate it led to."""
    return case_store.act(
        connection, case, Act("issue", (by,), (Paper(ISSUE, {"number": number}),), number=number), now
    )
