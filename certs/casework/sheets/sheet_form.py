"""What a form has: its sheets, their columns as rows of the table of fields, and the words that a drop-down offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from certs.certificate.field_kinds import Field, rows_of
from certs.certificate.reading.sheet_layout import NOTES, Layout
from certs.errors import Words

MARKS: Final = "更正"  # the sheet on which a marked copy lists what is wrong; the reader passes over it
Choices = Mapping[Any, Words]  # by the code: a text, or a member of a `StrEnum`


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet of a form: a row of heads, and rows to fill in.

    `fields` are its columns. `choices` offers words for the codes of a field, by the name of the field; a cell may hold
    the word in either language, or the code. `rows` is how many rows are laid out for filling in; a sheet that is
    `single` has one. `echoed` columns are printed for whoever fills it in. A row with nothing but `offered` columns is
    one that the template laid out and nobody filled in.
    """

    name: str
    fields: tuple[Field, ...]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    rows: int = 200
    single: bool = False
    echoed: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """One workbook. `template` is the command that draws an empty one; `advice` are the lines of its sheet 说明."""

    title: str
    template: str
    sheets: tuple[FormSheet, ...]
    advice: tuple[str, ...] = ()

    @property
    def layout(self) -> Layout:
        """How the reader of workbooks sees it."""
        return Layout(
            {sheet.name: tuple(("", each) for each in sheet.fields) for sheet in self.sheets},
            self.template,
            passed_over=frozenset({NOTES, MARKS}),
        )

    def sheet(self, name: str) -> FormSheet:
        """Return the sheet with this name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


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
    count = 1 if single else rows
    return FormSheet(name, rows_of(record), choices or {}, count, single, frozenset(echoed), frozenset(offered))
