"""Trying a breakage: on a copy of the tree, never on the tree itself, by the tests of its room."""

from __future__ import annotations

import compileall
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

from tests.mutants.breakages import Breakage
from tests.mutants.targets import ROOT

_LEFT_OUT: Final = shutil.ignore_patterns(".git", ".venv", "build", "node_modules", "__pycache__", ".*_cache")
_MARKS: Final = "not slow and not browser and not postgres"  # what these show of a rule, SQLite shows sooner
_LONGEST: Final = 900  # seconds for the tests of a room; with a breakage that makes a loop endless they would never end
_NO_TESTS: Final = 5  # pytest's exit code


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the tree that may be broken."""

    root: Path

    def passes(self, tests: Sequence[str]) -> bool:
        """Run tests, up to the first that fails. Raises AssertionError where there is none to run."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", _MARKS, *tests]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(_LONGEST)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(process)
        if code == _NO_TESTS:
            raise AssertionError(f"no test is left in {', '.join(tests)}")
        return code == 0

    def survives(self, breakage: Breakage, tests: Sequence[str]) -> bool:
        """Tell whether no test notices a breakage."""
        path = self.root / breakage.module
        source = path.read_bytes()
        path.write_bytes(breakage.applied(source))
        try:
            return self.passes(tests)
        finally:
            path.write_bytes(source)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what a test may have left running, in the session that was begun for it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


@contextmanager
def copies(count: int) -> Iterator[list[Copy]]:
    """Make copies of the tree. Compiled code is told from stale by the hash of its source: two come in one second."""
    with tempfile.TemporaryDirectory(prefix="starmark-mutants-") as folder:
        roots = [Path(folder) / str(number) for number in range(count)]
        for root in roots:
            shutil.copytree(ROOT, root, ignore=_LEFT_OUT)
            compileall.compile_dir(root, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        yield [Copy(root) for root in roots]
