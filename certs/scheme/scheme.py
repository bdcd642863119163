"""A scoring scheme as data: levels, thresholds and, where the standard has them, indicators with their points.

The points below the three totals of GB/T 27922-2011 come from a file that the body fills from its own copy of the
standard; `parse_scheme` therefore checks every sum and names line and clause of what does not add up. Scoring is in
`scoring.py`; this module decides nothing about a certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from certs.errors import Malformed, Words
from certs.scheme.data_file import DataFile, Entry, read_entries

GBT27922: Final = "GB/T 27922-2011"
TOTALS: Final = {"5.1": 40, "5.2": 35, "5.3": 25}  # points of the three chapters of GB/T 27922-2011
TITLES: Final = {"5.1": 7, "5.2": 6, "5.3": 2}  # second-level titles of each
_LEVEL_CODES: Final = ("five-star", "four-star", "three-star", "two-star", "qualified")


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `threshold` is the lowest final score that earns it, itself included; 达标级 has 0 stars."""

    code: str
    stars: int
    threshold: Decimal
    name: Words


@dataclass(frozen=True, slots=True)
class Indicator:
    """One clause with its points. `sample` says that the points are ours and not the standard's.

    `parts` are the clauses below it, where the points of one of them are established; they add up to the whole.
    """

    clause: str
    title: Words
    points: int
    sample: bool
    parts: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One chapter of indicators with its total."""

    clause: str
    title: Words
    points: int
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scoring scheme. `levels` stand highest first; `groups` is empty where a scheme scores as a whole.

    `fail_deductions` is the number of special deductions that fails whatever the score; None where there are none.
    `sample_note` says what of the points is a sample; it must be shown wherever points are. None: nothing is.
    """

    code: str
    name: Words
    standard: str
    standard_name: Words
    full_marks: Decimal
    fail_below: Decimal
    fail_deductions: int | None
    deductions_allowed: bool
    bonus_allowed: bool
    levels: tuple[Level, ...]
    groups: tuple[Group, ...] = ()
    sample_note: Words | None = None

    @property
    def has_mark(self) -> bool:
        """True for the stars of after-sales service: they alone have a mark, and are shown as stars."""
        return self.standard == GBT27922

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the second-level titles of all groups in their order: fifteen for GB/T 27922-2011."""
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    @property
    def clauses(self) -> tuple[Indicator, ...]:
        """Return what points are given to, in order: the third level where it has points, else the second."""
        return tuple(clause for indicator in self.indicators for clause in indicator.parts or (indicator,))

    def level(self, code: str) -> Level:
        """Return the level with this code. Raises Malformed if the scheme has no such level."""
        for level in self.levels:
            if level.code == code:
                return level
        raise Malformed(
            "scheme",
            f"评价方案 {self.code} 没有等级“{code[:40]}”。请核对等级代码。",
            f"scheme {self.code} has no level “{code[:40]}”. Check the code of the level.",
        )


def parse_scheme(data: bytes, file: str) -> Scheme:
    """Read a scheme file (TOML); `file` is its name. Raises Malformed, naming line and clause or level."""
    read = read_entries(data, file, "levels", optional=("groups",))
    scheme = _scheme(read.head, _levels(read), tuple(_group(entry) for entry in read.entries["groups"]))
    if scheme.levels[-1].threshold != scheme.fail_below:
        raise read.head.wrong(
            "最低等级的分数线与 fail_below 不一致", "the lowest threshold differs from fail_below", "fail_below"
        )
    if scheme.deductions_allowed != (scheme.fail_deductions is not None):
        raise read.head.wrong(
            "fail_deductions 与 deductions_allowed 不一致",
            "fail_deductions and deductions_allowed contradict each other",
            "deductions_allowed",
        )
    if scheme.standard == GBT27922:
        _check_outline(read.head, scheme)
    _check_clauses(read)
    if scheme.sample_note is None and any(indicator.sample for indicator in scheme.indicators):
        raise read.head.wrong(
            "有样例分值，却没有标明 sample = true", "it has sample points but does not say sample = true", "sample"
        )
    return scheme


def _scheme(head: Entry, levels: tuple[Level, ...], groups: tuple[Group, ...]) -> Scheme:
    head.only(
        "format",
        "code",
        "name",
        "standard",
        "standard_name",
        "full_marks",
        "fail_below",
        "fail_deductions",
        "deductions_allowed",
        "bonus_allowed",
        "sample",
        "sample_note",
    )
    sample, full_marks = head.value("sample", bool), Decimal(head.value("full_marks", int))
    if not levels[0].threshold <= full_marks:
        raise head.wrong("满分低于最高等级的分数线", "full marks lie below the highest threshold", "full_marks")
    return Scheme(
        code=head.text("code"),
        name=head.words("name"),
        standard=head.text("standard"),
        standard_name=head.words("standard_name"),
        full_marks=full_marks,
        fail_below=head.exact("fail_below"),
        fail_deductions=head.value("fail_deductions", int) if "fail_deductions" in head.table else None,
        deductions_allowed=head.value("deductions_allowed", bool),
        bonus_allowed=head.value("bonus_allowed", bool),
        levels=levels,
        groups=groups,
        sample_note=head.words("sample_note") if sample else None,
    )


def _levels(read: DataFile) -> tuple[Level, ...]:
    """Return the levels, highest first, and one at least."""
    levels: list[Level] = []
    for entry in read.entries["levels"]:
        level = _level(entry)
        if levels and not (levels[-1].threshold > level.threshold and levels[-1].stars > level.stars):
            above = levels[-1].name
            raise entry.wrong(
                f"{above.zh}应高于{level.name.zh}，等级须从高到低排列",
                f"{above.en} should stand above {level.name.en}: levels go from high to low",
                "threshold",
            )
        levels.append(level)
    if not levels:
        raise read.head.wrong("没有等级", "it has no levels")
    return tuple(levels)


def _level(entry: Entry) -> Level:
    entry.only("code", "stars", "threshold", "name")
    code, threshold = entry.text("code"), entry.exact("threshold")
    if code not in _LEVEL_CODES:
        raise entry.wrong(f"等级代码“{code}”不认识", f"level code “{code}” is not known", "code")
    if threshold <= 0:
        raise entry.wrong("分数线应大于 0", "the threshold should be above 0", "threshold")
    return Level(code, entry.value("stars", int), threshold, entry.words("name"))


def _group(entry: Entry) -> Group:
    entry.only("clause", "points", "title", "indicators")
    clause, points = entry.text("clause"), entry.value("points", int)
    indicators = tuple(_indicator(each, clause) for each in entry.listed("indicators"))
    total = sum(indicator.points for indicator in indicators)
    if total != points:
        raise entry.wrong(
            f"{clause} 各项分值之和为 {total}，应为 {points}",
            f"the points under {clause} add up to {total}, not {points}",
            "points",
        )
    return Group(clause, entry.words("title"), points, indicators)


def _indicator(entry: Entry, above: str) -> Indicator:
    entry.only("clause", "points", "sample", "title", "parts")
    clause, points = entry.text("clause"), entry.value("points", int)
    if not clause.startswith(f"{above}."):
        raise entry.wrong(f"{clause} 不属于 {above}", f"{clause} is not under {above}")
    parts = tuple(_indicator(each, clause) for each in entry.listed("parts")) if "parts" in entry.table else ()
    if points <= 0 or (parts and sum(part.points for part in parts) != points):
        raise entry.wrong(
            f"{clause} 的分值须为正数，且等于其下各条之和",
            f"the points of {clause} must be positive and the sum of those of its parts",
        )
    return Indicator(clause, entry.words("title"), points, entry.value("sample", bool), parts)


def _check_clauses(read: DataFile) -> None:
    clauses: set[str] = set()
    for group in read.entries["groups"]:
        for entry in (group, *group.listed("indicators")):
            clause = entry.text("clause")
            if clause in clauses:
                raise entry.wrong(f"条款 {clause} 前面已经有了", f"clause {clause} stands there twice", "clause")
            clauses.add(clause)


def _check_outline(head: Entry, scheme: Scheme) -> None:
    totals = {group.clause: group.points for group in scheme.groups}
    if totals != TOTALS:
        raise head.wrong(
            f"三项总分应为 5.1=40、5.2=35、5.3=25，文件中为 {totals}",
            f"the three totals should be 5.1=40, 5.2=35, 5.3=25; the file has {totals}",
        )
    titles = {group.clause: len(group.indicators) for group in scheme.groups}
    if titles != TITLES:
        raise head.wrong(
            f"二级指标应为 7、6、2 项，文件中为 {titles}",
            f"there should be 7, 6 and 2 second-level titles; the file has {titles}",
        )
