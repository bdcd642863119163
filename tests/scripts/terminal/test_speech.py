"""At a terminal: the passphrase is asked for unseen, a batch shows a bar, and Ctrl-C leaves nothing half done."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.instances import EXAMPLES, PASSPHRASE, ROOT, Staff, number
from tests.scripts import sheets

NUMBER = number(1)
REVOKE = ("revoke", NUMBER, "--reason", "fraud", "--by", "clerk-01")


class Terminal:
    """A command at a terminal of 80 columns."""

    def __init__(self, home: Path, *arguments: str | Path) -> None:
        self.master, slave = pty.openpty()
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "",
            "COLUMNS": "80",
            "TERM": "xterm-256color",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts", "--home", str(home), *map(str, arguments)],
            cwd=ROOT,
            env=env,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def wait_for(self, text: str) -> None:
        """Read until the text has come."""
        deadline = time.monotonic() + 60
        while text.encode() not in self.seen:
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


def test_the_passphrase_is_asked_for_and_not_shown(staff: Staff) -> None:
    terminal = Terminal(staff.home, *REVOKE)
    terminal.wait_for("密钥口令")
    terminal.type(PASSPHRASE)
    code, seen = terminal.end()
    assert code == 0
    assert PASSPHRASE not in seen
    assert "撤销" in seen


def test_a_new_passphrase_is_asked_for_twice(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "h", "init", "--profile", EXAMPLES / "profile.toml")
    terminal.wait_for("密钥口令")
    terminal.type(PASSPHRASE)
    terminal.wait_for("再输入一次")
    terminal.type(PASSPHRASE)
    code, seen = terminal.end()
    assert (code, PASSPHRASE in seen) == (0, False)


def test_a_batch_shows_a_bar_at_a_terminal_only(staff: Staff, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(n) for n in range(1, 13)])
    code, seen = Terminal(staff.home, "issue", batch, "--passphrase-file", staff.passphrase_file).end()
    assert code == 0
    assert "签名" in seen
    assert re.search(r"\d/48", seen)
    again = sheets.write(tmp_path / "more.xlsx", [sheets.certificate(n) for n in range(21, 33)])
    assert "/48" not in staff.run("issue", again, "--passphrase-file", staff.passphrase_file)


def test_ctrl_c_at_the_prompt_changes_nothing(staff: Staff) -> None:
    terminal = Terminal(staff.home, *REVOKE)
    terminal.wait_for("密钥口令")
    terminal.process.send_signal(signal.SIGINT)
    code, seen = terminal.end()
    assert (code, "已中断" in seen) == (130, True)
    assert '"status": "valid"' in staff.run("show", NUMBER, "--json")
