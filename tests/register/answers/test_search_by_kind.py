"""Searching by number, USCC, or any part of a name; page by page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from certs.errors import Malformed
from certs.register.answers.hit_lines import Hits
from certs.register.answers.search_by_kind import search
from tests.register.founded_register import NOW, Register, draft, uscc


@pytest.mark.parametrize(
    ("text", "field", "count"),
    [
        ("99926sc00001r0m", "number", 1),
        (uscc(1), "uscc", 1),
        (uscc(1).lower(), "uscc", 1),
        ("青禾第1家", "holder", 1),
        ("样例", "holder", 2),
        ("Qinghe Appliances 2", "holder_en", 1),
        ("青禾样例", "brand", 2),
        ("空调", "product", 2),
    ],
)
def test_search_finds_by_number_code_and_any_part_of_a_name(
    register: Register, number: str, text: str, field: str, count: int
) -> None:
    found = search(register.reader(), text, now=NOW)
    assert isinstance(found, Hits)
    assert [hit.matched_field for hit in found.items] == [field] * count
    assert found.items[0].number == number or count == 1
    assert {hit.status for hit in found.items} == {"valid"}


def test_one_organisation_over_several_pages(register: Register) -> None:
    sites = [draft(1, score=Decimal(score)) for score in (96, 91, 85, 75)]
    numbers = [i.number for i in register.issue(*sites)]
    reader, seen, after = register.reader(), [], None
    while True:
        page = search(reader, uscc(1), now=NOW, limit=3, after=after)
        assert isinstance(page, Hits)
        seen += [hit.number for hit in page.items]
        after = page.next
        if after is None:
            break
    assert seen == numbers


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5.1", "7", "9" * 40, "١.١"])
def test_a_cursor_that_no_page_gave_is_malformed(register: Register, cursor: str) -> None:
    with pytest.raises(Malformed, match="cursor"):
        search(register.reader(), "青禾", now=NOW, after=cursor)
