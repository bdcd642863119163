"""The shipped schemes, and the loader's refusals by name: a body edits these files, so each slip must be told."""

from __future__ import annotations

from importlib import resources

import pytest

from certs.errors import Malformed
from certs.scheme.scheme import parse_scheme
from certs.scheme.shipped import SCHEMES

GBT = resources.files("certs.scheme").joinpath("gbt27922-2011.toml").read_text(encoding="utf-8")
BRAND = resources.files("certs.scheme").joinpath("brand-1000.toml").read_text(encoding="utf-8")


def test_both_schemes_are_shipped_and_the_default_comes_first() -> None:
    assert list(SCHEMES) == ["gbt27922-2011", "brand-1000"]


def test_the_hundred_points_have_three_totals_and_fifteen_titles() -> None:
    scheme = SCHEMES["gbt27922-2011"]
    assert [(g.clause, g.points, len(g.indicators)) for g in scheme.groups] == [("5.1", 40, 7), ("5.2", 35, 6),
                                                                                ("5.3", 25, 2)]
    assert len(scheme.indicators) == 15
    assert sum(i.points for i in scheme.indicators) == scheme.full_marks == 100


def test_only_the_established_point_is_not_a_sample() -> None:
    scheme = SCHEMES["gbt27922-2011"]
    assert all(indicator.sample for indicator in scheme.indicators)
    assert [(p.clause, p.points, p.sample) for i in scheme.indicators for p in i.parts] == [("5.1.2.2", 5, False)]
    assert scheme.sample_note is not None
    assert "样例" in scheme.sample_note.zh
    assert "sample" in scheme.sample_note.en


def test_two_stars_exist_only_on_the_other_scale_and_qualified_has_none() -> None:
    assert {level.code: level.stars for level in SCHEMES["gbt27922-2011"].levels} == {
        "five-star": 5, "four-star": 4, "three-star": 3, "qualified": 0}
    assert {level.code: level.threshold for level in SCHEMES["brand-1000"].levels} == {
        "five-star": 950, "four-star": 900, "three-star": 800, "two-star": 700}
    assert SCHEMES["brand-1000"].standard == "GB/T 27925-2011"


def test_a_level_is_found_by_its_code() -> None:
    assert SCHEMES["brand-1000"].level("two-star").stars == 2
    with pytest.raises(Malformed, match="two-star"):
        SCHEMES["gbt27922-2011"].level("two-star")


SLIPS = {
    "a point too many": ("points = 13, sample", "points = 14, sample", "under 5.3 add up to 26, not 25"),
    "a total that is not the standard's": ("points = 40", "points = 41", "three totals"),
    "a title left out": (('  { clause = "5.1.7", points = 4, sample = true, title = { zh = "服务文化", en = "Service '
                         'culture" } },\n'), "",
                         "7, 6 and 2"),
    "a clause in the wrong chapter": ('clause = "5.1.7"', 'clause = "5.2.9"', "5.2.9 is not under 5.1"),
    "a clause twice": ('clause = "5.1.7"', 'clause = "5.1.6"', "twice"),
    "a part worth more than the whole": ('clause = "5.1.2", points = 8', 'clause = "5.1.2", points = 4',
                                         "5.1.2 must be positive"),
    "a part from elsewhere": ('clause = "5.1.2.2"', 'clause = "5.1.3.2"', "under 5.1.2"),
    "levels out of order": ('threshold = "90"', 'threshold = "96"', "levels go from high to low"),
    "a threshold above full marks": ('threshold = "95"', 'threshold = "101"', "threshold"),
    "a threshold that is no number": ('threshold = "95"', 'threshold = "NaN"', "threshold"),
    "a fail line of its own": ('fail_below = "70"', 'fail_below = "60"', "fail_below"),
    "an unknown level": ('code = "four-star"', 'code = "six-star"', "six-star"),
    "a float where exactness counts": ('threshold = "95"', "threshold = 95.0", "string"),
    "an unknown field": ("full_marks = 100", "full_marks = 100\nfulmarks = 1", "fulmarks"),
    "a newer format": ("format = 1", "format = 2", "format 2"),
    "samples not marked as samples": ("sample = true\nsample_note", "sample = false\nsample_note", "sample = true"),
    "a sample without its note": ("sample_note =", "sample_not =", "sample_not"),
    "deductions that fail nothing": ("fail_deductions = 5\n", "", "fail_deductions"),
    "a name in one language": ('zh = "五星级", en = "Five stars"', 'zh = "五星级"', "missing"),
    "a truth for a number": ("full_marks = 100", "full_marks = true", "wrong type"),
    "no levels": ("[[levels]]", "[[lvels]]", "lvels"),
}


@pytest.mark.parametrize(("old", "new", "told"), SLIPS.values(), ids=list(SLIPS))
def test_each_slip_in_the_file_is_named(old: str, new: str, told: str) -> None:
    assert old in GBT
    with pytest.raises(Malformed, match=told) as caught:
        parse_scheme(GBT.replace(old, new).encode())
    assert "评价方案文件" in caught.value.words.zh


@pytest.mark.parametrize("data", [b"", b"\xff", b"[[[[", b"code = 1", b"a=" + b"[" * 5000, b"x" * 2_000_000],
                         ids=["empty", "no utf-8", "no toml", "code no text", "deep", "huge"])
def test_what_is_no_scheme_file_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_scheme(data)


def test_the_shipped_files_are_what_the_loader_reads() -> None:
    assert parse_scheme(GBT.encode()) == SCHEMES["gbt27922-2011"]
    assert parse_scheme(BRAND.encode()) == SCHEMES["brand-1000"]
