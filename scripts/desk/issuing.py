"""What issue, reissue and renew share: reading input files, and telling which certificates came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from certs import bounds
from certs.certificate.fields import Draft
from certs.certificate.reading.read_file import read
from certs.certificate.reading.refused_input import FileRefused, Reading, RefusedInput
from certs.register.acts.acts import Issued
from scripts.desk import refused_sheet
from scripts.desk.act_options import Asked
from scripts.desk.batch import Outcome
from scripts.desk.changing import summary
from scripts.terminal import input_file, refusals, speech, words
from scripts.terminal.speech import both

SIGNATURES: Final = 4  # an issue signs the credential twice, the QR token and the event
_SHOWN: Final = 50  # rows of a table; a longer batch is in --json and in the register


@dataclass(frozen=True, slots=True)
class Batch:
    """What the input files hold: drafts that may be tried, what the reading refused, and what it held back."""

    drafts: tuple[Draft, ...]
    refused: tuple[RefusedInput, ...]
    withheld: tuple[RefusedInput, ...]

    def faults(self, *, skip_bad: bool) -> tuple[RefusedInput, ...]:
        """Return what the reading refused; with what it holds back because of that, where the rest is to be done."""
        return (*self.refused, *self.withheld) if skip_bad else self.refused


def read_files(files: Sequence[Path], today: date) -> Batch:
    """Read every file. One that cannot be opened, and what is wrong inside one, comes back as a refused item."""
    drafts, refused, withheld = list[Draft](), list[RefusedInput](), list[RefusedInput]()
    for file in files:
        reading = _read(file, today)
        drafts.extend(reading.drafts)
        refused.extend(reading.refused)
        withheld.extend(reading.withheld)
    return Batch(tuple(drafts), tuple(refused), tuple(withheld))


def _read(file: Path, today: date) -> Reading:
    try:
        return read(input_file.read(file, bounds.XLSX_FILE), str(file), today)
    except OSError as error:
        code = "missing" if isinstance(error, FileNotFoundError) else "type"
        refused = FileRefused(
            code,
            f"读不了 {file}（{error.strerror}）；请检查文件名和权限。",
            f"{file} cannot be read ({error.strerror}); check its name and rights.",
        )
        return Reading((), (refused.to_input(str(file)),))


def report(outcome: Outcome[Issued], asked: Asked) -> int:
    """Print what was issued and what was refused; return the exit code."""
    if asked.as_json:
        speech.print_json(
            {"issued": [_json(each) for each in outcome.done], "refused": refusals.to_json(outcome.refused)}
        )
    else:
        _show(outcome.done, dry_run=asked.dry_run)
        refusals.tell_outcome(outcome.refused, done=len(outcome.done), skip_bad=asked.skip_bad)
    if outcome.refused and asked.skip_bad and not asked.dry_run:
        return outcome.code(refused_sheet.keep(outcome.refused, asked.refused_to, refused_sheet.certificates))
    return outcome.code(1 if outcome.refused else 0)


def _json(issued: Issued) -> dict[str, Any]:
    return {"number": issued.number, "holder": issued.holder, "level": issued.level, "url": issued.url}


def _show(done: Sequence[Issued], *, dry_run: bool) -> None:
    if not done:
        return
    made = speech.table(
        both("编号", "number"), both("企业", "holder"), both("星级", "level"), both("有效期至", "valid until")
    )
    made.columns[0].no_wrap = made.columns[2].no_wrap = made.columns[3].no_wrap = True
    for issued in done[:_SHOWN]:
        speech.row(made, issued.number, issued.holder, words.level(issued.level), issued.valid_until)
    speech.show(made)
    speech.show(summary(len(done), dry_run=dry_run, shown=_SHOWN))
    if len(done) == 1 and not dry_run:
        speech.show(done[0].url)
