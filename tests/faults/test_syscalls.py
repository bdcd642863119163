"""Every file system call of one issue and one publication met with EIO, ENOSPC and KILL, and again while recovering.

The method is that of transparency logs: count the calls of an undisturbed run, then strike each of them in turn. A
bounded part runs with every suite; `make faults` strikes them all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from certs.register.audit import audit
from certs.register.reader import open_reader
from certs.register.recovery import make_ready, recover
from tests.faults import acting

ROOT = Path(__file__).parent.parent.parent
CALLS = ("openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir", "fchmod")
FAULTS = ("error=EIO", "error=ENOSPC", "signal=KILL")
_LINE = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)$")


@dataclass(frozen=True)
class Strike:
    """The n-th use of a system call by the process, and what happens to it."""

    call: str
    nth: int
    fault: str

    def __str__(self) -> str:
        return f"{self.call}-{self.nth}-{self.fault}"


def run(home: Path, what: str, first: int, *strace: str) -> subprocess.CompletedProcess[str]:
    """Let the acting process act once, under strace where arguments for it are given."""
    command = [
        sys.executable,
        "-m",
        "tests.faults.acting",
        f"sqlite:///{home / 'register.db'}",
        str(home / "public"),
        what,
        str(first),
        "1",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    prefix = ["strace", "-f", "-y", "-o", str(home / "trace"), *strace] if strace else []
    return subprocess.run(
        [*prefix, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded register in which one certificate has been issued and published."""
    home = tmp_path_factory.mktemp("faults") / "first"
    home.mkdir()
    (home / "public").mkdir()
    assert run(home, "found", 0).returncode == 0
    done = run(home, "issue", 1)
    assert (done.returncode, done.stdout) == (0, "99926SC00001R0M\n"), done.stderr
    return home


@pytest.fixture(scope="module")
def strikes(founded: Path) -> list[Strike]:
    """Every strike at a call that touches the instance, counted in an undisturbed run."""
    home = shutil.copytree(founded, founded.with_name("counted"))
    assert run(home, "issue", 2, "-e", f"trace={','.join(CALLS)}").returncode == 0
    count: Counter[str] = Counter()
    found = []
    process: str | None = None
    for text in (home / "trace").read_text(errors="replace").splitlines():
        process = process or text.split()[0]
        match = _LINE.match(text)
        if match is None or text.split()[0] != process:
            continue
        call, rest = match.groups()
        count[call] += 1
        if str(home) in rest and not (call == "openat" and "O_RDONLY" in rest):
            found += [Strike(call, count[call], fault) for fault in FAULTS]
    assert len(found) > 60
    return found


def struck(founded: Path, at: Strike, name: str) -> Path:
    """Issue once, struck; return the instance as the strike left it, having held it to every promise."""
    home = shutil.copytree(founded, founded.with_name(name))
    done = run(home, "issue", 2, "-e", f"trace={','.join(CALLS)}", "-e", f"inject={at.call}:{at.fault}:when={at.nth}")
    hold(home, done.stdout.split(), at)
    shutil.rmtree(home)
    return home


def hold(home: Path, promised: list[str], at: object) -> None:
    """Recover, and hold the instance to its promises: nothing is lost, nothing half there, work goes on."""
    url = f"sqlite:///{home / 'register.db'}"
    # A second fault, in the recovery itself, must do no harm either.
    subprocess.run(
        [
            "strace",
            "-f",
            "-o",
            "/dev/null",
            "-e",
            "inject=pwrite64,unlink,fsync,fdatasync:error=EIO:when=1",
            sys.executable,
            "-c",
            f"from certs.register.recovery import make_ready; make_ready({url!r})",
        ],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    make_ready(url)
    reader = open_reader(url)
    with reader.view() as view:
        entries = view.events(0, 100)
    reader.close()
    numbers = [e.number for e in entries if e.number]
    assert [e.position for e in entries] == list(range(len(entries))), at
    assert len(set(numbers)) == len(numbers), at
    assert set(promised) <= set(numbers), at
    assert recover(url).mended == (), at
    following = len(numbers) + 1
    again = run(home, "issue", following)
    assert (again.returncode, again.stdout) == (0, f"99926SC{following:05d}R0M\n"), (at, again.stderr)
    report = audit(url, home / "public", acting.NOW.date())
    assert report.findings.count == 0, (at, report.findings)


def test_a_few_strikes_of_every_kind_leave_nothing_half_done(founded: Path, strikes: list[Strike]) -> None:
    for place, at in enumerate(strikes[:: max(1, len(strikes) // 8)]):
        struck(founded, at, f"few-{place}")


@pytest.mark.slow
def test_every_strike_leaves_nothing_half_done(founded: Path, strikes: list[Strike]) -> None:
    for place, at in enumerate(strikes):
        struck(founded, at, f"every-{place}")
