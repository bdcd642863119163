"""What people ask of one certificate: its number in any form, its status on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from certs import canonical
from certs.register.answers.certificate_answer import Answer, answer
from certs.register.store.tables import EVENT
from certs.trust.verification.verdict import Overall
from tests.register.founded_register import Register

TODAY = date(2026, 11, 24)


def asked(register: Register, text: str, day: date | None = None) -> Answer:
    found = answer(register.reader(), text, now=register.now, day=day)
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize(
    "form",
    [
        "99926SC00001R0M",
        " 99926sc00001r0m ",
        "９９９２６ＳＣ００００１Ｒ０Ｍ",
        "99926 SC 00001 R0 M",
        "99926SCOOOO1ROM",
        "99926SC0000lR0M",
    ],
)
def test_a_number_is_found_in_any_form(register: Register, number: str, form: str) -> None:
    found = asked(register, form)
    assert (found.number, found.verdict.overall, found.verdict.number) == (number, Overall.VALID, number)


def test_the_status_of_any_day_can_be_asked(register: Register, number: str) -> None:
    register.change("suspended", number, "complaint", until=date(2026, 12, 31), effective=date(2026, 12, 1))
    days = {
        TODAY - timedelta(days=1): "not_yet_valid",
        TODAY: "valid",
        date(2026, 12, 1): "suspended",
        date(2029, 11, 24): "expired",
    }
    for day, code in days.items():
        found = asked(register, number, day)
        assert (found.standing.code, found.verdict.status, found.day) == (code, code, day)
        assert found.verdict.overall is (Overall.VALID if code == "valid" else Overall.NOT_VALID)


def test_a_changed_row_is_seen_by_whoever_looks(register: Register, number: str) -> None:
    with register.store.writing() as connection:
        raw = bytes(connection.execute(select(EVENT.c.raw).where(EVENT.c.number == number)).scalar_one())
        body = canonical.loads(raw, 65_535)
        body["credential"]["credentialSubject"]["level"] = "four-star"
        connection.execute(EVENT.update().where(EVENT.c.number == number).values(raw=canonical.dumps(body)))
    found = asked(register, number)
    assert (found.verdict.overall, found.verdict.code) == (Overall.NOT_GENUINE, "signature")
