"""A command as a person runs it: at a terminal that asks and shows."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.instances import ROOT


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
        deadline = time.monotonic() + 60
        while self.seen.count(text.encode()) < times:
            assert time.monotonic() < deadline, self.seen.decode(errors="replace")
            if select.select([self.master], [], [], 1)[0]:
                self.seen += os.read(self.master, 65_536)

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.master, text.encode() + b"\n")

    def end(self) -> tuple[int, str]:
        """Read to the end; return the exit code and everything that was shown."""
        while True:
            try:
                more = os.read(self.master, 65_536)
            except OSError:
                break
            if not more:
                break
            self.seen += more
        os.close(self.master)
        return self.process.wait(60), self.seen.decode()
