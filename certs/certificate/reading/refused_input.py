"""What the reading of a file ends in: drafts, and the inputs that were refused, each with all that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from certs.certificate.fields import Draft
from certs.errors import FieldError, Refused, Words

FILE = "file"  # the `field` of an error that concerns the file as a whole


@dataclass(frozen=True, slots=True)
class RefusedInput:
    """One certificate, or one file, that cannot be taken. `source` is a file, or file, sheet and cell."""

    source: str
    errors: tuple[FieldError, ...]

    def __post_init__(self) -> None:
        if not self.errors:
            raise AssertionError("a refused input says why")

    def to_json(self) -> dict[str, object]:
        """Return the JSON form of the contract: source and errors."""
        return {"source": self.source, "errors": [error.to_json() for error in self.errors]}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds: the drafts that can be issued and the inputs that cannot, each in the file's order.

    A file that is not understood as a whole (an unknown column, rows that belong to nothing) gives no drafts at all,
    since what was not understood might belong to any of them. What else could be issued is `withheld`.
    """

    drafts: tuple[Draft, ...]
    refused: tuple[RefusedInput, ...]
    withheld: tuple[RefusedInput, ...] = ()


def held_back(source: str, why: Words) -> RefusedInput:
    """Return the refusal of a certificate in which nothing is wrong. `source` is file, sheet and cell, or a file."""
    cell = source.rpartition(" ")[2]
    return RefusedInput(source, (FieldError(FILE, cell, "conflict", Words(f"{cell}：{why.zh}", f"{cell}: {why.en}")),))


class FileRefused(Refused):
    """The file as a whole cannot be read; `code` is one of the field error codes."""

    def to_input(self, source: str) -> RefusedInput:
        """Return the refusal as the one error of its file."""
        return RefusedInput(source, (FieldError(FILE, source, self.code, self.words),))
