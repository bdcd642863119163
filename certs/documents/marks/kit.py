"""The kit of a certificate: its marks in every size, form and colouring, pictures, rules and HTML, in one ZIP file.

The same version under the same rules gives the same bytes. It is made only for what is valid today and has a mark;
each symbol is read back at its smallest size before anything is released.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final

from certs import limits
from certs.documents.marks import kit_text, mark_files, mark_pictures
from certs.documents.marks.emblem import STYLES
from certs.documents.marks.kit_facts import KitFacts, file_name
from certs.documents.marks.mark_files import FORMS, PACKAGING, Form
from certs.documents.marks.numbered_mark import Mark, short_code
from certs.documents.marks.usage_scenes import drawn
from certs.trust.qr.qr_token import short_text

_DATE: Final = (2000, 1, 1, 0, 0, 0)  # of every file in a kit: the bytes hang on no day
_READABLE: Final = 0o100644 << 16


def make(facts: KitFacts) -> bytes:
    """Return the ZIP file of a kit.

    Raises Refused (`qr_capacity`) for an address too long for the short QR code, CouldNotCheck (`mark_read_back`) where
    a symbol did not read back.
    """
    folder = file_name(facts.number).removesuffix(".zip")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as kit:
        for name, data in _files(facts):
            entry = zipfile.ZipInfo(f"{folder}/{name}", _DATE)
            entry.create_system, entry.external_attr = 3, _READABLE  # 3: as on Unix, wherever it is made
            entry.compress_type = zipfile.ZIP_STORED if name.endswith((".png", ".pdf")) else zipfile.ZIP_DEFLATED
            kit.writestr(entry, data, compresslevel=limits.KIT_LEVEL)
    return file.getvalue()


def _files(facts: KitFacts) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a kit by its name."""
    mark = Mark(facts.stars, short_code(facts.number, facts.base_url))
    for language in ("zh", "en"):
        yield f"rules.{language}.txt", kit_text.rules(facts, language).encode()
        yield f"embed.{language}.html", kit_text.embedded(facts, language).encode()
    text = short_text(facts.base_url, facts.number)
    yield from _marks("marks", mark, FORMS, text)
    if facts.on_packaging:
        yield from _marks("packaging", mark, PACKAGING, text)
    for name, wrong in kit_text.shown_scenes(facts):
        yield f"{'dont' if wrong else 'do'}/{name}.svg", drawn(name, mark).encode()


def _marks(folder: str, mark: Mark, forms: Mapping[str, Form], text: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the mark in every form, colouring and width; the smallest of each is read back."""
    for name, form in forms.items():
        drawings = {style: form.draw(mark, style) for style in STYLES}
        pdfs = mark_files.pdf_files(mark.title, form, drawings)
        largest = form.widths[-1]
        with mark_pictures.opened(pdfs["mono"][largest]) as page:
            dots = {width: mark_pictures.drawn(page, width / largest, form, mark.stars) for width in form.widths}
        pngs = {width: mark_pictures.png_files(dots[width]) for width in form.widths}
        for style, drawing in drawings.items():
            mark_pictures.require_readable(dots[form.widths[0]], style, text)
            for width in form.widths:
                stem = f"{folder}/{style}/{name}-{width}mm"
                yield f"{stem}.svg", mark_files.svg_file(mark.title, form, drawing, width).encode()
                yield f"{stem}.pdf", pdfs[style][width]
                yield f"{stem}.png", pngs[width][style]
