"""Rows of the national lookup held against records: half a row confirms nothing, one that comes twice counts once."""

from __future__ import annotations

from certs.casework.cnca.read_lookup import LookupRow
from certs.casework.cnca.reconciliation import Compared, reconcile
from tests.register.founded_register import TODAY, Register, draft


def compared(register: Register, *rows: dict[str, str]) -> list[Compared]:
    number = register.issue(draft(1))[0].number
    found = [LookupRow(str(place), {"number": number, **row}) for place, row in enumerate(rows, 1)]
    with register.reader().view() as view:
        return list(reconcile(found, view.records([number]), view.trust.body.name, TODAY, {number}))


def test_half_a_row_without_the_status_confirms_nothing(register: Register) -> None:
    (half,) = compared(register, {"holder": "青禾第1家用电器（样例）有限公司"})
    assert (half.result, half.unread) == ("unclear", (("status", ""),))


def test_the_same_row_twice_counts_once_and_one_that_contradicts_it_is_told(register: Register) -> None:
    told = compared(register, {"status": "有效"}, {"status": "有效"}, {"status": "暂停"})
    assert [(each.result, each.place) for each in told] == [("agree", "1"), ("differ", "3")]
