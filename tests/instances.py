"""Real instances for the tests: made and changed by the staff commands as processes, served as staff serve them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final
from unittest import mock

from certs import limits
from certs.casework.keys import public_halves
from certs.days import beijing_day
from certs.trust.sealed_key import seal, unseal
from scripts.demo.demo_firms import sample_uscc
from tests import warm_commands

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = Path(__file__).resolve().parent / "examples"
PASSPHRASE: Final = "correct horse battery staple"
START_SECONDS: Final = 60
# What a revocation names beside its reason: the two who decide it; nobody is there to be asked.
DECIDED: Final = ("--by", "clerk-01", "--by", "decider-01", "--yes")


def number(serial: int, size: str = "M", renewals: int = 0) -> str:
    """Return the number that the example body gives to the n-th certificate of this year."""
    return f"999{beijing_day(datetime.now(UTC)):%y}SC{serial:05}R{renewals}{size}"


class CommandFailed(AssertionError):
    """A command ended with another exit code than the test said."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A desk at one instance: runs `starmark` as a process."""

    home: Path
    passphrase_file: Path

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """Run one command, demand its exit code, and return what it printed."""
        done = warm_commands.run(["--home", self.home, *arguments], _environment())
        if done.returncode != code:
            raise CommandFailed(
                f"{' '.join(map(str, arguments))} ended with {done.returncode}, not {code}:\n"
                f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
            )
        return done.stdout

    def act(self, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        """Run an act with the passphrase, and return its JSON."""
        said = self.run(*arguments, "--passphrase-file", self.passphrase_file, "--json", code=code)
        found: dict[str, Any] = json.loads(said)
        return found

    def issue(self, *files: Path) -> list[str]:
        """Issue certificates from files and return their numbers."""
        return [issued["number"] for issued in self.act("issue", *files)["issued"]]


def made(folder: Path, *arguments: str) -> Staff:
    """Make an instance from the example profile, as an administrator would; `arguments` are more of `init`."""
    passphrase_file = folder / "passphrase.txt"
    passphrase_file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    passphrase_file.chmod(0o600)
    staff = Staff(folder / "instance", passphrase_file)
    staff.run("init", "--profile", EXAMPLES / "profile.toml", "--passphrase-file", passphrase_file, *arguments)
    return staff


def certificate_file(folder: Path, serial: int) -> Path:
    """Write the input of one certificate, of size M. Each serial is a firm of its own."""
    said = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    file = folder / f"certificate-{serial}.toml"
    file.write_text(said.replace("91000000MA0000277Y", sample_uscc(800_000 + serial)), encoding="utf-8")
    return file


def seal_cheaply(folder: Path) -> None:
    """Seal every key below a folder anew, under the same passphrase but so that opening one takes no time.

    An act opens five keys, and the tests act thousands of times.
    """
    with mock.patch.object(limits, "SCRYPT_N", 2):
        for path in folder.rglob("*.pem"):
            key = unseal(path.read_bytes(), PASSPHRASE, path.stem)
            path.write_bytes(seal(key, PASSPHRASE))
            public_halves.keep(path.parent, path.stem, path.read_bytes(), key.public_raw)


def copied(staff: Staff, folder: Path) -> Staff:
    """Copy an instance, keys and all, so that a test can change it."""
    shutil.copytree(staff.home, folder / "instance")
    return Staff(folder / "instance", staff.passphrase_file)


@contextmanager
def served(home: Path, site: Path | None = None) -> Iterator[str]:
    """Serve an instance by `starmark serve` on a free port, and yield its address without a final slash.

    `site` is the folder of a built site; without one, what `make` has built is served, if there is anything.
    """
    port = free_port()
    environment = _environment() | ({"STARMARK_SITE": str(site)} if site else {})
    with tempfile.TemporaryFile() as log:  # a pipe that nobody reads is full after some hundred lines
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts", "--home", str(home), "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_up(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            log.seek(0)
            raise CommandFailed(f"the service ended at once: {log.read().decode(errors='replace')[-4000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/contexts/v1", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise CommandFailed("the service did not come up")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "NO_COLOR": "1"}
