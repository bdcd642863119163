"""Finding every QR code in a picture in shades of grey: one of Pillow, or the bytes of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zxingcpp

if TYPE_CHECKING:
    from PIL import Image


def codes_in(picture: Image.Image | memoryview) -> list[bytes | None]:
    """Return the bytes of each code, None for one that is there and cannot be read: scratched, torn or painted over."""
    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    codes = zxingcpp.read_barcodes(picture, formats=only, return_errors=True)
    return [bytes(code.bytes) if code.valid else None for code in codes]
