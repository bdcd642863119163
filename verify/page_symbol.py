"""The QR symbol in the foot of a printed page: whoever holds the print scans it and has the same answer, anew."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from certs.trust.qr import qr_symbol


@lru_cache(maxsize=1_024)
def page_symbol(address: str) -> Markup:
    """Return the symbol of an address of ours, as SVG to stand in a page."""
    drawing = qr_symbol.svg(qr_symbol.page_symbol(address)).decode("ascii")
    return Markup(drawing)  # noqa: S704 - drawn here, without any text
