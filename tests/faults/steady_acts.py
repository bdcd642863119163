"""A process that acts again and again by the staff commands, to be killed.

`python -m tests.faults.steady_acts HOME WHAT FIRST COUNT`, where WHAT is `issue` or `suspend`. Each certificate is said
on standard output only after its command has ended well; what is said there has been promised. Everything of a command
is in it: keys, staff journal, register, publication.
"""

from __future__ import annotations

import contextlib
import io
import sys
from datetime import timedelta
from pathlib import Path

from certs.days import beijing_day
from scripts.__main__ import run
from scripts.terminal import clock, speech
from tests.instances import certificate_file, number


def arguments(home: Path, what: str, serial: int) -> list[str]:
    """Return the command line of one act: it concerns the certificate with this serial."""
    common = ["--passphrase-file", str(home.parent / "passphrase.txt"), "--json"]
    if what == "issue":
        return ["--home", str(home), "issue", str(certificate_file(home.parent, serial)), *common]
    until = beijing_day(clock.now()) + timedelta(days=90)
    return [
        "--home",
        str(home),
        "suspend",
        number(serial),
        "--reason",
        "complaint",
        "--until",
        str(until),
        "--by",
        "clerk-01",
        *common,
    ]


def answered(typed: list[str]) -> tuple[int, str]:
    """Run a command in this process and return its exit code and what it printed."""
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(printed):
        code = run(typed)
    printed.seek(0)
    return code, printed.read()


def main(home: Path, what: str, first: int, count: int) -> int:
    """Act, and return 0, or the exit code of the command that did not go well."""
    speech.speak("en")
    for serial in range(first, first + count):
        code, _ = answered(arguments(home, what, serial))
        if code:
            return code
        sys.stdout.write(f"{number(serial)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
