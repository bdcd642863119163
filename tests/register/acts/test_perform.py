"""The acts: one transaction, all or nothing, by the rules of data.md, "An act", on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from certs import limits
from certs.certificate.fields import Holder, ScopeItem
from certs.errors import Refused
from certs.lifecycle.rules import BatchRefused
from certs.register.store.database import open_store
from tests.register.founded_register import NOW, TODAY, Register, draft, refused, status


def test_numbers_count_up_and_are_never_used_twice(register: Register) -> None:
    first = register.issue(draft(1), draft(2))
    with pytest.raises(BatchRefused):
        register.issue(draft(3), draft(1))
    second = register.issue(draft(3))
    assert [i.number for i in (*first, *second)] == ["99926SC00001R0M", "99926SC00002R0M", "99926SC00003R0M"]


@pytest.mark.parametrize(("headcount", "letter"), [(50, "S"), (51, "M"), (500, "M"), (501, "L")])
def test_the_size_letter_follows_the_headcount(small_register: Register, headcount: int, letter: str) -> None:
    assert small_register.issue(draft(1, headcount=headcount))[0].number[-1] == letter


def test_a_dry_run_needs_no_key_and_keeps_nothing(register: Register) -> None:
    tried = register.issue(draft(1), ring=None, dry_run=True)
    done = register.issue(draft(1))
    assert tried == done


def test_the_same_content_is_refused_with_its_number_until_that_one_ends(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    assert refused(
        register, lambda: register.issue(replace(draft(1), decided_by=("a", "b"), score=Decimal("95.5")))
    ) == [("certificate", "duplicate")]
    with pytest.raises(BatchRefused, match="item"):
        register.issue(draft(1))
    register.change("withdrawn", number, "holder-request")
    assert register.issue(draft(1))[0].number != number


def test_the_same_content_twice_in_one_batch_is_refused(small_register: Register) -> None:
    again = replace(draft(1), source="again.toml")
    assert refused(small_register, lambda: small_register.issue(draft(1), again)) == [("certificate", "duplicate")]


def test_a_uscc_known_under_another_name_is_refused(register: Register) -> None:
    register.issue(draft(1))
    holder = replace(draft(1).holder, name="别的名称（样例）有限公司")
    assert refused(register, lambda: register.issue(draft(1, holder=holder))) == [("holder.name", "conflict")]


def test_a_batch_with_one_bad_item_issues_nothing_and_names_it(register: Register) -> None:
    with pytest.raises(BatchRefused) as caught:
        register.issue(draft(1), draft(2, score=Decimal("69.999")), draft(3, special_deductions=5))
    assert [item.source for item in caught.value.items] == ["2.toml", "3.toml"]
    assert register.issue(draft(1))[0].number.endswith("SC00001R0M")


@pytest.mark.parametrize(("days", "good"), [(-90, True), (-91, False), (30, True), (31, False)])
def test_the_day_of_issue_lies_90_days_back_to_30_ahead(small_register: Register, days: int, good: bool) -> None:
    item = draft(1, issued=TODAY + timedelta(days=days))
    if good:
        assert small_register.issue(item)[0].valid_from == TODAY + timedelta(days=days)
    else:
        assert refused(small_register, lambda: small_register.issue(item)) == [("certificate.issued", "range")]


def test_a_certificate_is_valid_for_three_years_the_last_day_included(small_register: Register) -> None:
    issued = small_register.issue(draft(1))[0]
    assert issued.valid_until == date(2029, 11, 23)
    assert status(small_register, issued.number, date(2029, 11, 23)) == "valid"
    assert status(small_register, issued.number, date(2029, 11, 24)) == "expired"
    assert status(small_register, issued.number, date(2026, 11, 23)) == "not_yet_valid"


def test_suspension_needs_an_end_within_six_months_and_the_validity(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    for until, good in [
        (None, False),
        (date(2026, 11, 23), False),
        (date(2027, 5, 24), False),
        (date(2027, 5, 23), True),
    ]:
        if good:
            assert register.change("suspended", number, "complaint", until=until).status == "suspended"
        else:
            assert [
                f for f, _ in refused(register, partial(register.change, "suspended", number, "complaint", until=until))
            ] == ["until"]


def test_a_second_suspension_moves_the_end_but_not_the_beginning(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, "complaint", until=date(2026, 12, 24))
    register.later(days=5)
    assert refused(register, lambda: register.change("suspended", number, "complaint", until=date(2027, 5, 28))) == [
        ("until", "range")
    ]
    register.change("suspended", number, "requirements-not-met", until=date(2027, 5, 23))
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        standing = record.standing(date(2026, 12, 30))
    assert (standing.since, standing.until, standing.reason) == (TODAY, date(2027, 5, 23), "requirements-not-met")


def test_nothing_becomes_valid_by_the_passing_of_time(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, "complaint", until=date(2026, 12, 24))
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        assert [record.standing(date(2026, 12, d)).overdue for d in (24, 25)] == [False, True]
        assert record.standing(date(2027, 6, 1)).code == "suspended"


def test_while_suspended_only_prolong_restore_revoke_or_withdraw(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, "complaint", until=date(2026, 12, 24))
    assert refused(register, lambda: register.reissue(number, draft(1, score=Decimal(91)), "level-lowered")) == [
        ("number", "conflict")
    ]
    assert register.change("withdrawn", number, "merged", dry_run=True).status == "withdrawn"
    assert refused(register, lambda: register.change("revoked", number, "suspension-expired")) == [
        ("reason", "conflict")
    ]
    assert register.change("restored", number, "cause-removed").status == "valid"
    assert refused(register, lambda: register.change("restored", number, "cause-removed")) == [("number", "conflict")]


def test_an_act_may_be_ordered_ahead_but_never_back_dated(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    for days in (-1, 31):
        day = TODAY + timedelta(days=days)
        assert ("effective", "range") in refused(
            register, partial(register.change, "revoked", number, "fraud", effective=day)
        )
    register.change("withdrawn", number, "merged", effective=TODAY + timedelta(days=30))
    assert status(register, number) == "valid"
    assert status(register, number, TODAY + timedelta(days=30)) == "withdrawn"
    register.change("revoked", number, "fraud", effective=TODAY + timedelta(days=3))
    assert status(register, number, TODAY + timedelta(days=30)) == "revoked"


def test_renewed_is_no_reason_that_a_command_may_give(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    assert refused(register, lambda: register.change("withdrawn", number, "renewed")) == [("reason", "range")]
    assert refused(register, lambda: register.change("suspended", number, "because", until=TODAY)) == [
        ("reason", "range")
    ]


def test_two_writers_at_once_get_different_numbers(register: Register) -> None:
    numbers: list[str] = []
    problems: list[BaseException] = []

    def work(start: int) -> None:
        store = open_store(register.url, write=True)
        try:
            numbers.extend(register.issue(draft(n), store=store)[0].number for n in range(start, start + 8))
        except BaseException as exc:  # noqa: BLE001  the main thread reports it
            problems.append(exc)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=(start,)) for start in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert sorted(numbers) == [f"99926SC{n:05d}R0M" for n in range(1, 25)]


def test_an_act_that_waited_for_another_sees_the_clock_when_its_turn_comes(register: Register) -> None:
    register.issue(draft(3))
    instant = NOW
    second_waits, problems = threading.Event(), list[BaseException]()

    def first_clock() -> datetime:
        """Read inside the first act's transaction: the second starts, and time passes before the first commits."""
        nonlocal instant
        other.start()
        assert second_waits.wait(30)
        instant = NOW + timedelta(seconds=5)
        return instant

    def second() -> None:
        second_waits.set()
        try:
            register.issue(draft(2), store=store, clock=lambda: instant)
        except BaseException as exc:  # noqa: BLE001  the main thread reports it
            problems.append(exc)
        finally:
            store.close()

    store, other = open_store(register.url, write=True), threading.Thread(target=second)
    first = register.issue(draft(1), clock=first_clock)
    other.join(30)
    assert not problems
    assert first[0].number == "99926SC00002R0M"
    with register.reader().view() as view:
        assert [event.recorded for event in view.events(view.size - 2, 2)] == [NOW + timedelta(seconds=5)] * 2


