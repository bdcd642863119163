"""The star mark as a holder uses it: the slip (tall) and the plate (wide), with number and short QR code.

A mark on goods or paper always carries both; the emblem alone is for the body's own pages. The QR code is read back
before it is drawn (certs.trust.qr.qr_symbol). On packaging a sentence stands below, that the service is certified.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from certs.documents.marks.emblem import BLACK, DEEP, FOOT, FRAME, INKS, LEVELS, SHOULDER, WHITE, WIDTH, emblem
from certs.documents.marks.lettering import line, width
from certs.documents.marks.shapes import Box, box, figure, path
from certs.trust.qr.qr_symbol import QUIET, short_symbol
from certs.trust.qr.qr_token import short_text

SLIP_HEIGHT, PLATE_WIDTH, NUMBER_WIDTH = 492, 306, 126
# Left, top and side of the white square with the QR code.
SLIP_CODE: Final = (FRAME, FOOT + 4, WIDTH - 2 * FRAME)
PLATE_CODE: Final = (158, SHOULDER + FRAME, 143.8)
PACKAGING_SLIP_HEIGHT, PACKAGING_PLATE_HEIGHT = 580, 346
# What is framed below or beside the emblem, shared sides included: left, top, right, bottom of each.
SLIP_RINGS: Final[tuple[Box, ...]] = ((0, FOOT - FRAME, WIDTH, SLIP_HEIGHT),)
PLATE_RINGS: Final[tuple[Box, ...]] = ((WIDTH - FRAME, SHOULDER, PLATE_WIDTH, FOOT),)
PACKAGING_SLIP_RINGS: Final = (*SLIP_RINGS, (0.0, SLIP_HEIGHT - FRAME, WIDTH, PACKAGING_SLIP_HEIGHT))
PACKAGING_PLATE_RINGS: Final = (*PLATE_RINGS, (0.0, FOOT - FRAME, PLATE_WIDTH, PACKAGING_PLATE_HEIGHT))
NUMBER_ROWS, LEAD = (2, 3, 4), 1.16  # lines that a number may take, and the height of each in its letters
TIGHT: Final = 0.9  # of the width that the font gives them is what letters of a number may be pushed to
SENTENCES: Final = MappingProxyType(
    {"slip": ("通过认证的是", "售后服务，", "不是产品"), "plate": ("通过认证的是", "售后服务，不是产品")}
)
_RUN: Final = re.compile(rb"\x01+")


@dataclass(frozen=True, slots=True)
class ShortCode:
    """The number of a certificate, and the dark modules of its short QR code as path data.

    `side` is that of the symbol in modules, quiet zone included.
    """

    number: str
    modules: str
    side: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What the mark of one certificate is drawn from. `stars` is 0 for 达标级."""

    stars: int
    short: ShortCode

    @property
    def title(self) -> str:
        """Return what the mark says, for those who cannot see it."""
        return f"{LEVELS[self.stars]}服务认证标志 证书编号 {self.short.number}"


def short_code(number: str, base_url: str) -> ShortCode:
    """Return number and QR code. Raises Refused (`qr_capacity`) where the address is too long for the symbol."""
    matrix = short_symbol(short_text(base_url, number)).matrix
    # Modules are counted in whole numbers and scaled once, since the same figures over and over make a heavy file.
    modules = "".join(
        f"M{QUIET + run.start()} {QUIET + y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(matrix)
        for run in _RUN.finditer(row)
    )
    return ShortCode(number, modules, len(matrix) + 2 * QUIET)


def slip(mark: Mark, style: str = "colour") -> str:
    """Return the tall mark, 150 by 492 units: emblem above, QR code and number below."""
    outer, inner = box(0, FOOT, WIDTH, SLIP_HEIGHT), box(FRAME, FOOT, WIDTH - FRAME, SLIP_HEIGHT - FRAME)
    below = _numbered(mark, style, SLIP_CODE, (12, 414, 27))
    return _ring(outer, inner, style) + emblem(mark.stars, style) + below


