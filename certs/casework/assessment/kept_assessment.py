"""The assessments of the sites as the JSON that a case keeps, and back: nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from certs.casework.assessment.site_findings import (
    Activity,
    Answer,
    Fault,
    Finding,
    ManagerCount,
    Mode,
    SiteAssessment,
    SpecialDeduction,
    Step,
)


def to_json(site: SiteAssessment) -> dict[str, Any]:
    """Return the assessment of one site as plain JSON."""
    values = asdict(site)
    values["findings"] = [{**each, "answer": str(each["answer"])} for each in values["findings"]]
    values["activities"] = [
        {
            **each,
            "step": str(each["step"]),
            "mode": str(each["mode"]),
            "day": each["day"].isoformat(),
            "people": list(each["people"]),
        }
        for each in values["activities"]
    ]
    values["deductions"] = [
        {**each, "fault": str(each["fault"]), "closed": each["closed"].isoformat() if each["closed"] else ""}
        for each in values["deductions"]
    ]
    return values


def from_json(kept: Mapping[str, Any]) -> SiteAssessment:
    """Return the assessment that `to_json` wrote."""
    values = dict(kept)
    values["findings"] = tuple(Finding(**{**each, "answer": Answer(each["answer"])}) for each in values["findings"])
    values["activities"] = tuple(map(_activity, values["activities"]))
    values["deductions"] = tuple(map(_deduction, values["deductions"]))
    values["managers"] = ManagerCount(**values["managers"]) if values["managers"] else None
    return SiteAssessment(**values)


def _activity(kept: Mapping[str, Any]) -> Activity:
    day, people = date.fromisoformat(kept["day"]), tuple(kept["people"])
    return Activity(Step(kept["step"]), day, people, Mode(kept["mode"]), kept["words"])


def _deduction(kept: Mapping[str, Any]) -> SpecialDeduction:
    closed = date.fromisoformat(kept["closed"]) if kept["closed"] else None
    return SpecialDeduction(Fault(kept["fault"]), kept["words"], kept["action"], kept["evidence"], closed)
