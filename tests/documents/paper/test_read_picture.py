"""Photos and scans in every form that cameras, scanners and messengers make: their code is read, whatever the form."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import qrcode
from PIL import Image

from certs import limits
from certs.documents.paper.read_picture import read_picture
from certs.errors import CouldNotCheck

TEXT = "https://cert.example.cn/x"


def drawn() -> Image.Image:
    code = qrcode.QRCode(box_size=4)
    code.add_data(TEXT)
    picture: Image.Image = code.make_image().get_image().convert("RGB")
    return picture


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def turned(picture: Image.Image) -> bytes:
    """A photo taken upright, which says so beside its pixels."""
    marks = Image.Exif()
    marks[0x0112] = 6
    return saved(picture, "JPEG", exif=marks)


def deep(picture: Image.Image) -> bytes:
    """Sixteen bits for each pixel, as scanners for archives write them."""
    twice = bytes(half for byte in picture.convert("L").tobytes() for half in (byte, byte))
    return saved(Image.frombytes("I;16", picture.size, twice), "PNG")


def moving(picture: Image.Image, form: str) -> bytes:
    return saved(picture, form, save_all=True, append_images=[Image.new("RGB", picture.size, "red")])


FORMS: dict[str, Callable[[Image.Image], bytes]] = {
    "turned photo": turned,
    "CMYK": lambda picture: saved(picture.convert("CMYK"), "JPEG"),
    "progressive": lambda picture: saved(picture, "JPEG", progressive=True),
    "photo of a telephone": lambda picture: saved(picture, "HEIF"),
    "16 bits": deep,
    "1 bit": lambda picture: saved(picture.convert("1"), "PNG"),
    "palette": lambda picture: saved(picture.convert("P"), "PNG"),
    "grey on nothing": lambda picture: saved(picture.convert("LA"), "PNG"),
    "without loss": lambda picture: saved(picture, "WEBP", lossless=True),
    "moving WebP": lambda picture: moving(picture, "WEBP"),
    "moving PNG": lambda picture: moving(picture, "PNG"),
    "several in one": lambda picture: moving(picture, "MPO"),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_the_code_is_read(form: str) -> None:
    paper = read_picture(FORMS[form](drawn()))
    assert (paper.is_picture, paper.has_text) == (True, False)
    assert [code.data for code in paper.codes] == [TEXT.encode()]


def test_the_bound_of_pixels_from_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = drawn()
    data, pixels = saved(picture, "PNG"), picture.width * picture.height
    monkeypatch.setattr(limits, "IMAGE_PIXELS", pixels)
    assert len(read_picture(data).codes) == 1
    monkeypatch.setattr(limits, "IMAGE_PIXELS", pixels - 1)
    with pytest.raises(CouldNotCheck) as refused:
        read_picture(data)
    assert refused.value.code == "paper_large"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_a_picture_that_was_cut_off_is_broken(form: str) -> None:
    data = saved(drawn(), form)
    with pytest.raises(CouldNotCheck) as refused:
        read_picture(data[: len(data) // 2])
    assert refused.value.code == "paper_broken"
