"""The shipped schemes, and the loader's refusals by name: a body edits these files, so each slip must be told."""

from __future__ import annotations

from importlib import resources

import pytest

from certs.errors import Malformed
from certs.scheme.scheme import parse_scheme
from certs.scheme.schemes import SCHEMES
from tests.scheme.slips import line_of

GBT = resources.files("certs.scheme").joinpath("gbt27922-2011.toml").read_text(encoding="utf-8")
BRAND = resources.files("certs.scheme").joinpath("brand-1000.toml").read_text(encoding="utf-8")


def test_both_schemes_are_shipped_and_the_default_comes_first() -> None:
    assert list(SCHEMES) == ["gbt27922-2011", "brand-1000"]


def test_the_hundred_points_have_three_totals_and_fifteen_titles() -> None:
    scheme = SCHEMES["gbt27922-2011"]
    assert [(g.clause, g.points, len(g.indicators)) for g in scheme.groups] == [
        ("5.1", 40, 7),
        ("5.2", 35, 6),
        ("5.3", 25, 2),
    ]
    assert len(scheme.indicators) == 15
    assert sum(i.points for i in scheme.indicators) == scheme.full_marks == 100


def test_only_the_established_point_is_not_a_sample() -> None:
    scheme = SCHEMES["gbt27922-2011"]
    assert all(indicator.sample for indicator in scheme.indicators)
    parts = [(part.clause, part.points, part.sample) for indicator in scheme.indicators for part in indicator.parts]
    assert parts == [("5.1.2.1", 3, True), ("5.1.2.2", 5, False)]


def test_points_are_given_to_the_third_level_where_it_has_points() -> None:
    scheme = SCHEMES["gbt27922-2011"]
    assert [clause.clause for clause in scheme.clauses][:4] == ["5.1.1", "5.1.2.1", "5.1.2.2", "5.1.3"]
    assert len(scheme.clauses) == 16
    assert sum(clause.points for clause in scheme.clauses) == 100


def test_the_sample_note_says_what_is_a_sample() -> None:
    scheme = SCHEMES["gbt27922-2011"]
    assert scheme.sample_note is not None
    assert "样例" in scheme.sample_note.zh
    assert "sample" in scheme.sample_note.en


def test_two_stars_exist_only_on_the_other_scale_and_qualified_has_none() -> None:
    assert {level.code: level.stars for level in SCHEMES["gbt27922-2011"].levels} == {
        "five-star": 5,
        "four-star": 4,
        "three-star": 3,
        "qualified": 0,
    }
    assert {level.code: level.threshold for level in SCHEMES["brand-1000"].levels} == {
        "five-star": 950,
        "four-star": 900,
        "three-star": 800,
        "two-star": 700,
    }
    assert SCHEMES["brand-1000"].standard == "GB/T 27925-2011"


def test_a_level_is_found_by_its_code() -> None:
    assert SCHEMES["brand-1000"].level("two-star").stars == 2
    with pytest.raises(Malformed, match="two-star"):
        SCHEMES["gbt27922-2011"].level("two-star")