def plate(mark: Mark, style: str = "colour") -> str:
    """Return the wide mark, 306 by 262 units: emblem on the left, QR code and number on the right."""
    outer = box(*PLATE_RINGS[0])
    inner = box(WIDTH, SHOULDER + FRAME, PLATE_WIDTH - FRAME, FOOT - FRAME)
    beside = _numbered(mark, style, PLATE_CODE, (168, 186, 26))
    return _ring(outer, inner, style) + emblem(mark.stars, style) + beside


def packaging_slip(mark: Mark, style: str = "colour") -> str:
    """Return the slip with the sentence below that the service is certified, 150 by 580 units."""
    return slip(mark, style) + _sentence("slip", style, PACKAGING_SLIP_RINGS[1], (12, 501, 21))


def packaging_plate(mark: Mark, style: str = "colour") -> str:
    """Return the plate with the sentence below that the service is certified, 306 by 346 units."""
    return plate(mark, style) + _sentence("plate", style, PACKAGING_PLATE_RINGS[1], (17, 268, 30))


def code(short: ShortCode, ink: str, left: float, top: float, size: float) -> str:
    """Return the dark modules of the QR code in a square of this size, quiet zone included."""
    place = f'transform="translate({figure(left)} {figure(top)}) scale({size / short.side:.6g})"'
    return f'<path fill="{ink}" {place} d="{short.modules}"/>'


def number_lines(number: str, left: float, top: float, letter: float) -> str:
    """Return path data of a number in a field of `NUMBER_WIDTH` and two lines of letters of this size.

    A long one, taken over from another register, takes more lines of smaller letters: as large as they can be.
    """
    size, parts = max(
        ((_fitting(parts, letter), parts) for parts in (_parts(number, count) for count in NUMBER_ROWS)),
        key=lambda choice: choice[0],
    )
    return "".join(line(part, left, top + row * size * LEAD, size, NUMBER_WIDTH) for row, part in enumerate(parts))


def _parts(number: str, count: int) -> list[str]:
    """Cut a number into so many parts of about one length; the later ones are the longer."""
    cuts = [len(number) * part // count for part in range(count + 1)]
    return [number[start:end] for start, end in itertools.pairwise(cuts)]


def _fitting(parts: list[str], letter: float) -> float:
    """Return the largest letters in which these lines fit into two lines of `letter`."""
    widest = max(width(part, 1) for part in parts)
    return min(letter, 2 * letter / len(parts), NUMBER_WIDTH / widest / TIGHT)


def _numbered(mark: Mark, style: str, place: tuple[float, float, float], words: tuple[float, float, float]) -> str:
    """Return QR code and number. `place` is left, top and size of the code, `words` those of the number's lines."""
    left, top, size = place
    dark = DEEP if style == "colour" else BLACK
    ground = path(WHITE, box(left, top, left + size, top + size))
    lines = path(INKS[style], number_lines(mark.short.number, *words))
    return ground + code(mark.short, dark, *place) + lines


def _ring(outer: str, inner: str, style: str) -> str:
    """Return the frame around number and code, on white unless the mark is reversed."""
    ground = "" if style == "reversed" else path(WHITE, outer)
    return ground + path(INKS[style], outer + inner, cut=True)


def _sentence(form: str, style: str, field: Box, words: tuple[float, float, float]) -> str:
    """Return the framed sentence of a mark on packaging; `words` as above."""
    _, top, right, bottom = field
    left, above, letter = words
    outer, inner = box(*field), box(FRAME, top + FRAME, right - FRAME, bottom - FRAME)
    rows = enumerate(SENTENCES[form])
    text = "".join(line(row, left, above + number * letter * LEAD, letter) for number, row in rows)
    return _ring(outer, inner, style) + path(INKS[style], text)
