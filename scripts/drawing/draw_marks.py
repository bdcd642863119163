"""Draw what belongs to no certificate: the emblems of the levels, the tally and the icon, as SVG files, and the icon as
PNG too, which is what telephones put among their apps.

The geometry is that of the marks themselves (certs/documents/marks), so that there is one way to draw a mark.

    python -m scripts.drawing.draw_marks
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import typst

from certs.documents.marks.emblem import (
    DEEP,
    FOOT,
    GOLD,
    LEVELS,
    LIT,
    PETROL,
    STYLES,
    WHITE,
    WIDTH,
    emblem,
    left_body,
    right_frame,
    star_half,
    white_half,
)
from certs.documents.marks.lettering import column
from certs.documents.marks.shapes import document, figure, path

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = ROOT / "verify" / "static" / "starmark"
PALE, NIGHT = "#8FCBD6", "#152124"


def in_file(title: str, inner: str) -> str:
    """Return the SVG file of one emblem, at its smallest size."""
    return document(title, (WIDTH, FOOT), inner, (f"{figure(WIDTH / 10)}mm", f"{figure(FOOT / 10)}mm"))


def tally(style: str) -> str:
    """Return the idea itself, for the home page: certificate and register, one whole star."""
    words, register = column("证书", 17, 66, 108, 46), column("登记", WIDTH - 63, 66, 108, 46)
    ink, on_ink = (PETROL, WHITE) if style == "colour" else (PALE, NIGHT)
    left, right = (LIT, GOLD) if style == "colour" else (DEEP, LIT)
    ground = white_half() if style == "colour" else ""
    body = path(ink, left_body(dovetail=False) + right_frame()) + path(on_ink, words) + path(ink, register)
    stars = path(left, star_half(217, 25, -1)) + path(right, star_half(217, 25, 1))
    return in_file("证书与登记两半相合", ground + body + stars)


def icon() -> str:
    """Return the icon of the site: the name mark on a square, lighter where the browser is dark."""
    half = "M12 9L10.23 13.56 5.34 13.84 9.14 16.93 7.89 21.66 12 19.01Z"
    other = "M12 9L13.77 13.56 18.66 13.84 14.86 16.93 16.11 21.66 12 19.01Z"
    frame = "M12 0 24 6v25H12ZM12 2.2V28.8H21.8V7.3Z"
    inner = path(PETROL, f"M12 0v31H0V6Z{half}", cut=True) + path(PETROL, frame, cut=True) + path(PETROL, other)
    ground = path(WHITE, "M12 0 24 6v25H0V6Z")
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3.5 0 31 31">{ground}{inner}</svg>\n'


def drawings() -> dict[str, str]:
    """Return every drawing by its path below `verify/static/starmark`."""
    emblems = {
        f"marks/emblem-{stars or 'dabiao'}-{style}.svg": in_file(f"{name}服务认证标志", emblem(stars, style))
        for stars, name in LEVELS.items()
        for style in STYLES
    }
    tallies = {f"marks/tally-{style}.svg": tally(style) for style in ("colour", "dark")}
    return {**emblems, **tallies, "icon.svg": icon()}


def icon_pictures() -> dict[str, bytes]:
    """Return the icon as PNG by its path below `verify/static/starmark`.

    The maskable one has a ground of its own, and the mark within the circle that every shape of icon leaves (W3C Web
    Application Manifest, "Icon masks": a radius of two fifths).
    """
    return {
        "icon-192.png": _icon_picture(192, 100, "none"),
        "icon-512.png": _icon_picture(512, 100, "none"),
        "icon-maskable-512.png": _icon_picture(512, 62, "white"),
    }


def _icon_picture(pixels: int, share: int, ground: str) -> bytes:
    drawn = f'image(bytes({json.dumps(icon())}), format: "svg", height: {share}%)'
    page = f"#set page(width: {pixels}pt, height: {pixels}pt, margin: 0pt, fill: {ground})"
    png: bytes = typst.compile(f"{page}\n#place(center + horizon, {drawn})\n".encode(), format="png", ppi=72)
    return png


def main() -> None:
    """Write every drawing."""
    written = {name: text.encode() for name, text in drawings().items()} | icon_pictures()
    for name, data in written.items():
        target = STATIC / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    main()
