"""Prose repeats figures of the rules, so that a sentence can be read by itself; here each is held to the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from certs import limits
from certs.scheme.schemes import SCHEMES, evidence
from tests.site.built_pages import CHINESE, ENGLISH

GBT, BRAND = SCHEMES["gbt27922-2011"], SCHEMES["brand-1000"]
NUMBERS: Final = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "fifteen": 15,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "十五": 15,
}
# What a final score is compared with. Other figures of points are worked examples, which the program reckons.
BORDERS: Final = {f"{level.threshold}" for scheme in (GBT, BRAND) for level in scheme.levels}
FULL: Final = {f"{GBT.full_marks}", f"{BRAND.full_marks}"}
LISTED: Final = max(entry.number or 0 for entries in (evidence().items, evidence().never) for entry in entries)
TOTALS: Final = [group.points for group in GBT.groups]


def number(text: str) -> int:
    """Read a number in figures or in a word."""
    plain = text.replace(",", "")
    return int(plain) if plain.isdecimal() else NUMBERS.get(text.lower(), -1)


def _borders(match: re.Match[str]) -> bool:
    return match[1] in BORDERS


def _of_level(match: re.Match[str]) -> bool:
    """A score beside the level that it earns, on either scale."""
    score, stars = sorted(match.groups(), key=lambda text: -number(text))
    return any(
        f"{level.threshold}" == score and level.stars == number(stars)
        for scheme in (GBT, BRAND)
        for level in scheme.levels
    )


def _totals(match: re.Match[str]) -> bool:
    return [int(figure) for figure in re.findall(r"\d+", match[0])] == TOTALS


def _all_levels(match: re.Match[str]) -> bool:
    return re.findall(r"\d+", match[0]) == [f"{level.threshold}" for level in reversed(GBT.levels)]


def _passphrase(match: re.Match[str]) -> bool:
    return (number(match[1]), number(match[2])) == limits.PASSPHRASE


def _equals(value: int) -> Callable[[re.Match[str]], bool]:
    return lambda match: number(match[1]) == value


# pattern → whether what it finds is what the data say
Rule = tuple[str, Callable[[re.Match[str]], bool]]
CHINESE_RULES: Final[tuple[Rule, ...]] = (
    (r"(?:低于|不到) (\d+) 分", _borders),
    (r"(\d+) 分及?以上", _borders),
    (r"(\d{3}) 分([一二三四五])星", _of_level),
    (r"满分 (\d+) 分", lambda match: match[1] in FULL),
    (r"(?:达到|不到) (\d+) 项", _equals(GBT.fail_deductions or 0)),
    (r"总分 \d\d、\d\d、\d\d|\d\d、\d\d、\d\d 的总分", _totals),
    (r"\d\d(?:、\d\d){3}(?! 毫米)", _all_levels),
    (r"(十五)项", _equals(len(GBT.indicators))),
    (r"(?:暂停|延长).*最[多长](.)个月", _equals(limits.SUSPENSION_MONTHS)),
    (r"有效期(.)年|证书有效期 \| (.)年", lambda match: number(match[1] or match[2]) == limits.VALIDITY_YEARS),
    (r"今天起到 (\d+) 天以内", _equals(limits.ACT_DAYS_AHEAD)),
    (r"超过 (\d+) 天", _equals(limits.CLOCK_GAP_DAYS)),
    (r"再留 (\d+) 天", _equals(limits.LOG_KEY_OVERLAP_DAYS)),
    (r"一次最多 ([\d,]+) 张", _equals(limits.BATCH)),
    (r"(?m)(?:^- |\| )(\d+) 到 ([\d,]+) 个字符", _passphrase),
    (r"(?<!第 )(\d\d) 项", _equals(LISTED)),
)
ENGLISH_RULES: Final[tuple[Rule, ...]] = (
    (r"(?i)below (\d\d)\b", _borders),
    (r"score (?:of at least|from) (\d+)", _borders),
    (r"(three|four|five|two)(?: stars)? from (\d{3})", _of_level),
    (r"out of (\d+)", lambda match: match[1] in FULL),
    (r"(\d+) points in all", lambda match: match[1] in FULL),
    (r"\b(\d+|two|three|four|five|six|seven) special deductions(?: fail|,|\.)", _equals(GBT.fail_deductions or 0)),
    (r"totals \d\d, \d\d and \d\d", _totals),
    (r"\d\d(?:, \d\d){2} and \d\d(?! mm)", _all_levels),
    (r"(fifteen)", _equals(len(GBT.indicators))),
    (r"(?i)suspension.*?(\w+) months", _equals(limits.SUSPENSION_MONTHS)),
    (r"(?:lasts|valid for) (\w+) years", _equals(limits.VALIDITY_YEARS)),
    (r"today or up to (\d+) days ahead", _equals(limits.ACT_DAYS_AHEAD)),
    (r"More than (\d+) days", _equals(limits.CLOCK_GAP_DAYS)),
    (r"keep the old file for (\d+) days", _equals(limits.LOG_KEY_OVERLAP_DAYS)),
    (r"At most ([\d,]+) certificates", _equals(limits.BATCH)),
    (r"(?m)(?:^- |\| )(\d+) to ([\d,]+) characters", _passphrase),
    (r"(\d\d) items", _equals(LISTED)),
)
LANGUAGES = pytest.mark.parametrize(
    ("folder", "rules"), [(CHINESE, CHINESE_RULES), (ENGLISH, ENGLISH_RULES)], ids=["zh", "en"]
)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Return the pages of a language, records and log apart, by their path, without the articles they rest on."""
    for path in sorted(folder.rglob("*.md")):
        place = path.relative_to(folder)
        if place.parts[0] not in {"en", "_data", "decisions"} and place.name != "changelog.md":
            yield str(place), re.sub(r"(?m)^basis: .*$", "", path.read_text(encoding="utf-8"))


