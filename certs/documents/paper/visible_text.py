"""The text of a PDF page that a reader of it sees, in the order in which the file writes it.

What nobody sees is no print: invisible letters (as scanners lay them over a picture), letters in white or hardly any
colour, mere outlines, as of stamps, tiny ones, those outside the page, and those that something drawn later covers.
They are counted, not read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdf_c

from certs import limits
from certs.documents.paper import paper_file
from certs.documents.paper.paper_file import Page, Run

_UNSEEN: Final = frozenset(
    {pdf_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdf_c.FPDF_TEXTRENDERMODE_CLIP, pdf_c.FPDF_TEXTRENDERMODE_STROKE}
)
_SMALLEST: Final = 3.0  # points of a letter's size
_FAINT: Final = 64  # of 255 of opacity, below which a letter is a watermark
_PALE: Final = 225  # of 255 of brightness, above which a letter cannot be told from paper
_GAP: Final = 0.7  # of a letter's size, after which text stands apart
_LINE: Final = 0.4  # of a letter's size, by which one line lies from another
_APART: Final = 1_000.0  # points, by which text is moved off the page and away from what is drawn next to it
_MOVES: Final = 32  # distances, so that none is so great that places lose their exactness
_LINK: Final = frozenset({pdf_c.FPDF_ANNOT_LINK, pdf_c.FPDF_ANNOT_POPUP})

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


class _Letter(NamedTuple):
    character: str
    after_blank: bool
    box: Box
    base: float
    size: float
    owner: int  # which text object it is of


def visible_text(page: pdfium.PdfPage) -> Page:
    """Return the runs of a page, and how many letters of it nobody sees. Raises CouldNotCheck (`paper_large`)."""
    sight = _Sight(page)
    text = page.get_textpage()
    runs, owners = _runs(text, sight, {})
    moved = _moved_away(page, owners)
    if moved:
        text = page.get_textpage()
        runs, _ = _runs(text, sight, moved)
        _move_back(page, moved)
    return Page(tuple(map(_run, runs)), sight.hidden)


def _runs(
    text: pdfium.PdfTextPage, sight: _Sight, moved: Mapping[int, float]
) -> tuple[list[list[_Letter]], frozenset[int]]:
    """Return the letters that are seen, by the runs in which they stand, and the objects that any letter is of."""
    count = text.count_chars()
    if count > limits.READING_LETTERS:
        raise paper_file.too_large(
            f"一页超过 {limits.READING_LETTERS} 个字符", f"a page holds over {limits.READING_LETTERS} letters"
        )
    runs: list[list[_Letter]] = []
    owners: set[int] = set()
    sight.hidden, apart, blank = 0, True, False
    for index in range(count):
        character = _character(text, index)
        if not character.isprintable() or character == " ":
            apart, blank = apart or character in "\r\n", blank or character.isspace()
            continue
        letter = _letter(text, index, character, moved, after_blank=blank)
        owners.add(letter.owner)
        if not sight.sees(text, index, letter):
            continue
        if apart or not runs or not _goes_on(runs[-1][-1], letter):
            runs.append([])
        runs[-1].append(letter)
        apart = blank = False
    return runs, frozenset(owners)


def _moved_away(page: pdfium.PdfPage, owners: frozenset[int]) -> dict[int, float]:
    """Move text apart of which no letter was told, and return by how much: the same words close below each other.

    The library takes these for one text that is drawn twice, to make it bold.
    """
    moved: dict[int, float] = {}
    for place in range(pdf_c.FPDFPage_CountObjects(page)):
        one = pdf_c.FPDFPage_GetObject(page, place)
        address = ctypes.addressof(one.contents)
        if pdf_c.FPDFPageObj_GetType(one) == pdf_c.FPDF_PAGEOBJ_TEXT and address not in owners:
            moved[address] = _APART * (1 + len(moved) % _MOVES)
            pdf_c.FPDFPageObj_Transform(one, 1, 0, 0, 1, 0, moved[address])
    return moved


def _move_back(page: pdfium.PdfPage, moved: Mapping[int, float]) -> None:
    for place in range(pdf_c.FPDFPage_CountObjects(page)):
        one = pdf_c.FPDFPage_GetObject(page, place)
        pdf_c.FPDFPageObj_Transform(one, 1, 0, 0, 1, 0, -moved.get(ctypes.addressof(one.contents), 0.0))


def _character(text: pdfium.PdfTextPage, index: int) -> str:
    code = pdf_c.FPDFText_GetUnicode(text, index)
    if pdf_c.FPDFText_IsHyphen(text, index) == 1:  # told as a control character at the end of a line
        return "-"
    return "\ufffd" if code in range(0xD800, 0xE000) else chr(code)


def _letter(
    text: pdfium.PdfTextPage, index: int, character: str, moved: Mapping[int, float], *, after_blank: bool
) -> _Letter:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdf_c.FPDFText_GetCharOrigin(text, index, x, y)
    size = pdf_c.FPDFText_GetFontSize(text, index)
    left, bottom, right, top = text.get_charbox(index, loose=True)
    owner = pdf_c.FPDFText_GetTextObject(text, index)
    address = ctypes.addressof(owner.contents) if owner else 0
    by = moved.get(address, 0.0)
    box = (left, bottom - by, right, top - by)
    return _Letter(character, after_blank, box, y.value - by, max(size, top - bottom), address)


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    size = max(last.size, letter.size)
    gap = letter.box[0] - last.box[2]
    return abs(letter.base - last.base) < _LINE * size and -size < gap < _GAP * size


def _run(letters: list[_Letter]) -> Run:
    characters = [letters[0].character]
    for last, letter in pairwise(letters):
        is_apart = letter.after_blank and last.character.isascii() and letter.character.isascii()
        characters.append(" " * is_apart + letter.character)
    boxes = [letter.box for letter in letters]
    return Run(
        "".join(characters),
        *(round(min(box[side] for box in boxes), 1) for side in (0, 1)),
        *(round(max(box[side] for box in boxes), 1) for side in (2, 3)),
    )


class _Sight:
    """What a reader of one page sees of its letters. What holds for a piece of text is asked once.

    `hidden` counts the letters that are not seen.
    """

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.hidden = 0
        self._places, self._covers = _drawn(page)
        self._paper: Box = page.get_cropbox()
        self._shown: dict[int, int | None] = {}

    def sees(self, text: pdfium.PdfTextPage, index: int, letter: _Letter) -> bool:
        """Tell whether a letter is large enough, on the page, of a colour, and covered by nothing; count it if not."""
        left, bottom, right, top = letter.box
        middle = ((left + right) / 2, (bottom + top) / 2)
        place = self._place(text, index, letter) if letter.size >= _SMALLEST and _holds(self._paper, middle) else None
        is_seen = place is not None and not any(later > place and _holds(box, middle) for later, box in self._covers)
        self.hidden += not is_seen
        return is_seen

    def _place(self, text: pdfium.PdfTextPage, index: int, letter: _Letter) -> int | None:
        """Return the place of a letter's text in the order of drawing; None where it has no colour of its own."""
        address = letter.owner
        if address not in self._shown:
            owner = pdf_c.FPDFText_GetTextObject(text, index)
            is_unseen = pdf_c.FPDFTextObj_GetTextRenderMode(owner) in _UNSEEN or _is_pale(text, index)
            self._shown[address] = None if is_unseen else self._places.get(address, -1)
        return self._shown[address]


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_pale(text: pdfium.PdfTextPage, index: int) -> bool:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not pdf_c.FPDFText_GetFillColor(text, index, red, green, blue, opacity):
        return False
    return opacity.value < _FAINT or min(red.value, green.value, blue.value) > _PALE


