"""The assessment report as PDF. `report` is what `told_report.report_data` says; the body's head and foot come here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from certs.days import day_begins
from certs.errors import Words

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter
    from certs.instance.settings import Settings

TEMPLATE: Final = "assessment/assessment.typ"
_SAMPLE: Final = Words("样例，不能用于真实的用途", "A sample, of no real use")
_APPROVAL: Final = Words("批准号 {number}", "Approval number {number}")


def set_assessment(typesetter: Typesetter, report: Mapping[str, Any], settings: Settings, day: date) -> bytes:
    """Return the PDF, dated `day`: the same report is the same file. Raises StarmarkError where it cannot be set."""
    return typesetter.pdf(TEMPLATE, {**report, **_sender(settings, report["language"])}, day_begins(day))


def _sender(settings: Settings, language: str) -> dict[str, Any]:
    body = settings.body

    def say(pair: Words, **values: object) -> str:
        return (pair.zh if language == "zh" else pair.en).format(**values)

    return {
        "body": {"zh": body.name, "en": body.name_en},
        "foot": [say(_APPROVAL, number=body.approval_number), body.address, body.website],
        "sample": say(_SAMPLE) if body.is_sample else "",
    }
