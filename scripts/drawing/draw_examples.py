"""Draw where a mark may stand and how it may not: small scenes made from our own marks.

No scene has words of its own, so that one file serves both languages: the page says beside each what it shows. A scene
that shows what may not be done is struck through from corner to corner.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

from typing import Final

from scripts.drawing.draw_marks import FOOT, GOLD, LIT, PETROL, WIDTH, Point, path, polygon, star_halves
from scripts.drawing.draw_slips import PLATE_WIDTH, SLIP_HEIGHT, box, document, emblem, plate, slip
from scripts.drawing.lettering import line

WIDE, HIGH = 320, 240
GROUND, SHEET, EDGE, GREY, CARD, STRIKE = "#EAE9E1", "#FFFFFF", "#6F7A7A", "#CFD0C8", "#D9C7A3", "#A8460A"
FOLD: Final = "#BFA878"


def place(inner: str, left: float, top: float, across: float, down: float | None = None) -> str:
    """Return a drawing moved and scaled; another scale down than across stretches it."""
    scale = f"{across:g}" if down is None else f"{across:g} {down:g}"
    return f'<g transform="translate({left:g} {top:g}) scale({scale})">{inner}</g>'


def lines(left: float, top: float, widths: tuple[float, ...], pitch: float = 14) -> str:
    """Return bars that stand for lines of text."""
    return path(
        GREY, "".join(box(left, top + i * pitch, left + width, top + i * pitch + 6) for i, width in enumerate(widths))
    )


def sheet(left: float, top: float, width: float, height: float) -> str:
    """Return a sheet of paper or a page on a screen."""
    return path(EDGE, box(left - 1.5, top - 1.5, left + width + 1.5, top + height + 1.5)) + path(
        SHEET, box(left, top, left + width, top + height)
    )


def carton(left: float, top: float, width: float, height: float) -> str:
    """Return a carton seen from the front, its lid turned back."""
    lid: list[Point] = [(left, top), (left + 22, top - 26), (left + width - 22, top - 26), (left + width, top)]
    tape = box(left + width / 2 - 7, top, left + width / 2 + 7, top + 22)
    return path(FOLD, polygon(lid)) + path(CARD, box(left, top, left + width, top + height)) + path(FOLD, tape)


def scene(title: str, inner: str, *, wrong: bool = False) -> str:
    """Return the file of one scene."""
    strike = path(STRIKE, f"M0 {HIGH - 5}V{HIGH}H5L{WIDE} 5V0H{WIDE - 5}Z") if wrong else ""
    return document(title, WIDE, HIGH, path(GROUND, box(0, 0, WIDE, HIGH)) + inner + strike)


def page() -> str:
    """A page on the web: the mark, and beside it what must be said."""
    bar = path(PETROL, box(40, 24, 280, 42))
    words = lines(184, 70, (78, 62, 82, 70, 54, 76)) + lines(56, 178, (206, 150))
    return sheet(40, 24, 240, 192) + bar + place(plate("4"), 56, 66, 0.36) + words


def premises() -> str:
    """A service counter with the slip on the wall above."""
    wall = path(SHEET, box(24, 20, 296, 220)) + path(FOLD, box(24, 168, 296, 220)) + path(CARD, box(24, 168, 296, 178))
    return wall + place(slip("4"), 136, 26, 0.28) + lines(196, 60, (72, 54, 64))


def goods() -> str:
    """A carton of goods within the scope, with the slip on it."""
    return carton(70, 66, 180, 156) + place(slip("4"), 90, 100, 0.23) + lines(142, 116, (86, 70, 80, 60))


def plain() -> str:
    """Both plain styles: black on white, white on one dark colour."""
    dark = path(PETROL, box(170, 16, 304, 224))
    return (
        path(SHEET, box(16, 16, 150, 224))
        + dark
        + place(slip("4", "mono"), 54, 26, 0.385)
        + place(slip("4", "reversed"), 208, 26, 0.385)
    )


def stretched() -> str:
    """The plate pulled wide."""
    return place(plate("4"), (WIDE - PLATE_WIDTH * 0.9) / 2, 72, 0.9, 0.4)


def recoloured() -> str:
    """The plate in colours of somebody's own."""
    other = plate("4").replace(PETROL, "#B3202C").replace(LIT, "#FFE600").replace(GOLD, "#E07B00")
    return place(other, (WIDE - PLATE_WIDTH * 0.62) / 2, (HIGH - FOOT * 0.62) / 2, 0.62)


def more_stars() -> str:
    """A certificate of three stars, and beside it a mark with five."""
    paper = (
        sheet(30, 24, 130, 192)
        + lines(46, 44, (98, 70))
        + place(emblem("3", "colour"), 72, 82, 0.3)
        + lines(46, 178, (98, 80))
    )
    return paper + place(slip("5"), 208, 26, 0.385)


def no_number() -> str:
    """The emblem alone on an advertisement: no number, no code, nothing to look up."""
    return sheet(60, 20, 200, 200) + lines(84, 40, (152, 120)) + place(emblem("4", "colour"), 123, 78, 0.5)


def only_stars() -> str:
    """Stars cut out of the mark, with nothing of the rest."""
    stars = path(LIT, star_halves(4, -1)) + path(GOLD, star_halves(4, 1))
    return (
        sheet(60, 20, 200, 200)
        + lines(84, 40, (152, 120))
        + place(f'<g transform="rotate(-90 {WIDTH / 2:g} 153)">{stars}</g>', 92, 0, 0.9)
        + lines(84, 188, (152,))
    )


def outside_scope() -> str:
    """The certificate names goods A; the mark stands on goods B."""
    paper = sheet(22, 34, 92, 132) + lines(36, 50, (64, 48)) + path(PETROL, line("A", 46, 82, 62))
    box_b = carton(138, 66, 160, 156) + place(slip("4"), 156, 100, 0.23) + path(PETROL, line("B", 220, 122, 72))
    return paper + box_b


def too_small() -> str:
    """A slip of less than the least width, above a ruler with a mark at 15."""
    ruler = path(SHEET, box(40, 168, 280, 208)) + path(
        PETROL,
        "".join(
            box(56 + i * 13.6, 168, 57.6 + i * 13.6, 192 if i % 15 == 0 else 182 if i % 5 == 0 else 176)
            for i in range(16)
        ),
    )
    return ruler + place(slip("4"), 56, 168 - SLIP_HEIGHT * 0.3 - 2, 0.3)


# file → title, what it shows, whether it is what may not be done
SCENES: Final = {
    "may-page": ("网页上，旁边写明应写的内容", page, False),
    "may-premises": ("证书写明的场所内", premises, False),
    "may-goods": ("认证范围内商品的包装", goods, False),
    "may-plain": ("单色和反白", plain, False),
    "not-stretched": ("拉伸变形", stretched, True),
    "not-recoloured": ("改了颜色", recoloured, True),
    "not-more-stars": ("证书三星，标志五星", more_stars, True),
    "not-numberless": ("没有编号和二维码", no_number, True),
    "not-only-stars": ("只剪下星", only_stars, True),
    "not-outside": ("用在范围以外的商品上", outside_scope, True),
    "not-small": ("小于最小宽度", too_small, True),
}


def drawings() -> dict[str, str]:
    """Return every scene by its file name."""
    return {f"{name}.svg": scene(title, draw(), wrong=wrong) for name, (title, draw, wrong) in SCENES.items()}
