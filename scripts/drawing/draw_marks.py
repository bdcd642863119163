"""Draw the marks of Starmark: emblem, tally and icon, as SVG files with one fill a path and no stroke.

The mark is a tally slip: a dark half and a light half that meet on a seam, and stars that are whole only where the
halves meet. Letters are outlines of Noto Sans CJK SC Bold (SIL Open Font License 1.1), kept in `mark_letters.json`, so
that drawing needs no font. A star mark with number and QR code is not drawn here: it belongs to one certificate.

    python -m scripts.drawing.draw_marks
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = ROOT / "verify" / "static" / "starmark"
LETTERS: Final[dict[str, str]] = json.loads(Path(__file__).with_name("mark_letters.json").read_text(encoding="utf-8"))[
    "outlines"
]
EM, ASCENT = 1000, 0.88
WIDTH, SHOULDER, FOOT, SEAM = 150, 36, 262, 75  # tenths of a millimetre at the smallest size
FRAME: Final = 4.2
PETROL, LIT, GOLD, WHITE, DEEP, PALE, NIGHT = (
    "#0F4A57",
    "#F0C862",
    "#8F6410",
    "#FFFFFF",
    "#0A2E37",
    "#8FCBD6",
    "#152124",
)
LEVELS: Final = {
    "dabiao": ("达标级", 0),
    "2": ("二星级", 2),
    "3": ("三星级", 3),
    "4": ("四星级", 4),
    "5": ("五星级", 5),
}
STYLES: Final = ("colour", "mono", "reversed")
STAR_MIDDLE: Final = 153
STAR_PITCH: Final = {2: 66.0, 3: 56.0, 4: 47.0, 5: 40.5}
STAR_RADIUS: Final = {2: 26.5, 3: 24.5, 4: 22.0, 5: 20.0}
DOVETAIL: Final = ((SEAM, 118.0), (SEAM + 20, 106.0), (SEAM + 20, 196.0), (SEAM, 184.0))
Point = tuple[float, float]


def figure(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def polygon(points: list[Point]) -> str:
    """Return path data of a closed polygon."""
    return "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in points) + "Z"


def letter(character: str, left: float, top: float, size: float) -> str:
    """Return path data of one character whose em box has its top left at (left, top)."""
    scale = size / EM

    def place(match: re.Match[str]) -> str:
        x, y = left + int(match[1]) * scale, top + size * ASCENT - int(match[2]) * scale
        return f"{figure(x)} {figure(y)}"

    return re.sub(r"(-?\d+) (-?\d+)", place, LETTERS[character])


def column(text: str, left: float, top: float, height: float, size: float) -> str:
    """Return path data of a vertical line of text, spread over the height."""
    gap = (height - size * len(text)) / (len(text) - 1)
    return "".join(letter(character, left, top + i * (size + gap), size) for i, character in enumerate(text))


def star_half(middle: float, radius: float, side: int) -> str:
    """Return half a star; side -1 is left, +1 right. Both halves share the seam exactly."""
    points: list[Point] = []
    for i in range(6):
        angle, reach = math.radians(-90 + 36 * i), radius * (1 if i % 2 == 0 else 0.43)
        off = side * abs(math.cos(angle)) * reach if 0 < i < 5 else 0
        points.append((SEAM + off, middle + math.sin(angle) * reach))
    return polygon(points)


def star_halves(count: int, side: int) -> str:
    """Return one side of all stars of a level, one below the other on the seam."""
    if count == 0:
        return ""
    middles = (STAR_MIDDLE + (i - (count - 1) / 2) * STAR_PITCH[count] for i in range(count))
    return "".join(star_half(middle, STAR_RADIUS[count], side) for middle in middles)


def left_body(*, dovetail: bool) -> str:
    """Return the solid left half; without stars a dovetail says that the halves fit, and nothing more."""
    joint = list(DOVETAIL) if dovetail else []
    return polygon([(SEAM, 0), *joint, (SEAM, FOOT), (0, FOOT), (0, SHOULDER)])


def right_frame() -> str:
    """Return the outline of the right half as a filled ring."""
    slope = SHOULDER / SEAM
    top = FRAME * math.sqrt(1 + slope * slope)
    inner: list[Point] = [
        (SEAM, FOOT - FRAME),
        (WIDTH - FRAME, FOOT - FRAME),
        (WIDTH - FRAME, SHOULDER - FRAME * slope + top),
        (SEAM, top),
    ]
    return polygon([(SEAM, 0), (WIDTH, SHOULDER), (WIDTH, FOOT), (SEAM, FOOT)]) + polygon(inner)


def path(fill: str, data: str, *, cut: bool = False) -> str:
    """Return one filled path; `cut` leaves out what is drawn twice."""
    rule = ' fill-rule="evenodd"' if cut else ""
    return f'<path fill="{fill}"{rule} d="{data}"/>'


def document(title: str, inner: str) -> str:
    """Return the SVG file of one mark."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {FOOT}" width="{figure(WIDTH / 10)}mm" '
        f'height="{figure(FOOT / 10)}mm" role="img"><title>{title}</title>{inner}</svg>\n'
    )


def white_half() -> str:
    """Return the ground of the light half, for marks that stand on any colour."""
    return path(WHITE, f"M{SEAM} 0L{WIDTH} {SHOULDER}V{FOOT}H{SEAM}Z")


def emblem(level: str, style: str) -> str:
    """Return the emblem of a level: no number and no QR code, so for pages of the body only."""
    name, count = LEVELS[level]
    words, grade = column("服务认证", 10, 62, 182, 36), column(name, WIDTH - 46, 62, 182, 36)
    left, right = star_halves(count, -1), star_halves(count, 1)
    body = left_body(dovetail=count == 0)
    if style == "colour":
        stars = path(LIT, left) + path(GOLD, right) if count else ""
        ground = white_half() + path(PETROL, body + right_frame())
        return document(f"{name}服务认证标志", ground + path(WHITE, words) + path(PETROL, grade) + stars)
    ink = "#000" if style == "mono" else "#fff"
    inner = path(ink, body + words + left, cut=True) + path(ink, right_frame() + grade + right)
    return document(f"{name}服务认证标志", inner)


def tally(style: str) -> str:
    """Return the idea itself, for the home page: certificate and register, one whole star."""
    words, register = column("证书", 17, 66, 108, 46), column("登记", WIDTH - 63, 66, 108, 46)
    ink, on_ink = (PETROL, WHITE) if style == "colour" else (PALE, NIGHT)
    left, right = (LIT, GOLD) if style == "colour" else (DEEP, LIT)
    ground = white_half() if style == "colour" else ""
    body = path(ink, left_body(dovetail=False) + right_frame()) + path(on_ink, words) + path(ink, register)
    stars = path(left, star_half(217, 25, -1)) + path(right, star_half(217, 25, 1))
    return document("证书与登记两半相合", ground + body + stars)


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
    emblems = {f"marks/emblem-{level}-{style}.svg": emblem(level, style) for level in LEVELS for style in STYLES}
    tallies = {f"marks/tally-{style}.svg": tally(style) for style in ("colour", "dark")}
    return {**emblems, **tallies, "icon.svg": icon()}


def main() -> None:
    """Write every drawing."""
    for name, text in drawings().items():
        target = STATIC / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
