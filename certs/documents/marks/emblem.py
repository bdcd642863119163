"""The emblem of a level: a tally slip whose dark and light half meet on a seam, with stars that are whole only there.

Without number and QR code it is for the body's own pages only; what a holder uses is in `numbered_mark.py`. Units are
tenths of a millimetre at the smallest size.
"""

from __future__ import annotations

import math
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from certs.documents.marks.lettering import column
from certs.documents.marks.shapes import Point, path, polygon

WIDTH, SHOULDER, FOOT, SEAM = 150, 36, 262, 75
FRAME: Final = 4.2
PETROL, LIT, GOLD, WHITE, DEEP, BLACK = "#0F4A57", "#F0C862", "#8F6410", "#FFFFFF", "#0A2E37", "#000"
INKS: Final = MappingProxyType({"colour": PETROL, "mono": BLACK, "reversed": "#fff"})
STYLES: Final = tuple(INKS)
# Stars of a level → its name. Two stars belong to no after-sales scheme, and so to no mark.
LEVELS: Final = MappingProxyType({0: "达标级", 3: "三星级", 4: "四星级", 5: "五星级"})
STAR_MIDDLE: Final = 153
STAR_PITCH: Final = {3: 56.0, 4: 47.0, 5: 40.5}
STAR_RADIUS: Final = {3: 24.5, 4: 22.0, 5: 20.0}
STAR_INNER: Final = 0.43  # of a star's radius: where its edges turn inwards
DOVETAIL: Final = ((SEAM, 118.0), (SEAM + 20, 106.0), (SEAM + 20, 196.0), (SEAM, 184.0))


def star_half(middle: float, radius: float, side: int, seam: float = SEAM) -> str:
    """Return half a star; side -1 is left, +1 right. Both halves share the seam exactly."""
    points: list[Point] = []
    for i in range(6):
        angle, reach = math.radians(-90 + 36 * i), radius * (1 if i % 2 == 0 else STAR_INNER)
        off = side * abs(math.cos(angle)) * reach if 0 < i < 5 else 0
        points.append((seam + off, middle + math.sin(angle) * reach))
    return polygon(points)


def star_middles(count: int) -> list[float]:
    """Return how far down the stars of a level stand on the seam."""
    return [STAR_MIDDLE + (i - (count - 1) / 2) * STAR_PITCH[count] for i in range(count)]


def star_halves(count: int, side: int) -> str:
    """Return one side of all stars of a level, one below the other on the seam."""
    return "".join(star_half(middle, STAR_RADIUS[count], side) for middle in star_middles(count))


def left_body(*, dovetail: bool) -> str:
    """Return the solid left half; without stars a dovetail says that the halves fit, and nothing more."""
    joint = list(DOVETAIL) if dovetail else []
    return polygon([(SEAM, 0), *joint, (SEAM, FOOT), (0, FOOT), (0, SHOULDER)])


def right_frame() -> str:
    """Return the outline of the right half as a filled ring."""
    slope = SHOULDER / SEAM
    top = FRAME * math.sqrt(1 + slope * slope)
    inner: list[Point] = [
        (SEAM, FOOT - FRAME),
        (WIDTH - FRAME, FOOT - FRAME),
        (WIDTH - FRAME, SHOULDER - FRAME * slope + top),
        (SEAM, top),
    ]
    return polygon([(SEAM, 0), (WIDTH, SHOULDER), (WIDTH, FOOT), (SEAM, FOOT)]) + polygon(inner)


def white_half() -> str:
    """Return the ground of the light half, for marks that stand on any colour."""
    return path(WHITE, f"M{SEAM} 0L{WIDTH} {SHOULDER}V{FOOT}H{SEAM}Z")


@lru_cache(maxsize=len(LEVELS) * len(STYLES))
def emblem(stars: int, style: str) -> str:
    """Return the paths of a level's emblem, 150 by 262 units. `style` is one of `STYLES`."""
    words, grade = column("服务认证", 10, 62, 182, 36), column(LEVELS[stars], WIDTH - 46, 62, 182, 36)
    left, right = star_halves(stars, -1), star_halves(stars, 1)
    body = left_body(dovetail=stars == 0)
    if style == "colour":
        lit = path(LIT, left) + path(GOLD, right) if stars else ""
        ground = white_half() + path(PETROL, body + right_frame())
        return ground + path(WHITE, words) + path(PETROL, grade) + lit
    ink = INKS[style]
    return path(ink, body + words + left, cut=True) + path(ink, right_frame() + grade + right)
