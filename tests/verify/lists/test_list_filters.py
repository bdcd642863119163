"""The filters of an address: codes and people's words are taken, anything else is named."""

from __future__ import annotations

from datetime import date

import pytest

from certs.errors import Refused
from certs.register.store.directory_rows import NONE, Filters
from verify.lists.list_filters import read_filters, words_of

BRAND = "brand-1000"
AFTER_SALES = "gbt27922-2011"


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({}, NONE),
        ({"status": "", "level": " ", "q": "海岚"}, NONE),
        ({"status": "valid"}, Filters(("valid",))),
        ({"status": "有效、暂停,valid"}, Filters(("valid", "suspended"))),
        ({"status": "Expired"}, Filters(("expired",))),
        ({"level": "qualified"}, Filters(levels=((AFTER_SALES, "qualified"),))),
        ({"level": "五星级"}, Filters(levels=((AFTER_SALES, "five-star"), (BRAND, "five-star")))),
        ({"level": "qualified", "scheme": BRAND}, Filters(levels=())),
        ({"region": "31"}, Filters(region="31")),
        ({"region": "ＳＨＡＮＧＨＡＩ"}, Filters(region="31")),
        ({"region": "其他"}, Filters(region="00")),
        ({"valid_on": "2026年12月1日"}, Filters(valid_on=date(2026, 12, 1))),
    ],
)
def test_codes_and_words_are_taken(asked: dict[str, str], filters: Filters) -> None:
    assert read_filters(asked) == filters


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("status", "good", "unknown"),
        ("status", "valid,", "unknown"),
        ("status", "valid," * 40, "unknown"),
        ("level", "six-star", "unknown"),
        ("scheme", "iso9001", "unknown"),
        ("region", "99", "unknown"),
        ("region", "<script>", "unknown"),
        ("valid_on", "next week", "format"),
        ("valid_on", "1/2/26", "format"),
        ("valid_on", "1000-01-01", "range"),
        ("valid_on", "9" * 500, "format"),
    ],
)
def test_what_is_not_known_is_named(name: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_filters({name: value})
    assert refused.value.code == "bad_question"
    assert [(error.field, error.code) for error in refused.value.errors] == [(name, code)]
    assert len(refused.value.words.en) < 2_500


def test_what_narrows_is_kept_for_the_next_address() -> None:
    assert words_of({"q": "x", "status": " valid ", "level": "", "region": "31", "other": "1"}) == {
        "status": "valid",
        "region": "31",
    }
