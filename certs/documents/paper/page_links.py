"""The addresses that the links of a PDF page lead to, which need not be those that it prints. None is ever opened."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdf_c

from certs import limits


def links_of(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[str]:
    """Yield the address of each link of a page, as the file has it; at most one beyond what one file may have."""
    place, link = ctypes.c_int(0), pdf_c.FPDF_LINK()
    for _ in range(limits.READING_LINKS + 1):
        if not pdf_c.FPDFLink_Enumerate(page, place, link):
            return
        action = pdf_c.FPDFLink_GetAction(link)
        if not action or pdf_c.FPDFAction_GetType(action) != pdf_c.PDFACTION_URI:
            continue
        size = pdf_c.FPDFAction_GetURIPath(document, action, None, 0)
        written = ctypes.create_string_buffer(max(min(size, limits.QR_TEXT), 1))
        if size <= limits.QR_TEXT and pdf_c.FPDFAction_GetURIPath(document, action, written, size):
            yield written.value.decode("utf-8", "replace")
