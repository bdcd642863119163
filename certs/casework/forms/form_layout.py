"""What a form is made of: sheets with a column for each field, or with a line for each where there is one answer."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.certificate.field_kinds import Field, Kind
from certs.certificate.reading.sheet_layout import NOTES
from certs.certificate.reading.tidy_text import tidy
from certs.errors import Words

HEAD_ROWS: Final = 8  # rows in which the heads of a sheet may stand; people put titles above them


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `choices` closes what may be written; "" in a drop-down is none of them."""

    field: Field
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def name(self) -> str:
        """The name by which programs know it."""
        return self.field.name


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet. `lines` tells that each field has a line of its own; else it has a column, and each row is one entry.

    `code` names the section in paths of errors, `most` bounds the rows, `least` says how many must be there.
    """

    code: str
    title: str
    fields: tuple[FormField, ...]
    lines: bool = False
    least: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """One workbook: its title, how to fill it in, and its sheets. `template` is the command that writes it."""

    title: Words
    advice: tuple[str, ...]
    sheets: tuple[FormSheet, ...]
    template: str

    @property
    def names(self) -> tuple[str, ...]:
        """The titles of its sheets, with that of the advice."""
        return (*(sheet.title for sheet in self.sheets), NOTES)


def asked(  # noqa: PLR0913 - each is a cell of the table
    name: str,
    kind: Kind,
    head: tuple[str, str],
    note: tuple[str, str],
    *,
    width: int = 18,
    least: int = 0,
    most: int = limits.STRING,
    choices: tuple[str, ...] = (),
    required: bool = False,
) -> FormField:
    """Return a field that only forms have; those of a certificate are taken from its table."""
    field = Field(kind, Words(*head), Words(*note), width, least, most, False, "", "", False, False, name, required)
    return FormField(field, choices, required)


def of_certificate(fields: tuple[Field, ...], *names: str) -> tuple[FormField, ...]:
    """Return fields of a certificate as fields of a form: those named, or all."""
    return tuple(FormField(each, (), each.required) for each in fields if not names or each.name in names)


def label_of(text: object) -> str:
    """Return a head as it is compared: blanks, the star of a required field and a colon at the end left out."""
    if not isinstance(text, str) or len(text) > 120:
        return ""
    folded = unicodedata.normalize("NFKC", tidy(text)).casefold().replace(" ", "")
    return folded.rstrip("*:").strip()


def names_of(field: FormField) -> frozenset[str]:
    """Return the heads by which a field is known: its Chinese and English head, and its name."""
    return frozenset(label_of(text) for text in (field.field.head.zh, field.field.head.en, field.name))
