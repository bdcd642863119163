"""A page taken apart by its labels: what stands behind each of them, up to the next, in the order of the page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from certs.documents.paper.paper_file import Page, Run
from certs.documents.paper.printed_labels import LISTS, OTHER, compact, head_of, label_of
from certs.trust.verification.sentences import MONTHS

DATES: Final = frozenset({"issued", "first_issued", "valid_until"})
_DAY: Final = re.compile(
    r"[0-9]{4}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日?)|[0-9]{1,2}(?:"
    + "|".join(MONTHS)
    + ")[0-9]{4}"
)
_FAR: Final = 160.0  # points from a label, beyond which a day is not its own


@dataclass(slots=True)
class Part:
    """What stands behind one label: its lines as printed, and compact, as they are compared; `page` counts from 0."""

    field: str
    shown: list[str] = dataclasses.field(default_factory=list)
    page: int = 0

    @property
    def lines(self) -> list[str]:
        """Return the lines, compact."""
        return [compact(line) for line in self.shown]

    @property
    def text(self) -> str:
        """All of it in one."""
        return "".join(self.lines)


def parts_of(page: Page) -> list[Part]:
    """Return what stands behind each label of a page. The first part is what stands before all of them.

    Days are not among it: they stand above their labels as well as behind them (`days_of`).
    """
    parts = [Part(OTHER)]
    for printed in _whole_labels(page):
        text, within = compact(printed), parts[-1].field
        head = head_of(text)
        if head and head != within:
            parts.append(Part(head))
        label, rest = label_of(text), printed
        if head or (head is not None and (within in LISTS or label is None)) or _DAY.fullmatch(text):
            continue
        while label is not None:
            name, rest = label
            if parts[-1].field != name or parts[-1].shown:
                parts.append(Part(name))
            label = label_of(rest)
        if rest:
            parts[-1].shown.append(rest)
    return parts


def _whole_labels(page: Page) -> Iterator[str]:
    """Yield the text of each run, two together where they are one label that a line broke."""
    texts = [run.text for run in page.runs]
    skip = False
    for text, following in zip(texts, [*texts[1:], ""], strict=False):
        if skip:
            skip = False
            continue
        label = None if label_of(compact(text)) else label_of(compact(text + following))
        skip = label is not None and label[1] == "" and bool(following)
        yield text + following if skip else text


def days_of(page: Page) -> dict[str, set[str]]:
    """Return the days that stand by the labels of days: behind them, or nearest to them, above, below or beside."""
    dated = [(run, day) for run in page.runs for day in _DAY.findall(compact(run.text))]
    labels = [(run, *label) for run in page.runs if (label := label_of(compact(run.text))) and label[0] in DATES]
    days: dict[str, set[str]] = {}
    for run, name, behind in labels:
        own = _DAY.findall(behind)
        for day in own[:1] or _nearest(run, name, dated, labels):
            days.setdefault(name, set()).add(iso(day))
    return days


def _nearest(
    label: Run, name: str, dated: Sequence[tuple[Run, str]], labels: Sequence[tuple[Run, str, str]]
) -> Iterator[str]:
    """Yield the day nearest to a label, unless it is nearer to that of another field, or far from any."""
    run, day = min(dated, key=lambda pair: _distance(label, pair[0]), default=(label, ""))
    nearest = min((_distance(other, run), field) for other, field, _ in labels)
    if day and nearest[1] == name and nearest[0] < _FAR:
        yield day


def _distance(label: Run, other: Run) -> float:
    across = max(label.left - other.right, other.left - label.right, 0.0)
    down = max(label.bottom - other.top, other.bottom - label.top, 0.0)
    return across + 2 * down


def iso(day: str) -> str:
    """Write a printed day as 2026-11-23, whether there is such a day or not."""
    english = re.fullmatch(r"([0-9]{1,2})([A-Z][a-z]+)([0-9]{4})", day)
    if english:
        return f"{english[3]}-{MONTHS.index(english[2]) + 1:02}-{int(english[1]):02}"
    year, month, of_month = (int(figure) for figure in re.findall("[0-9]+", day))
    return f"{year}-{month:02}-{of_month:02}"
