"""Reading one entry of the log: its form is closed, field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from certs import canonical, limits
from certs.errors import CouldNotCheck, Malformed
from certs.lifecycle.events import LoggedEvent, parse_event

COMMON: dict[str, Any] = {"format": 1, "recorded": "2026-06-01T16:00:00Z", "effective": "2026-06-02", "proof": {}}
CERTIFICATE = {**COMMON, "number": "99926SC00001R0M", "decision": "5a" * 32}
SUSPENDED = {**CERTIFICATE, "type": "suspended", "reason": "complaint", "until": "2026-08-31"}
RENEWED = {**CERTIFICATE, "type": "renewed", "reason": "renewed", "successor": "99926SC00002R1M"}
ISSUED = {**CERTIFICATE, "type": "issued", "credential": {}, "jwt_header": "h", "jwt_signature": "s", "qr": "q"}
RETIRED = {**COMMON, "type": "key-retired", "key": "qr-1"}
CORRECTED = {
    **COMMON,
    "type": "clock-corrected",
    "false_instant": "2027-06-01T16:00:00Z",
    "true_instant": "2026-06-01T16:00:00Z",
    "first_affected": 6,
}


def parsed(body: Any, position: int = 7) -> LoggedEvent:
    return parse_event(position, canonical.dumps(body))


def refused(body: Any, position: int = 7) -> str:
    with pytest.raises((Malformed, CouldNotCheck)) as caught:
        parsed(body, position)
    return caught.value.code


@pytest.mark.parametrize("body", [SUSPENDED, RENEWED, ISSUED, RETIRED, CORRECTED], ids=lambda body: body["type"])
def test_what_was_written_is_read(body: dict[str, Any]) -> None:
    event = parsed(body)
    assert (event.position, event.raw, event.body, event.type) == (7, canonical.dumps(body), body, body["type"])
    assert (event.recorded, event.effective) == (datetime(2026, 6, 1, 16, tzinfo=UTC), date(2026, 6, 2))
    assert event.number == body.get("number", "")
    assert event.reason == body.get("reason")
    assert event.until == (date(2026, 8, 31) if "until" in body else None)


@pytest.mark.parametrize("body", [SUSPENDED, RENEWED, ISSUED, RETIRED, CORRECTED], ids=lambda body: body["type"])
def test_a_field_less_one_more_or_of_another_kind_is_refused(body: dict[str, Any]) -> None:
    assert refused({**body, "note": "x"}) == "event"
    for name in body:
        without = {key: value for key, value in body.items() if key != name}
        assert refused(without) == ("format_newer" if name == "format" else "event")
        if name not in {"format", "key"}:  # what `key` may be hangs on the type, and is the trust list's to say
            assert refused({**body, name: [1]}) == "event"


@pytest.mark.parametrize("body", [[], "x", 1])
def test_an_entry_is_an_object(body: Any) -> None:
    assert refused(body) == "event"


@pytest.mark.parametrize("number", [0, 2, "1", True, None])
def test_another_format_is_not_judged(number: Any) -> None:
    assert refused({**RETIRED, "format": number}) == "format_newer"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**RETIRED, "type": "other"}, "event"),
        ({**RETIRED, "recorded": "2026-06-01"}, "instant"),
        ({**RETIRED, "effective": "2026-6-2"}, "day"),
        ({**SUSPENDED, "until": "2026-02-30"}, "day"),
        ({**SUSPENDED, "reason": "fraud"}, "event"),
        ({**SUSPENDED, "decision": "5A" * 32}, "event"),
        ({**SUSPENDED, "decision": "5a" * 31}, "event"),
        ({**CORRECTED, "false_instant": "x"}, "instant"),
        ({**CORRECTED, "true_instant": "x"}, "instant"),
        ({**CORRECTED, "first_affected": True}, "event"),
        ({**CORRECTED, "first_affected": "6"}, "event"),
    ],
)
def test_values_are_of_the_form_laid_down(body: dict[str, Any], code: str) -> None:
    assert refused(body) == code


@pytest.mark.parametrize(("first", "good"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_correction_affects_entries_before_it(first: int, good: bool) -> None:
    body = {**CORRECTED, "first_affected": first}
    assert parsed(body).body["first_affected"] == first if good else refused(body) == "event"


def test_only_canonical_bytes_within_the_bound_are_read() -> None:
    raw = canonical.dumps(RETIRED)
    with pytest.raises(Malformed):
        parse_event(7, raw.replace(b",", b", "))
    with pytest.raises(Malformed):
        parse_event(7, canonical.dumps({**RETIRED, "key": "x" * limits.EVENT}))
