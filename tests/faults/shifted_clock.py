"""Another clock for the staff commands: all of it shifted (libfaketime), or jumping between two of its readings.

Put into a process by its PYTHONPATH as `sitecustomize`, a few lines shift the one clock of the commands from the n-th
reading on; how often a command reads it is written to a file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from certs.days import parse_instant
from certs.register.store.reader import open_reader
from tests.instances import ROOT, Staff

_JUMPING: Final = """
import os
from datetime import timedelta
from pathlib import Path

from scripts.terminal import clock

true_now, read = clock.now, Path(os.environ["CLOCK_READ"])


def now():
    nth = int(read.read_text() or 0) + 1
    read.write_text(str(nth))
    late = nth >= int(os.environ["CLOCK_FROM"])
    return true_now() + timedelta(seconds=int(os.environ["CLOCK_SHIFT"]) * late)


clock.now = now
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, what it said for machines, what for people, and how often it read the clock."""

    code: int
    said: dict[str, Any]
    err: str
    readings: int = 0

    @property
    def error(self) -> str:
        """The code of the refusal, "" without one."""
        return str(self.said["error"]["code"]) if "error" in self.said else ""


def shifted(staff: Staff, shift: str, *arguments: str | Path) -> Ended:
    """Run a command under a clock that is off by so much, such as -1d or +1y."""
    return _run(staff, ["faketime", "-f", shift], arguments, {})


def jumping(staff: Staff, folder: Path, nth: int, seconds: int, *arguments: str | Path) -> Ended:
    """Run a command whose clock jumps by so many seconds just before its n-th reading."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_JUMPING, encoding="utf-8")
    read = folder / "read"
    read.write_text("")
    more = {
        "PYTHONPATH": f"{folder}:{ROOT}",
        "CLOCK_READ": str(read),
        "CLOCK_FROM": str(nth),
        "CLOCK_SHIFT": str(seconds),
    }
    done = _run(staff, [], arguments, more)
    return Ended(done.code, done.said, done.err, int(read.read_text() or 0))


def _run(staff: Staff, prefix: list[str], arguments: tuple[str | Path, ...], more: dict[str, str]) -> Ended:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "NO_COLOR": "1", **more}
    done = subprocess.run(
        [
            *prefix,
            sys.executable,
            "-m",
            "scripts",
            "--home",
            str(staff.home),
            *map(str, arguments),
            "--passphrase-file",
            str(staff.passphrase_file),
            "--json",
        ],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, json.loads(done.stdout), done.stderr)


def recorded(staff: Staff) -> list[datetime]:
    """Return the instant of every entry, in the order of the log."""
    reader = open_reader(f"sqlite:///{staff.home / 'register.db'}")
    with reader.view() as view:
        found = [parse_instant(event.body["recorded"]) for event in view.events(0, 10_000)]
    reader.close()
    return found
