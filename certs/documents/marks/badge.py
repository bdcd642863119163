"""The live badge: the plate with a word of status below while a certificate is valid, else the hollow shape of its
status. It is drawn for a day, and stands on a white ground of its own, so that any page may show it.

Four signals at once: silhouette, word, frame and colour; only 有效 is solid. What is not valid shows no mark and no
stars, and a certificate of another scheme than after-sales service never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from certs.documents.marks.emblem import BLACK, WHITE
from certs.documents.marks.lettering import line, width
from certs.documents.marks.numbered_mark import Mark, ShortCode, code, number_lines, plate
from certs.documents.marks.shapes import box, document, path, place
from certs.documents.marks.silhouettes import SILHOUETTES
from certs.errors import Words
from certs.lifecycle.statuses import STATUS_WORDS

WIDE, HIGH, EDGE = 340, 376, 17
SHOWN: Final = ("250", "276")  # pixels, so that the plate in it is wider than its least width on a screen
BAR_TOP, BAR_BOTTOM = 292, HIGH - EDGE
SIGN_FIELD: Final = (EDGE + 8, 162)  # from left to right
CODE_LEFT, CODE_TOP, CODE_SIZE = 175, 57, 143.8  # where the plate has it


@dataclass(frozen=True, slots=True)
class Sign:
    """How one status is shown: the name of its silhouette, colour, ground, frame, word, and what follows from it."""

    shape: str
    colour: str
    ground: str
    frame: tuple[tuple[float, float, str], ...]  # of each line: distance from the edge, width, dashes
    word: Words
    follows: Words


# What a valid certificate of another scheme than after-sales service says of itself; it has no mark that could be used.
NO_STARS: Final = Words("星级品牌评价", "Brand evaluation")
WITHOUT_MARK: Final = Words("星级品牌评价证书不得使用", "The brand certificate may not be used")
_UNUSABLE: Final = Words("标志不得使用", "The mark may not be used")
# The status is that of one day, and a day alone would read as that up to which it is valid.
VALID_THAT_DAY: Final = Words("当日有效", "Valid as of")
THAT_DAY: Final = Words("{day} 当日状态", "As of {day}")
SIGNS: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "valid": Sign("valid", "#145C36", WHITE, ((1.5, 3, ""),), STATUS_WORDS["valid"], NO_STARS),
        "suspended": Sign(
            "suspended", "#854700", "#FBF1DF", ((1.5, 3, ""), (8, 3, "")), STATUS_WORDS["suspended"], _UNUSABLE
        ),
        "revoked": Sign("revoked", "#951B1E", "#FAEBE9", ((5, 10, ""),), STATUS_WORDS["revoked"], _UNUSABLE),
        "withdrawn": Sign("withdrawn", "#3F4A6B", "#EDEFF6", ((1.5, 3, ""),), STATUS_WORDS["withdrawn"], _UNUSABLE),
        "expired": Sign("expired", "#5C564C", "#EFEDE8", ((4, 5, "5 6.5"),), STATUS_WORDS["expired"], _UNUSABLE),
        "not_yet_valid": Sign("notyet", "#0F4A57", WHITE, ((1.5, 3, ""),), STATUS_WORDS["not_yet_valid"], _UNUSABLE),
        "unknown": Sign(
            "unknown",
            "#5B3A8C",
            "#F1ECF9",
            ((3, 4, "18 11"),),
            Words("未能核验", "not checked"),
            Words("没有查成，不能下结论", "We could not check"),
        ),
        "missing": Sign(
            "missing",
            "#475559",
            "#EEF0F0",
            ((3, 4, "18 11"),),
            Words("未找到", "not found"),
            Words("登记簿里没有这个编号", "Not in our register"),
        ),
    }
)


def badge(status: str, day: date, language: str, short: ShortCode | None, stars: int | None) -> str:
    """Return the SVG file of a badge. `status` is a key of `SIGNS`, `language` zh or en.

    `short` None leaves number and QR code out, for a number that is not in the register; `stars` None is a certificate
    of a scheme without stars of after-sales service.
    """
    sign = SIGNS[status]
    if short is not None and stars is None and sign.follows == _UNUSABLE:
        sign = replace(sign, follows=WITHOUT_MARK)
    word = _said(sign.word, language)
    as_of = _said(THAT_DAY, language).format(day=day)
    title = " ".join(part for part in (short.number if short else "", word, as_of) if part)
    if status == "valid" and short is not None and stars is not None:
        mark = Mark(stars, short)
        title = f"{mark.title} {word} {as_of}"
        inner = place(plate(mark), EDGE, EDGE, 1) + _solid_bar(sign, word, day, language)
        inner += _glyph(sign, WHITE, EDGE + 14, BAR_TOP + 11, 44)
    elif status == "valid":
        inner = _sign(sign, word, short) + _solid_bar(sign, _said(sign.follows, language), day, language, EDGE + 14)
    else:
        inner = _sign(sign, word, short) + _hollow_bar(sign, _said(sign.follows, language), as_of)
    ground = path(sign.ground, box(0, 0, WIDE, HIGH)) + "".join(_frame(sign, *lines) for lines in sign.frame)
    return document(title, (WIDE, HIGH), ground + inner, SHOWN)


def _said(words: Words, language: str) -> str:
    return words.zh if language == "zh" else f"{words.en[0].upper()}{words.en[1:]}"


def _frame(sign: Sign, inset: float, thick: float, dashes: str) -> str:
    """Return one line around the badge; its frame is one of the four signals."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    place = f'x="{inset:g}" y="{inset:g}" width="{WIDE - 2 * inset:g}" height="{HIGH - 2 * inset:g}"'
    return f'<rect fill="none" stroke="{sign.colour}" stroke-width="{thick:g}"{dashed} {place}/>'


