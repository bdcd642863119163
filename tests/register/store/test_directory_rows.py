"""Which certificates a list has, under each filter, page by page, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from stdnum.cn.uscc import calc_check_digit

from certs.register.store import directory_rows
from certs.register.store.directory_rows import NONE, Filters, Key
from certs.register.store.reader import View
from tests.register.founded_register import NOW, Register, draft, uscc

TODAY = NOW.date()
PLACES = ("31", "44", "00")
FIVE, FOUR, BRAND = ("gbt27922-2011", "five-star"), ("gbt27922-2011", "four-star"), ("brand-1000", "two-star")


def code(n: int) -> str:
    """A made-up code of one of three places."""
    head = f"91{PLACES[n % 3]}{uscc(n)[4:17]}"
    return head + calc_check_digit(head)


@pytest.fixture
def mixed(register: Register) -> Register:
    """Twelve certificates of six organisations: two of each, of several levels, some suspended or revoked."""
    drafts = []
    for n in range(12):
        one = replace(draft(n), holder=replace(draft(n).holder, name=f"青禾{n % 6}（样例）公司", uscc=code(n % 6)))
        if n % 4 == 1:
            one = replace(one, score=Decimal(91))
        if n % 4 == 2:
            one = replace(one, scheme="brand-1000", score=Decimal(720))
        drafts.append(replace(one, scope=(replace(one.scope[0], name=f"产品{n}"),)))
    numbers = [one.number for one in register.issue(*drafts)]
    register.change("suspended", numbers[3], "complaint", until=date(2027, 1, 1))
    register.change("revoked", numbers[4], "fraud", effective=TODAY + timedelta(days=3))
    register.change("withdrawn", numbers[5], "merged")
    return register


FILTERS = [
    Filters(statuses, levels, region, day)
    for statuses, levels, region, day in product(
        ((), ("valid",), ("valid", "suspended"), ("revoked",), ("withdrawn", "expired")),
        (None, (FIVE,), (FOUR, BRAND), ()),
        ("", "31", "44"),
        (None, TODAY, TODAY + timedelta(days=4), date(2031, 1, 1)),
    )
]


def walked(view: View, filters: Filters, limit: int) -> list[str]:
    numbers: list[str] = []
    key = Key()
    while page := directory_rows.certificates(view.connection, filters, TODAY, key, limit):
        numbers += [row.number for row in page]
        key = page[-1]
    return numbers


def plainly(view: View, filters: Filters) -> set[str]:
    """The same, certificate by certificate, from their records alone."""
    fit = set()
    records = view.records([row.number for row in directory_rows.certificates(view.connection, NONE, TODAY, Key(), 99)])
    for number, record in records.items():
        day = filters.valid_on or TODAY
        subject = record.version_on(day).subject
        pair, place = (subject["scheme"], subject["level"]), subject["holder"]["uscc"][2:4]
        if (
            (not filters.statuses or record.standing(TODAY).code in filters.statuses)
            and (filters.levels is None or pair in filters.levels)
            and filters.region in ("", place)
            and (filters.valid_on is None or record.standing(day).code == "valid")
        ):
            fit.add(number)
    return fit


def test_each_list_has_what_the_records_say_and_pages_lose_nothing(mixed: Register) -> None:
    with mixed.reader().view() as view:
        everything = walked(view, NONE, 5)
        assert len(everything) == len(set(everything)) == 12
        sizes = set()
        for filters in FILTERS:
            numbers = walked(view, filters, 3)
            assert (len(numbers), set(numbers)) == (len(set(numbers)), plainly(view, filters)), filters
            assert directory_rows.fitting(view.connection, filters, TODAY, everything) == set(numbers), filters
            sizes.add(len(numbers))
    assert {0, 1, 9, 10} <= sizes  # neither all the same, nor nothing


def test_organisations_are_those_of_the_certificates(mixed: Register) -> None:
    with mixed.reader().view() as view:
        for filters in FILTERS[::7]:
            numbers = walked(view, filters, 50)
            holders = {
                number: record.latest.subject["holder"]["uscc"] for number, record in view.records(numbers).items()
            }
            usccs: list[str] = []
            while page := directory_rows.organisations(view.connection, filters, TODAY, usccs[-1] if usccs else "", 2):
                usccs += page
            assert usccs == sorted(set(holders.values())), filters
            fitting = directory_rows.of_organisations(view.connection, filters, TODAY, usccs, 1)
            for uscc_, (count, shown) in fitting.items():
                own = sorted(number for number, holder in holders.items() if holder == uscc_)
                assert (count, shown) == (len(own), own[:1])


def test_figures_count_each_certificate_once_on_each_day(mixed: Register) -> None:
    with mixed.reader().view() as view:
        for day, revoked in ((TODAY, 0), (TODAY + timedelta(days=3), 1)):
            rows = directory_rows.counted(view.connection, day)
            assert sum(row.total for row in rows) == 12
            assert sum(row.total for row in rows if row.status == "revoked") == revoked
        assert directory_rows.counted(view.connection, date(1999, 1, 1)) == []
