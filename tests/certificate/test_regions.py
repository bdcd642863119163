"""The province of the registering authority, from a code."""

from __future__ import annotations

import pytest

from certs.certificate.regions import OTHER, region_of, regions


@pytest.mark.parametrize(
    ("uscc", "region"),
    [
        ("91310000MA1FL0000X", "31"),
        ("92330106MA2B0000XX", "33"),
        ("91820000MA000000XX", "82"),
        ("91110000MA000000XX", "11"),
        ("91100000100000000X", OTHER),  # a national authority
        ("91000000MA0000277Y", OTHER),
        ("91990000MA0000277Y", OTHER),
        ("91", OTHER),
    ],
)
def test_places_three_and_four_name_the_province(uscc: str, region: str) -> None:
    assert region_of(uscc) == region


def test_every_province_once_and_the_rest_last() -> None:
    names = regions()
    assert (len(names), list(names)[-1]) == (35, OTHER)
    assert list(names)[:-1] == sorted(names.keys() - {OTHER})
    assert (names["44"].zh, names["44"].en) == ("广东", "Guangdong")
    assert len({words.zh for words in names.values()}) == len({words.en for words in names.values()}) == 35