def test_one_act_reads_the_clock_once(small_register: Register) -> None:
    readings: list[datetime] = []

    def clock() -> datetime:
        readings.append(NOW + timedelta(seconds=len(readings)))
        return readings[-1]

    small_register.issue(draft(1), draft(2), clock=clock)
    assert readings == [NOW]


@pytest.mark.parametrize("act", ["withdrawn", "renewed"])
def test_an_end_without_fault_does_not_come_before_a_revocation_that_is_recorded(register: Register, act: str) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=1)
    register.change("revoked", number, "fraud", effective=TODAY + timedelta(days=11))
    assert refused(
        register,
        lambda: (
            register.change("withdrawn", number, "merged") if act == "withdrawn" else register.renew(number, draft(1))
        ),
    ) == [("number", "conflict")]
    register.change("revoked", number, "fraud", effective=TODAY + timedelta(days=3))
    assert status(register, number, TODAY + timedelta(days=3)) == "revoked"


def test_acts_stop_when_the_clock_lies_behind_and_ask_when_it_jumps(register: Register) -> None:
    register.issue(draft(1))
    register.later(seconds=-1)
    with pytest.raises(Refused, match="clock_behind"):
        register.issue(draft(2))
    register.later(days=8, seconds=1)
    with pytest.raises(Refused, match="clock_gap"):
        register.issue(draft(2))
    with pytest.raises(Refused, match="clock_gap"):
        register.issue(draft(2), confirm_clock=date(2026, 12, 1))
    assert register.issue(draft(2), confirm_clock=date(2026, 12, 2))


def test_an_event_over_the_limit_is_refused_before_a_number_is_lost(small_register: Register) -> None:
    items = tuple(ScopeItem(f"样例产品{i}" + "长" * 150, brands=("样例",)) for i in range(limits.SCOPE_ITEMS))
    errors = refused(small_register, lambda: small_register.issue(draft(1, scope=items)))
    assert errors == [("scope", "range")]
    assert small_register.issue(draft(2))[0].number == "99926SC00001R0M"


def test_a_key_of_another_instance_signs_nothing(small_register: Register) -> None:
    from certs.trust.keys import key_name
    from certs.trust.signing import Keyring, generate

    strange = Keyring({p: generate(key_name(p, 1)) for p in ("certificate", "qr", "status")})
    with pytest.raises(Refused, match="key_mismatch"):
        small_register.issue(draft(1), ring=strange)


def test_changes_of_unknown_or_doubled_numbers_are_refused(register: Register) -> None:
    assert refused(register, lambda: register.change("revoked", "99926SC09999R0M", "fraud")) == [("number", "unknown")]


def test_english_only_facts_do_not_make_another_organisation(small_register: Register) -> None:
    small_register.issue(draft(1))
    other = Holder(draft(1).holder.name, draft(1).holder.uscc, "别处（样例）", name_en="")
    assert small_register.issue(draft(1, holder=other))[0].number == "99926SC00002R0M"
