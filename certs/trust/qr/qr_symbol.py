"""QR symbols, drawn from an exact matrix and read back before they leave (ISO/IEC 18004; formats.md, "QR symbols").

Three kinds: the certificate symbol, level Q, version 17 at most, a byte segment `https://host` and an alphanumeric one;
the short symbol of the star mark, level M, version 5 at most (decision 0004); the symbol on a printed page of the
service, level M, with its address as it stands. The mask is fixed (`MASK`) where the
standard has one choose the best of eight at seven eighths of the cost: reading every symbol back shows that it can be
read, which is what the choice is for. The same text gives the same bytes each time.

What is printed for years is written by one package (qrcode) and read back by another (zxing-cpp). The symbol of a page
is drawn for everybody who asks for that page, so it is written by zint, which comes with zxing-cpp: in a thirtieth of
the time.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any, Final

import qrcode
import qrcode.constants
import qrcode.exceptions
import qrcode.util
import zxingcpp

from certs import limits
from certs.errors import Refused, StarmarkError, Words

MASK: Final = 6  # of the eight, the one with the fewest penalty points on average over random tokens of ours
QUIET: Final = 4  # modules of white around the symbol
_LEVELS: Final = {"M": qrcode.constants.ERROR_CORRECT_M, "Q": qrcode.constants.ERROR_CORRECT_Q}
_ALPHANUMERIC: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_QUICKLY: Final = f"version=0,dataMask={MASK}"  # 0: the smallest that holds the text
_DARK: Final = b"\x01" + bytes(255)  # grey values to modules: black is a dark one
_GREY: Final = b"\xff" + bytes(255)  # modules to grey values
_QR_ONLY: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_RUN: Final = re.compile(rb"\x01+")
_LONGEST: Final = 9  # modules of the longest run that is drawn as one; longer ones are drawn as several
_STROKES: Final = tuple(
    (module * length, form % length)
    for module, form in ((b"\x01", b"h%d"), (b"\x00", b"m%d 0"))
    for length in range(_LONGEST, 0, -1)
)
_INTERNAL: Final = Words(
    "二维码读回的内容与写入的不一致，没有输出。请重试；仍然如此时请联系技术支持。",
    "The QR code did not read back as written and was not released. Try again; if it stays so, ask technical support.",
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol that has been read back. `matrix` is a tuple of rows; 1 is a dark module. No quiet zone."""

    text: str
    version: int
    level: str
    matrix: tuple[bytes, ...]


def certificate_symbol(text: str) -> Symbol:
    """Return the symbol of a wrapped token. Raises Refused (`qr_capacity`) if it needs more than version 17."""
    return _symbol(text, "Q", limits.QR_VERSION)


def short_symbol(text: str) -> Symbol:
    """Return the symbol of the short address. Raises Refused (`qr_capacity`) if it needs more than version 5."""
    return _symbol(text, "M", limits.QR_SHORT_VERSION)


def page_symbol(text: str) -> Symbol:
    """Return the symbol of the address of a page. Raises Refused (`qr_capacity`) if it needs more than version 20."""
    segments(text)
    try:
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", options=_QUICKLY)
    except ValueError as exc:  # beyond version 40
        raise _too_large(text) from exc
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    side, modules = image.shape[0], bytes(image).translate(_DARK)
    return _released(
        text, "M", tuple(modules[row : row + side] for row in range(0, side * side, side)), limits.QR_PAGE_VERSION
    )


def segments(text: str) -> tuple[tuple[str, bool], ...]:
    """Split a text of ours into its segments, each with whether it is alphanumeric.

    The address up to the path stays in lower case, which needs bytes; the path is upper case and digits, at 5.5 bits a
    character, unless a taken-over number has a character (`~` or `_`) outside that set: then all is one byte segment.
    """
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    head, tail = f"{scheme}://{host}", slash + path
    if scheme != "https" or not host or not slash or not text.isascii() or not text.isprintable():
        raise Refused(
            "qr_text", "二维码只写本机构的 https 地址。", "A QR code holds only an https address of this body."
        )
    return ((head, False), (tail, True)) if _ALPHANUMERIC.issuperset(tail) else ((text, False),)


