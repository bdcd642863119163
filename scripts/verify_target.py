"""What `verify` was given: a number, a file, a picture, a QR text; told apart by form and content."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

import zxingcpp
from PIL import Image, UnidentifiedImageError

from certs import bounds
from certs.certificate import number as numbers
from certs.errors import CouldNotCheck, Words

_IMAGES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_FILE_ENDINGS: Final = frozenset({".json", ".jwt", ".txt", ".png", ".jpg", ".jpeg"})
_QR_ONLY: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_LONG: Final = 60  # characters; no number is so long, and no token so short
_BASE32: Final = re.compile(rb"[A-Z2-7]+")
_SHORT: Final = re.compile(r"/[cC]/([^/?#]+?)(?:\.(?:json|jwt|svg))?")


class Kind(Enum):
    """What is to be judged. A short symbol names a certificate and proves nothing of the paper that it stands on."""

    OBJECT = auto()
    NUMBER = auto()
    SHORT_SYMBOL = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """The thing to judge: a signed object's bytes, or the number that stands in its place."""

    kind: Kind
    data: bytes = b""
    number: str = ""


def read(given: str, base_url: str) -> Target:
    """Read what the command was given. Raises CouldNotCheck if there is nothing to read."""
    if given == "-":
        return classify(sys.stdin.buffer.read(bounds.IMAGE_FILE + 1), base_url)
    path = Path(given)
    if len(given) < bounds.QUERY and path.is_file():
        return classify(_bytes(path), base_url)
    if path.suffix.lower() in _FILE_ENDINGS and "://" not in given and given.count(".") == 1:
        raise _nothing(f"找不到文件 {given}。", f"There is no file {given}.")
    return classify(given.encode("utf-8", "replace"), base_url)


def classify(data: bytes, base_url: str) -> Target:
    """Tell a picture, a signed object, an address of ours and a number apart."""
    if len(data) > bounds.IMAGE_FILE:
        raise _nothing(f"内容超过 {bounds.IMAGE_FILE} 字节。", f"The content is over {bounds.IMAGE_FILE} bytes.")
    if data.startswith(_IMAGES):
        return _of_picture(data, base_url)
    data = data.strip()
    text = data[:bounds.QR_TEXT].decode("utf-8", "replace")
    short = _SHORT.fullmatch(text.removeprefix(base_url)) if text.startswith(base_url + "/") else None
    if short is not None:
        return Target(Kind.NUMBER, number=numbers.from_address(short[1]))
    is_token = len(data) > _LONG and _BASE32.fullmatch(data) is not None
    if data.startswith(b"{") or b"://" in data or data.count(b".") == 2 or is_token:  # a JWT has two dots
        return Target(Kind.OBJECT, data)
    return Target(Kind.NUMBER, number=text)


def _of_picture(data: bytes, base_url: str) -> Target:
    """Judge the one QR code in a picture; a signed one goes before the short one of the mark."""
    targets = {target for text in _codes(data) for target in [classify(text, base_url)]}
    signed = [target for target in targets if target.kind is Kind.OBJECT]
    chosen = signed or list(targets)
    if not chosen:
        raise _nothing("图片里没有读到二维码。请拍清楚些，或直接输入编号。",
                       "No QR code was found in the picture. Take a sharper one, or enter the number.")
    if len(chosen) > 1:
        raise _nothing("图片里有几个不同的二维码，不知道查哪一个。请分开拍摄。",
                       "The picture holds several different QR codes, and it is open which one is meant. Take them one "
                       "by one.")
    return chosen[0] if signed else Target(Kind.SHORT_SYMBOL, number=chosen[0].number)


def _codes(data: bytes) -> list[bytes]:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > bounds.IMAGE_PIXELS:
                raise _nothing(f"图片超过 {bounds.IMAGE_PIXELS} 像素。", f"The picture has over {bounds.IMAGE_PIXELS} pixels.")
            picture = opened.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _nothing("图片损坏，读不了。", "The picture is damaged and cannot be read.") from error
    return [bytes(code.bytes) for code in zxingcpp.read_barcodes(picture, formats=_QR_ONLY)]


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(bounds.IMAGE_FILE + 1)
    except OSError as error:
        raise _nothing(f"读不了 {path}（{error.strerror}）。", f"{path} cannot be read ({error.strerror}).") from error


def _nothing(zh: str, en: str) -> CouldNotCheck:
    return CouldNotCheck("target", Words(f"{zh}没有核对，不说明证书真假。",
                                         f"{en} Nothing was checked; this says neither yes nor no."))
