"""What speaks against a draft in every act that takes one: contents, names, numbers and serials that are taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import insert

from certs import limits
from certs.certificate.fields import Draft, Holder
from certs.certificate.taken_over import TakenOver
from certs.lifecycle.request import Request
from certs.register.store.tables import SERIAL
from tests.register.founded_register import TODAY, Register, draft, refused, uscc

NEW_NAME = "碧落净水（样例）有限公司"


def renamed(n: int, name: str = NEW_NAME) -> Draft:
    """The n-th firm's draft under another name."""
    return draft(n, holder=replace(draft(n).holder, name=name))


def wider(n: int) -> Draft:
    """The n-th firm's draft with a second product."""
    return draft(n, scope=(*draft(n).scope, replace(draft(n).scope[0], name="家用洗衣机")))


def test_a_reissue_makes_no_second_certificate_of_the_same_content(register: Register) -> None:
    first, second = (issued.number for issued in register.issue(draft(1), draft(2)))
    assert ("certificate", "duplicate") in refused(register, lambda: register.reissue(first, draft(2), "correction"))
    register.change("withdrawn", second, "merged")
    assert register.reissue(first, draft(2), "correction").version == 2


def test_two_reissues_of_one_batch_do_not_get_the_same_content(register: Register) -> None:
    numbers = [issued.number for issued in register.issue(draft(1), wider(1))]
    items = [Request("reissued", number, "holder-renamed", renamed(1)) for number in numbers]
    assert refused(register, lambda: register.act(*items)) == [("certificate", "duplicate")]


def test_a_number_may_take_up_its_own_older_content_again(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.reissue(number, wider(1), "scope-widened")
    assert register.reissue(number, draft(1), "scope-narrowed").version == 3


def test_the_original_file_is_refused_after_a_reissue_too(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.reissue(number, wider(1), "scope-widened")
    for same in (draft(1), wider(1)):
        assert refused(register, partial(register.issue, same)) == [("certificate", "duplicate")]
    register.change("revoked", number, "fraud")
    assert register.issue(draft(1))


def test_the_original_file_is_refused_after_its_organisation_code_was_corrected(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    right = draft(1, holder=replace(draft(1).holder, uscc=uscc(7)))
    register.reissue(number, right, "correction")
    for same in (draft(1), right):
        assert refused(register, partial(register.issue, same)) == [("certificate", "duplicate")]
    register.change("withdrawn", number, "merged")
    assert register.issue(draft(1))


def test_a_renewal_with_unchanged_content_is_no_duplicate_of_its_predecessor_alone(register: Register) -> None:
    first, other = (issued.number for issued in register.issue(draft(1), wider(1)))
    register.later(days=3)
    assert ("certificate", "duplicate") in refused(register, lambda: register.renew(other, draft(1)))
    starts = TODAY + timedelta(days=20)
    successor = register.renew(first, draft(1, issued=starts)).number
    register.reissue(successor, replace(draft(1), excludes=("二手商品",)), "scope-narrowed", effective=starts)
    # Back to what the predecessor says, which lives until then.
    assert register.reissue(successor, draft(1), "correction", effective=starts).version == 3


def test_a_reissue_moves_to_no_code_that_is_known_under_another_name(register: Register) -> None:
    number = register.issue(draft(1), draft(2))[0].number
    stranger = Holder("别的名称（样例）有限公司", uscc(2), "别处（样例）")
    assert ("holder.name", "conflict") in refused(
        register, lambda: register.reissue(number, draft(1, holder=stranger), "correction")
    )
    joined = replace(draft(2).holder, address="别处（样例）")
    assert register.reissue(number, draft(1, holder=joined), "correction").version == 2


def test_a_single_name_may_be_corrected_and_a_new_name_is_told_from_a_slip(register: Register) -> None:
    number, other = (issued.number for issued in register.issue(draft(1), wider(1)))
    assert ("holder.name", "conflict") in refused(register, lambda: register.reissue(number, renamed(1), "correction"))
    both = [
        Request("reissued", number, "correction", renamed(1)),
        Request("reissued", other, "correction", replace(wider(1), holder=renamed(1).holder)),
    ]
    assert len(register.act(*both)) == 2
    register.issue(draft(2))
    assert register.reissue("99926SC00003R0M", renamed(2, "改名（样例）公司"), "correction").version == 2


def test_after_a_new_name_every_act_goes_by_it(register: Register) -> None:
    number, other = (issued.number for issued in register.issue(draft(1), wider(1)))
    register.reissue(number, renamed(1), "holder-renamed")
    register.change("suspended", other, "complaint", until=date(2026, 12, 24))  # the old name is not newer for that
    assert register.issue(replace(renamed(1), excludes=("二手商品",)))
    register.change("restored", other, "cause-removed")
    assert ("holder.name", "conflict") in refused(
        register, lambda: register.reissue(other, replace(wider(1), excludes=("旧货",)), "scope-narrowed")
    )


def test_a_renewal_brings_no_new_name(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=3)
    assert refused(register, lambda: register.renew(number, renamed(1))) == [("holder.name", "conflict")]
    register.reissue(number, renamed(1), "holder-renamed")
    assert register.renew(number, renamed(1)).predecessor == number


def test_a_renewal_takes_no_number_over(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=3)
    taken = TakenOver("SH/2022/04042", date(2020, 1, 2))
    assert refused(register, lambda: register.renew(number, draft(1, taken_over=taken))) == [
        ("taken_over.number", "conflict")
    ]


@pytest.mark.parametrize(
    ("serial", "good"), [(limits.TAKE_OVER_AHEAD + 1, True), (limits.TAKE_OVER_AHEAD + 2, False), (99_999_999, False)]
)
def test_a_taken_over_serial_cannot_use_up_the_numbers_of_a_year(register: Register, serial: int, good: bool) -> None:
    register.issue(draft(1))
    taken = TakenOver(f"99926SC{serial:05}R0S", date(2020, 1, 2))
    if good:
        register.issue(draft(2, taken_over=taken))
        assert register.issue(draft(3))[0].number == f"99926SC{serial + 1:05}R0M"
    else:
        assert refused(register, lambda: register.issue(draft(2, taken_over=taken))) == [("taken_over.number", "range")]
        assert register.issue(draft(2))[0].number == "99926SC00002R0M"


def test_serials_taken_over_in_order_carry_the_bound_along(register: Register) -> None:
    step = limits.TAKE_OVER_AHEAD
    drafts = [draft(n, taken_over=TakenOver(f"99926SC{step * n:05}R0S", date(2020, 1, 2))) for n in (1, 2, 3)]
    assert len(register.issue(*drafts)) == 3
    assert ("taken_over.number", "range") in refused(
        register, lambda: register.issue(draft(4, taken_over=TakenOver(f"99926SC{step * 5:05}R0S", date(2020, 1, 2))))
    )


def test_serials_that_are_used_up_are_said_to_be(register: Register) -> None:
    number = register.issue(draft(1, issued=date(2026, 12, 20)))[0].number
    with register.store.writing() as connection:
        connection.execute(SERIAL.delete())
        connection.execute(insert(SERIAL).values(year=26, last=99_999_998))
    assert refused(register, lambda: register.issue(draft(2), draft(3))) == [("certificate.issued", "range")]
    assert register.issue(draft(2))[0].number == "99926SC99999999R0M"
    assert refused(register, lambda: register.issue(draft(3), draft(4))) == [("certificate.issued", "range")] * 2
    assert refused(register, lambda: register.renew(number, draft(1, issued=date(2026, 12, 21)))) == [
        ("certificate.issued", "range")
    ]
