"""Main certificates and their sub-certificates, issued, changed and renewed together, on each database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certs.certificate.fields import Draft, Site
from certs.certificate.sub_number import compose, main_of
from certs.certificate.taken_over import TakenOver
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.request import Remark, Request
from certs.lifecycle.rules import BatchRefused
from certs.register.acts.orders import Changed, Issued
from tests.register.founded_register import TODAY, Register, draft, refused

DAY = timedelta(days=1)
UNTIL = TODAY + 60 * DAY
OLD = "00114E22766R2L/3502"


def sub(n: int, main: str, **changes: Any) -> Draft:
    """A draft for a further site of the same firm, under a main."""
    site = Site(f"第{n}网点", f"浙江省宁波市样例路{n}号")
    return draft(1, sites=(site,), sub_of=main, source=f"sub-{n}.toml", **changes)


def family(register: Register, subs: int = 2, issued: date = TODAY) -> list[str]:
    """Issue a main with sub-certificates; return their numbers, the main's first."""
    main = register.issue(draft(1, issued=issued))[0].number
    drafts = [sub(n, main, issued=issued) for n in range(1, subs + 1)]
    return [main, *(result.number for result in (register.issue(*drafts) if drafts else ()))]


def records(register: Register, numbers: Sequence[str]) -> dict[str, Record]:
    with register.reader().view() as view:
        return view.records(numbers)


def statuses(register: Register, numbers: Sequence[str], day: date = TODAY) -> list[str]:
    found = records(register, numbers)
    return [found[number].standing(day).code for number in numbers]


def changed(register: Register, act: str, reason: str, *numbers: str, **days: Any) -> list[Changed]:
    """Do one act on several numbers."""
    results = register.act(*(Request(act, number, reason, **days) for number in numbers))
    return [result for result in results if isinstance(result, Changed)]


def test_sub_certificates_are_numbered_after_their_main_and_no_number_comes_twice(register: Register) -> None:
    main, first, second = family(register)
    assert [first, second] == [f"{main}-1", f"{main}-2"]
    register.change("withdrawn", second, "holder-request")
    assert register.issue(sub(3, main))[0].number == f"{main}-3"
    assert register.issue(draft(2))[0].number == "99926SC00002R0M"  # a sub-certificate takes no serial
    issued = records(register, [first])[first].latest
    assert "sub_of" not in issued.credential["credentialSubject"]


def test_a_main_and_its_subs_are_issued_in_one_act_in_any_order(register: Register) -> None:
    row = replace(sub(1, ""), main_source="1.toml")
    results = register.issue(row, draft(1))
    assert [result.number for result in results] == ["99926SC00001R0M-1", "99926SC00001R0M"]
    assert results[0].main == "99926SC00001R0M"
    alone = replace(sub(2, ""), main_source="nowhere.toml")
    assert refused(register, lambda: register.issue(alone)) == [("certificate.sub_of", "unknown")]
    under_a_sub = replace(sub(2, ""), main_source="sub-1.toml")
    again = [draft(2), replace(sub(1, ""), main_source="2.toml"), replace(under_a_sub, source="x.toml")]
    assert ("certificate.sub_of", "unknown") in refused(register, lambda: register.issue(*again))


