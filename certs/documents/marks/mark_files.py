"""One drawing as the files that printers and pages take: SVG, PDF and PNG, each of exactly the width that is asked for.

The PDF is set by Typst from the SVG and holds paths only; the PNG is what PDFium draws of that PDF, at 300 dots an
inch, with the ground left open. What is released is read back from those very pixels by an unrelated reader.
"""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import pypdfium2
import typst
import zxingcpp
from PIL import Image

from certs import limits
from certs.documents.marks.emblem import DEEP, FOOT, GOLD, LIT, PETROL, WIDTH
from certs.documents.marks.numbered_mark import (
    PACKAGING_PLATE_HEIGHT,
    PACKAGING_SLIP_HEIGHT,
    PLATE_CODE,
    PLATE_WIDTH,
    SLIP_CODE,
    SLIP_HEIGHT,
    Mark,
    packaging_plate,
    packaging_slip,
    plate,
    slip,
)
from certs.documents.marks.shapes import document
from certs.errors import CouldNotCheck

INCH: Final = 25.4  # millimetres
POINTS: Final = 72  # of an inch, in a PDF
COLOURS: Final = 64  # of a PNG: those of the mark, and what lies between two of them at an edge
_FILE: Final = b"""#set document(title: sys.inputs.title, date: none)
#set text(lang: "zh")
#set page(width: float(sys.inputs.width) * 1mm, height: float(sys.inputs.height) * 1mm, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, fit: "stretch", alt: sys.inputs.title)
"""
_INKS: Final = tuple(bytes.fromhex(ink[1:]) for ink in (PETROL, LIT, GOLD, DEEP, "#FFFFFF", "#000000"))
_NEAR: Final = {
    bytes(max(0, min(255, part + off)) for part, off in zip(ink, offs, strict=True)): ink
    for ink in _INKS
    for offs in itertools.product(range(-2, 3), repeat=3)
}
_OPEN: Final = (0, 0, 0, 0)
_GROUNDS: Final = {"mono": (255, 255, 255, 255), "reversed": (0, 0, 0, 255)}
_GREYS: Final = bytes(part for grey in range(256) for part in (grey, grey, grey, 255))
# Half the levels of grey are white that covers so much, half are grey that covers all.
_STEPS: Final = [round(step * 255 / 127) for step in range(128)]
_WHITE_INK: Final = bytes(
    part
    for table in ([(255, 255, 255, step) for step in _STEPS], [(step, step, step, 255) for step in _STEPS])
    for colour in table
    for part in colour
)
_HALVED: Final = [level // 2 for level in range(256)]
_HALVED_ABOVE: Final = [128 + level // 2 for level in range(256)]
_QR_ONLY: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the mark: how it is drawn, its size in units, where its QR code stands (left, top, side), and the
    widths of its files in millimetres.
    """

    draw: Callable[[Mark, str], str]
    size: tuple[int, int]
    code: tuple[float, float, float]
    widths: tuple[int, ...]

    def file_size(self, width: int) -> tuple[float, float]:
        """Return width and height of a file in millimetres."""
        return float(width), width * self.size[1] / self.size[0]


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "slip": Form(slip, (WIDTH, SLIP_HEIGHT), SLIP_CODE, limits.SLIP_WIDTHS),
        "plate": Form(plate, (PLATE_WIDTH, FOOT), PLATE_CODE, limits.PLATE_WIDTHS),
    }
)
PACKAGING: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "slip": Form(packaging_slip, (WIDTH, PACKAGING_SLIP_HEIGHT), SLIP_CODE, limits.SLIP_WIDTHS),
        "plate": Form(packaging_plate, (PLATE_WIDTH, PACKAGING_PLATE_HEIGHT), PLATE_CODE, limits.PLATE_WIDTHS),
    }
)


def svg_file(title: str, form: Form, drawn: str, width: int) -> str:
    """Return the SVG file of a drawing; `width` is in millimetres."""
    wide, high = form.file_size(width)
    return document(title, form.size, drawn, (f"{wide:g}mm", f"{high:.6g}mm"))


def pdf_file(title: str, form: Form, svg: str, width: int) -> bytes:
    """Return the PDF of an SVG file: one page of its size, the same bytes each time."""
    wide, high = form.file_size(width)
    inputs = {"svg": svg, "title": title, "width": f"{wide!r}", "height": f"{high!r}"}
    paper = _compiler().compile(_FILE, format="pdf", sys_inputs=inputs)
    assert isinstance(paper, bytes)
    return paper


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(_FILE, ignore_system_fonts=True)


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfPage]:
    """Open the one page of a PDF."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        yield paper[0]
    finally:
        paper.close()


def pixels(page: pypdfium2.PdfPage, part: float, style: str) -> Image.Image:
    """Return what is on a page at 300 dots an inch of this part of its size, on the ground that its style is meant for.

    What has one ink is grey: black on white, or white on black. In colour the ground is left open (RGBA).
    """
    scale = part * limits.PRINT_DPI / POINTS
    if style == "colour":
        drawn = page.render(scale=scale, fill_color=_OPEN, maybe_alpha=True, rev_byteorder=True)
    else:
        drawn = page.render(scale=scale, fill_color=_GROUNDS[style], grayscale=True)
    image: Image.Image = drawn.to_pil()
    return image


def png_file(image: Image.Image, style: str, form: Form) -> bytes:
    """Return a picture as PNG with its dots an inch; colours stand in a table, those of the mark exactly as they are.

    White ink leaves its ground open, but for the square of the QR code, which is black on white on every ground.
    """
    if style == "colour":
        few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE)
        table = few.getpalette("RGBA") or []
        few.putpalette(b"".join(_exact(bytes(table[at : at + 4])) for at in range(0, len(table), 4)), "RGBA")
    elif style == "mono":
        few = image.copy()
        few.putpalette(_GREYS, "RGBA")
    else:
        few = image.point(_HALVED)
        unit = image.width / form.size[0]
        left, top, side = (part * unit for part in form.code)
        square = (math.ceil(left), math.ceil(top), math.floor(left + side), math.floor(top + side))
        few.paste(image.crop(square).point(_HALVED_ABOVE), square[:2])
        few.putpalette(_WHITE_INK, "RGBA")
    file = io.BytesIO()
    few.save(file, "PNG", dpi=(limits.PRINT_DPI, limits.PRINT_DPI), compress_level=limits.PNG_LEVEL)
    return file.getvalue()


def _exact(colour: bytes) -> bytes:
    """Return the colour of the mark that this one means; reducing to few colours is out by one or two."""
    opaque = 255 if colour[3] >= 253 else colour[3]
    return _NEAR.get(colour[:3], colour[:3]) + bytes((opaque,))


def require_readable(image: Image.Image, text: str) -> None:
    """Raise CouldNotCheck (`mark_read_back`) unless a reader finds exactly this text in a picture of a mark."""
    seen = image
    if image.mode == "RGBA":
        seen = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("L")
    codes = zxingcpp.read_barcodes(seen, formats=_QR_ONLY, try_rotate=False, try_invert=False)
    if [code.bytes for code in codes if code.valid] != [text.encode("ascii")]:
        raise CouldNotCheck(
            "mark_read_back",
            "标志上的二维码在最小尺寸没有读回，标志包没有输出。请重试；仍然如此时请联系技术支持。",
            "The QR code on the mark did not read back at its smallest size, so no kit was released. Try again; if it "
            "stays so, ask technical support.",
        )
