"""The pictures of the deployments: each word within its box or lane, each arrow from box to box, the page's hosts."""

from __future__ import annotations

import re

import pytest

from scripts.drawing import draw_deployments
from scripts.drawing.draw_deployments import DEPLOYMENTS, EDGE, INSET, NAME, SIZE, WIDE, Host
from scripts.drawing.picture_words import width
from tests.deploy.page_steps import steps
from tests.site.built_pages import CHINESE

EACH = [(name, language) for name in DEPLOYMENTS for language in ("zh", "en")]


@pytest.mark.parametrize(("name", "language"), EACH)
def test_no_word_is_cut_off(name: str, language: str) -> None:
    for host in DEPLOYMENTS[name].hosts:
        left, right = draw_deployments.across(host.lanes)
        room = right - left - 2 * INSET
        assert width(draw_deployments.said(host.name, language), NAME) * 1.1 <= room  # bold is wider
        assert all(width(line, SIZE) <= room for line in draw_deployments.lines_of(host, language))
    for text, left in re.findall(
        r'<text x="([\d.]+)"[^>]*>([^<]*)<', draw_deployments.picture(DEPLOYMENTS[name], language)
    ):
        assert float(text) + width(left, SIZE) <= WIDE - EDGE + 1, left


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_every_arrow_leads_from_a_box_to_a_box_and_through_none(name: str) -> None:
    def there(row: int, lane: float) -> list[Host]:
        return [h for h in DEPLOYMENTS[name].hosts if h.row == row and h.lanes[0] <= lane < h.lanes[1]]

    for way in DEPLOYMENTS[name].ways:
        assert there(way.start, way.lane)
        assert there(way.end, way.lane)
        first, last = sorted((way.start, way.end))
        assert not [host for row in range(first + 1, last) for host in there(row, way.lane)]


@pytest.mark.parametrize(("name", "pages"), [("apart", ["apart"]), ("unbroken", ["apart", "unbroken"])])
def test_the_hosts_are_those_that_the_pages_set_up(name: str, pages: list[str]) -> None:
    texts = [(CHINESE / "staff" / f"{page}.md").read_text(encoding="utf-8") for page in pages]
    typed = {machine for text in texts for step in steps(text) for machine in step.machines}
    drawn = " ".join(host.name.en for host in DEPLOYMENTS[name].hosts).replace("mirror-1, -2", "mirror-1, mirror-2")
    assert typed == set(re.findall(r"[a-z]+(?:-\d)?", drawn.replace("The public", "")))
