"""Draw the three years of a certificate: the days on the left half of a tally, what they are for on the right.

Each day is what the rules make of the day of issue of a sample: the validity, the deadlines of surveillance, the
reminders ahead of them, by when it is reported. A star stands where the certificate begins. Words are
text: see picture_words.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from certs import limits
from certs.casework.aftercare.due_item import AHEAD
from certs.casework.aftercare.reminders import STAGES
from certs.casework.cnca.month import Month
from certs.days import last_day_of_validity
from certs.documents.marks.emblem import DEEP, GOLD, LIT, PETROL, WHITE, star_half
from certs.documents.marks.shapes import box, figure, path
from certs.errors import Words
from certs.lifecycle.surveillance import due_by
from scripts.drawing.draw_process import FRAME, LONG, SEAM, SLOPE, halves, joint
from scripts.drawing.picture_words import line, wrapped

TINT: Final = "#DDEBE6"
ISSUED: Final = date(2027, 3, 15)
TITLES: Final = {"zh": "一张证书的三年", "en": "The three years of a certificate"}
HEADS: Final = {"zh": ("日期（样例）", "这一天"), "en": ("Day (sample)", "What it is for")}
LEFT, RIGHT, HEAD_SIZE, SIZE, LEAD, GAP, PART = 24, 246, 22, 17, 23, 10, 16
ROOM: Final = LONG - FRAME - RIGHT - 1
ISSUE: Final = Words("颁发证书", "Issued")
REPORT: Final = Words("颁发那个月上报的期限", "reporting of that month due")
REMINDER: Final = Words("提前 {days} 天：提醒函", "{days} days: reminder")
SURVEILLANCE: Final = Words("第 {count} 次监督的期限", "Surveillance {count} due")
PASSED: Final = Words("通过：从监督那天再算 {months} 个月", "if passed: {months} months from its day")
NO_MORE: Final = Words("到期以前不再排监督", "none more before the end")
RENEWAL: Final = Words("没有换证案件的，立案", "open a case of renewal")
END: Final = Words("有效的最后一天", "Last day of validity")
RENEWED: Final = Words("没有换证，次日起过期", "if not renewed: expired the day after")
LISTED: Final = Words("有底色的：starmark due 会列出", "tinted: starmark due lists it")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a certificate: what it is for in one line or more; great ones are deadlines, the others lead to them."""

    day: date
    lines: tuple[Words, ...]
    great: bool = False
    listed: bool = False

    def drawn(self, language: str, at: float) -> tuple[str, float]:
        """Return its words, and how far down they end."""
        weight, ink = ("bold", PETROL) if self.great else ("normal", DEEP)
        words = line(self.day.isoformat(), LEFT, at, SIZE, weight, ink=WHITE)
        for number, each in enumerate(self.lines):
            for text in wrapped(getattr(each, language), SIZE, ROOM):
                words += line(text, RIGHT, at, SIZE, "normal" if number else weight, ink=ink)
                at += LEAD
        return words, at


def days() -> list[Day]:
    """Return the days of a certificate whose surveillances are passed on the last day for each."""
    last = last_day_of_validity(ISSUED)
    rows = [Day(ISSUED, (ISSUE,), great=True), Day(Month.of(ISSUED).deadline, (REPORT,))]
    since, count = ISSUED, 0
    while (deadline := due_by(since, last)) is not None:
        count += 1
        rows += ahead(deadline)
        since, what = deadline, _filled(SURVEILLANCE, count=count)
        after = NO_MORE if due_by(since, last) is None else _filled(PASSED, months=limits.SURVEILLANCE_MONTHS)
        rows.append(Day(deadline, (what, after), great=True, listed=True))
    first, *others = ahead(last)
    return [
        *rows,
        Day(first.day, (*first.lines, RENEWAL), listed=True),
        *others,
        Day(last, (END, RENEWED), great=True, listed=True),
    ]


def ahead(deadline: date) -> Iterator[Day]:
    """Yield the days on which reminders are written, the first ahead first."""
    for stage in sorted(STAGES, reverse=True):
        yield Day(deadline - timedelta(days=stage), (_filled(REMINDER, days=stage),), listed=stage <= AHEAD)


def _filled(words: Words, **values: int) -> Words:
    return Words(words.zh.format(**values), words.en.format(**values))


def picture(language: str) -> str:
    """Return the SVG file of one language."""
    left, right = HEADS[language]
    words = line(left, LEFT, SLOPE - 10, HEAD_SIZE, "bold", ink=WHITE)
    words += line(right, RIGHT, SLOPE - 10, HEAD_SIZE, "bold", ink=PETROL)
    lit, gold, ground, at = "", "", "", SLOPE + 28.0
    for row in days():
        middle = at + SIZE / 2
        if row.great:
            lit += star_half(middle, 22, -1, SEAM) if row.day == ISSUED else joint(middle, -1)
            gold += star_half(middle, 22, 1, SEAM) if row.day == ISSUED else joint(middle, 1)
        text, below = row.drawn(language, at)
        words += text
        ground += path(TINT, box(SEAM, at - GAP, LONG - FRAME, below + GAP / 2)) if row.listed else ""
        at = below + (PART + GAP if row.great else GAP)
    for text in wrapped(getattr(LISTED, language), SIZE, ROOM):
        words += line(text, RIGHT, at, SIZE, ink=DEEP)
        at += LEAD
    foot = at + FRAME + GAP
    inner = halves(foot) + ground + path(LIT, lit) + path(GOLD, gold) + words
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LONG} {figure(foot)}" width="{LONG}" '
        f'height="{figure(foot)}" role="img" font-family="sans-serif">'
        f"<title>{TITLES[language]}</title>{inner}</svg>\n"
    )


def drawings() -> dict[str, str]:
    """Return every drawing by its name in `verify/static/starmark/pictures`."""
    return {f"years-{language}.svg": picture(language) for language in TITLES}
