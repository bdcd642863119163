"""Searching by number, USCC, or any part of a name; page by page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from certs import limits
from certs.certificate.fields import ScopeItem
from certs.errors import Malformed
from certs.register.answers.hit_lines import Hits
from certs.register.answers.not_found import NotFound
from certs.register.answers.search_by_kind import search
from certs.register.store import name_candidates
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


def test_what_lies_below_much_that_only_seems_to_fit_stands_on_the_first_page(
    small_register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite looks at so many texts at once; where none of them is met, the search goes on by itself."""
    for name, value in (("_SMALL", 4), ("_ENTRIES", 4), ("_LOOKED", 3)):
        monkeypatch.setattr(name_candidates, name, value)
    [old] = small_register.issue(draft(1, scope=(ScopeItem("乙家具器"),)))
    small_register.issue(*(draft(n, scope=(ScopeItem(f"家具{n}具器"),)) for n in range(2, 12)))
    found = search(small_register.reader(), "家具器", now=NOW)
    assert isinstance(found, Hits)
    assert [hit.number for hit in found.items] == [old.number]


def test_words_that_stand_together_in_few_are_found_and_those_that_never_do_told_apart(
    small_register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TOGETHER", 1)
    [old] = small_register.issue(draft(1, scope=(ScopeItem("净水器"), ScopeItem("电梯"))))
    small_register.issue(*(draft(n, scope=(ScopeItem("净水器" if n % 2 else "电梯"),)) for n in range(2, 12)))
    found = search(small_register.reader(), "净水器 电梯", now=NOW)
    assert isinstance(found, Hits)
    assert [hit.number for hit in found.items] == [old.number]
    monkeypatch.setattr(limits, "EMPTY_RUNS", 2)
    assert isinstance(search(small_register.reader(), "净水器 电梯", now=NOW), NotFound)
