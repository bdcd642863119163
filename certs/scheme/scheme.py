"""A scoring scheme as data: levels, thresholds and, where the standard has them, indicators with their points.

The points below the three totals of GB/T 27922-2011 come from a file that the body fills from its own copy of the
standard; `parse_scheme` therefore checks every sum and names the clause that does not add up. Scoring is in
`scoring.py`; this module decides nothing about a certificate.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from certs import bounds
from certs.errors import Malformed, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = 1
GBT27922: Final = "GB/T 27922-2011"
TOTALS: Final = {"5.1": 40, "5.2": 35, "5.3": 25}  # points of the three chapters of GB/T 27922-2011
TITLES: Final = {"5.1": 7, "5.2": 6, "5.3": 2}  # second-level titles of each
_T = TypeVar("_T")
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

    `parts` are the clauses below it whose points are established; they need not add up to the whole.
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
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the second-level titles of all groups in their order: fifteen for GB/T 27922-2011."""
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    def level(self, code: str) -> Level:
        """Return the level with this code. Raises Malformed if the scheme has no such level."""
        for level in self.levels:
            if level.code == code:
                return level
        raise _bad(self.code, f"没有等级“{code[:40]}”", f"there is no level “{code[:40]}”")


def parse_scheme(data: bytes) -> Scheme:
    """Read a scheme file (TOML). Raises Malformed, naming the clause or level at fault."""
    if len(data) > bounds.TOML_FILE:
        raise _bad("?", "文件过大", "the file is too large")
    try:
        table = tomllib.loads(data.decode("utf-8"), parse_float=_no_float)
    except (ValueError, RecursionError) as error:
        raise _bad("?", f"不是正确的 TOML：{error}", f"it is no good TOML: {error}") from error
    code = table.get("code")
    if not isinstance(code, str) or not code:
        raise _bad("?", "缺少 code", "code is missing")
    try:
        scheme = _scheme(code, table)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise _bad(code, f"缺少字段或类型不对：{error}", f"a field is missing or of the wrong type: {error}") from error
    _check_levels(scheme)
    _check_points(scheme)
    return scheme


def _bad(code: str, zh: str, en: str) -> Malformed:
    return Malformed("scheme", Words(f"评价方案文件 {code}：{zh}。请改正后再用。",
                                     f"scheme file {code}: {en}. Correct it before use."))


def _no_float(text: str) -> float:
    raise ValueError(f"write {text} as a string, so that it stays exact")


def _words(table: Mapping[str, Any]) -> Words:
    zh, en = table["zh"], table["en"]
    if not (isinstance(zh, str) and isinstance(en, str) and zh and en):
        raise TypeError("words need zh and en")
    return Words(zh, en)


def _typed(value: object, kind: type[_T]) -> _T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} should be {kind.__name__}")
    return value


def _scheme(code: str, table: dict[str, Any]) -> Scheme:
    known = {"format", "code", "name", "standard", "standard_name", "full_marks", "fail_below", "fail_deductions",
             "deductions_allowed", "bonus_allowed", "sample", "sample_note", "levels", "groups"}
    if unknown := sorted(set(table) - known):
        raise _bad(code, f"未知字段 {'、'.join(unknown)}", f"unknown field {', '.join(unknown)}")
    if table["format"] != FORMAT:
        raise _bad(code, f"格式号 {table['format']} 不认识", f"format {table['format']} is not known")
    if _typed(table["sample"], bool) and "sample_note" not in table:
        raise _bad(code, "样例分值缺少 sample_note", "sample points need a sample_note")
    return Scheme(
        code=code,
        name=_words(table["name"]),
        standard=_typed(table["standard"], str),
        standard_name=_words(table["standard_name"]),
        full_marks=Decimal(_typed(table["full_marks"], int)),
        fail_below=Decimal(_typed(table["fail_below"], str)),
        fail_deductions=_typed(table["fail_deductions"], int) if "fail_deductions" in table else None,
        deductions_allowed=_typed(table["deductions_allowed"], bool),
        bonus_allowed=_typed(table["bonus_allowed"], bool),
        levels=tuple(_level(entry) for entry in table["levels"]),
        groups=tuple(_group(entry) for entry in table.get("groups", [])),
        sample_note=_words(table["sample_note"]) if table["sample"] else None,
    )


def _level(table: Mapping[str, Any]) -> Level:
    return Level(_typed(table["code"], str), _typed(table["stars"], int), Decimal(_typed(table["threshold"], str)),
                 _words(table["name"]))


