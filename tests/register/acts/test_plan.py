"""Planning is pure: facts made by hand go in, and what comes out is held on both sides of every limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from certs.certificate.fields import Draft
from certs.certificate.taken_over import TakenOver
from certs.errors import FieldError, Words
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.lifecycle.request import Request
from certs.register.acts.facts import Content, Facts
from certs.register.acts.orders import Changed, Issued, Order, Plan
from certs.register.acts.plan import plan
from certs.register.acts.uniqueness import Taken
from certs.register.store.ledger import Head
from tests.lifecycle.test_record import entry
from tests.register.founded_register import NOW, TODAY, draft
from tests.trust.sample_trust import trust_after

DAY = timedelta(days=1)
OLD = "99926SC00001R0M"


def content(item: Draft, digest: str = "", errors: tuple[FieldError, ...] = ()) -> Content:
    holder = {"name": item.holder.name, "uscc": item.holder.uscc}
    subject = {"holder": holder, "level": "five-star", "scheme": "gbt27922-2011"}
    return Content(subject, digest or item.source, errors)


def certified(number: str = OLD, issued: date = date(2026, 3, 1), **subject: Any) -> Record:
    event = entry(6, "issued", issued)
    said = event.body["credential"]["credentialSubject"]
    said |= {**content(draft(1)).subject, "number": number, **subject}
    first = LoggedEvent(6, b"", {**event.body, "number": number}, "issued", event.recorded, issued)
    return fold([first])


def facts(drafts: Sequence[Content | None], *records: Record, **changes: Any) -> Facts:
    plain = Facts(
        NOW,
        trust_after(),
        Head(40, NOW, 9),
        (50, 500),
        tuple(drafts),
        {record.number: record for record in records},
        {},
        {},
        frozenset(),
        {},
        {},
    )
    return replace(plain, **changes)


def issue(*drafts: Draft, **changes: Any) -> Plan:
    return plan(
        [Request("issued", draft=each) for each in drafts], facts([content(each) for each in drafts], **changes)
    )


def results(of: Plan) -> list[str]:
    of.require()
    return [result.number for result in of.results]


def wrong(of: Plan) -> list[list[tuple[str, str]]]:
    return [[(error.field, error.code) for error in item.errors] for item in of.refused]


def orders(of: Plan) -> list[Order]:
    of.require()
    return [order for step in of.steps for order in step.orders]


def test_a_batch_takes_places_indexes_and_serials_one_after_another() -> None:
    planned = issue(draft(1), draft(2), serials={26: 7, 25: 99})
    assert results(planned) == ["99926SC00008R0M", "99926SC00009R0M"]
    assert [result.position for result in planned.results] == [40, 41]
    assert [order.status_index for order in orders(planned)] == [9, 10]
    assert planned.serials == {26: 9, 25: 99}


def test_serials_begin_at_1_and_end_at_the_last_of_eight_digits() -> None:
    assert results(issue(draft(1))) == ["99926SC00001R0M"]
    assert results(issue(draft(1), serials={26: 99_999_998})) == ["99926SC99999999R0M"]
    assert wrong(issue(draft(1), serials={26: 99_999_999})) == [[("certificate.issued", "range")]]


@pytest.mark.parametrize(
    ("serial", "last", "good"), [(10_000, 0, True), (10_001, 0, False), (10_005, 5, True), (1, 5, True)]
)
def test_a_taken_over_serial_lies_10_000_ahead_at_most_and_pushes_the_rest(serial: int, last: int, good: bool) -> None:
    taken = TakenOver(f"99926SC{serial:05}R0S", date(2020, 1, 2))
    planned = issue(draft(1, taken_over=taken), draft(2), serials={26: last} if last else {})
    if good:
        assert results(planned) == [taken.number, f"99926SC{max(serial, last) + 1:05}R0M"]
    else:
        assert wrong(planned) == [[("taken_over.number", "range")]]
        assert "10000 is the furthest" in planned.refused[0].errors[0].message.en


def test_a_number_is_taken_over_once() -> None:
    taken = TakenOver("SH/2022/04042", date(2020, 1, 2), "SH/2019/1")
    first = issue(draft(1, taken_over=taken, issued=date(2025, 1, 2)))
    assert results(first) == ["SH/2022/04042"]
    subject = orders(first)[0].subject
    assert subject is not None
    assert (subject["first_issued"], subject["predecessor"]) == ("2020-01-02", "SH/2019/1")
    assert (orders(first)[0].valid_from, orders(first)[0].valid_until) == (date(2025, 1, 2), date(2028, 1, 1))
    again = [("taken_over.number", "duplicate")]
    assert wrong(issue(draft(1, taken_over=taken), numbers=frozenset({"SH/2022/04042"}))) == [again]
    assert wrong(issue(draft(1, taken_over=taken), draft(2, taken_over=taken))) == [again]
    plain = orders(issue(draft(1, taken_over=replace(taken, predecessor=""))))[0].subject
    assert plain is not None
    assert "predecessor" not in plain


def test_a_content_is_issued_once() -> None:
    assert wrong(issue(draft(1), contents={"1.toml": [OLD]})) == [[("certificate", "duplicate")]]
    assert wrong(issue(draft(1), contents={"2.toml": [OLD]})) == []
    assert wrong(issue(draft(1), draft(1, source="1.toml "[:6]))) == [[("certificate", "duplicate")]]


def test_a_code_has_one_name() -> None:
    other = replace(draft(1).holder, name="另一家（样例）公司")
    known = {draft(1).holder.uscc: draft(1).holder.name}
    assert wrong(issue(draft(1), names=known)) == []
    assert wrong(issue(draft(1, holder=other), names=known)) == [[("holder.name", "conflict")]]
    assert wrong(issue(draft(1), draft(1, holder=other, source="b"))) == [[("holder.name", "conflict")]]


@pytest.mark.parametrize(("days", "good"), [(-91, False), (-90, True), (30, True), (31, False)])
def test_the_day_of_issue_is_held_where_it_is_planned(days: int, good: bool) -> None:
    planned = issue(draft(1, issued=TODAY + days * DAY))
    assert wrong(planned) == ([] if good else [[("certificate.issued", "range")]])


def test_a_score_that_earns_nothing_is_refused_with_the_others_of_the_batch() -> None:
    low = FieldError("certificate.score", "60", "range", Words("不够", "Too low"))
    batch = [Request("issued", draft=draft(1)), Request("issued", draft=draft(2))]
    planned = plan(batch, facts([content(draft(1), errors=(low,)), content(draft(2))]))
    assert wrong(planned) == [[("certificate.score", "range")]]
    assert len(planned.steps) == 1


def change(
    number: str,
    act: str = "withdrawn",
    reason: str = "merged",
    effective: date | None = None,
    until: date | None = None,
) -> Request:
    return Request(act, number, reason, None, effective, until)


def test_a_number_must_be_known_and_stand_in_a_batch_once() -> None:
    batch = [change(OLD), change(OLD), change("99926SC00009R0M")]
    assert wrong(plan(batch, facts([None] * 3, certified()))) == [[("number", "duplicate")], [("number", "unknown")]]


def test_a_change_says_the_status_of_the_day_on_which_it_takes_effect() -> None:
    ahead = TODAY + 5 * DAY
    batch = [change(OLD, "suspended", "complaint", effective=ahead, until=ahead), change("99926SC00002R0M")]
    planned = plan(batch, facts([None, None], certified(), certified("99926SC00002R0M")))
    first, second = planned.results
    assert isinstance(first, Changed)
    assert isinstance(second, Changed)
    assert (first.number, first.type, first.effective, first.position) == (OLD, "suspended", ahead, 40)
    assert (first.before.code, first.status, first.reason, first.until) == ("valid", "suspended", "complaint", ahead)
    assert (second.number, second.status, second.position) == ("99926SC00002R0M", "withdrawn", 41)
    assert (second.holder, second.until) == (draft(1).holder.name, None)
    assert orders(planned)[0] == Order("suspended", OLD, ahead, reason="complaint", until=ahead)


def renew(record: Record, new: Draft, **changes: Any) -> Plan:
    return plan([Request("renewed", record.number, draft=new)], facts([content(new)], record, **changes))


@pytest.mark.parametrize(
    ("number", "renewals"), [(OLD, 1), ("99926SC00001R8M", 9), ("SH/2022/04042", 1), ("12326SC00001R4M", 1)]
)
def test_a_renewal_counts_on(number: str, renewals: int) -> None:
    assert results(renew(certified(number), draft(1)))[0] == f"99926SC00001R{renewals}M"


@pytest.mark.parametrize("days", [-9, 0, 9])
def test_a_renewal_ends_the_old_one_when_the_new_one_starts_and_never_before_today(days: int) -> None:
    planned = renew(certified(), draft(1, issued=TODAY + days * DAY))
    old, new = orders(planned)
    assert (old.type, old.number, old.effective) == ("renewed", OLD, max(TODAY, TODAY + days * DAY))
    assert (old.reason, old.successor) == ("renewed", new.number)
    assert new.subject is not None
    assert (new.subject["predecessor"], new.subject["first_issued"]) == (OLD, "2026-03-01")
    (result,) = planned.results
    assert isinstance(result, Issued)
    assert (result.position, result.predecessor, result.source) == (41, OLD, "1.toml")


def test_a_renewal_may_say_what_its_predecessor_says_and_nobody_else() -> None:
    assert wrong(renew(certified(), draft(1), contents={"1.toml": [OLD]})) == []
    other = renew(certified(), draft(1), contents={"1.toml": [OLD, "99926SC00002R0M"]})
    assert wrong(other) == [[("certificate", "duplicate")]]
    assert wrong(renew(certified(), draft(1, issued=TODAY - 91 * DAY))) == [[("certificate.issued", "range")]]
    taken = TakenOver("SH/2022/04042", date(2020, 1, 2))
    assert wrong(renew(certified(), draft(1, taken_over=taken))) == [[("taken_over.number", "conflict")]]
    assert wrong(renew(certified(), draft(1), serials={26: 99_999_999})) == [[("certificate.issued", "range")]]


def test_what_was_taken_stays_taken_by_who_took_it() -> None:
    taken = Taken(facts([], contents={"d": [OLD]}))
    assert taken.same_content("d", "a") == OLD
    assert taken.same_content("e", "a") is None
    assert taken.same_content("e", "b") == "a"
    assert Taken(facts([], contents={"d": [OLD]})).same_content("d", "a", {OLD}) is None
