"""Where a mark may stand and how it may not, as small scenes drawn with the mark itself.

No scene has words of its own, so that one file serves both languages: what it shows is said beside it. A scene that
shows what may not be done is struck through from corner to corner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from certs.documents.marks.emblem import FOOT, GOLD, LIT, PETROL, WIDTH, emblem, star_halves
from certs.documents.marks.lettering import line
from certs.documents.marks.numbered_mark import PLATE_WIDTH, SLIP_HEIGHT, Mark, plate, slip
from certs.documents.marks.shapes import Point, box, document, path, place, polygon
from certs.errors import Words

WIDE, HIGH = 320, 240
GROUND, SHEET, EDGE, GREY, CARD, STRIKE = "#EAE9E1", "#FFFFFF", "#6F7A7A", "#CFD0C8", "#D9C7A3", "#A8460A"
FOLD: Final = "#BFA878"


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: its title, how it is drawn, and what is said beside it in a kit.

    `wrong` is what may not be done; `goods` is what a body may forbid by its rule of the mark.
    """

    title: str
    draw: Callable[[Mark], str]
    words: Words
    wrong: bool = True
    goods: bool = False


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


def page(mark: Mark) -> str:
    """A page on the web: the mark, and beside it what must be said."""
    bar = path(PETROL, box(40, 24, 280, 42))
    words = lines(184, 70, (78, 62, 82, 70, 54, 76)) + lines(56, 178, (206, 150))
    return sheet(40, 24, 240, 192) + bar + place(plate(mark), 56, 66, 0.36) + words


def premises(mark: Mark) -> str:
    """A service counter with the slip on the wall above."""
    wall = path(SHEET, box(24, 20, 296, 220)) + path(FOLD, box(24, 168, 296, 220)) + path(CARD, box(24, 168, 296, 178))
    return wall + place(slip(mark), 136, 26, 0.28) + lines(196, 60, (72, 54, 64))


def goods(mark: Mark) -> str:
    """A carton of goods within the scope, with the slip on it."""
    return carton(70, 66, 180, 156) + place(slip(mark), 90, 100, 0.23) + lines(142, 116, (86, 70, 80, 60))


def plain(mark: Mark) -> str:
    """Both plain styles: black on white, white on one dark colour."""
    dark = path(PETROL, box(170, 16, 304, 224))
    return (
        path(SHEET, box(16, 16, 150, 224))
        + dark
        + place(slip(mark, "mono"), 54, 26, 0.385)
        + place(slip(mark, "reversed"), 208, 26, 0.385)
    )


def stretched(mark: Mark) -> str:
    """The plate pulled wide."""
    return place(plate(mark), (WIDE - PLATE_WIDTH * 0.9) / 2, 72, 0.9, 0.4)


def recoloured(mark: Mark) -> str:
    """The plate in colours of somebody's own."""
    other = plate(mark).replace(PETROL, "#B3202C").replace(LIT, "#FFE600").replace(GOLD, "#E07B00")
    return place(other, (WIDE - PLATE_WIDTH * 0.62) / 2, (HIGH - FOOT * 0.62) / 2, 0.62)


def more_stars(mark: Mark) -> str:
    """A certificate of three stars, and beside it a mark with five."""
    paper = (
        sheet(30, 24, 130, 192)
        + lines(46, 44, (98, 70))
        + place(emblem(3, "colour"), 72, 82, 0.3)
        + lines(46, 178, (98, 80))
    )
    return paper + place(slip(replace(mark, stars=5)), 208, 26, 0.385)


def no_number(mark: Mark) -> str:
    """The emblem alone on an advertisement: no number, no code, nothing to look up."""
    return sheet(60, 20, 200, 200) + lines(84, 40, (152, 120)) + place(emblem(mark.stars, "colour"), 123, 78, 0.5)


def only_stars(mark: Mark) -> str:
    """Stars cut out of the mark, with nothing of the rest."""
    stars = path(LIT, star_halves(mark.stars or 4, -1)) + path(GOLD, star_halves(mark.stars or 4, 1))
    return (
        sheet(60, 20, 200, 200)
        + lines(84, 40, (152, 120))
        + place(f'<g transform="rotate(-90 {WIDTH / 2:g} 153)">{stars}</g>', 92, 0, 0.9)
        + lines(84, 188, (152,))
    )