def wrong(text: str, rules: tuple[Rule, ...]) -> list[str]:
    """Return every place that says another figure than the data."""
    return [match[0] for pattern, agrees in rules for match in re.finditer(pattern, text) if not agrees(match)]


@LANGUAGES
def test_every_figure_of_the_rules_is_that_of_the_data(folder: Path, rules: tuple[Rule, ...]) -> None:
    assert {place: found for place, text in texts(folder) if (found := wrong(text, rules))} == {}


@LANGUAGES
def test_the_pages_say_these_figures(folder: Path, rules: tuple[Rule, ...]) -> None:
    whole = "\n".join(text for _, text in texts(folder))
    assert [pattern for pattern, _ in rules if not re.search(pattern, whole)] == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("低于 60 分，不合格", CHINESE_RULES),
        ("得分 92 分以上", CHINESE_RULES),
        ("950 分四星", CHINESE_RULES),
        ("满分 110 分", CHINESE_RULES),
        ("特别扣分项达到 6 项", CHINESE_RULES),
        ("总分 40、30、30 出自", CHINESE_RULES),
        ("70、80、90、96 四条", CHINESE_RULES),
        ("暂停最长三个月", CHINESE_RULES),
        ("有效期两年", CHINESE_RULES),
        ("从今天起到 60 天以内", CHINESE_RULES),
        ("最后一条记录超过 8 天", CHINESE_RULES),
        ("旧的文件再留 30 天", CHINESE_RULES),
        ("一次最多 500 张", CHINESE_RULES),
        ("- 12 到 1,000 个字符", CHINESE_RULES),
        ("清单上的 28 项", CHINESE_RULES),
        ("Below 75, there is none", ENGLISH_RULES),
        ("four from 950", ENGLISH_RULES),
        ("out of 110 points", ENGLISH_RULES),
        ("1100 points in all", ENGLISH_RULES),
        ("with four special deductions, there", ENGLISH_RULES),
        ("the totals 40, 30 and 30", ENGLISH_RULES),
        ("of 70, 80, 90 and 96", ENGLISH_RULES),
        ("a final score from 85", ENGLISH_RULES),
        ("One suspension | three months", ENGLISH_RULES),
        ("It is valid for two years", ENGLISH_RULES),
        ("today or up to 60 days ahead", ENGLISH_RULES),
        ("More than 8 days have passed", ENGLISH_RULES),
        ("keep the old file for 30 days", ENGLISH_RULES),
        ("At most 500 certificates at once", ENGLISH_RULES),
        ("- 12 to 1,000 characters", ENGLISH_RULES),
        ("the 28 items", ENGLISH_RULES),
    ],
)
def test_another_figure_would_be_found(text: str, rules: tuple[Rule, ...]) -> None:
    assert len(wrong(text, rules)) == 1
