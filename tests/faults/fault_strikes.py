"""Striking the staff commands: counting the file system calls of an undisturbed run, and meeting one with a fault.

`strace` does both. A strike is the n-th use of one system call by the command; it counts as hit only if the call was
about a file of the instance. A call that changes nothing meets EIO alone: there is no space to lack, and a process that
is killed there leaves what it leaves when it is killed at the next call that changes something.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.faults import steady_acts
from tests.instances import ROOT, number

WRITES: Final = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "unlink",
    "ftruncate",
    "mkdir",
    "rmdir",
    "fchmod",
    "fchown",
    "link",
)
READS: Final = ("read", "pread64", "lseek", "fcntl", "flock", "close", "newfstatat")
CALLS: Final = ("openat", *WRITES, *READS)
FAULTS: Final = ("error=EIO", "error=ENOSPC", "signal=KILL")
KILLED: Final = {-9, 137}
_LINE: Final = re.compile(r"^\d+ +(\w+)\((.*)$")
_ENVIRONMENT: Final = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "LANG": "C.UTF-8",
    "NO_COLOR": "1",
}


@dataclass(frozen=True)
class Strike:
    """The n-th use of a system call by a command, and what happens to it. `writes`: it would change a file."""

    call: str
    nth: int
    fault: str
    writes: bool

    def __str__(self) -> str:
        return f"{self.call}-{self.nth}-{self.fault}"

    @property
    def options(self) -> tuple[str, ...]:
        """The options of strace."""
        quick = () if self.fault == "signal=KILL" else ("--seccomp-bpf",)  # which lets no signal through
        return (*quick, "-e", f"trace={self.call}", "-e", f"inject={self.call}:{self.fault}:when={self.nth}")


def command(home: Path, what: str) -> list[str]:
    """Return the arguments of what is struck: the second certificate, a suspension of the first, or bare publishing."""
    if what == "publish":
        return ["--home", str(home), "publish", "--passphrase-file", str(home.parent / "passphrase.txt"), "--json"]
    return steady_acts.arguments(home, what, 2 if what == "issue" else 1)


def run(home: Path, arguments: list[str], *strace: str) -> subprocess.CompletedProcess[str]:
    """Run a staff command, under strace where options for it are given."""
    prefix = ["strace", "-f", "-y", "-o", str(home.parent / "trace"), *strace] if strace else []
    return subprocess.run(
        [*prefix, sys.executable, "-m", "scripts", *arguments],
        cwd=ROOT,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def strikes(place: Path, what: str) -> Iterator[Strike]:
    """Yield every strike at a command: each call about a file of the instance, and each fault that it can meet."""
    home = place / "instance"
    done = run(home, command(home, what), "-e", f"trace={','.join(CALLS)}")
    assert done.returncode == 0, done.stderr
    count: Counter[str] = Counter()
    first: str | None = None
    for text in (place / "trace").read_text(errors="replace").splitlines():
        first = first or text.split()[0]
        found = _LINE.match(text)
        if found is None or text.split()[0] != first:
            continue
        call, rest = found.groups()
        count[call] += 1
        if str(home) in rest:
            writes = call in WRITES or (call == "openat" and "O_RDONLY" not in rest)
            yield from (Strike(call, count[call], fault, writes) for fault in (FAULTS if writes else FAULTS[:1]))


def was_hit(place: Path, at: Strike) -> bool:
    """Tell whether the strike met a file of the instance, and not a call of something else by chance."""
    lines = (place / "trace").read_text(errors="replace").splitlines()
    if at.fault == "signal=KILL":  # each thread ends with a line of its own, and may cut the line of the call in two
        killed = any("+++ killed by SIGKILL" in text for text in lines)
        struck = [text for text in lines if _LINE.match(text)][-1:] if killed else []
    else:
        struck = [text for text in lines if "(INJECTED)" in text]
    return any(f" {at.call}(" in text and f"{place / 'instance'}" in text for text in struck)


def strike(original: Path, place: Path, what: str, at: Strike, again: str) -> bool:
    """Strike a copy of the instance, strike its recovery too, and hold it to every promise. Returns whether it was hit.

    `again` is the fault of the second strike: one call of the recovery, such as `pwrite64:error=EIO:when=2`.
    """
    shutil.copytree(original, place)
    home = place / "instance"
    done = run(home, command(home, what), *at.options)
    hit = was_hit(place, at)
    told = told_by(done, at)
    assert done.returncode in {0, 2, *KILLED}, (at, done.returncode, done.stdout, done.stderr)
    run(home, ["--home", str(home), "recover"], "-e", f"inject={again}")
    hold(home, what, told, done.returncode == 0, (str(at), again, done.stderr[-500:]))
    shutil.rmtree(place)
    return hit


def told_by(done: subprocess.CompletedProcess[str], at: object) -> set[str]:
    """Return the numbers that the command told as done: from then on they are promised."""
    if not done.stdout.strip() or done.returncode in KILLED:
        return set(re.findall(r'"number": "(\S+)"', done.stdout))
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 0 or "error" in said or done.returncode == 2, (at, said)
    return {each["number"] for name in ("issued", "changed") for each in said.get(name, ())}


def hold(home: Path, what: str, told: set[str], well: bool, at: object) -> None:
    """Hold the instance to its promises: nothing is lost, doubled or half there, and work goes on."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kept_promises", str(home)],
        cwd=ROOT,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, (at, done.stderr)
    found = json.loads(done.stdout)
    entries = found["entries"]
    numbers = [entry[2] for entry in entries if entry[1] == "issued"]
    acted = {entry[2] for entry in entries if entry[1] == {"issue": "issued", "suspend": "suspended"}.get(what, "")}
    assert [entry[0] for entry in entries] == list(range(len(entries))), at
    assert len(set(numbers)) == len(numbers), at
    assert told <= acted, at
    if well and what != "publish":
        assert command_number(what) in acted, at
    assert found["mended"] == [], at
    assert (found["code"], [each["number"] for each in found["said"]["issued"]]) == (0, [number(len(numbers) + 1)]), at
    assert found["differences"] == [], (at, found["differences"])
    assert found["published"] == found["size"], at


def command_number(what: str) -> str:
    """Return the number that the struck command is about."""
    return number(2 if what == "issue" else 1)
