"""What staff see, as pictures for the handbook: commands run on a sample body with the clock set, and our forms.

The pictures are committed, so that building the site runs no command; a test holds them to what the commands print.

    python -m tests.scripts.drawing.sample_screens
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from unittest import mock

from certs import limits
from certs.errors import Words
from scripts.__main__ import run
from scripts.drawing.draw_marks import STATIC
from scripts.drawing.draw_screen import screen
from scripts.terminal import clock, speech
from tests import instances
from tests.scripts.cases import filled_forms
from tests.scripts.cases.led_case import sent
from tests.scripts.drawing import sample_sheets

FOLDER: Final = STATIC / "screens"
BY: Final = ("--by", "clerk-01")
CASE: Final = "A27-00001"
ISSUED, SUSPENDED, OPENED, ACCEPTED, RECEIVED, LOOKED = (
    datetime.fromisoformat(f"{day}T02:30:00+00:00")
    for day in ("2026-12-01", "2027-10-12", "2027-11-15", "2027-11-16", "2027-11-18", "2027-11-23")
)


class Shown(NamedTuple):
    """A picture: its name, its title, the command, and how wide the terminal is."""

    name: str
    title: Words
    command: tuple[str, ...]
    columns: int


SHOWN: Final = (
    Shown("case", Words("终端里的 starmark case show", "starmark case show in a terminal"), ("case", "show", CASE), 64),
    Shown("due", Words("终端里的 starmark due", "starmark due in a terminal"), ("due",), 80),
)


class SampleBody:
    """A body of samples, whose clock is set by hand and whose commands run in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(instances.PASSPHRASE + "\n", encoding="utf-8")
        self.passphrase.chmod(0o600)

    def printed(self, *arguments: str | Path, lang: str = "zh", columns: int = 80) -> str:
        """Run one command, demand that it went well, and return what it printed at a terminal in colours."""
        speech.speak(lang)
        colours = {"FORCE_COLOR": "1", "COLUMNS": str(columns), "TERM": "xterm"}
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with mock.patch.dict(os.environ, colours), contextlib.redirect_stdout(out):
            os.environ.pop("NO_COLOR", None)
            code = run(["--lang", lang, "--home", str(self.folder / "body"), *map(str, arguments)])
        out.flush()
        text = out.buffer.getvalue().decode()
        if code:
            raise instances.CommandFailed(f"{arguments} ended with {code}: {text}")
        return text

    def act(self, *arguments: str | Path) -> None:
        """Run one act with the passphrase."""
        self.printed(*arguments, "--passphrase-file", self.passphrase)


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Set the clock."""
    with mock.patch.object(clock, "now", return_value=moment):
        yield


def pictures(folder: Path) -> dict[str, str]:
    """Run the commands and fill the forms in a folder; return each picture by its name."""
    body = SampleBody(folder)
    with mock.patch.object(limits, "SCRYPT_N", 2), at(ISSUED):
        body.act("init", "--profile", instances.EXAMPLES / "profile.toml")
        files = [instances.certificate_file(folder, serial) for serial in (1, 2)]
        files[1].write_text(files[1].read_text(encoding="utf-8").replace("青禾", "白鹭"), encoding="utf-8")
        body.act("issue", *files, "--json")
    with at(SUSPENDED):
        reason = ("--reason", "requirements-not-met", "--until", "2027-12-31", *BY)
        body.act("suspend", "99926SC00002R0M", *reason, "--confirm-clock", "2027-10-12")
        body.printed("cnca", "waive", "--month", "2026-12", "--reason", "old-system", *BY)
    with at(OPENED):
        company = filled_forms.COMPANY | {"组织名称": "云杉净水设备（样例）有限公司"}
        sheet = filled_forms.saved(filled_forms.basic(company), folder / "application.xlsx")
        body.printed("case", "open", sheet, *BY)
    with at(ACCEPTED):
        body.printed("case", "accept", CASE, *BY)
    with at(RECEIVED):
        received = sent(folder / "received", filled_forms.PRODUCTS, frozenset({"complaints", "repairs"}))
        letter = ("--letter", folder / "request.pdf", "--until", "2027-12-01")
        body.printed("case", "evidence", CASE, received, *letter, *BY)
    with at(LOOKED):
        body.act("publish", "--confirm-clock", "2027-11-23")
        screens = {
            f"{shown.name}-{language}.svg": screen(
                getattr(shown.title, language),
                f"starmark {' '.join(shown.command)}",
                body.printed(*shown.command, lang=language, columns=shown.columns),
                shown.columns,
            )
            for shown in SHOWN
            for language in ("zh", "en")
        }
    return screens | sample_sheets.pictures(folder)


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in pictures(Path(folder)).items():
            (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
