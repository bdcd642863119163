"""Reading a PDF, in a child process: the QR codes and the visible text of each page, and what is attached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, sqrt
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdf_c

from certs import limits
from certs.documents.paper import active_content, paper_file
from certs.documents.paper.find_codes import codes_in
from certs.documents.paper.page_links import links_of
from certs.documents.paper.paper_file import Attachment, Code, Link, Page, PaperFile
from certs.documents.paper.visible_text import visible_text

_SCALE: Final = limits.READING_DPI / 72  # pixels of one point


def read_pdf(data: bytes, step: Callable[[], None]) -> PaperFile:
    """Return what a PDF holds; `step` is called before each page. Raises CouldNotCheck, `paper_…`."""
    active_content.require_passive(data)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise paper_file.broken() from error
    if not 1 <= len(document) <= limits.READING_PAGES:
        raise paper_file.too_large(
            f"PDF 超过 {limits.READING_PAGES} 页", f"the PDF has over {limits.READING_PAGES} pages"
        )
    pages: list[Page] = []
    codes: list[Code] = []
    links: dict[Link, None] = {}
    try:
        attachments = tuple(_attachments(document))
        for number in range(1, len(document) + 1):
            step()
            page = document[number - 1]
            pages.append(visible_text(page))
            codes += [Code(number, code) for code in _codes(page)]
            links |= dict.fromkeys(Link(number, address) for address in links_of(document, page))
            page.close()
    except (pdfium.PdfiumError, ValueError) as error:
        raise paper_file.broken() from error
    if len(codes) > limits.READING_CODES:
        raise paper_file.too_large(
            f"超过 {limits.READING_CODES} 个二维码", f"it holds over {limits.READING_CODES} QR codes"
        )
    if len(links) > limits.READING_LINKS:
        raise paper_file.too_large(f"超过 {limits.READING_LINKS} 个链接", f"it has over {limits.READING_LINKS} links")
    return PaperFile(False, tuple(pages), tuple(codes), attachments, tuple(links))


def _codes(page: pdfium.PdfPage) -> list[bytes | None]:
    """Draw a page in shades of grey, smaller where it would take more pixels than the bound, and read its codes."""
    width, height = page.get_size()
    most = sqrt(limits.READING_PIXELS / max(width * height, 1))
    scale = min(_SCALE, most)
    if ceil(width * scale) * ceil(height * scale) > 2 * limits.READING_PIXELS:
        raise paper_file.too_large("一页的长宽悬殊", "a page is far longer than wide")
    drawn = page.render(scale=scale, grayscale=True, no_smoothtext=True, no_smoothpath=True)
    rows = memoryview(drawn.buffer).cast("B").cast("B", shape=(drawn.height, drawn.stride))  # without a copy
    return codes_in(rows)


def _attachments(document: pdfium.PdfDocument) -> Iterator[Attachment]:
    """Yield what is attached; what is empty or too large is passed over, since no certificate is so."""
    count = document.count_attachments()
    if count > limits.READING_ATTACHMENTS:
        raise paper_file.too_large(
            f"超过 {limits.READING_ATTACHMENTS} 个附件", f"it has over {limits.READING_ATTACHMENTS} attachments"
        )
    for index in range(count):
        one = document.get_attachment(index)
        size = pdf_c.c_ulong()
        pdf_c.FPDFAttachment_GetFile(one, None, 0, size)
        if 0 < size.value <= limits.READING_ATTACHMENT:
            yield Attachment(one.get_name()[: limits.STRING], bytes(one.get_data()))