def outside_scope(mark: Mark) -> str:
    """The certificate names goods A; the mark stands on goods B."""
    paper = sheet(22, 34, 92, 132) + lines(36, 50, (64, 48)) + path(PETROL, line("A", 46, 82, 62))
    box_b = carton(138, 66, 160, 156) + place(slip(mark), 156, 100, 0.23) + path(PETROL, line("B", 220, 122, 72))
    return paper + box_b


def too_small(mark: Mark) -> str:
    """A slip of less than the least width, above a ruler with a mark at 15."""
    ruler = path(SHEET, box(40, 168, 280, 208)) + path(
        PETROL,
        "".join(
            box(56 + i * 13.6, 168, 57.6 + i * 13.6, 192 if i % 15 == 0 else 182 if i % 5 == 0 else 176)
            for i in range(16)
        ),
    )
    return ruler + place(slip(mark), 56, 168 - SLIP_HEIGHT * 0.3 - 2, 0.3)


SCENES: Final[Mapping[str, Scene]] = MappingProxyType(
    {
        "may-page": Scene(
            "网页上，旁边写明应写的内容",
            page,
            Words(
                "网页和宣传材料：标志旁边写明编号、标准、等级、范围和机构。",
                "Websites and advertising: number, standard, level, scope and body stand beside the mark.",
            ),
            wrong=False,
        ),
        "may-premises": Scene(
            "证书写明的场所内",
            premises,
            Words(
                "证书写明的场所：挂在提供这项服务的地方，顾客能走近扫码。",
                "Sites that the certificate names: where the service is given, and where customers can scan it.",
            ),
            wrong=False,
        ),
        "may-goods": Scene(
            "认证范围内商品的包装",
            goods,
            Words(
                "认证范围内的商品和包装：用 packaging 文件夹里带一句话的标志。",
                "Goods within the scope and their packaging: use the marks with the sentence, in the folder packaging.",
            ),
            wrong=False,
            goods=True,
        ),
        "may-plain": Scene(
            "单色和反白",
            plain,
            Words(
                "单色和反白：不便彩印时用。二维码始终是深色印在白底上。",
                "Black, or white on one dark colour, where colour cannot be printed. The QR code stays dark on white.",
            ),
            wrong=False,
        ),
        "not-stretched": Scene(
            "拉伸变形", stretched, Words("拉伸变形：只能按比例缩放。", "Stretched: scale it in proportion only.")
        ),
        "not-recoloured": Scene(
            "改了颜色",
            recoloured,
            Words(
                "改了颜色：只有彩色、黑、反白三种。",
                "Recoloured: there are three colourings, colour, black and reversed.",
            ),
        ),
        "not-more-stars": Scene(
            "证书三星，标志五星",
            more_stars,
            Words(
                "星数与证书不同：等级变了，旧标志也要换下。",
                "Other stars than the certificate: when the level changes, the old mark goes too.",
            ),
        ),
        "not-numberless": Scene(
            "没有编号和二维码",
            no_number,
            Words("没有编号和二维码：看的人无从核对。", "Without number and QR code: nobody can check it."),
        ),
        "not-only-stars": Scene(
            "只剪下星",
            only_stars,
            Words(
                "只剪下星：不知道是什么认证、覆盖哪些。",
                "Only the stars: nobody can tell what was certified, and for what.",
            ),
        ),
        "not-outside": Scene(
            "用在范围以外的商品上",
            outside_scope,
            Words(
                "用在范围以外的商品上：同一家企业的也不行。", "On goods outside the scope, even of the same company."
            ),
        ),
        "not-small": Scene(
            "小于最小宽度",
            too_small,
            Words(
                "太小：签条不小于 15 毫米，标牌不小于 30 毫米。",
                "Too small: a slip has at least 15 mm, a plate at least 30 mm.",
            ),
        ),
    }
)


def drawn(name: str, mark: Mark) -> str:
    """Return the SVG file of one scene, 320 by 240 units, drawn with this mark."""
    scene = SCENES[name]
    strike = path(STRIKE, f"M0 {HIGH - 5}V{HIGH}H5L{WIDE} 5V0H{WIDE - 5}Z") if scene.wrong else ""
    ground = path(GROUND, box(0, 0, WIDE, HIGH))
    return document(scene.title, (WIDE, HIGH), ground + scene.draw(mark) + strike)
