"""One drawing as the files that printers and pages take: SVG and PDF, each of exactly the width that is asked for.

The PDF is set by Typst from the SVG and holds paths only: all colourings of a form at once, as starting the compiler
takes longer than a mark; a smaller one is the same page at another scale. Pictures are in `mark_pictures.py`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import pikepdf
import typst
from pikepdf import Dictionary, Name

from certs import limits
from certs.documents.marks.emblem import FOOT, WIDTH
from certs.documents.marks.numbered_mark import (
    PACKAGING_PLATE_HEIGHT,
    PACKAGING_PLATE_RINGS,
    PACKAGING_SLIP_HEIGHT,
    PACKAGING_SLIP_RINGS,
    PLATE_CODE,
    PLATE_RINGS,
    PLATE_WIDTH,
    SLIP_CODE,
    SLIP_HEIGHT,
    SLIP_RINGS,
    Mark,
    packaging_plate,
    packaging_slip,
    plate,
    slip,
)
from certs.documents.marks.shapes import Box, document

_PACKED: Final = pikepdf.ObjectStreamMode.generate
# One page for each drawing of a form; `sys.inputs` has them as JSON.
_PAGES: Final = b"""#set document(date: none)
#let form = json(bytes(sys.inputs.form))
#set page(width: form.width * 1mm, height: form.height * 1mm, margin: 0pt, fill: none)
#for svg in form.drawings {
  page(image(bytes(svg), format: "svg", width: 100%, height: 100%, fit: "stretch", alt: form.title))
}
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the mark: how it is drawn, its size in units, where its QR code stands (left, top, side), what is
    framed beside the emblem (left, top, right, bottom of each), and the widths of its files in millimetres.
    """

    draw: Callable[[Mark, str], str]
    size: tuple[int, int]
    code: tuple[float, float, float]
    rings: tuple[Box, ...]
    widths: tuple[int, ...]

    def file_size(self, width: int) -> tuple[float, float]:
        """Return width and height of a file in millimetres."""
        return float(width), width * self.size[1] / self.size[0]


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "slip": Form(slip, (WIDTH, SLIP_HEIGHT), SLIP_CODE, SLIP_RINGS, limits.SLIP_WIDTHS),
        "plate": Form(plate, (PLATE_WIDTH, FOOT), PLATE_CODE, PLATE_RINGS, limits.PLATE_WIDTHS),
    }
)
PACKAGING: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "slip": Form(
            packaging_slip, (WIDTH, PACKAGING_SLIP_HEIGHT), SLIP_CODE, PACKAGING_SLIP_RINGS, limits.SLIP_WIDTHS
        ),
        "plate": Form(
            packaging_plate,
            (PLATE_WIDTH, PACKAGING_PLATE_HEIGHT),
            PLATE_CODE,
            PACKAGING_PLATE_RINGS,
            limits.PLATE_WIDTHS,
        ),
    }
)


def svg_file(title: str, form: Form, drawn: str, width: int) -> str:
    """Return the SVG file of a drawing; `width` is in millimetres."""
    wide, high = form.file_size(width)
    return document(title, form.size, drawn, (f"{wide:g}mm", f"{high:.6g}mm"))


def pdf_files(title: str, form: Form, drawings: Mapping[str, str]) -> dict[str, dict[int, bytes]]:
    """Return the PDFs of a form by its colouring and width: one page of that size, the same bytes each time."""
    largest = form.widths[-1]
    wide, high = form.file_size(largest)
    svgs = [svg_file(title, form, drawing, largest) for drawing in drawings.values()]
    inputs = {"form": json.dumps({"title": title, "width": wide, "height": high, "drawings": svgs})}
    paper = _compiler().compile(_PAGES, format="pdf", sys_inputs=inputs)
    assert isinstance(paper, bytes)
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return {style: _of_page(page, title, form) for style, page in zip(drawings, pdf.pages, strict=True)}


def _of_page(drawn: pikepdf.Page, title: str, form: Form) -> dict[int, bytes]:
    """Return the PDF of a page in every width: the same paths at another scale, and so the same mark."""
    files = {}
    with pikepdf.new() as pdf:
        pdf.pages.append(drawn)
        _tag(pdf, title)
        (page,) = pdf.pages
        size, paths = list(map(float, page.mediabox)), page.Contents
        for width in form.widths:
            file, part = io.BytesIO(), width / form.widths[-1]
            page.Contents = pikepdf.Array([pdf.make_stream(f"{part:.9g} 0 0 {part:.9g} 0 0 cm\n".encode()), paths])
            page.mediabox = pikepdf.Array([round(edge * part, 6) for edge in size])
            pdf.save(file, deterministic_id=True, fix_metadata_version=False, object_stream_mode=_PACKED)
            files[width] = file.getvalue()
    return files


def _tag(pdf: pikepdf.Pdf, title: str) -> None:
    """Say what the picture on the one page says, for those who cannot see it."""
    page = pdf.pages[0].obj
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    figure = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, P=root, Pg=page, K=0, Alt=title))
    root.K = pikepdf.Array([figure])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=pikepdf.Array([0, pikepdf.Array([figure])])))
    page.StructParents = 0
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = pikepdf.String("zh")
    pdf.docinfo["/Title"] = title


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(_PAGES, ignore_system_fonts=True)
