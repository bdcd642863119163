"""The score sheet of one site, to fill in: `score_sheet(case, site, headquarters=…, scheme=…) -> bytes`."""

from __future__ import annotations

from certs.casework.assessment.score_fields import (
    BY_COUNT,
    EDITION,
    FORM,
    HEADQUARTERS,
    OUTLET,
    SCORES,
    SITE,
    STEPS_SHEET,
)
from certs.casework.assessment.site_checks import AT_HEADQUARTERS, MANAGERS_CLAUSE
from certs.casework.assessment.site_findings import Mode, Step
from certs.casework.sheets.draw_form import draw
from certs.scheme.scheme import Indicator, Scheme


def score_sheet(case: str, site: str, scheme: Scheme, *, headquarters: bool) -> bytes:
    """Return the workbook of one site, with the case, the clauses and their points filled in; the same bytes each time.

    `case` and `site` may be "" for an empty form. Outlets have no row for the service managers, who are counted for the
    whole organisation.
    """
    clauses = [each for each in scheme.clauses if headquarters or each.clause != MANAGERS_CLAUSE]
    kind = HEADQUARTERS if headquarters else OUTLET
    first = {"case": case or None, "site": site or None, "kind": kind, "scheme": scheme.code, "edition": EDITION}
    steps = AT_HEADQUARTERS if headquarters else (Step.INSPECTION, Step.UNANNOUNCED, Step.CUSTOMERS)
    return draw(
        FORM,
        {
            SITE: [first],
            STEPS_SHEET: [{"step": step, "mode": Mode.ON_SITE} for step in steps],
            SCORES: [_row(each) for each in clauses],
        },
    )


def _row(clause: Indicator) -> dict[str, object]:
    known = {"answer": BY_COUNT} if clause.clause == MANAGERS_CLAUSE else {}
    return {"clause": clause.clause, "title": clause.title.zh, "points": clause.points, **known}
