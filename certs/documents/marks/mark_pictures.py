"""The PNG files of a mark: one drawing at 300 dots an inch, and a table of colours for each of its colourings.

The three colourings have the same shapes. So PDFium draws the mark once, in black on white, and each dot is kept as the
field that it lies in with how much ink covers it; what ink and ground of a field are, a table says (decision 0038).
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw

from certs import limits
from certs.documents.marks.emblem import (
    BLACK,
    DEEP,
    FOOT,
    FRAME,
    GOLD,
    LIT,
    PETROL,
    SEAM,
    SHOULDER,
    STAR_INNER,
    STAR_RADIUS,
    STYLES,
    WHITE,
    WIDTH,
    star_middles,
)
from certs.documents.marks.mark_files import Form
from certs.errors import CouldNotCheck

POINTS: Final = 72  # of an inch, in a PDF
STEPS: Final = 36  # of cover that a dot may have, from no ink to all; a table has 256 places for seven fields
_INSIDE: Final = FRAME / 2  # from an edge to the middle of the frame, where all is ink
_OUTSIDE, _EMBLEM, _RING, _CODE, _LEFT_STARS, _RIGHT_STARS, _SEAM = range(7)
# Of each field: its ink and its ground; no ground leaves it open. On the left half of a star there is ink around it.
_COLOURS: Final[Mapping[str, tuple[tuple[str, str | None], ...]]] = MappingProxyType(
    {
        "colour": (
            (PETROL, None),
            (PETROL, WHITE),
            (PETROL, WHITE),
            (DEEP, WHITE),
            (PETROL, LIT),
            (GOLD, WHITE),
            (GOLD, LIT),
        ),
        "mono": ((BLACK, None), (BLACK, None), (BLACK, WHITE), (BLACK, WHITE), *[(BLACK, None)] * 3),
        "reversed": ((WHITE, None), (WHITE, None), (WHITE, None), (BLACK, WHITE), *[(WHITE, None)] * 3),
    }
)
_LEVELS: Final = [round((255 - grey) * (STEPS - 1) / 255) for grey in range(256)]
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_BY_TABLE, _A_METRE = 3, 1  # a dot is a place in a table; the unit of the dots
_DOTS: Final = round(limits.PRINT_DPI / 0.0254)
_QR_ONLY: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfPage]:
    """Open the one page of a PDF."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        yield paper[0]
    finally:
        paper.close()


def drawn(page: pypdfium2.PdfPage, part: float, form: Form, stars: int) -> Image.Image:
    """Return the dots of a mark of `stars`, at 300 an inch of this part of the size of its page, which is in mono.

    Each is a field times `STEPS` and how much of it is ink.
    """
    rendered = page.render(scale=part * limits.PRINT_DPI / POINTS, fill_color=(255, 255, 255, 255), grayscale=True)
    ink: Image.Image = rendered.to_pil().point(_LEVELS)
    return ImageChops.add(_fields(ink.size, form, stars), ink)


def png_files(dots: Image.Image) -> dict[str, bytes]:
    """Return the PNG of each colouring, with its dots an inch: dots are pressed once, tables are its own."""
    row = dots.width
    data = dots.tobytes()
    rows = b"".join(b"\0" + data[start : start + row] for start in range(0, len(data), row))  # 0: dots as they are
    pressed = _chunk(b"IDAT", zlib.compress(rows, limits.PNG_LEVEL)) + _chunk(b"IEND", b"")
    size = struct.pack(">IIBBBBB", row, dots.height, 8, _BY_TABLE, 0, 0, 0)
    head = _SIGNATURE + _chunk(b"IHDR", size) + _chunk(b"pHYs", struct.pack(">IIB", _DOTS, _DOTS, _A_METRE))
    return {style: head + _tables(style) + pressed for style in STYLES}


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG file (ISO/IEC 15948, clause 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=len(_COLOURS))
def _tables(style: str) -> bytes:
    """Return the parts with colours and cover of a colouring."""
    shades = _shades(style)
    return _chunk(b"PLTE", bytes(part for shade in shades for part in shade[:3])) + _chunk(
        b"tRNS", bytes(shade[3] for shade in shades)
    )


