"""The order of results: what fits best, what is valid, what lasts; and what was replaced under what replaced it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs.certificate.fields import Holder, ScopeItem
from certs.register.answers.hit_lines import Hit, Hits
from certs.register.answers.search_by_kind import search
from tests.register.founded_register import Register, draft, uscc

LATER = date(2027, 2, 1)


def found(register: Register, text: str, limit: int = 20) -> list[Hit]:
    items: list[Hit] = []
    after = None
    while True:
        page = search(register.reader(), text, now=register.now, limit=limit, after=after)
        assert isinstance(page, Hits)
        assert len(page.items) <= limit
        items += page.items
        after = page.next
        if after is None:
            return items


def test_what_is_meant_comes_before_what_has_it_in_it(register: Register) -> None:
    part, begins, exact, brand = (
        one.number
        for one in register.issue(
            draft(1, holder=Holder("样例海川有限公司", uscc(1), "路 1 号")),
            draft(2, holder=Holder("海川家电（样例）有限公司", uscc(2), "路 2 号")),
            draft(3, holder=Holder("海川", uscc(3), "路 3 号")),
            draft(4, scope=(ScopeItem("净水器", brands=("海川",)),)),
        )
    )
    assert [hit.number for hit in found(register, "海川")] == [*sorted([exact, brand]), begins, part]


def in_every_status(register: Register) -> dict[str, str]:
    """Issue a certificate for each status, the worst first, so that the order of entry would be the wrong one."""
    names = ("revoked", "withdrawn", "future", "suspended", "short", "valid")
    drafts = [draft(n) for n in range(1, 7)]
    drafts[2] = replace(drafts[2], issued=register.now.date() + timedelta(days=20))
    drafts[4] = replace(drafts[4], issued=register.now.date() - timedelta(days=30))
    numbers = dict(zip(names, (one.number for one in register.issue(*drafts)), strict=True))
    register.change("revoked", numbers["revoked"], "fraud")
    register.change("withdrawn", numbers["withdrawn"], "holder-request")
    register.change("suspended", numbers["suspended"], "complaint", until=LATER)
    return numbers


def test_the_valid_come_first_and_of_these_the_longest(register: Register) -> None:
    numbers = in_every_status(register)
    order = ("valid", "short", "suspended", "future", "withdrawn", "revoked")
    hits = found(register, "青禾样例")
    assert [hit.number for hit in hits] == [numbers[name] for name in order]
    assert [hit.status for hit in hits] == ["valid", "valid", "suspended", "not_yet_valid", "withdrawn", "revoked"]
    register.later(days=4 * 366)
    hits = found(register, "青禾样例")
    assert [hit.status for hit in hits] == ["expired"] * 4 + ["withdrawn", "revoked"]
    assert hits[0].number == numbers["future"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pages_are_the_list_in_parts(register: Register, limit: int) -> None:
    in_every_status(register)
    assert found(register, "青禾样例", limit) == found(register, "青禾样例")


def test_what_was_renewed_stands_under_the_end_of_its_chain(register: Register) -> None:
    first, other = (one.number for one in register.issue(draft(1), draft(2)))
    register.later(days=2)
    second = register.renew(first, draft(1)).number
    register.later(days=2)
    third = register.renew(second, draft(1)).number
    register.later(days=2)
    hits = found(register, "青禾样例")
    assert [(hit.number, hit.under) for hit in hits] == [(third, None), (second, third), (first, third), (other, None)]
    assert [hit.successor and (hit.successor.number, hit.successor.status) for hit in hits] == [
        None,
        (third, "valid"),
        (third, "valid"),
        None,
    ]
    register.change("revoked", third, "fraud")
    hits = found(register, uscc(1))
    assert [(hit.number, hit.status, hit.under) for hit in hits] == [
        (third, "revoked", None),
        (second, "withdrawn", third),
        (first, "withdrawn", third),
    ]
    assert hits[1].successor is not None
    assert hits[1].successor.status == "revoked"
    assert found(register, "青禾样例")[0].number == other


def test_what_is_to_be_renewed_is_still_the_present_one(register: Register) -> None:
    old = register.issue(draft(1))[0].number
    register.later(days=2)
    new = register.renew(old, replace(draft(1), issued=register.now.date() + timedelta(days=9))).number
    hits = found(register, "青禾样例")
    assert [(hit.number, hit.status, hit.under) for hit in hits] == [(old, "valid", None), (new, "not_yet_valid", None)]
    assert hits[0].successor is not None
    assert hits[0].successor.number == new


def test_a_line_tells_several_certificates_of_a_firm_apart(register: Register) -> None:
    register.issue(draft(1), draft(1, scope=(ScopeItem("洗衣机"), ScopeItem("冰箱"))))
    hits = found(register, uscc(1))
    assert {hit.scope for hit in hits} == {("家用空调器",), ("洗衣机", "冰箱")}
    assert {hit.scheme for hit in hits} == {"gbt27922-2011"}


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 7), st.integers(1, 40))
def test_more_than_are_ranked_together_are_still_all_found(
    tmp_path_factory: pytest.TempPathFactory, limit: int, together: int
) -> None:
    from certs import limits
    from tests.register.founded_register import founded

    register = founded(f"sqlite:///{tmp_path_factory.mktemp('ranking') / 'register.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "RANKED", together)
        numbers = [one.number for one in register.issue(*(draft(n) for n in range(1, 24)))]
        assert sorted(hit.number for hit in found(register, "青禾", limit)) == numbers
    register.close()
