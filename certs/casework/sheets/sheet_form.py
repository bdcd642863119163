"""What a form has: its sheets, a column or a line for each row of the table of fields, and the words it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from certs import limits
from certs.certificate.field_kinds import Field, Kind, rows_of
from certs.certificate.reading.findings import Place
from certs.certificate.reading.sheet_layout import NOTES, Layout
from certs.errors import Words

MARKS: Final = "更正"  # the sheet on which a marked copy lists what is wrong; the reader passes over it
Choices = Mapping[Any, Words]  # by the code: a text, or a member of a `StrEnum`


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet of a form: a row of heads over rows to fill in or, with `lines`, a line for each field of one entry.

    `fields` are its columns or lines. `choices` offers words for the codes of a field, by the name of the field; a cell
    may hold the word in either language, or the code. `all_of` says what 全部 stands for in a field. `raw` fields are
    given as the cells have them, to be read by the rules of a certificate. `rows` is how many rows are laid out for
    filling in, `least` and `most` how many may come back. `echoed` columns are printed for whoever fills it in. A row
    with nothing but `offered` columns is one that the template laid out and nobody filled in. `code` names the sheet in
    the paths of errors; without one a cell is its own path.
    """

    name: str
    fields: tuple[Field, ...]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    rows: int = 200
    least: int = 0
    most: int = limits.XLSX_ROWS
    lines: bool = False
    code: str = ""
    echoed: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()
    raw: frozenset[str] = frozenset()
    all_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def whole(self) -> Place:
        """The place of what concerns no single cell."""
        return self.place_of("")

    def place_of(self, name: str) -> Place:
        """Return the place of a field for which the sheet that came back has no cell."""
        path = ".".join(filter(None, (self.code or self.name, name)))
        return Place(path, Words(f"“{self.name}”表", f"sheet {self.name}"))


@dataclass(frozen=True, slots=True)
class Form:
    """One workbook. `template` is the command that draws an empty one; `advice` are the lines of its sheet 说明.

    `heads` is 2 where the names of the fields stand in a row below their heads, else 1.
    """

    title: str
    template: str
    sheets: tuple[FormSheet, ...]
    advice: tuple[str, ...] = ()
    heads: int = 2

    @property
    def layout(self) -> Layout:
        """How the reader of workbooks sees it."""
        return Layout(
            {sheet.name: tuple(("", each) for each in sheet.fields) for sheet in self.sheets},
            self.template,
            passed_over=frozenset({NOTES, MARKS}),
            optional=frozenset(sheet.name for sheet in self.sheets if sheet.lines and not _required(sheet)),
        )

    def sheet(self, name: str) -> FormSheet:
        """Return the sheet with this name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


def _required(sheet: FormSheet) -> bool:
    return any(each.required for each in sheet.fields)


def form_sheet(
    name: str,
    record: type,
    choices: Mapping[str, Choices] | None = None,
    *,
    rows: int = 200,
    single: bool = False,
    echoed: Iterable[str] = (),
    offered: Iterable[str] = (),
) -> FormSheet:
    """Return a sheet whose columns are the rows of a `table` class (see `certs.certificate.field_kinds`)."""
    count, least, most = (1, 1, 1) if single else (rows, 0, limits.XLSX_ROWS)
    return FormSheet(
        name, rows_of(record), choices or {}, count, least, most, echoed=frozenset(echoed), offered=frozenset(offered)
    )


def asked(
    name: str,
    kind: Kind,
    head: tuple[str, str],
    note: tuple[str, str],
    *,
    width: int = 18,
    least: int = 0,
    most: int = limits.STRING,
    required: bool = False,
) -> Field:
    """Return a field that only forms have; those of a certificate are taken from its table."""
    return Field(kind, Words(*head), Words(*note), width, least, most, False, "", "", False, False, name, required)


def words(*offered: str) -> Choices:
    """Return choices that are their own codes."""
    return {each: Words(each, each) for each in offered}
