"""Reading a photo or a scan, in a child process: PNG, JPEG, WebP, HEIC. Only its QR codes are read, never its text."""

from __future__ import annotations

import io
from typing import Final

import pillow_heif
from PIL import Image, UnidentifiedImageError

from certs import limits
from certs.documents.paper import paper_file
from certs.documents.paper.find_codes import codes_in
from certs.documents.paper.paper_file import Code, Page, PaperFile

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "HEIF")
_BROKEN: Final = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError)

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and it is kept before anything is unpacked


def read_picture(data: bytes) -> PaperFile:
    """Return the codes of a picture. Raises CouldNotCheck (`paper_large`, `paper_broken`)."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > limits.IMAGE_PIXELS:
                raise paper_file.too_large(
                    f"图片超过 {limits.IMAGE_PIXELS} 像素", f"the picture has over {limits.IMAGE_PIXELS} pixels"
                )
            grey = _on_white(opened)
    except _BROKEN as error:
        raise paper_file.broken() from error
    return PaperFile(is_picture=True, pages=(Page(),), codes=tuple(Code(1, code) for code in codes_in(grey)))


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in shades of grey; what is transparent shows white, as on a screen or on paper."""
    if not picture.has_transparency_data:
        return picture.convert("L")
    layer = picture.convert("LA")
    white = Image.new("L", layer.size, 255)
    white.paste(layer.getchannel("L"), mask=layer.getchannel("A"))
    return white
