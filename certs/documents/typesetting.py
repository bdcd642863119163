"""Setting a paper: a template of ours and data in, a PDF out, which is PDF/A-3a and PDF/UA-1 by what it declares.

All text reaches a template as one JSON value, so that no mark in a name can be read as markup. The compiler and its
fonts are loaded once and used for paper after paper. The same data, instant and fonts give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from certs.documents import fonts
from certs.errors import StarmarkError

TEMPLATES: Final = Path(__file__).resolve().parent
A4_INCHES: Final = 210 / 25.4  # of its width
STANDARDS: Final[list[typst.PDFStandard]] = ["a-3a", "ua-1"]


class Typesetter:
    """Sets papers in one process, one after another. `own_fonts` is the folder of the fonts that the body adds."""

    def __init__(self, own_fonts: Path | None = None) -> None:
        folders = [str(fonts.shipped()[0].parent), *([str(own_fonts)] if fonts.own(own_fonts) else [])]
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=loaded, ignore_system_fonts=True)

    def pdf(self, template: str, data: Mapping[str, Any], instant: datetime) -> bytes:
        """Return the PDF of a template, dated `instant`.

        Raises StarmarkError (`not_set`) for what cannot be set: that is a fault of ours, not of what was asked for.
        """
        paper = self._compiled(template, data, format="pdf", pdf_standards=STANDARDS, timestamp=instant)
        assert isinstance(paper, bytes)
        return paper

    def pictures(self, template: str, data: Mapping[str, Any], width: int) -> list[bytes]:
        """Return each page of a template as a PNG, `width` pixels wide. Raises StarmarkError as `pdf` does."""
        pages = self._compiled(template, data, format="png", ppi=width / A4_INCHES)
        return pages if isinstance(pages, list) else [pages]

    def _compiled(self, template: str, data: Mapping[str, Any], **options: Any) -> Any:
        inputs = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
        try:
            return self._compiler.compile(TEMPLATES / template, sys_inputs=inputs, **options)
        except typst.TypstError as error:
            raise StarmarkError(
                "not_set",
                "这份文件没有排成，什么也没有输出。请联系技术支持。",
                "This paper could not be set, and nothing was written. Ask technical support.",
            ) from error
