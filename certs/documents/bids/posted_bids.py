"""A list as the page of its answer hands it in again, for its files and with rows that were mended.

Nothing is kept here between two requests. What comes back is believed for its texts only; why a row was not read, and
how the list was, are closed codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson

from certs import limits
from certs.certificate.bids.bid import Bid, bid
from certs.certificate.bids.cell_faults import NOTHING_CLEAR, is_fault
from certs.certificate.bids.delimited_text import too_many_rows
from certs.certificate.bids.read_bids import BidList, in_their_list, read_text
from certs.certificate.bids.reading_notes import MENDED, Note, note_of
from certs.certificate.reading.refused_input import FileRefused
from certs.errors import Words

_SHAPE: Final = (str, int, str, str, str, str, str, str)
_MENDED: Final = ("name", "number", "product", "on")  # the columns of the lines to mend, behind that of the place
_ADDED: Final = Words("新增", "added")
_NO_LIST: Final = Words(
    "交回来的名单不完整，读不下去。请回到名单页，重新提交文件。",
    "The list that came back is not whole. Go back to the form and hand the file in again.",
)


def posted(bids: Sequence[Bid], notes: Sequence[Note]) -> str:
    """Return a list as the page hands it in again."""
    rows = [[b.sheet, b.row, b.number, b.name, b.product, b.unasked, b.on, b.fault] for b in bids]
    return orjson.dumps({"rows": rows, "notes": [note.to_json() for note in notes]}).decode()


def read_posted(data: bytes) -> BidList:
    """Return the list that a page hands in again. Raises FileRefused for what is none."""
    rows, notes = _loaded(data)
    if len(rows) > limits.BIDS:
        raise too_many_rows()
    try:
        return BidList(in_their_list(list(map(_row, rows))), tuple(map(note_of, notes)))
    except ValueError as error:
        raise FileRefused("format", *_NO_LIST) from error


def with_text(rows: str, text: str) -> bytes:
    """Return what `read_mended` takes: a list as it was posted, and lines that were mended."""
    return b"\0".join(part.replace("\0", "").encode("utf-8", "replace") for part in (rows, text))


def read_mended(data: bytes, language: str) -> BidList:
    """Return the list that a page hands in again, with the mended lines in the places that they name."""
    rows, _, text = data.partition(b"\0")
    before = read_posted(rows)
    bids = _mended(before.bids, text.decode(), language)
    return BidList(in_their_list(bids), _with_mended(before, bids))


def _with_mended(before: BidList, bids: Sequence[Bid]) -> tuple[Note, ...]:
    """Return the notes of a list with those of its rows that are no longer as it was handed in."""
    named = [name for note in before.notes if note.code == MENDED for name in note.of]
    changed = zip(before.bids, bids[: len(before.bids)], strict=True)
    named += [f"{old.row}:{old.sheet}" for old, new in changed if _texts(old) != _texts(new)]
    others = tuple(note for note in before.notes if note.code != MENDED)
    return (*others, Note(MENDED, tuple(dict.fromkeys(named)))) if named else others


def lines_to_mend(bids: Sequence[Bid], language: str) -> str:
    """Return bids as lines to mend, each behind the place that it had."""
    return "\n".join("\t".join((_place(each, language), *_texts(each))) for each in bids)


def _texts(of: Bid) -> tuple[str, ...]:
    return tuple(getattr(of, field) for field in _MENDED)


def _place(of: Bid, language: str) -> str:
    place = of.place or Words("", "")
    return place.zh if language == "zh" else place.en


def _loaded(data: bytes) -> tuple[list[Any], list[Any]]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise FileRefused("format", *_NO_LIST) from error
    match document:
        case {"rows": [_, *_] as rows, "notes": list(notes)} if len(notes) <= limits.BIDS and len(document) == 2:
            return rows, notes
    raise FileRefused("format", *_NO_LIST)


def _row(row: Any) -> Bid:
    if not isinstance(row, list) or [type(value) for value in row] != list(_SHAPE):
        raise ValueError(row)
    sheet, place, number, name, product, unasked, on, fault = row
    if not 0 <= place < 2**31 or (fault and not is_fault(fault)):
        raise ValueError(row)
    return bid(number, name, product, on, sheet=sheet, row=place, unasked=unasked, fault=fault)


def _mended(before: Sequence[Bid], text: str, language: str) -> list[Bid]:
    """Return the bids with each line that names a place in that place, and every other behind them."""
    places = {_place(each, language): at for at, each in enumerate(before) if each.place}
    lines: list[str] = []
    place_of: dict[int, int] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        place, tab, rest = line.partition("\t")
        is_placed = bool(tab) and place.strip() in places
        if is_placed:
            place_of[len(lines)] = places[place.strip()]
        lines.append(rest if is_placed else line)
    bids, added = list(before), _ADDED.zh if language == "zh" else _ADDED.en
    count = sum(each.sheet == added for each in before)
    for line_number, each in _read(lines):
        if line_number in place_of:
            at = place_of[line_number]
            bids[at] = _in_place_of(bids[at], each)
        else:
            count += 1
            bids.append(replace(each, sheet=added, row=count))
    if len(bids) > limits.BIDS:
        raise too_many_rows()
    return bids


def _read(lines: Sequence[str]) -> Iterator[tuple[int, Bid]]:
    """Read lines, each with its place from 0: by their columns, or by what stands in one that somebody wrote anew."""
    for place, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == len(_MENDED) and any(cells):
            texts = dict(zip(_MENDED, cells, strict=True))
            yield place, bid(texts["number"], texts["name"], texts["product"], texts["on"])
        elif any(cells):
            yield place, _alone(line)


def _alone(line: str) -> Bid:
    try:
        return read_text(line).bids[0]
    except FileRefused:  # a total, a signature: what is no bid is told as such here, where somebody wrote it
        return bid("", line.strip()[: limits.QUERY], "", "", fault=NOTHING_CLEAR)


def _in_place_of(before: Bid, after: Bid) -> Bid:
    """Put a mended bid where it was; one that was left as it stood is still what it was."""
    if _texts(before) == _texts(after):
        return before
    unasked = after.unasked or ("" if after.product else before.unasked)
    return replace(after, sheet=before.sheet, row=before.row, unasked=unasked)
