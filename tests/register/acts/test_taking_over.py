"""Taking certificates over: suspended with a second entry, in the order of their numbers, mains with what is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from certs.certificate.taken_over import TakenOver
from certs.register.answers.certificate_answer import Answer, answer
from tests.register.founded_register import TODAY, Register, draft, refused

DAY = timedelta(days=1)
ISSUED, UNTIL = date(2025, 3, 1), TODAY + 60 * DAY
MAIN = "99926SC00007R0M"
SUSPENDED: dict[str, Any] = {"status": "suspended", "until": UNTIL}


def old(number: str, n: int = 1, main: str = "", **told: Any) -> Any:
    """Return the draft of an old certificate without a score."""
    taken = TakenOver(number, ISSUED, **told)
    return draft(n, issued=ISSUED, headcount=0, level="four-star", sub_of=main, taken_over=taken)


def shown(register: Register, number: str) -> Answer:
    found = answer(register.reader(), number, now=register.now)
    assert isinstance(found, Answer)
    return found


def test_numbers_days_level_and_suspension_are_those_of_the_old_register(small_register: Register) -> None:
    ends = date(2027, 6, 30)
    [issued] = small_register.issue(old("SH/2025/7", valid_until=ends, **SUSPENDED))
    assert (issued.number, issued.level, issued.valid_until, issued.until) == ("SH/2025/7", "four-star", ends, UNTIL)
    answered = shown(small_register, "SH/2025/7")
    assert [(e.type, e.effective, e.reason) for e in answered.record.entries] == [
        ("issued", ISSUED, None),
        ("suspended", TODAY, "other"),
    ]
    assert answered.status == "suspended"
    assert answered.record.standing(TODAY).until == UNTIL


def test_high_serials_may_stand_first(small_register: Register) -> None:
    low, high, new = old("99926SC09000R0M"), old("99926SC15000R0M", 2), draft(3)
    done = small_register.issue(new, high, low)
    assert [result.number for result in done] == ["99926SC15001R0M", "99926SC15000R0M", "99926SC09000R0M"]


@pytest.mark.parametrize("together", [True, False])
def test_under_a_suspended_main_only_what_is_suspended_is_taken_over(small_register: Register, together: bool) -> None:
    main, sub = old(MAIN, **SUSPENDED), old(f"{MAIN}-1", 2, MAIN, **SUSPENDED)
    if not together:
        small_register.issue(main)
    batch = [main] if together else []
    valid = replace(sub, taken_over=TakenOver(f"{MAIN}-1", ISSUED))
    assert ("certificate.sub_of", "conflict") in refused(small_register, lambda: small_register.issue(*batch, valid))
    small_register.issue(*batch, sub)
    assert shown(small_register, f"{MAIN}-1").status == "suspended"


def test_an_old_sub_certificate_does_not_outlive_its_main(small_register: Register) -> None:
    main = old(MAIN, valid_until=date(2027, 6, 30))
    longer = old(f"{MAIN}-1", 2, MAIN, valid_until=date(2027, 7, 1))
    assert refused(small_register, lambda: small_register.issue(main, longer)) == [("taken_over.valid_until", "range")]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"level": "five-star"}, ("certificate.level", "conflict")),
        ({"taken_over": TakenOver("SH/2025/7", ISSUED, valid_until=UNTIL)}, ("taken_over.valid_until", "conflict")),
        ({"taken_over": TakenOver("SH/2025/7", ISSUED, **SUSPENDED)}, ("taken_over.status", "conflict")),
    ],
)
def test_a_reissue_by_the_old_file_changes_neither_level_nor_days(
    small_register: Register, change: dict[str, Any], wrong: tuple[str, str]
) -> None:
    plain = old("SH/2025/7")
    small_register.issue(plain)
    new = replace(plain, holder=replace(plain.holder, address="样例路2号"))
    changed = replace(new, **change)
    assert wrong in refused(small_register, lambda: small_register.reissue("SH/2025/7", changed, "address-changed"))
    assert small_register.reissue("SH/2025/7", new, "address-changed").level == "four-star"
