"""Each page says when it was published, when it was revised, and which rule it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.utils import meta

from tests.site.built_pages import CHINESE, ENGLISH, Built

WORDS = {CHINESE: "依据", ENGLISH: "Based on"}
PAGES = sorted(
    path.relative_to(CHINESE)
    for path in CHINESE.rglob("*.md")
    if path.relative_to(CHINESE).parts[0] not in {"en", "_data", "decisions"}
)


def address(folder: Path, page: Path) -> str:
    """Return where a page is published."""
    place = "" if page.stem == "index" else f"{page.stem}/"
    parts = [part for part in page.parent.parts if part]
    return "/" + "".join(f"{part}/" for part in (["en"] if folder == ENGLISH else []) + parts) + place


@pytest.mark.parametrize("folder", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_has_its_days_and_its_basis_and_shows_them(page: Path, folder: Path, built: Built) -> None:
    _, front = meta.get_data((folder / page).read_text(encoding="utf-8"))
    assert {"published", "revised", "basis"} <= set(front)
    shown = built.documents[address(folder, page)].text
    assert f"{WORDS[folder]} {front['basis']}" in shown
    assert all(str(front[day]) in shown for day in ("published", "revised"))


def test_there_are_pages_to_look_at() -> None:
    assert len(PAGES) > 25
