"""Run a command as a second user of the machine: one that owns nothing, as the web service does in production."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

NOBODY: Final = 65534  # the uid that owns nothing, on every Linux
ROOT: Final = Path(__file__).resolve().parent.parent
_PACKAGES: Final = ("certs", "verify")
_NOT_NEEDED: Final = ("playwright", "material", "mypy", "mypyc", "jieba", "pylopdf_fonts_zh_cn", "__pycache__")


class NoOtherUser(RuntimeError):
    """A second user could not be had. Tests fail with this; they are never skipped."""


@dataclass(frozen=True, slots=True)
class OtherUser:
    """A user without rights: `python` is an interpreter that it can run, `path` what it must have in PYTHONPATH."""

    prefix: tuple[str, ...]
    python: str
    path: str
    uid: int = NOBODY

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments as the other user, for at most two minutes, and return what it said."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment(env),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def command(self, *arguments: str) -> Sequence[str]:
        """Return the whole command line, for a process that goes on."""
        return [*self.prefix, self.python, *arguments]

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment to run it with."""
        return {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": self.path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            **(more or {}),
        }


@cache
def other_user() -> OtherUser:
    """Return the second user. Raises NoOtherUser with the reason.

    Where the interpreter or the checkout lies in a folder that nobody else may enter (a home folder, say), Debian's
    own interpreter and a copy of the packages in a temporary folder serve instead.
    """
    prefix = (*_become_root(), "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    own = is_open_to_all(Path(sys.base_prefix)) and is_open_to_all(Path(sys.prefix))
    packages = Path(next(path for path in sys.path if path.endswith("site-packages")))
    in_place = is_open_to_all(ROOT) and is_open_to_all(packages)
    user = OtherUser(
        prefix,
        sys.executable if own else f"/usr/bin/python3.{sys.version_info.minor}",
        f"{ROOT}:{packages}" if in_place else _copy(packages),
    )
    probe = user.run("-c", "import flask, sqlalchemy.dialects.sqlite, certs.errors")
    if probe.returncode != 0:
        raise NoOtherUser(f"{user.python} does not run for another user: {probe.stderr.strip()[-500:]}")
    return user


def is_open_to_all(path: Path) -> bool:
    """Whether every user may enter the folder and all folders above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path.resolve(), *path.resolve().parents))


def _become_root() -> tuple[str, ...]:
    if os.geteuid() == 0:
        return ()
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ("sudo", "-n", "--preserve-env")
    raise NoOtherUser("a second user needs root, or sudo without a password: run the tests as one of these")


def _copy(packages: Path) -> str:
    folder = Path(tempfile.mkdtemp(prefix="starmark-other-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    shutil.copytree(packages, folder / "site-packages", ignore=shutil.ignore_patterns(*_NOT_NEEDED))
    for name in _PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return f"{folder}:{folder / 'site-packages'}"
