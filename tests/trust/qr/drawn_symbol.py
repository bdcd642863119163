"""A symbol's SVG as a picture, drawn stroke by stroke as a browser does."""

from __future__ import annotations

import re
from typing import Final

from PIL import Image, ImageDraw

SCALE: Final = 4  # pixels a module


def drawn(svg: str) -> Image.Image:
    """Draw the strokes of a symbol; it must fill its view."""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert size is not None
    assert size[1] == size[2]
    picture = Image.new("L", (int(size[1]) * SCALE,) * 2, 255)
    pen = ImageDraw.Draw(picture)
    path = svg.partition('stroke="#000" d="')[2].partition('"')[0]
    for start, y, strokes in re.findall(r"M(\d+) (\d+)\.5([^M]*)", path):
        x, top = int(start), int(y) * SCALE
        assert re.fullmatch(r"(?:h\d+|m\d+ 0)*", strokes)
        for kind, length in re.findall(r"(h|m)(\d+)", strokes):
            if kind == "h":
                pen.rectangle((x * SCALE, top, (x + int(length)) * SCALE - 1, top + SCALE - 1), 0)
            x += int(length)
    return picture
