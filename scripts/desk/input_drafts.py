"""Reading the input files of an act: drafts, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from certs import limits
from certs.certificate.fields import Draft
from certs.certificate.reading.read_file import read
from certs.certificate.reading.refused_input import FileRefused, Reading, RefusedInput
from certs.documents import fonts
from certs.instance.folder import open_instance
from scripts.terminal import input_file, verb_frame


@dataclass(frozen=True, slots=True)
class InputDrafts:
    """What the input files hold: drafts that may be tried, what the reading refused, and what it held back."""

    drafts: tuple[Draft, ...]
    refused: tuple[RefusedInput, ...]
    withheld: tuple[RefusedInput, ...]

    def faults(self, *, skip_bad: bool) -> tuple[RefusedInput, ...]:
        """Return what the reading refused; with what it holds back because of that, where the rest is to be done."""
        return (*self.refused, *self.withheld) if skip_bad else self.refused


def read_files(files: Sequence[Path], today: date) -> InputDrafts:
    """Read every file. One that cannot be opened, and what is wrong inside one, comes back as a refused item.

    A file that names no scheme is of the one that the settings of the instance name as the default. Characters that
    only the body's own fonts have are taken too.
    """
    instance = open_instance(verb_frame.home())
    scheme, more = instance.settings.default_scheme, fonts.added_characters(instance.fonts)
    drafts, refused, withheld = list[Draft](), list[RefusedInput](), list[RefusedInput]()
    for file in files:
        reading = _read(file, today, more, scheme)
        drafts.extend(reading.drafts)
        refused.extend(reading.refused)
        withheld.extend(reading.withheld)
    return InputDrafts(tuple(drafts), tuple(refused), tuple(withheld))


def _read(file: Path, today: date, more: frozenset[int], scheme: str) -> Reading:
    try:
        return read(input_file.read(file, limits.XLSX_FILE), str(file), today, more, scheme=scheme)
    except OSError as error:
        code = "missing" if isinstance(error, FileNotFoundError) else "type"
        refused = FileRefused(
            code,
            f"读不了 {file}（{error.strerror}）；请检查文件名和权限。",
            f"{file} cannot be read ({error.strerror}); check its name and rights.",
        )
        return Reading((), (refused.to_input(str(file)),))