def _group(table: Mapping[str, Any]) -> Group:
    return Group(_typed(table["clause"], str), _words(table["title"]), _typed(table["points"], int),
                 tuple(_indicator(entry) for entry in table["indicators"]))


def _indicator(table: Mapping[str, Any]) -> Indicator:
    return Indicator(_typed(table["clause"], str), _words(table["title"]), _typed(table["points"], int),
                     _typed(table["sample"], bool), tuple(_indicator(entry) for entry in table.get("parts", [])))


def _check_levels(scheme: Scheme) -> None:
    if not scheme.levels:
        raise _bad(scheme.code, "没有等级", "it has no levels")
    for level in scheme.levels:
        if level.code not in _LEVEL_CODES:
            raise _bad(scheme.code, f"等级代码“{level.code}”不认识", f"level code “{level.code}” is not known")
        if not (level.threshold.is_finite() and 0 < level.threshold <= scheme.full_marks):
            raise _bad(scheme.code, f"{level.name.zh}的分数线不在 0 与满分之间",
                       f"the threshold of {level.name.en} is not between 0 and full marks")
    for above, below in zip(scheme.levels, scheme.levels[1:], strict=False):
        if not (above.threshold > below.threshold and above.stars > below.stars):
            raise _bad(scheme.code, f"{above.name.zh}应高于{below.name.zh}，等级须从高到低排列",
                       f"{above.name.en} should stand above {below.name.en}: levels go from high to low")
    if scheme.levels[-1].threshold != scheme.fail_below:
        raise _bad(scheme.code, "最低等级的分数线与 fail_below 不一致", "the lowest threshold differs from fail_below")
    if scheme.deductions_allowed != (scheme.fail_deductions is not None):
        raise _bad(scheme.code, "fail_deductions 与 deductions_allowed 不一致",
                   "fail_deductions and deductions_allowed contradict each other")


def _check_points(scheme: Scheme) -> None:
    if scheme.standard == GBT27922:
        _check_outline(scheme)
    for group in scheme.groups:
        for indicator in group.indicators:
            _check_indicator(scheme, group, indicator)
        total = sum(indicator.points for indicator in group.indicators)
        if total != group.points:
            raise _bad(scheme.code, f"{group.clause} 各项分值之和为 {total}，应为 {group.points}",
                       f"the points under {group.clause} add up to {total}, not {group.points}")
    clauses = [indicator.clause for indicator in scheme.indicators]
    if len(set(clauses)) != len(clauses):
        raise _bad(scheme.code, "条款号有重复", "a clause stands twice")
    if scheme.sample_note is None and any(indicator.sample for indicator in scheme.indicators):
        raise _bad(scheme.code, "有样例分值，却没有标明 sample = true", "it has sample points but does not say sample = true")


def _check_outline(scheme: Scheme) -> None:
    totals = {group.clause: group.points for group in scheme.groups}
    if totals != TOTALS:
        raise _bad(scheme.code, f"三项总分应为 5.1=40、5.2=35、5.3=25，文件中为 {totals}",
                   f"the three totals should be 5.1=40, 5.2=35, 5.3=25; the file has {totals}")
    titles = {group.clause: len(group.indicators) for group in scheme.groups}
    if titles != TITLES:
        raise _bad(scheme.code, f"二级指标应为 7、6、2 项，文件中为 {titles}",
                   f"there should be 7, 6 and 2 second-level titles; the file has {titles}")


def _check_indicator(scheme: Scheme, group: Group, indicator: Indicator) -> None:
    parts = sum(part.points for part in indicator.parts)
    if not indicator.clause.startswith(f"{group.clause}."):
        raise _bad(scheme.code, f"{indicator.clause} 不属于 {group.clause}",
                   f"{indicator.clause} is not under {group.clause}")
    if indicator.points <= 0 or parts > indicator.points or any(part.points <= 0 for part in indicator.parts):
        raise _bad(scheme.code, f"{indicator.clause} 的分值须为正数，且不小于其下各条之和",
                   f"the points of {indicator.clause} must be positive and no less than those of its parts")
    if any(not part.clause.startswith(f"{indicator.clause}.") for part in indicator.parts):
        raise _bad(scheme.code, f"{indicator.clause} 之下有别处的条款",
                   f"a clause from elsewhere stands under {indicator.clause}")
