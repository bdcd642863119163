"""The door for a list of bids: a file or pasted lines come in, bids in their order go out, each with its place.

Nothing is guessed and nothing is lost: what stands in a row and cannot be understood is told with its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from certs import limits
from certs.certificate.bids import loose_line
from certs.certificate.bids.bid import LABELS, Bid, bid
from certs.certificate.bids.bid_workbook import tables_of
from certs.certificate.bids.delimited_text import table_of, too_many_rows
from certs.certificate.bids.table_cell import Cell, Line, Table
from certs.certificate.bids.telling_columns import Columns, cell_at, told_apart
from certs.certificate.reading import known_strangers
from certs.certificate.reading.known_strangers import ZIP
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.text_encoding import decode_any
from certs.errors import FieldError, Words

_INSTEAD: Final = Words("请上传 .xlsx 或 .csv 表格，或把内容粘贴进来。", "hand in an .xlsx or .csv list, or paste it.")
_LIKE: Final = Words(
    "一行应有证书编号或单位名称，可以再有产品和开标日。",
    "A row should have a certificate number or a name, and may have a product and a bid day.",
)


@dataclass(frozen=True, slots=True)
class BidList:
    """The bids of a list in their order, and what a reader should know of how it was read."""

    bids: tuple[Bid, ...]
    notes: tuple[Words, ...] = ()


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


def _list(tables: Iterable[Table], notes: list[Words]) -> BidList:
    bids: list[Bid] = []
    for table in tables:
        bids += _bids(table)
        named = [Words(f"“{table.sheet}”：{n.zh}", f"{table.sheet}: {n.en}") for n in table.notes]
        notes += named if table.sheet else table.notes
        if len(bids) > limits.BIDS:
            raise too_many_rows()
    if not bids:
        raise FileRefused("missing", f"里面没有可以查的行。{_LIKE.zh}", f"There is no row to check. {_LIKE.en}")
    return BidList(tuple(bids), tuple(notes))


def _bids(table: Table) -> Iterator[Bid]:
    layout = told_apart(table.lines)
    pasted = not table.sheet and not layout.named
    if pasted and (len({len(line.cells) for line in layout.rows}) > 1 or all(len(x.cells) == 1 for x in layout.rows)):
        yield from (_loose(line) for line in layout.rows)
        return
    table.notes.append(layout.how)
    for line in layout.rows:
        yield from _by_columns(table, line, layout.columns)


def _loose(line: Line) -> Bid:
    """Read a pasted row whose parts do not stand in columns."""
    texts = [cell.text for cell in line.cells if cell.filled]
    parts = loose_line.parted(texts[0]) if len(texts) == 1 else loose_line.of_cells(texts)
    values = (parts.get(role, "") for role in ("number", "name", "product", "on"))
    return bid(*values, row=line.row)


def _by_columns(table: Table, line: Line, columns: Columns) -> Iterator[Bid]:
    cells = {role: cell_at(line, columns, role) for role in columns}
    if not any(cell.filled for cell in cells.values()):
        if any(cell.filled and not cell.text.isdigit() for cell in line.cells):
            yield _not_understood(table, line)
        return
    values = {role: cell.text for role, cell in cells.items()}
    product = " ".join(filter(None, (values.get(role, "") for role in ("brand", "product", "model"))))
    name = values.get("name", "") or ("" if values.get("number") else values.get("uscc", ""))
    on = cells.get("on", Cell())
    yield bid(
        values.get("number", ""),
        name,
        product,
        on.day or on.text,
        sheet=table.sheet,
        row=line.row,
        error=_problem(cells),
    )


def _problem(cells: dict[str, Cell]) -> FieldError | None:
    """Return why one of the cells that count cannot be used."""
    for role, cell in cells.items():
        problem = cell.problem or (cell.no_day if role == "on" else None)
        if problem is not None and role != "uscc":
            field = role if role in LABELS else "product"
            label = LABELS[field]
            words = Words(f"{label.zh}：{problem.zh}", f"{label.en}: {problem.en}")
            return FieldError(field, cell.text, "format", words)
    return None


def _not_understood(table: Table, line: Line) -> Bid:
    """Return a row in which nothing can be told apart, with what stands in it."""
    text = " ".join(cell.text for cell in line.cells if cell.filled)[: limits.QUERY]
    words = Words(f"这一行写的是“{text}”，看不出要查什么。{_LIKE.zh}", f"This row says “{text}”. {_LIKE.en}")
    empty = bid("", "", "", "", sheet=table.sheet, row=line.row, error=FieldError("number", text, "unknown", words))
    return replace(empty, name=text)
