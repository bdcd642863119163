"""kill -9 at random moments of many acts: nothing promised is lost, no number comes twice, nothing is half visible."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from certs.register.audit import audit
from certs.register.reader import open_reader
from certs.register.recovery import make_ready, recover
from tests.faults import acting

ROOT = Path(__file__).parent.parent.parent


class Killed:
    """An instance whose acting processes are killed again and again, until it has done what was asked."""

    def __init__(self, home: Path, seed: int) -> None:
        self.home, self.url = home, f"sqlite:///{home / 'register.db'}"
        self.promised: set[tuple[str, str]] = set()
        self.kills = 0
        self._chance = random.Random(seed)
        (home / "public").mkdir()
        assert acting.main(self.url, str(home / "public"), "found", 0, 0) == 0

    def done(self, event_type: str) -> list[str]:
        """The numbers of the entries of a type; the log has no hole."""
        reader = open_reader(self.url)
        with reader.view() as view:
            entries = view.events(0, 10_000)
        reader.close()
        assert [e.position for e in entries] == list(range(len(entries)))
        return [e.number for e in entries if e.type == event_type]

    def until(self, what: str, event_type: str, wanted: int) -> None:
        """Act, be killed after a moment, recover, hold to the promises, and go on."""
        while len(self.done(event_type)) < wanted:
            first = len(self.done(event_type)) + 1
            process = self._start(what, first, wanted + 1 - first)
            assert process.stdout is not None
            begun = process.stdout.readline()  # the first act is behind it: from here on it is struck at work
            time.sleep(self._chance.uniform(0, 0.4))
            process.kill()
            rest, _ = process.communicate()
            self.kills += process.returncode != 0
            self.promised |= {(event_type, number) for number in (begun + rest).split("\n")[:-1]}
            make_ready(self.url)
            found = self.done(event_type)
            assert len(set(found)) == len(found)
            assert {n for kind, n in self.promised if kind == event_type} <= set(found)

    def _start(self, what: str, first: int, count: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.faults.acting",
                self.url,
                str(self.home / "public"),
                what,
                str(first),
                str(count),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )


def strike(home: Path, issues: int, changes: int) -> None:
    """Kill through that many issues and changes, then look at everything."""
    killed = Killed(home, issues)
    killed.until("issue", "issued", issues)
    killed.until("change", "withdrawn", changes)
    assert killed.kills > 1
    assert len(killed.promised) > killed.kills
    assert recover(killed.url).mended == ()
    assert acting.main(killed.url, str(home / "public"), "issue", issues + 1, 1) == 1  # the clock: a day lies between
    assert acting.main(killed.url, str(home / "public"), "change", changes + 1, 1) == 0
    assert audit(killed.url, home / "public", acting.NOW.date() + timedelta(days=1)).findings.count == 0


def test_killed_a_few_times(tmp_path: Path) -> None:
    strike(tmp_path, 12, 6)


@pytest.mark.slow
def test_killed_through_200_issues_and_100_changes(tmp_path: Path) -> None:
    strike(tmp_path, 200, 100)
