"""The border of a certificate, put behind every page of a PDF that was set without it.

It is one object of the file, however many pages show it: set by the template it would stand in each page anew, with a
third of a megabyte for every five. Readers aloud pass it over: it is an artifact (ISO 32000-2, 14.8.2.2).
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

import pikepdf
import typst
from pikepdf import Name

from certs.documents.typesetting import TEMPLATES

_PAGE: Final = """#import "identity.typ": border
#set page(paper: "a4", margin: 0pt, fill: none)
#border({})
"""
_SHOWN: Final = b"/Artifact <</Type /Background>> BDC q /Border Do Q EMC"


def bordered(paper: bytes, *, after_sales: bool) -> bytes:
    """Return the PDF with the border of its scheme: the same bytes for the same PDF."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        border = pdf.copy_foreign(_drawn(after_sales=after_sales)[1])
        for page in pdf.pages:
            page.add_resource(border, Name.XObject, Name.Border)
            page.contents_add(_SHOWN, prepend=True)
        pdf.save(
            file,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return file.getvalue()


@lru_cache(maxsize=2)
def _drawn(*, after_sales: bool) -> tuple[pikepdf.Pdf, pikepdf.Object]:
    """Return the PDF of the border, which must stay open for it, and the border as any page shows it."""
    page = typst.Compiler(
        _PAGE.format(str(after_sales).lower()).encode(), root=TEMPLATES, ignore_system_fonts=True
    ).compile(format="pdf", pdf_tags=False)
    assert isinstance(page, bytes)
    pdf = pikepdf.open(io.BytesIO(page))
    return pdf, pdf.make_indirect(pdf.pages[0].as_form_xobject())