def _symbol(text: str, level: str, most: int) -> Symbol:
    code = qrcode.QRCode(error_correction=_LEVELS[level], mask_pattern=MASK)
    for part, alphanumeric in segments(text):
        mode = qrcode.util.MODE_ALPHA_NUM if alphanumeric else qrcode.util.MODE_8BIT_BYTE
        code.add_data(qrcode.util.QRData(part.encode("ascii"), mode=mode), optimize=0)
    try:
        code.make(fit=True)
    except (qrcode.exceptions.DataOverflowError, ValueError) as exc:  # beyond version 40
        raise _too_large(text) from exc
    return _released(text, level, tuple(bytes(map(bool, row)) for row in code.modules), most)


def _released(text: str, level: str, matrix: tuple[bytes, ...], most: int) -> Symbol:
    """Return a symbol that was read back. Raises Refused (`qr_capacity`) for one of a larger version than `most`."""
    symbol = Symbol(text, (len(matrix) - 17) // 4, level, matrix)
    if symbol.version > most:
        raise _too_large(text)
    _read_back(symbol)
    return symbol


def _too_large(text: str) -> Refused:
    return Refused(
        "qr_capacity",
        f"二维码文字有 {len(text)} 个字符，超过这种二维码的容量。",
        f"The text has {len(text)} characters, more than this kind of QR code holds.",
    )


def _read_back(symbol: Symbol) -> None:
    """Raise StarmarkError unless an unrelated reader finds exactly this text in the drawn symbol."""
    size, pixels = _pixels(symbol)
    image: Any = memoryview(pixels).cast("B", (size, size))
    barcode = zxingcpp.read_barcode(
        image, formats=_QR_ONLY, is_pure=True, try_rotate=False, try_downscale=False, try_invert=False
    )
    if barcode is None or not barcode.valid or barcode.bytes != symbol.text.encode("ascii"):
        raise StarmarkError("qr_read_back", *_INTERNAL)


def _pixels(symbol: Symbol) -> tuple[int, bytes]:
    """Return the side and the grey values of a picture of one pixel a module, quiet zone included: 0 is dark."""
    side = len(symbol.matrix) + 2 * QUIET
    edge, above = b"\xff" * QUIET, b"\xff" * (side * QUIET)
    rows = [edge + row.translate(_GREY) + edge for row in symbol.matrix]
    return side, b"".join((above, *rows, above))


def svg(symbol: Symbol) -> bytes:
    """Return the symbol as SVG, one unit a module, quiet zone included: each run of dark modules is one stroke.

    It is what is exported and printed, and stays the same to the byte.
    """
    strokes = [
        f"M{run.start() + QUIET} {y + QUIET}.5h{run.end() - run.start()}"
        for y, row in enumerate(symbol.matrix)
        for run in _RUN.finditer(row)
    ]
    return _drawing(symbol, "".join(strokes))


def page_svg(symbol: Symbol) -> bytes:
    """Return the same drawing for a page that is drawn anew each time: each row is one line of strokes and gaps.

    That is shorter by a third, and made in a sixth of the time.
    """
    modules = b"\n".join(symbol.matrix)
    for run, stroke in _STROKES:
        modules = modules.replace(run, stroke)
    rows = modules.decode("ascii").split("\n")
    return _drawing(symbol, "".join(f"M{QUIET} {y}.5{row}" for y, row in enumerate(rows, QUIET)))


def _drawing(symbol: Symbol, strokes: str) -> bytes:
    side = len(symbol.matrix) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{strokes}"/></svg>\n'
    ).encode("ascii")


def png(symbol: Symbol, scale: int = 8) -> bytes:
    """Return the symbol as a 1-bit PNG (RFC 2083) of `scale` pixels a module, quiet zone included."""
    if not 1 <= scale <= limits.QR_SCALE:
        raise Refused(
            "scale", f"每个模块应为 1 至 {limits.QR_SCALE} 像素。", f"A module has 1 to {limits.QR_SCALE} pixels."
        )
    side = (len(symbol.matrix) + 2 * QUIET) * scale
    # Filter 2 writes a row as its difference from the one above: the rows of one module after its first are all zero.
    same = b"\x02" + bytes((side + 7) // 8)
    edge = "1" * (QUIET * scale)
    blank = _packed("1" * side) + same * (QUIET * scale - 1)
    rows = [
        _packed(edge + "".join(("0" if m else "1") * scale for m in row) + edge) + same * (scale - 1)
        for row in symbol.matrix
    ]
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = zlib.compress(b"".join((blank, *rows, blank)), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _packed(bits: str) -> bytes:
    """Pack one row into bytes behind filter byte 0; what is left over in the last byte is white."""
    padded = bits + "1" * (-len(bits) % 8)
    return b"\x00" + int(padded, 2).to_bytes(len(padded) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
