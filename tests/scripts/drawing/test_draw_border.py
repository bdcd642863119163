"""The border of the certificates is what its drawing says, and light enough to stand on every page."""

from __future__ import annotations

from scripts.drawing import draw_border
from scripts.drawing.draw_border import TARGET, border

LARGEST = 200_000  # bytes


def test_the_border_is_what_the_drawing_says() -> None:
    assert TARGET.read_text(encoding="utf-8") == border()
    assert len(border()) < LARGEST


def test_no_strand_leaves_its_edge_or_shows_beyond_a_knot() -> None:
    early = max(k / 2 / draw_border.STRANDS for k in range(draw_border.STRANDS))
    length = (280.75 - 30.7) / 42  # millimetres of a wave
    assert (early * length) ** 2 + draw_border.HEIGHT**2 < 4.9**2
