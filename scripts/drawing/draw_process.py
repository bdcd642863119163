"""Draw the way to a certificate as one long tally: the company's part on its left half, the body's on its right.

The star stands where the certificate is issued. One file a language, letters as outlines, no style and no text
element, so that nothing can be cut off. The words of each step stand beside the picture as a list.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

import math
from typing import Final

from certs.documents.marks.emblem import GOLD, LIT, PETROL, WHITE, star_half
from certs.documents.marks.lettering import line
from certs.documents.marks.shapes import Point, figure, path, polygon

LONG, SLOPE, BEGIN, STEP, FRAME = 440, 84, 150, 54, 5
SEAM: Final = LONG / 2
HEAD_SIZE, SIZE, FIGURE_SIZE = 24, 20, 20
FIGURE_LEFT, LEFT, RIGHT = 20, 56, SEAM + 26
ISSUE, LAST = 7, 8  # the row of the star, and the last row before the years
# What stands on the left and on the right of each row; the first row names the halves.
ROWS: Final = {
    "zh": (
        ("企业", "本机构"),
        ("提出申请", "受理"),
        ("签订合同", "签订合同"),
        ("提交文件", "审查文件"),
        ("接受现场评价", "现场评价"),
        ("整改", "验证整改"),
        ("", "由另外的人决定"),
        ("收到证书", "颁发证书"),
        ("", "上报国家平台"),
        ("持续符合", "第一年监督"),
        ("持续符合", "第二年监督"),
        ("申请再认证", "到期前重新评价"),
    ),
    "en": (
        ("Company", "Body"),
        ("Applies", "Accepts"),
        ("Signs contract", "Signs contract"),
        ("Sends papers", "Reviews them"),
        ("Is assessed", "Assesses on site"),
        ("Corrects", "Verifies"),
        ("", "Others decide"),
        ("Receives it", "Issues it"),
        ("", "Reports to CNCA"),
        ("Keeps it up", "Year 1: visits"),
        ("Keeps it up", "Year 2: visits"),
        ("Applies anew", "Assesses anew"),
    ),
}
TITLES: Final = {"zh": "从申请到发证，再到以后三年", "en": "From application to certificate, and the three years after"}


def top(row: int) -> float:
    """Return the middle of a row; a gap parts the way to the certificate from the years after."""
    return BEGIN + (row - 1) * STEP + (STEP * 0.6 if row > LAST else 0)


def joint(middle: float, side: int) -> str:
    """Return one half of the small diamond that stands where both have a part."""
    return polygon([(SEAM, middle - 7), (SEAM + side * 7, middle), (SEAM, middle + 7)])


def halves(foot: float) -> str:
    """Return the two halves: the left one solid, the right one a ring on white."""
    left = polygon([(SEAM, 0), (SEAM, foot), (0, foot), (0, SLOPE)])
    edge = FRAME * math.sqrt(1 + (SLOPE / SEAM) ** 2)
    outer = polygon([(SEAM, 0), (LONG, SLOPE), (LONG, foot), (SEAM, foot)])
    inner: list[Point] = [
        (SEAM, foot - FRAME),
        (LONG - FRAME, foot - FRAME),
        (LONG - FRAME, SLOPE - FRAME * SLOPE / SEAM + edge),
        (SEAM, edge),
    ]
    return path(WHITE, outer) + path(PETROL, left + outer + polygon(inner))


def rows(language: str) -> tuple[str, str, str, str]:
    """Return the words of the left, the words of the right, and both halves of what stands on the seam."""
    (company, body), *steps = ROWS[language]
    left, right = (line(company, LEFT, SLOPE - 2, HEAD_SIZE), line(body, RIGHT, SLOPE - 2, HEAD_SIZE))
    lit = gold = ""
    for row, (theirs, ours) in enumerate(steps, 1):
        above = top(row) - SIZE * 0.55
        left += line(str(row), FIGURE_LEFT, above, FIGURE_SIZE) + line(theirs, LEFT, above, SIZE)
        right += line(ours, RIGHT, above, SIZE)
        if row == ISSUE:
            lit, gold = (side + star_half(top(row), 22, way, SEAM) for side, way in ((lit, -1), (gold, 1)))
        elif theirs:
            lit, gold = lit + joint(top(row), -1), gold + joint(top(row), 1)
    return left, right, lit, gold


def years() -> str:
    """Return the two rules that part the way to the certificate from the years after, one on each half."""
    middle = (top(LAST) + top(LAST + 1)) / 2
    ends = ((FIGURE_LEFT, SEAM - 14, WHITE), (SEAM + 14, LONG - FIGURE_LEFT, PETROL))
    return "".join(
        path(ink, polygon([(a, middle - 1), (b, middle - 1), (b, middle + 1), (a, middle + 1)])) for a, b, ink in ends
    )


def picture(language: str) -> str:
    """Return the SVG file of one language."""
    foot = top(len(ROWS[language]) - 1) + STEP * 0.75
    left, right, lit, gold = rows(language)
    inner = halves(foot) + years() + path(WHITE, left) + path(PETROL, right) + path(LIT, lit) + path(GOLD, gold)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LONG} {figure(foot)}" width="{LONG}" '
        f'height="{figure(foot)}" role="img"><title>{TITLES[language]}</title>{inner}</svg>\n'
    )


def drawings() -> dict[str, str]:
    """Return every drawing by its name in `verify/static/starmark/pictures`."""
    return {f"process-{language}.svg": picture(language) for language in ROWS}