@lru_cache(maxsize=len(_COLOURS))
def _greys(style: str) -> list[int]:
    """Return how light each dot is on white paper."""
    greys = [(0.299 * red + 0.587 * green + 0.114 * blue, cover) for red, green, blue, cover in _shades(style)]
    table = [round(255 - (255 - grey) * cover / 255) for grey, cover in greys]
    return table + [0] * (256 - len(table))


def require_readable(dots: Image.Image, style: str, text: str) -> None:
    """Raise CouldNotCheck (`mark_read_back`) unless a reader finds exactly this text in a picture of a mark."""
    seen = dots.point(_greys(style))
    codes = zxingcpp.read_barcodes(seen, formats=_QR_ONLY, try_rotate=False, try_invert=False)
    if [code.bytes for code in codes if code.valid] != [text.encode("ascii")]:
        raise CouldNotCheck(
            "mark_read_back",
            "标志上的二维码在最小尺寸没有读回，标志包没有输出。请重试；仍然如此时请联系技术支持。",
            "The QR code on the mark did not read back at its smallest size, so no kit was released. Try again; if it "
            "stays so, ask technical support.",
        )


def _fields(size: tuple[int, int], form: Form, stars: int) -> Image.Image:
    """Return the field of each dot, times `STEPS`. Edges between two lie where both say the same."""
    across, down = size[0] / form.size[0], size[1] / form.size[1]
    fields = Image.new("L", size, _OUTSIDE * STEPS)
    draw = ImageDraw.Draw(fields)

    def fill(field: int, left: float, top: float, right: float, bottom: float) -> None:
        """Fill what lies wholly within a box."""
        edges = (math.ceil(left * across), math.ceil(top * down), math.floor(right * across), math.floor(bottom * down))
        if edges[0] < edges[2] and edges[1] < edges[3]:
            draw.rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), fill=field * STEPS)

    left, right, foot = _INSIDE, WIDTH - _INSIDE, FOOT - _INSIDE
    corners = ((SEAM, _INSIDE), (right, SHOULDER + _INSIDE), (right, foot), (left, foot), (left, SHOULDER + _INSIDE))
    draw.polygon([(x * across, y * down) for x, y in corners], fill=_EMBLEM * STEPS)
    for x, y, end, below in form.rings:
        fill(_RING, x + _INSIDE, y + _INSIDE, end - _INSIDE, below - _INSIDE)
    x, y, side = form.code
    fill(_CODE, x, y, x + side, y + side)
    seam = SEAM * across
    for middle in star_middles(stars):
        radius = STAR_RADIUS[stars]
        above, below = middle - radius - 1, middle + radius + 1
        fill(_LEFT_STARS, SEAM - radius - 1, above, SEAM, below)
        fill(_RIGHT_STARS, SEAM, above, SEAM + radius + 1, below)
        shared = (math.floor(seam) / across, math.ceil(seam) / across)
        fill(_SEAM, shared[0] - 1e-6, middle - radius * 0.8, shared[1] + 1e-6, middle + radius * (STAR_INNER - 0.1))
    return fields


def _shades(style: str) -> list[tuple[int, ...]]:
    """Return the colours of a colouring, red, green, blue and cover, by field and step."""
    return [_shade(ink, ground, step / (STEPS - 1)) for ink, ground in _COLOURS[style] for step in range(STEPS)]


def _shade(ink: str, ground: str | None, cover: float) -> tuple[int, ...]:
    over = _parts(ink)
    if ground is None:
        return (*over, round(255 * cover))
    return (*(round(a * cover + b * (1 - cover)) for a, b in zip(over, _parts(ground), strict=True)), 255)


def _parts(colour: str) -> bytes:
    """Return red, green and blue of `#rrggbb` or `#rgb`."""
    return bytes.fromhex(colour[1:] if len(colour) > 4 else "".join(digit * 2 for digit in colour[1:]))