def _glyph(sign: Sign, colour: str, left: float, top: float, size: float) -> str:
    """Return the silhouette of a status; it is drawn on a field of 24 by 24."""
    return f'<g color="{colour}">{place(SILHOUETTES[sign.shape], left, top, size / 24)}</g>'


def _fitted(text: str, field: tuple[float, float], top: float, most: float) -> str:
    """Return a line of words between two edges, in letters of at most this size, in the middle of the height of one."""
    left, right = field
    size = min(most, (right - left) / width(text, 1))
    return line(text, left, top + (most - size) / 2, size)


def _sign(sign: Sign, word: str, short: ShortCode | None) -> str:
    """Return the silhouette over its word on the left half, number and QR code on the right: no mark and no stars."""
    left, right = SIGN_FIELD if short else (EDGE + 8, WIDE - EDGE - 8)
    size = 112 if short else 132
    middle = (left + right) / 2
    wide = min(right - left, width(word, 44))
    words = _fitted(word, (middle - wide / 2, middle + wide / 2), 196, 44)
    drawn = _glyph(sign, sign.colour, middle - size / 2, 168 - size, size) + path(sign.colour, words)
    if short is None:
        return drawn
    ground = path(WHITE, box(CODE_LEFT, CODE_TOP, CODE_LEFT + CODE_SIZE, CODE_TOP + CODE_SIZE))
    symbol = ground + code(short, BLACK, CODE_LEFT, CODE_TOP, CODE_SIZE)
    return drawn + symbol + path(sign.colour, number_lines(short.number, CODE_LEFT + 10, 206, 26))


def _solid_bar(sign: Sign, words: str, day: date, language: str, left: float = EDGE + 69) -> str:
    """Return the solid bar of what is valid, with a few words and the day on which it is."""
    ground = path(sign.colour, box(EDGE, BAR_TOP, WIDE - EDGE, BAR_BOTTOM))
    lines = (day.isoformat(), VALID_THAT_DAY.zh) if language == "zh" else (VALID_THAT_DAY.en, day.isoformat())
    drawn = "".join(_ending(text, BAR_TOP + top, 24) for text, top in zip(lines, (7, 36), strict=True))
    return ground + path(WHITE, _fitted(words, (left, 168), BAR_TOP + 15, 36) + drawn)


def _hollow_bar(sign: Sign, words: str, as_of: str) -> str:
    """Return what follows from the status, and the day below it."""
    rule = path(sign.colour, box(EDGE, BAR_TOP, WIDE - EDGE, BAR_TOP + 3))
    follows = _fitted(words, (EDGE + 8, WIDE - EDGE - 8), BAR_TOP + 9, 28)
    return rule + path(sign.colour, follows + _ending(as_of, BAR_TOP + 42, 20))


def _ending(text: str, top: float, size: float) -> str:
    """Return the day, or words by it, to the right; a picture taken of the badge tells how old it is."""
    return line(text, WIDE - EDGE - 12 - width(text, size), top, size)
