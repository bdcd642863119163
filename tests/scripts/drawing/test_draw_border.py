"""The borders of the certificates are what their drawing says, and light enough to stand on every page."""

from __future__ import annotations

import pytest

from scripts.drawing import draw_border
from scripts.drawing.draw_border import FOLDER, FRAME, TABLET, Look, border

LARGEST = 200_000  # bytes


@pytest.mark.parametrize("look", [TABLET, FRAME])
def test_the_border_is_what_the_drawing_says(look: Look) -> None:
    drawn = border(look)
    assert (FOLDER / look.file).read_text(encoding="utf-8") == drawn
    assert len(drawn) < LARGEST
    assert all(colour in drawn for colour in look[1:5])


def test_no_strand_leaves_its_edge_or_shows_beyond_a_knot() -> None:
    early = max(k / 2 / draw_border.STRANDS for k in range(draw_border.STRANDS))
    length = (280.75 - 30.7) / 42  # millimetres of a wave
    assert (early * length) ** 2 + draw_border.HEIGHT**2 < 4.9**2
