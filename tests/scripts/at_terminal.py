"""A command as a person runs it: at a terminal that asks and shows."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.instances import ROOT

_ENOUGH = 120  # seconds, on a machine that does much else


class Terminal:
    """A command at a terminal, in Chinese unless told otherwise."""

    def __init__(self, home: Path, *arguments: str | Path, columns: int = 80) -> None:
        self.master, slave = pty.openpty()
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "",
            "COLUMNS": str(columns),
            "TERM": "xterm-256color",
        }
        self.process = subprocess.Popen(
            # Tests that run in the background pass on that Ctrl-C is not heard; a command at a terminal hears it.
            ["env", "--default-signal=INT", sys.executable, "-m", "scripts", "--home", str(home), *map(str, arguments)],
            cwd=ROOT,
            env=env,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def wait_for(self, text: str, times: int = 1) -> None:
        """Read until the text has come, so many times in all."""
        deadline = time.monotonic() + _ENOUGH
        while self.seen.count(text.encode()) < times:
            assert time.monotonic() < deadline, self.seen.decode(errors="replace")
            assert self._more(), f"ended before {text!r}: {self.seen.decode(errors='replace')}"

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.master, text.encode() + b"\n")

    def interrupt(self) -> None:
        """Press Ctrl-C, as people do: again after a while, since one that comes just before the wait is not heard."""
        for _ in range(_ENOUGH):
            if self.process.poll() is not None:
                return
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)

    def end(self) -> tuple[int, str]:
        """Read to the end; return the exit code and everything that was shown."""
        deadline = time.monotonic() + _ENOUGH
        try:
            while self._more():
                assert time.monotonic() < deadline, self.seen.decode(errors="replace")
            return self.process.wait(_ENOUGH), self.seen.decode()
        finally:
            os.close(self.master)
            self.process.kill()

    def _more(self) -> bool:
        """Whether the command may show more; what came within a second is kept."""
        if not select.select([self.master], [], [], 1)[0]:
            return True
        try:
            shown = os.read(self.master, 65_536)
        except OSError:  # the last process at the terminal has ended
            return False
        self.seen += shown
        return bool(shown)
