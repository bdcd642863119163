"""What the look-up commands give to machines: the same field names as the credential and the API."""

from __future__ import annotations

from typing import Any

from certs.certificate import number as numbers
from certs.certificate.subject_fields import optional_facts
from certs.days import instant_text
from certs.lifecycle.corrections import Correction
from certs.lifecycle.events import LoggedEvent
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound


def certificate(answer: Answer) -> dict[str, Any]:
    """Return one certificate as it stood on the day asked about."""
    record, version, subject = answer.record, answer.version, answer.version.subject
    return {
        "number": record.number,
        "status": answer.status,
        "status_today": answer.status_today,
        "day": answer.day.isoformat(),
        "instant": instant_text(answer.instant) if answer.instant else None,
        "holder": subject["holder"],
        "scheme": subject["scheme"],
        "standard": subject["standard"],
        "level": subject["level"],
        "scope": subject["scope"],
        **optional_facts(subject),
        "sites": subject["sites"],
        "issued": record.issued.isoformat(),
        "first_issued": record.first_issued.isoformat(),
        "valid_from": version.valid_from.isoformat(),
        "valid_until": version.valid_until.isoformat(),
        "version": version.version,
        "predecessor": record.predecessor,
        "successor": record.successor,
        "url": f"{answer.trust.base_url}/c/{numbers.in_address(record.number)}",
        "standing": answer.standing.to_json(),
        "verdict": answer.verdict.to_json(),
    }


def event(value: LoggedEvent, correction: Correction | None = None) -> dict[str, Any]:
    """Return one entry of the log, without the credential that it may carry, and what was wrong with its clock."""
    return {
        "position": value.position,
        "type": value.type,
        "number": value.number,
        "recorded": instant_text(value.recorded),
        "effective": value.effective.isoformat(),
        "reason": value.reason,
        "until": value.until.isoformat() if value.until else None,
        "successor": value.body.get("successor"),
        "decision": value.body.get("decision"),
        "clock_corrected": correction.to_json() if correction else None,
    }


def not_found(value: NotFound) -> dict[str, Any]:
    """Return which kind of "not found" it is, and what comes nearest."""
    return {
        "kind": value.kind,
        "message": value.words.to_json(),
        "suggestions": [hit.to_json() for hit in value.suggestions],
    }