def test_a_sub_ends_with_its_main_at_the_latest(register: Register) -> None:
    main = register.issue(draft(1, issued=TODAY - 90 * DAY))[0]
    (issued,) = register.issue(sub(1, main.number))
    assert issued.valid_until == main.valid_until
    (ahead,) = register.issue(sub(2, main.number, issued=TODAY + 30 * DAY))
    assert ahead.valid_until == main.valid_until


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"score": draft(1).score - 10}, [("certificate.score", "conflict")]),
        ({"scheme": "brand-1000", "score": draft(1).score * 10}, [("certificate.scheme", "conflict")]),
        ({"issued": TODAY - DAY}, [("certificate.sub_of", "conflict")]),
        ({"sub_of": "99926SC00009R0M"}, [("certificate.sub_of", "unknown")]),
        ({"sub_of": "99926SC00001R0M-1"}, [("certificate.sub_of", "conflict")]),
    ],
    ids=["level", "scheme", "before its main", "no main", "sub of a sub"],
)
def test_what_does_not_fit_its_main_is_refused(
    small_register: Register, changes: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    main = family(small_register, 1)[0]
    new = replace(sub(2, main), **changes)
    assert set(wrong) <= set(refused(small_register, lambda: small_register.issue(new)))


def test_under_a_main_that_is_stopped_or_will_be_nothing_is_issued(register: Register) -> None:
    main = family(register, 0)[0]
    register.change("suspended", main, "complaint", effective=TODAY + 5 * DAY, until=UNTIL)
    assert refused(register, lambda: register.issue(sub(1, main))) == [("certificate.sub_of", "conflict")]
    register.later(days=5)
    assert refused(register, lambda: register.issue(sub(1, main))) == [("certificate.sub_of", "conflict")]
    register.change("restored", main, "assessment-passed")
    assert register.issue(sub(1, main))[0].number == f"{main}-1"


def test_the_numbers_of_sub_certificates_end_at_99(small_register: Register) -> None:
    main = family(small_register, 0)[0]
    taken = TakenOver(compose(main, 98), TODAY)
    small_register.issue(sub(98, main, taken_over=taken))
    assert small_register.issue(sub(99, main))[0].number == f"{main}-99"
    assert refused(small_register, lambda: small_register.issue(sub(1, main))) == [("certificate.sub_of", "range")]


def test_what_suspends_a_main_suspends_its_subs_in_the_same_act(register: Register) -> None:
    numbers = family(register)
    results = changed(register, "suspended", "complaint", numbers[0], until=UNTIL)
    assert [(result.number, result.follows) for result in results] == [
        (numbers[0], ""),
        *((number, numbers[0]) for number in numbers[1:]),
    ]
    assert statuses(register, numbers) == ["suspended"] * 3
    told = register.act(Request("restored", numbers[0], "assessment-passed"), dry_run=True)[0]
    assert isinstance(told, Changed)
    assert told.left == tuple(numbers[1:])
    assert refused(register, lambda: changed(register, "restored", "assessment-passed", numbers[1])) == [
        ("number", "conflict")
    ]
    changed(register, "restored", "assessment-passed", numbers[1], numbers[0])
    assert statuses(register, numbers) == ["valid", "valid", "suspended"]


def test_a_sub_that_is_suspended_by_itself_keeps_its_day_unless_the_mains_is_later(register: Register) -> None:
    main, longer, shorter = family(register)
    register.change("suspended", longer, "complaint", until=UNTIL + 9 * DAY)
    register.change("suspended", shorter, "complaint", until=UNTIL - 9 * DAY)
    results = changed(register, "suspended", "mark-misuse", main, until=UNTIL)
    assert [(result.number, result.until) for result in results] == [(main, UNTIL), (shorter, UNTIL)]
    # What was suspended together moves together, also to an earlier day.
    results = changed(register, "suspended", "mark-misuse", main, until=UNTIL - DAY)
    assert [(result.number, result.until) for result in results] == [(main, UNTIL - DAY), (shorter, UNTIL - DAY)]


@pytest.mark.parametrize(("act", "reason"), [("revoked", "fraud"), ("withdrawn", "holder-request")])
def test_what_ends_a_main_ends_its_subs(register: Register, act: str, reason: str) -> None:
    numbers = family(register)
    register.change("withdrawn", numbers[1], "scope-discontinued")
    day = TODAY + 3 * DAY
    both = Remark(decided_by=("reviewer-02", "decider-01"))
    results = register.act(Request(act, numbers[0], reason, effective=day, remark=both))
    assert [result.number for result in results] == [numbers[0], numbers[2]]
    assert statuses(register, numbers) == ["valid", "withdrawn", "valid"]
    assert statuses(register, numbers, day) == [act, "withdrawn", act]


def test_a_sub_named_beside_its_main_is_refused_with_what_to_do(small_register: Register) -> None:
    main, first, _ = family(small_register)
    for order in ((main, first), (first, main)):
        with pytest.raises(BatchRefused) as caught:
            changed(small_register, "withdrawn", "holder-request", *order)
        assert [(error.code, first in error.message.zh) for error in caught.value.errors] == [("duplicate", True)]


def test_an_end_of_a_sub_for_fault_that_lies_ahead_holds_up_the_end_of_its_main_without_fault(
    small_register: Register,
) -> None:
    main, first, _ = family(small_register)
    small_register.change("revoked", first, "fraud", effective=TODAY + 9 * DAY)
    ending = refused(small_register, lambda: changed(small_register, "withdrawn", "holder-request", main))
    assert ending == [("number", "conflict")]


def test_the_level_of_a_main_changes_with_that_of_all_its_subs_or_not_at_all(register: Register) -> None:
    numbers = family(register)
    low = draft(1).score - 10
    drafts = [draft(1, score=low), *(sub(n, "", score=low) for n in (1, 2))]
    requests = [
        Request("reissued", number, "level-lowered", each) for number, each in zip(numbers, drafts, strict=True)
    ]
    for some in (requests[:1], requests[1:2], requests[:2]):
        assert {("certificate.score", "conflict")} == set(refused(register, partial(register.act, *some)))
    assert [result.level for result in register.act(*requests) if isinstance(result, Issued)] == ["three-star"] * 3
    site = (*draft(1).sites, Site("新网点", "浙江省温州市样例路8号"))
    widened = Request("reissued", numbers[0], "sites-changed", draft(1, score=low, sites=site))
    assert [result.number for result in register.act(widened)] == numbers[:1]


def test_renewing_a_main_ends_its_subs_unless_the_same_act_renews_them(register: Register) -> None:
    numbers = family(register, issued=TODAY - 30 * DAY)
    results = register.act(
        Request("renewed", numbers[1], draft=sub(1, "")), Request("renewed", numbers[0], draft=draft(1))
    )
    new = "99926SC00002R1M"
    assert [result.number for result in results] == [f"{new}-1", new, numbers[2]]
    assert statuses(register, [*numbers, new, f"{new}-1"]) == ["withdrawn"] * 3 + ["valid"] * 2
    found = records(register, numbers)
    assert [found[number].successor for number in numbers] == [new, f"{new}-1", None]
    assert found[numbers[2]].entries[-1].reason == "main-renewed"
    # The one that ended may still be renewed, by its own order.
    register.later(days=1)
    assert ("certificate.issued", "range") in refused(
        register, lambda: register.act(Request("renewed", numbers[2], draft=sub(2, "")))
    )
    late = register.renew(numbers[2], sub(2, "", issued=TODAY))
    assert (late.number, late.predecessor) == (f"{new}-2", numbers[2])


def test_a_sub_is_renewed_with_its_main_or_after_it(small_register: Register) -> None:
    main, first, _ = family(small_register, issued=TODAY - 30 * DAY)
    assert refused(small_register, lambda: small_register.renew(first, sub(1, ""))) == [("number", "conflict")]
    assert refused(small_register, lambda: small_register.renew(main, draft(1, sub_of=first))) == [
        ("certificate.sub_of", "conflict")
    ]
    reason = [("reason", "conflict")]
    assert refused(small_register, lambda: changed(small_register, "withdrawn", "main-renewed", first)) == reason


def test_old_numbers_made_from_the_mains_are_taken_over_under_it(register: Register) -> None:
    main = register.issue(draft(1, taken_over=TakenOver(OLD, TODAY)))[0].number
    old = TakenOver(f"{OLD}-2", TODAY)
    assert refused(register, lambda: register.issue(sub(1, "", taken_over=old))) == [("certificate.sub_of", "missing")]
    other = TakenOver(f"{OLD}/B", TODAY)
    assert refused(register, lambda: register.issue(sub(1, OLD, taken_over=other))) == [
        ("taken_over.number", "conflict")
    ]
    assert register.issue(sub(1, OLD, taken_over=old))[0].main == main
    assert register.issue(sub(2, OLD))[0].number == f"{OLD}-3"
    changed(register, "suspended", "complaint", OLD, until=UNTIL)
    assert statuses(register, [OLD, f"{OLD}-2", f"{OLD}-3"]) == ["suspended"] * 3


def test_what_was_there_before_a_certificate_is_no_sub_of_it(small_register: Register) -> None:
    small_register.issue(sub(1, "", taken_over=TakenOver(f"{OLD}-1", TODAY)))
    small_register.issue(draft(1, taken_over=TakenOver(OLD, TODAY)))
    changed(small_register, "suspended", "complaint", OLD, until=UNTIL)
    assert statuses(small_register, [OLD, f"{OLD}-1"]) == ["suspended", "valid"]


ACTS = st.tuples(
    st.sampled_from(["suspended", "restored", "revoked", "withdrawn", "renewed", "issued"]),
    st.integers(0, 3),
    st.integers(0, 12),
)
REASONS = {"suspended": "complaint", "restored": "cause-removed", "revoked": "fraud", "withdrawn": "holder-request"}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=2, max_size=6))
def test_whatever_happens_no_sub_is_better_off_than_its_main(
    small_register: Register, acts: list[tuple[str, int, int]]
) -> None:
    """Holds for all days ahead, after any acts on main and subs, refused ones included."""
    firm = small_register.now.microsecond // 100 + 100
    small_register.later(microseconds=100)
    numbers = [small_register.issue(draft(firm))[0].number]
    for act, which, ahead in acts:
        target, day = numbers[which % len(numbers)], TODAY + ahead * DAY
        new = replace(draft(firm), sites=(Site(f"网点{len(numbers)}", "浙江省杭州市样例路1号"),))
        requests = {
            "issued": Request("issued", draft=replace(new, sub_of=target, issued=day)),
            "renewed": Request("renewed", target, draft=replace(new, issued=day)),
        }
        until = day + 40 * DAY if act == "suspended" else None
        request = requests.get(act) or Request(act, target, REASONS[act], effective=day, until=until)
        try:
            numbers += [result.number for result in small_register.act(request) if isinstance(result, Issued)]
        except BatchRefused:
            continue
    found = records(small_register, numbers)
    for number in numbers:
        main = found.get(main_of(number) or "")
        for ahead in range(0, 1200, 7) if main else ():
            day = TODAY + ahead * DAY
            code = found[number].standing(day).code
            assert main is not None
            assert code != "valid" or main.standing(day).code == "valid", (number, day)
            assert main.standing(day).code not in ENDED or code in ENDED, (number, day)