# slip: what stands there, what is written instead, what is told, and the part whose line is told where that is another
SLIPS: dict[str, tuple[str, ...]] = {
    "a point too many": ("points = 13, sample", "points = 14, sample", "under 5.3 add up to 26, not 25", "points = 25"),
    "a total that is not the standard's": ("points = 40", "points = 41", "under 5.1 add up to 40, not 41"),
    "other totals than the standard's": (
        'clause = "5.3.2", points = 12',
        'clause = "5.3.2", points = 13',
        "add up to 26",
        "points = 25",
    ),
    "a clause in the wrong chapter": ('clause = "5.1.7"', 'clause = "5.2.9"', "5.2.9 is not under 5.1"),
    "a clause twice": ('clause = "5.1.7"', 'clause = "5.1.6"', "twice"),
    "a part worth more than the whole": (
        'clause = "5.1.2", points = 8',
        'clause = "5.1.2", points = 4',
        "5.1.2 must be positive",
    ),
    "a part from elsewhere": ('clause = "5.1.2.2"', 'clause = "5.1.3.2"', "under 5.1.2"),
    "a part without points": ('clause = "5.1.2.2", points = 5', 'clause = "5.1.2.2"', "points is missing"),
    "levels out of order": ('threshold = "90"', 'threshold = "96"', "levels go from high to low"),
    "a threshold above full marks": (
        'threshold = "95"',
        'threshold = "101"',
        "full marks lie below",
        "full_marks = 100",
    ),
    "a threshold of nothing": ('threshold = "95"', 'threshold = "0"', "above 0"),
    "a threshold that is no number": ('threshold = "95"', 'threshold = "NaN"', "number in quotes"),
    "a threshold in words": ('threshold = "95"', 'threshold = "ninety-five"', "is “ninety-five”"),
    "a float where exactness counts": ('threshold = "95"', "threshold = 95.0", "threshold should be str"),
    "a level without stars": ("stars = 4", "# stars = 4", "stars is missing", 'code = "four-star"'),
    "stars that are no number": ("stars = 4", 'stars = "4"', "stars should be int"),
    "a fail line of its own": ('fail_below = "70"', 'fail_below = "60"', "fail_below"),
    "a fail line that is no number": ('fail_below = "70"', 'fail_below = "7O"', "is “7O”"),
    "an unknown level": ('code = "four-star"', 'code = "six-star"', "six-star"),
    "an unknown field": ("full_marks = 100", "fulmarks = 100", "fulmarks"),
    "an unknown field of an indicator": ("points = 13, sample", "points = 13, simple", "simple"),
    "a newer format": ("format = 1", "format = 2", "format 2"),
    "samples not marked as samples": ("sample = true\nsample_note", "sample = false\nsample_note", "sample = true"),
    "a sample without its note": ("sample_note =", "sample_not =", "sample_not"),
    "deductions that fail nothing": ("fail_deductions = 5\n", "", "fail_deductions", "deductions_allowed"),
    "a name in one language": (
        'zh = "五星级", en = "Five stars"',
        'zh = "五星级"',
        "en is missing",
        'name = { zh = "五星级"',
    ),
    "a title in one language": (', en = "Repair"', "", "en is missing", 'clause = "5.2.4"'),
    "a truth for a number": ("full_marks = 100", "full_marks = true", "full_marks should be int"),
    "two indicators on a line": (
        ' },\n  { clause = "5.2.6"',
        ' }, { clause = "5.2.6"',
        "on a line of its own",
        'indicators = [\n  { clause = "5.2.1"',
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=list(SLIPS))
def test_each_slip_in_the_file_is_told_with_its_line(slip: tuple[str, ...]) -> None:
    old, new, told, *elsewhere = slip
    broken = GBT.replace(old, new, 1)
    assert broken != GBT
    with pytest.raises(Malformed, match=told) as caught:
        parse_scheme(broken.encode(), "gbt.toml")
    line = line_of(broken, elsewhere[0]) if elsewhere else line_of(GBT, old)
    if told == "stars is missing":
        line -= 1  # the head of the level
    assert f"data file gbt.toml, line {line} (" in caught.value.words.en
    assert f"数据文件 gbt.toml 第 {line} 行（" in caught.value.words.zh


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[levels]]", "[[lvels]]", r"there should be \[\[levels\]\]"),
        ('code = "gbt27922-2011"', "", "code is missing"),
        ("sample = true\n", "", "sample is missing"),
        ("[[groups]]", "[[groops]]", "unknown field groops"),
        ('threshold = "95"', "threshold = 95 5", r"line 20 \(TOML\): it is no good TOML"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told(old: str, new: str, told: str) -> None:
    broken = GBT.replace(old, new)
    assert broken != GBT
    with pytest.raises(Malformed, match=told):
        parse_scheme(broken.encode(), "gbt.toml")


def test_a_title_left_out_is_told_though_the_points_add_up() -> None:
    lines = [line for line in GBT.splitlines() if '"5.1.7"' not in line]
    broken = "\n".join(lines).replace('clause = "5.1.6", points = 4', 'clause = "5.1.6", points = 8')
    with pytest.raises(Malformed, match="7, 6 and 2"):
        parse_scheme(broken.encode(), "gbt.toml")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[[[[",
        b"code = 1",
        b"a=" + b"[" * 5000,
        b"x" * 2_000_000,
        b"format = 1\nlevels = []\n",
        b"format = 1\nlevels = 5\n",
    ],
    ids=["empty", "no utf-8", "no toml", "code no text", "deep", "huge", "no levels", "no list"],
)
def test_what_is_no_scheme_file_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match=r"x\.toml, line [12] "):
        parse_scheme(data, "x.toml")


def test_the_shipped_files_are_what_the_loader_reads() -> None:
    assert parse_scheme(GBT.encode(), "gbt.toml") == SCHEMES["gbt27922-2011"]
    assert parse_scheme(BRAND.encode(), "brand.toml") == SCHEMES["brand-1000"]
