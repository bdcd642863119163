"""A stack of bids against one state of the register: what a name fits is looked up once, and never chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from certs import limits
from certs.certificate.bids.bid import bid
from certs.register.answers.bid_answers import BidAnswer, answer_bids
from certs.trust.verification.verdict import Overall
from tests.register.founded_register import TODAY, Register, draft


def answered(register: Register, **asked: str) -> BidAnswer:
    with register.reader().view() as view:
        texts = [asked.get(field, "") for field in ("number", "name", "product", "on")]
        return answer_bids(view, [bid(*texts)], register.now)[0]


def test_a_name_that_fits_one_certificate_is_looked_up_and_one_that_fits_two_is_not(register: Register) -> None:
    first, second = register.issue(draft(1), draft(2))
    holder = draft(1).holder
    assert answered(register, name=holder.name).number == first.number
    assert answered(register, name=holder.uscc).number == first.number
    more = register.issue(replace(draft(1), scheme="brand-1000", score=Decimal(800)))[0]
    row = answered(register, name=holder.name)
    assert (row.number, row.overall, row.missing) == (None, Overall.UNKNOWN, False)
    assert {each.number for each in row.near} == {first.number, more.number}
    assert second.number not in row.sentence.zh


def test_a_renamed_firm_is_the_same_and_the_day_decides_its_status(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=2)
    renamed = replace(draft(1), holder=replace(draft(1).holder, name="新名（样例）服务有限公司"))
    register.reissue(number, renamed, "holder-renamed")
    register.change("revoked", number, "fraud")
    for name in (draft(1).holder.name, "新名（样例）服务有限公司"):
        row = answered(register, number=number, name=name, on=TODAY.isoformat())
        assert (row.holder_matches, row.status, row.status_today) == (True, "valid", "revoked")
        assert "今天" in row.sentence.zh
    assert answered(register, number=number, name="别家（样例）公司").sentence.zh.startswith("证书登记在")
    assert answered(register, number=number, on=date(2020, 1, 1).isoformat(), product="空调").coverage is None


def test_what_the_reading_of_a_row_left_to_say_is_said_with_its_answer(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    row = replace(bid(number, "", "", "", row=9, unasked="RO-75"), same_as=5)
    with register.reader().view() as view:
        (answer,) = answer_bids(view, [row], register.now)
    assert answer.sentence.zh.startswith("与第 5 行相同。")
    assert "只读到品牌或型号“RO-75”" in answer.sentence.zh
    assert (answer.overall, answer.coverage) == (Overall.VALID, None)


def test_names_are_looked_up_together_however_many_there_are(register: Register) -> None:
    """What holds each of forty names is asked in as many statements as what holds ten of them."""
    issued = register.issue(*(draft(n) for n in range(1, 41)))
    bids = [bid("", draft(n).holder.name, "", "") for n in range(1, 41)]
    statements: list[str] = []
    reader = register.reader()
    with reader.view() as view:
        event.listen(view.connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
        answer_bids(view, bids[:10], register.now)
        of_ten = len(statements)
        answers = answer_bids(view, bids, register.now)
    assert [row.number for row in answers] == [one.number for one in issued]
    assert len(statements) <= 2 * of_ten
    assert not [statement for statement in statements if "name_grams" in statement or "starmark_tokens" in statement]


@pytest.mark.parametrize("passed_over", [0, 1, limits.BIDS - limits.NEAR_OF_STACK - 2])
def test_near_names_are_looked_for_for_so_many_rows_and_each_further_one_says_so(
    register: Register, passed_over: int
) -> None:
    """However long the list is, near names cost it so many statements; the rows that they were not looked for ask on.

    Names that the register has, and a name that stands there twice, count for nothing or once.
    """
    number = register.issue(draft(1))[0].number
    holder = draft(1).holder.name
    others = [f"从未听说第{place}号商贸公司" for place in range(limits.NEAR_OF_STACK + passed_over - 2)]
    names = [holder, others[0], *others[: limits.NEAR_OF_STACK - 1], holder[:-2], *others[limits.NEAR_OF_STACK - 1 :]]
    names.append(holder.replace("有限", ""))
    statements: list[str] = []
    reader = register.reader()
    with reader.view() as view:
        event.listen(view.connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
        rows = answer_bids(view, [bid("", name, "", "") for name in names], register.now)
    of_the_index = [text for text in statements if "name_grams" in text or "starmark_tokens" in text]
    assert len(of_the_index) <= 4 * limits.NEAR_OF_STACK
    not_looked_for = [row for row in rows if "相近的名称没有找" in row.sentence.zh]
    assert len(not_looked_for) == passed_over
    assert [each.number for each in rows[limits.NEAR_OF_STACK + 1].near] == [number]
    assert [each.number for each in rows[-1].near] == ([] if passed_over else [number])
    for row in not_looked_for:
        assert (row.missing, row.overall, row.to_json()["near"]) == (True, Overall.UNKNOWN, [])
        assert f"只替前 {limits.NEAR_OF_STACK} 个找" in row.sentence.zh
        assert "in a list of its own, or search for the name" in row.sentence.en


def test_a_name_beside_a_number_that_there_is_not_is_told_by_its_own_certificates(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    row = answered(register, number=number[:8] + "77777R0M", name=draft(1).holder.name)
    assert (row.missing, [each.number for each in row.near]) == (True, [number])
    near = answered(register, number=number[:8] + "77777R0M", name=draft(1).holder.name[:-2])
    assert number not in [each.number for each in near.near]  # only what is exactly named is offered beside a number
