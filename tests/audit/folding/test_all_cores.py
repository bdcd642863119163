"""Sharing out work: in order, what fails fails here, and nobody is left behind by a process that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from certs.audit.folding import all_cores

ROOT = Path(__file__).parents[3]
_FOR_EVER = """
import sys
from certs.audit.folding import all_cores
from tests.audit.folding.test_all_cores import told
all_cores.WORTH_IT = 0
list(all_cores.each(told, [sys.argv[1]] * 2, 1))
"""


def told(file: str) -> None:
    """Write into a file which process this is, and work on."""
    Path(f"{file}.{os.getpid()}").touch()
    time.sleep(600)


def half(number: int) -> int:
    """Halve an even number."""
    if number % 2:
        raise ValueError(number)
    return number // 2


@pytest.mark.parametrize("entries", [0, all_cores.WORTH_IT])
def test_results_come_in_order_and_failures_are_raised(entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert list(all_cores.each(half, range(0, 40, 2), entries)) == [(n, n // 2) for n in range(0, 40, 2)]
    with pytest.raises(ValueError, match="9"):
        list(all_cores.each(half, [2, 4, 9, 6], entries))


def test_nobody_works_on_for_one_that_was_killed(tmp_path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", _FOR_EVER, str(tmp_path / "at-work")], cwd=ROOT)
    while len(workers := [int(path.suffix[1:]) for path in tmp_path.iterdir()]) < min(2, os.cpu_count() or 1):
        assert running.poll() is None
        time.sleep(0.1)
    running.send_signal(signal.SIGKILL)
    running.wait()
    for worker in workers:
        while Path(f"/proc/{worker}").exists() and _state(worker) != "Z":
            time.sleep(0.1)


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"
