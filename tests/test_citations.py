"""What code cites is there: a heading of a page for developers, a decision by its number (decision 0024)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ROOT / "site" / "en" / "developers"
DECISIONS: Final = ROOT / "site" / "decisions"
GOVERNED: Final = ("certs", "verify", "scripts", "tests", "deploy", "Makefile")
NO_TEXT: Final = frozenset({"vectors", "translations", "static", "node_modules", "__pycache__"})
DESIGN: Final = ("formats.md", "meanings.md", "data.md")
# How a page is cited: `formats.md, "Event"`. A mention without a heading is a citation that forgot it.
_PAGE: Final = re.compile(rf'(?<![\w/.-])({"|".join(map(re.escape, DESIGN))})(?:, "([^"]*)")?')
_DECISION: Final = re.compile(r"\bdecisions? ((?:\d{4}(?![\d-])(?:, | and )?)+)", re.IGNORECASE)
_WRAPPED: Final = re.compile(r"\s*\n\s*(?:#\s*)?")


def headings(text: str) -> set[str]:
    """Return the headings of a page below its title."""
    return {line.lstrip("# ").strip() for line in text.splitlines() if re.match(r"##+ ", line)}


KNOWN: Final = {name: headings((PAGES / name).read_text(encoding="utf-8")) for name in DESIGN}
RECORDS: Final = {path.name[:4] for path in DECISIONS.glob("[0-9]*.md")}


def governed() -> Iterator[tuple[str, str]]:
    """Yield each text that may cite, with its path; lines are joined, since a citation may be wrapped."""
    for top in GOVERNED:
        place = ROOT / top
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and not NO_TEXT & set(path.parts) and path != Path(__file__):
                text = path.read_bytes().decode("utf-8", "replace")
                yield str(path.relative_to(ROOT)), _WRAPPED.sub(" ", text)


TEXTS: Final = dict(governed())


def wrong(text: str) -> list[str]:
    """Return what a text cites that is not there."""
    pages = [match[0] for match in _PAGE.finditer(text) if match[2] not in KNOWN[match[1]]]
    records = [f"decision {number}" for number in sorted(cited_decisions(text) - RECORDS)]
    numbered = re.findall(r"\bdesign(?:\.md|,? sections?)\b.{0,8}", text)
    return pages + records + numbered


def cited_decisions(text: str) -> set[str]:
    """Return the numbers of the decisions that a text cites."""
    return {number for match in _DECISION.finditer(text) for number in re.findall(r"\d{4}", match[1])}


def test_every_citation_leads_somewhere() -> None:
    assert {path: found for path, text in TEXTS.items() if (found := wrong(text))} == {}


def test_every_page_of_the_design_is_cited_by_code() -> None:
    cited = {match[1] for text in TEXTS.values() for match in _PAGE.finditer(text)}
    assert cited == set(DESIGN)


def test_every_decision_is_cited_by_the_code_that_it_governs() -> None:
    cited = set().union(*(cited_decisions(text) for text in TEXTS.values()), cited_decisions(__doc__ or ""))
    assert RECORDS - cited == set(), "write (decision NNNN) where the decision governs"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('as formats.md, "Events" says', ['formats.md, "Events"']),
        ("see meanings.md for it", ["meanings.md"]),
        ('(data.md, "Event")', ['data.md, "Event"']),
        ("(decision 0999)", ["decision 0999"]),
        ("decisions 0001 and 0998", ["decision 0998"]),
        ("(design " + "section 5)", ["design " + "section 5)"]),
        ('(formats.md, "Event"; decision 0001)', []),
        ("the decision 2026-11-28", []),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(text: str, found: list[str]) -> None:
    assert wrong(text) == found


def test_a_wrapped_citation_is_read_as_one() -> None:
    text = _WRAPPED.sub(" ", '# see formats.md,\n    # "Status lists" for it')
    assert _PAGE.findall(text) == [("formats.md", "Status lists")]
