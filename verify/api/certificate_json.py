"""A certificate as the API gives it: its fields, its status, its history."""

from __future__ import annotations

from typing import Any

from certs.certificate.subject_fields import optional_facts
from certs.days import instant_text
from certs.lifecycle import surveillance
from certs.lifecycle.corrections import Correction, correction_of
from certs.lifecycle.events import LoggedEvent
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.kin import Kin
from certs.scheme.schemes import SCHEMES
from verify import addresses


def certificate_json(answer: Answer, kin: Kin, base_url: str, as_of: str, product: str | None = None) -> dict[str, Any]:
    """Return the JSON form of an answer, of which `as_of` tells the time. Fields of the subject keep their names.

    `status` is that of `day`; `instant` is given where `at` named one, and `recorded_later` is reckoned from it.
    `coverage` is there where a product was asked about. Raises Malformed for what is no product.
    """
    record, standing = answer.record, answer.standing
    version = record.version_on(answer.day)
    subject = version.subject
    level = SCHEMES[subject["scheme"]].level(subject["level"])
    address = f"{base_url}/c/{addresses.in_address(record.number)}"
    return {
        "number": record.number,
        "status": answer.status,
        "status_today": answer.status_today,
        "as_of": as_of,
        "day": answer.day.isoformat(),
        "instant": instant_text(answer.instant) if answer.instant else None,
        "level": subject["level"],
        "level_name": level.name.to_json(),
        "stars": level.stars,
        "holder": subject["holder"],
        "scheme": subject["scheme"],
        "standard": subject["standard"],
        "scope": subject["scope"],
        **optional_facts(subject),
        "sites": subject["sites"],
        "body": subject["body"],
        "issued": record.issued.isoformat(),
        "first_issued": record.first_issued.isoformat(),
        "valid_from": version.valid_from.isoformat(),
        "valid_until": version.valid_until.isoformat(),
        "version": version.version,
        "predecessor": record.predecessor,
        "successor": record.successor,
        **kin.to_json(),
        "surveillance": _surveillance(answer),
        "standing": standing.to_json(),
        "verdict": {**answer.verdict.to_json(), "as_of": as_of},
        **({} if product is None else {"coverage": coverage_json(answer, product)}),
        "history": _history(answer),
        "links": {"page": address, "json": f"{address}.json", "jwt": f"{address}.jwt", "svg": f"{address}.svg"},
    }


def _surveillance(answer: Answer) -> dict[str, str | None]:
    """Return the day of the last one that was passed, and since when none is recorded where one should be."""
    days = {"last": surveillance.last_passed, "none_since": surveillance.none_since}
    told = {name: day_of(answer.record, answer.day) for name, day_of in days.items()}
    return {name: day.isoformat() if day else None for name, day in told.items()}


def coverage_json(answer: Answer, product: str) -> dict[str, Any] | None:
    """Return whether a product is covered; None before the day of issue. Raises Malformed for what is no product."""
    coverage = answer.coverage(product)
    return None if coverage is None else coverage.to_json()


def history_json(answer: Answer, as_of: str) -> dict[str, Any]:
    """Return all entries about a certificate."""
    return {"number": answer.record.number, "history": _history(answer), "as_of": as_of}


def _history(answer: Answer) -> list[dict[str, Any]]:
    return [event_json(event, correction_of(answer.corrections, event.position)) for event in answer.record.entries]


def event_json(event: LoggedEvent, correction: Correction | None = None) -> dict[str, Any]:
    """Return one entry of the history. The credential that it carries is at `links`.

    `clock_corrected` is what the log says of the clock that recorded it, where that was wrong.
    """
    return {
        "position": event.position,
        "type": event.type,
        "recorded": instant_text(event.recorded),
        "effective": event.effective.isoformat(),
        "reason": event.reason,
        "until": event.until.isoformat() if event.until else None,
        "successor": event.body.get("successor"),
        "clock_corrected": correction.to_json() if correction else None,
    }