def _drawn(page: pdfium.PdfPage) -> tuple[dict[int, int], list[tuple[int, Box]]]:
    """Return the place of each text in the order of drawing, and of each surface that hides what lies below it."""
    places: dict[int, int] = {}
    covers: list[tuple[int, Box]] = []
    count = pdf_c.FPDFPage_CountObjects(page)
    for place in range(count):
        one = pdf_c.FPDFPage_GetObject(page, place)
        if pdf_c.FPDFPageObj_GetType(one) == pdf_c.FPDF_PAGEOBJ_TEXT:
            places[ctypes.addressof(one.contents)] = place
        elif _is_surface(one):
            covers.append((place, _box_of(one)))
    covers += [(count, box) for box in _notes(page)]
    return places, covers


def _is_surface(one: pdf_c.FPDF_PAGEOBJECT) -> bool:
    if pdf_c.FPDFPageObj_GetType(one) != pdf_c.FPDF_PAGEOBJ_PATH:
        return True
    fill, stroke = ctypes.c_int(), pdf_c.FPDF_BOOL()
    pdf_c.FPDFPath_GetDrawMode(one, fill, stroke)
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    pdf_c.FPDFPageObj_GetFillColor(one, red, green, blue, opacity)
    return fill.value != pdf_c.FPDF_FILLMODE_NONE and opacity.value >= _FAINT


def _box_of(one: pdf_c.FPDF_PAGEOBJECT) -> Box:
    sides = tuple(ctypes.c_float() for _ in range(4))
    pdf_c.FPDFPageObj_GetBounds(one, *sides)
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _notes(page: pdfium.PdfPage) -> Iterator[Box]:
    """Yield where notes, stamps and fields lie: they are drawn over the page and are no part of its text."""
    for index in range(min(pdf_c.FPDFPage_GetAnnotCount(page), limits.READING_OBJECTS)):
        note = pdf_c.FPDFPage_GetAnnot(page, index)
        if note and pdf_c.FPDFAnnot_GetSubtype(note) not in _LINK:
            box = pdf_c.FS_RECTF()
            pdf_c.FPDFAnnot_GetRect(note, box)
            yield box.left, box.bottom, box.right, box.top
        pdf_c.FPDFPage_CloseAnnot(note)
