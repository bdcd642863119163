"""Draw what stands behind every page of a certificate: a braided border, and the ground within it.

The tablet, with its point, is that of after-sales service alone. A certificate of another scheme has a plain frame in
another colour, so that one is told from the other at arm's length and in a grey copy.

Each strand is a sine along an edge, a cubic piece to half a wave, which is within a hundredth of its height. A border
is one file that every page of its certificates takes as it is (certs/documents/page_border.py): drawn by the template,
it took six times as long as all the rest.

    python -m scripts.drawing.draw_border
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from certs.documents.marks.emblem import GOLD, PETROL
from certs.documents.marks.shapes import Point, figure
from scripts.drawing.draw_marks import ROOT

FOLDER: Final = ROOT / "certs" / "documents"
WIDE, HIGH = 210, 297  # millimetres: A4
LEFT, RIGHT, TOP, BOTTOM, MIDDLE = 12.0, 198.0, 12.0, 285.0, 105.0
SHOULDER: Final = 15.0  # millimetres that the point of the tablet rises above its shoulders
STRANDS, CORE = 6, 3  # dark strands of a braid, and light ones of half the height
HEIGHT, CORE_HEIGHT = 2.5, 1.25  # of a wave, in millimetres to each side
BELLY: Final = 0.3642  # of half a wave: how far from its ends the control points of the best cubic stand
HAIR: Final = 0.08  # millimetres


class Look(NamedTuple):
    """What tells one border from another; the two faint colours, of the ground, are pale enough to read over."""

    file: str
    dark: str
    light: str
    faint: str
    faint_light: str
    shoulder: float


TABLET: Final = Look("border.svg", PETROL, GOLD, "#CFDBDE", "#E3D8C1", SHOULDER)
FRAME: Final = Look("border_other.svg", "#6B3F1D", "#A87B4F", "#E4DAD2", "#EADFD2", 0.0)


def stroked(data: str, colour: str, width: float) -> str:
    """Return one path that is drawn as a line."""
    return f'<path d="{data}" stroke="{colour}" stroke-width="{figure(width)}"/>'


def strand(start: Point, end: Point, waves: int, height: float, early: float) -> str:
    """Return path data of one strand from point to point, which begins the part `early` of a wave before its start."""
    length = math.dist(start, end)
    across, down = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    half = length / waves / 2

    def at(along: float, off: float) -> str:
        along -= early * 2 * half
        return f"{figure(start[0] + across * along - down * off)} {figure(start[1] + down * along + across * off)}"

    data = "M" + at(0, 0)
    for piece in range(waves * 2):
        begins, ends = piece * half, (piece + 1) * half
        top = (-1) ** piece * height * 4 / 3
        data += f"C{at(begins + BELLY * half, top)} {at(ends - BELLY * half, top)} {at(ends, 0)}"
    return data


def braid(start: Point, end: Point, waves: int, look: Look) -> str:
    """Return the strands of one edge."""
    outer = "".join(strand(start, end, waves, HEIGHT, k / 2 / STRANDS) for k in range(STRANDS))
    core = "".join(strand(start, end, 2 * waves, CORE_HEIGHT, k / 2 / CORE) for k in range(CORE))
    return stroked(outer, look.dark, HAIR) + stroked(core, look.light, HAIR)


def rosette(middle: Point, radius: float, petals: int, colour: str, width: float) -> str:
    """Return a rose of narrow ellipses that turn about one point."""
    x, y = middle
    ellipses = "".join(
        f'<ellipse cx="{figure(x)}" cy="{figure(y)}" rx="{figure(radius)}" ry="{figure(radius * 0.42)}" '
        f'transform="rotate({figure(180 * k / petals)} {figure(x)} {figure(y)})"/>'
        for k in range(petals)
    )
    return f'<g stroke="{colour}" stroke-width="{figure(width)}">{ellipses}</g>'


def knot(middle: Point, look: Look) -> str:
    """Return the rose that stands where two edges meet."""
    ground = f'<circle cx="{figure(middle[0])}" cy="{figure(middle[1])}" r="5" fill="#fff"/>'
    return ground + rosette(middle, 4.9, 18, look.dark, HAIR) + rosette(middle, 2.9, 9, look.light, HAIR)


def outline(inset: float, width: float, look: Look) -> str:
    """Return the shape of the border, moved inwards by `inset` millimetres."""
    slope = look.shoulder / (MIDDLE - LEFT)
    peak = TOP + math.sqrt(1 + slope * slope) * inset
    shoulder = peak + look.shoulder - inset * slope
    left, right, foot = LEFT + inset, RIGHT - inset, BOTTOM - inset
    corners = ((MIDDLE, peak), (right, shoulder), (right, foot), (left, foot), (left, shoulder))
    data = "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in corners) + "Z"
    return stroked(data, look.dark, width)


def corners_and_edges(look: Look) -> tuple[tuple[Point, ...], tuple[tuple[Point, Point, int], ...]]:
    """Return where the knots stand, and the edges between them with how many waves each has."""
    left, right, foot, shoulder, peak = 16.25, 193.75, 280.75, 30.7, 16.35
    bottom = ((left, foot), (right, foot))
    if not look.shoulder:
        top = ((left, peak), (right, peak))
        across = ((*bottom, 30), (*top, 30))
        return bottom + top, (*((low, high, 44) for low, high in zip(bottom, top, strict=True)), *across)
    left_top, point, right_top = (left, shoulder), (MIDDLE, peak), (right, shoulder)
    return (*bottom, left_top, right_top, point), (
        (bottom[0], left_top, 42),
        (right_top, bottom[1], 42),
        (*bottom, 30),
        (left_top, point, 15),
        (point, right_top, 15),
    )


def border(look: Look) -> str:
    """Return the drawing, one unit a millimetre of an A4 page."""
    lines = "".join(outline(inset, width, look) for inset, width in ((0, 0.5), (0.9, 0.15), (7.6, 0.15), (8.3, 0.3)))
    corners, sides = corners_and_edges(look)
    edges = "".join(braid(start, end, waves, look) for start, end, waves in sides)
    knots = "".join(knot(corner, look) for corner in corners)
    ground = rosette((MIDDLE, 168), 74, 60, look.faint, 0.07) + rosette((MIDDLE, 168), 40, 36, look.faint_light, 0.07)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}mm" height="{HIGH}mm" '
        f'fill="none">{ground}{lines}{edges}{knots}</svg>\n'
    )


def main() -> None:
    """Write the drawings."""
    for look in (TABLET, FRAME):
        (FOLDER / look.file).write_text(border(look), encoding="utf-8")


if __name__ == "__main__":
    main()
