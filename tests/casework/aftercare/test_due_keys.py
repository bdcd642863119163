"""What is due of keys: each on both sides of its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from certs import limits
from certs.casework.aftercare import due_keys
from certs.days import add_months
from certs.register.store.reader import open_reader
from certs.trust.keys import PURPOSES
from certs.trust.trust_list.trust_list import TrustList
from tests.register.founded_register import NOW, Register

TODAY = NOW.date()
DAY = timedelta(days=1)
YEAR = add_months(TODAY, 12)


def due(
    register: Register, day: date, months: int = 12, documents: date | None = None, **states: str
) -> list[tuple[str, date]]:
    """Return the second word of each sentence with its day; `states` are of the first keys of some purposes."""
    reader = open_reader(register.url)
    with reader.view() as view:
        trust = _changed(view.trust, states)
        items = list(due_keys.due(view.connection, trust, day, months, documents))
    reader.close()
    assert {item.what for item in items} <= {"key"}
    return [(item.words.en.split()[1], item.deadline) for item in items]


def _changed(trust: TrustList, states: dict[str, str]) -> TrustList:
    keys = [
        replace(key, state=states[key.purpose], ended=key.added) if key.purpose in states else key for key in trust.keys
    ]
    return replace(trust, keys=tuple(keys))


def test_each_key_but_the_root_is_to_be_rotated_in_time(register: Register) -> None:
    assert due(register, YEAR - 91 * DAY) == []
    for day in (YEAR - 90 * DAY, YEAR + 400 * DAY):
        assert due(register, day) == [("in", YEAR)], "those of one ceremony together"
    reader = open_reader(register.url)
    with reader.view() as view:
        (item,) = due_keys.due(view.connection, view.trust, YEAR, 12, None)
    reader.close()
    assert {f"{purpose}-1" in item.words.en for purpose in PURPOSES} == {True, False}
    assert "root-1" not in item.words.en
    assert due(register, YEAR, months=0) == [], "the body has taken the reminder away"
    assert due(register, YEAR, months=24) == []


def test_a_purpose_without_a_key_is_due_since_then(register: Register) -> None:
    assert due(register, TODAY, status="retired") == [("is", TODAY)]


def test_a_rotated_log_key_is_told_of_while_it_signs_beside_its_successor(register: Register) -> None:
    reader = open_reader(register.url)
    with reader.view() as view:
        (first,) = [key for key in view.trust.keys if key.purpose == "log"]
        (other,) = [key for key in view.trust.keys if key.purpose == "qr"]
        old = replace(first, state="retired", ended=first.added)
        new = replace(first, name="log-2", raw=other.raw)
        trust = replace(view.trust, keys=(old, new))
        last = TODAY + limits.LOG_KEY_OVERLAP_DAYS * DAY
        for day, told in ((TODAY, [last]), (last, [last]), (last + DAY, [])):
            items = due_keys.due(view.connection, trust, day, 0, None)
            assert [item.deadline for item in items] == told, day
    reader.close()


@pytest.mark.parametrize(("days", "told"), [(91, False), (90, True), (0, True), (-30, True)])
def test_the_certificate_that_signs_papers_ends(register: Register, days: int, told: bool) -> None:
    last = TODAY + timedelta(days=days)
    assert due(register, TODAY, documents=last) == ([("certificate", last)] if told else [])
