"""Draw the star mark as a holder uses it: the slip (tall) and the plate (wide), with number and QR code of a sample.

A mark on goods or paper always carries the number and the short QR code; the emblem alone is for the body's own pages.
The QR code is read back before it is drawn (certs.trust.qr.qr_symbol).

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

import re
from typing import Final

from certs.trust.qr.qr_symbol import QUIET, short_symbol
from scripts.drawing import draw_marks
from scripts.drawing.draw_marks import DEEP, FOOT, FRAME, LEVELS, PETROL, SHOULDER, WHITE, WIDTH, figure, path
from scripts.drawing.lettering import line

NUMBER: Final = "99926SC00001R0M"
ADDRESS: Final = "https://cert.example.cn/C/"
SLIP_HEIGHT, PLATE_WIDTH, NUMBER_WIDTH = 492, 306, 126
_RUN: Final = re.compile(rb"\x01+")
INKS: Final = {"colour": PETROL, "mono": "#000", "reversed": "#fff"}


def box(left: float, top: float, right: float, bottom: float) -> str:
    """Return path data of a rectangle."""
    return f"M{figure(left)} {figure(top)}H{figure(right)}V{figure(bottom)}H{figure(left)}Z"


def code(ink: str, number: str, place: tuple[float, float, float]) -> str:
    """Return the dark modules of a number's short QR code; `place` is left, top and size, quiet zone included.

    Modules are counted in whole numbers and scaled once, since the same figures over and over make a light file.
    """
    left, top, size = place
    matrix = short_symbol(ADDRESS + number).matrix
    data = "".join(
        f"M{QUIET + run.start()} {QUIET + y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, modules in enumerate(matrix)
        for run in _RUN.finditer(modules)
    )
    scale = size / (len(matrix) + 2 * QUIET)
    return f'<path fill="{ink}" transform="translate({figure(left)} {figure(top)}) scale({scale:.6g})" d="{data}"/>'


def emblem(level: str, style: str) -> str:
    """Return what the emblem's file draws, without the file around it."""
    return re.sub(r"^<svg[^>]*><title>[^<]*</title>|</svg>\s*$", "", draw_marks.emblem(level, style))


def numbered(number: str, style: str, place: tuple[float, float, float], words: tuple[float, float, float]) -> str:
    """Return QR code and number. `place` is left, top and size of the code, `words` those of the number's two lines."""
    left, top, size = place
    at, above, letter = words
    dark = {"colour": DEEP, "mono": "#000", "reversed": "#000"}[style]
    split = len(number) // 2
    halves = enumerate((number[:split], number[split:]))
    lines = "".join(line(half, at, above + row * letter * 1.16, letter, NUMBER_WIDTH) for row, half in halves)
    ground = path(WHITE, box(left, top, left + size, top + size))
    return ground + code(dark, number, place) + path(INKS[style], lines)


def ring(outer: str, inner: str, style: str) -> str:
    """Return the frame around number and code, on white unless the mark is reversed."""
    ground = "" if style == "reversed" else path(WHITE, outer)
    return ground + path(INKS[style], outer + inner, cut=True)


def slip(level: str, style: str = "colour", number: str = NUMBER) -> str:
    """Return the tall mark, 150 by 492 units: emblem above, QR code and number below."""
    outer, inner = box(0, FOOT, WIDTH, SLIP_HEIGHT), box(FRAME, FOOT, WIDTH - FRAME, SLIP_HEIGHT - FRAME)
    below = numbered(number, style, (FRAME, FOOT + 4, WIDTH - 2 * FRAME), (12, 414, 27))
    return ring(outer, inner, style) + emblem(level, style) + below


def plate(level: str, style: str = "colour", number: str = NUMBER) -> str:
    """Return the wide mark, 306 by 262 units: emblem on the left, QR code and number on the right."""
    outer = box(WIDTH - FRAME, SHOULDER, PLATE_WIDTH, FOOT)
    inner = box(WIDTH, SHOULDER + FRAME, PLATE_WIDTH - FRAME, FOOT - FRAME)
    beside = numbered(number, style, (158, SHOULDER + FRAME, 143.8), (168, 186, 26))
    return ring(outer, inner, style) + emblem(level, style) + beside


def document(title: str, width: float, height: float, inner: str) -> str:
    """Return an SVG file of this size in units."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure(width)} {figure(height)}" '
        f'width="{figure(width)}" height="{figure(height)}" role="img"><title>{title}</title>{inner}</svg>\n'
    )


def drawings() -> dict[str, str]:
    """Return slip and plate of four stars in colour, by file name; the plain styles have a scene of their own."""
    title = f"{LEVELS['4'][0]}服务认证标志 证书编号 {NUMBER}"
    return {
        "slip-colour.svg": document(title, WIDTH, SLIP_HEIGHT, slip("4")),
        "plate-colour.svg": document(title, PLATE_WIDTH, FOOT, plate("4")),
    }
