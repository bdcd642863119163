"""kill -9 at random moments of many acts: nothing promised is lost, no number comes twice, nothing is half visible."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from certs.register.store.database import make_ready
from tests import instances
from tests.faults import kept_promises
from tests.instances import ROOT, number

LONGEST = 0.5  # seconds from the end of one act to the kill: some acts are over by then, most are struck


class Killed:
    """An instance whose acting processes are killed again and again, until it has done what was asked."""

    def __init__(self, folder: Path, seed: int) -> None:
        staff = instances.made(folder)
        instances.seal_cheaply(staff.home)
        self.home, self.url = staff.home, f"sqlite:///{staff.home / 'register.db'}"
        self.promised: set[tuple[str, str]] = set()
        self.kills = 0
        self._chance = random.Random(seed)

    def done(self, event_type: str) -> list[str]:
        """The numbers of the entries of a type; the log has no hole."""
        found = kept_promises.entries(self.url)
        assert [position for position, _, _ in found] == list(range(len(found)))
        return [about for _, kind, about in found if kind == event_type]

    def until(self, what: str, event_type: str, wanted: int) -> None:
        """Act, be killed after a moment, recover, hold to the promises, and go on."""
        while len(self.done(event_type)) < wanted:
            first = len(self.done(event_type)) + 1
            process = self._start(what, first, wanted + 1 - first)
            assert process.stdout is not None
            begun = process.stdout.readline()  # the first act is behind it: from here on it is struck at work
            time.sleep(self._chance.uniform(0, LONGEST))
            process.kill()
            rest, _ = process.communicate()
            self.kills += process.returncode != 0
            self.promised |= {(event_type, told) for told in (begun + rest).split("\n")[:-1]}
            make_ready(self.url)
            found = self.done(event_type)
            assert len(set(found)) == len(found)
            assert {told for kind, told in self.promised if kind == event_type} <= set(found)

    def _start(self, what: str, first: int, count: int) -> subprocess.Popen[str]:
        typed = [sys.executable, "-m", "tests.faults.steady_acts", str(self.home), what, str(first), str(count)]
        return subprocess.Popen(
            typed, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
        )


def strike(folder: Path, issues: int, changes: int) -> None:
    """Kill through that many issues and changes, then look at everything: register, public files, staff journal."""
    killed = Killed(folder, issues)
    killed.until("issue", "issued", issues)
    killed.until("suspend", "suspended", changes)
    assert killed.kills > 1
    assert len(killed.promised) > killed.kills
    found = kept_promises.hold(killed.home)
    assert (found["mended"], found["differences"], found["code"]) == ((), [], 0)
    assert [each["number"] for each in found["said"]["issued"]] == [number(issues + 1)]
    assert found["size"] == found["published"]


def test_killed_a_few_times(tmp_path: Path) -> None:
    strike(tmp_path, 8, 4)


@pytest.mark.slow
def test_killed_through_200_issues_and_100_changes(tmp_path: Path) -> None:
    strike(tmp_path, 200, 100)
