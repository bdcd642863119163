"""The changelog says the same in both languages: English in CHANGELOG.md, Chinese on its page."""

from __future__ import annotations

import re
from typing import Final

from tests.site.built_pages import CHINESE, ROOT, Built

ENGLISH_LOG: Final = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CHINESE_LOG: Final = (CHINESE / "changelog.md").read_text(encoding="utf-8")


def entries(text: str) -> list[tuple[int, list[list[str]]]]:
    """Return each heading's depth with its entries: of each, the words in code, which both languages share."""
    found: list[tuple[int, list[list[str]]]] = []
    for block in re.split(r"\n(?=#|- )", text):
        heading = re.match(r"(#{2,}) ", block)
        if heading:
            found.append((len(heading[1]), []))
        elif block.startswith("- ") and found:
            found[-1][1].append(re.findall(r"`([^`]+)`", " ".join(block.split()).replace("<编号>", "<number>")))
    return found


def test_both_languages_have_the_same_entries() -> None:
    assert entries(ENGLISH_LOG) == entries(CHINESE_LOG)
    assert sum(len(under) for _, under in entries(ENGLISH_LOG)) >= 25


def test_each_page_prints_every_entry(built: Built) -> None:
    for address, text in (("/changelog/", CHINESE_LOG), ("/en/changelog/", ENGLISH_LOG)):
        shown = " ".join(built.documents[address].text.split())
        for entry in re.findall(r"^- ((?:.|\n  )+)", text, re.MULTILINE):
            first = re.split(r"[`“<]", " ".join(entry.split()))[0].strip()
            assert first in shown
