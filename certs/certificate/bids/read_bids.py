"""The door for a list of bids: a file or pasted lines come in, bids in their order go out, each with its place.

Nothing is guessed and nothing is lost: what stands in a row and cannot be understood is told with its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from certs import limits
from certs.certificate.bids import cell_faults, footer_rows, loose_line, reading_notes
from certs.certificate.bids.bid import Bid, bid, year_missing
from certs.certificate.bids.bid_workbook import tables_of
from certs.certificate.bids.cell_faults import LIKE
from certs.certificate.bids.column_headings import ASKED, ROLES, labelled
from certs.certificate.bids.delimited_text import table_of, too_many_rows
from certs.certificate.bids.footer_rows import is_footer
from certs.certificate.bids.reading_notes import Note
from certs.certificate.bids.repeated_bids import repeats_marked
from certs.certificate.bids.table_cell import Cell, Line, Table
from certs.certificate.bids.telling_columns import Layout, cells_of, told_apart
from certs.certificate.bids.telling_content import looks_like_day, yearless_day
from certs.certificate.filler_words import Means, meaning
from certs.certificate.reading import known_strangers
from certs.certificate.reading.known_strangers import ZIP
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.text_encoding import decode_any
from certs.errors import Words

_UNDECIDED: Final = cell_faults.fault("on", cell_faults.UNDECIDED)
_INSTEAD: Final = Words("请上传 .xlsx 或 .csv 表格，或把内容粘贴进来。", "hand in an .xlsx or .csv list, or paste it.")


@dataclass(frozen=True, slots=True)
class BidList:
    """The bids of a list in their order, and what a reader should know of how it was read."""

    bids: tuple[Bid, ...]
    notes: tuple[Note, ...] = ()


def read_file(data: bytes, name: str) -> BidList:
    """Return the bids of an XLSX or CSV file, known by its content. Raises FileRefused for what is no list."""
    known_strangers.refuse(data, name, _INSTEAD)
    if data.startswith(ZIP):
        tables, notes = tables_of(data)
        return _list(tables, notes)
    return read_text(decode_any(data))


def read_text(text: str) -> BidList:
    """Return the bids of CSV or pasted lines. Raises FileRefused for what is no list."""
    return _list([table_of(text)], [])


def _list(tables: Iterable[Table], notes: list[Note]) -> BidList:
    bids: list[Bid] = []
    for table in tables:
        bids += _bids(table)
        notes += (replace(note, sheet=table.sheet) for note in table.notes)
        if len(bids) > limits.BIDS:
            raise too_many_rows()
    if not bids:
        raise FileRefused("missing", f"里面没有可以查的行。{LIKE.zh}", f"There is no row to check. {LIKE.en}")
    return BidList(in_their_list(bids), tuple(notes))


def _bids(table: Table) -> Iterator[Bid]:
    footers = [line for line in table.lines if is_footer(line)]
    layout = told_apart([line for line in table.lines if line not in footers])
    if layout.rows:
        table.notes += footer_rows.told([line for line in footers if line.row > layout.rows[0].row])
    pasted = not table.sheet and not layout.named
    if pasted and _is_loose(layout.rows):
        table.notes.append(Note(reading_notes.LINE_BY_LINE))
        yield from (_loose(line) for line in layout.rows)
        return
    table.notes += layout.notes
    for line in layout.rows:
        yield from _by_columns(table, line, layout)


def _is_loose(rows: Sequence[Line]) -> bool:
    """Tell whether pasted rows have no columns: of different length, of one part, or each part with its own label."""
    lengths = {len(line.cells) for line in rows}
    return len(lengths) != 1 or lengths == {1} or any(labelled(cell.text)[0] for line in rows for cell in line.cells)


def _loose(line: Line) -> Bid:
    """Read a pasted row whose parts do not stand in columns."""
    texts = [cell.text for cell in line.cells if cell.filled]
    parts = loose_line.parted(texts[0]) if len(texts) == 1 else loose_line.of_cells(texts)
    days = parts.get("days", "")
    product, unasked = _asked(parts)
    return bid(
        parts.get("number", ""),
        parts.get("name", ""),
        product,
        days or parts.get("on", ""),
        row=line.row,
        unasked=unasked,
        fault=_UNDECIDED if days else "",
    )


def _asked(parts: Mapping[str, str]) -> tuple[str, str]:
    """Return what is asked: brand, product and model as one; and what is not asked, since the product is missing.

    A model stands for product and brand where somebody asks by it; beside a product that was not read it does not.
    """
    texts = {role: text for role in ASKED if (text := parts.get(role, "")) and meaning(text) is not Means.NOTHING}
    joined = " ".join(texts.values())
    return (joined, "") if "product" in texts else ("", joined)


def _by_columns(table: Table, line: Line, layout: Layout) -> Iterator[Bid]:
    cells = {role: cells_of(line, layout.columns, role) for role in ROLES}
    days = [line.cells[place] for place in layout.days if place < len(line.cells) and line.cells[place].filled]
    if not any(cells.values()):
        if any(cell.filled and not cell.text.isdigit() for cell in line.cells):
            yield _not_understood(table, line)
        return
    values = {role: " ".join(map(_unlabelled, these)) for role, these in cells.items()}
    product, unasked = _asked(values)
    name = values["name"] or ("" if values["number"] else values["uscc"])
    day = next((cell.day for cell in cells["on"]), None)
    on = "、".join(cell.text for cell in days)
    yield bid(
        values["number"],
        name,
        product,
        day or on or values["on"],
        sheet=table.sheet,
        row=line.row,
        unasked=unasked,
        fault=_fault(cells) or (_UNDECIDED if layout.days else ""),
    )


def _unlabelled(cell: Cell) -> str:
    return labelled(cell.text)[1]


def _fault(cells: Mapping[str, Sequence[Cell]]) -> str:
    """Return why one of the cells that count cannot be used; nothing where all can."""
    for role, these in cells.items():
        field = role if role in cell_faults.FIELDS else "product"
        for cell in these if role != "uscc" else ():
            if role == "product" and looks_like_day(cell.text):
                return cell_faults.fault(field, cell_faults.DAY_AS_PRODUCT)
            if reason := cell.problem or (cell.no_day if role == "on" else ""):
                return cell_faults.fault(field, reason)
    return ""


def in_their_list(bids: Sequence[Bid]) -> tuple[Bid, ...]:
    """Return the bids of a list with what only the others tell: the year of most, which rows ask the very same."""
    years: dict[str, Counter[int]] = {}
    for each in bids:
        if each.moment is not None:
            years.setdefault(each.sheet, Counter())[each.moment.day.year] += 1
    dated = (_with_year(each, years[each.sheet].most_common(1)[0][0]) if each.sheet in years else each for each in bids)
    return repeats_marked(dated)


def _with_year(lost: Bid, year: int) -> Bid:
    """Propose for a day without its year the year that most of the other rows have."""
    day = yearless_day(lost.on)
    if day is None or lost.error is None or lost.error.field != "on":
        return lost
    return replace(lost, error=replace(lost.error, message=year_missing(lost.on, day, year)))


def _not_understood(table: Table, line: Line) -> Bid:
    """Return a row in which nothing can be told apart, with what stands in it."""
    text = " ".join(cell.text for cell in line.cells if cell.filled)[: limits.QUERY]
    return bid("", text, "", "", sheet=table.sheet, row=line.row, fault=cell_faults.NOTHING_CLEAR)
