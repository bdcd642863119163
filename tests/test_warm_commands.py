"""A command that starts warm is the command: it ends as one that Python starts anew, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm_commands
from tests.instances import EXAMPLES, ROOT, Staff

SECOND = re.compile(r"[0-9-]{10}T[0-9:]{8}Z")  # the second of the answer may be another one
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "NO_COLOR": "1"}


@pytest.mark.parametrize("typed", [("find", "青禾", "--json"), ("find", "青禾"), ("frob",)])
def test_it_ends_as_one_that_starts_anew(first_instance: Staff, typed: tuple[str, ...]) -> None:
    arguments = ["--home", str(first_instance.home), *typed]
    command = [sys.executable, "-m", "scripts", *arguments]
    anew = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    warm = warm_commands.run(arguments, ENVIRONMENT)
    assert (warm.returncode, warm.stderr) == (anew.returncode, anew.stderr)
    assert SECOND.sub("", warm.stdout) == SECOND.sub("", anew.stdout)


def test_each_has_a_folder_and_an_environment_of_its_own(first_instance: Staff) -> None:
    inside = first_instance.home.parent
    found = warm_commands.run(["find", "青禾"], {**ENVIRONMENT, "STARMARK_HOME": "instance"}, inside)
    assert (found.returncode, "青禾" in found.stdout) == (0, True)
    assert warm_commands.run(["find", "青禾"], ENVIRONMENT, inside / "nowhere" / "..").returncode != 0
    elsewhere = warm_commands.run(["find", "青禾"], {**ENVIRONMENT, "STARMARK_HOME": "nowhere"}, inside)
    assert (elsewhere.returncode, "nowhere" in elsewhere.stderr) == (64, True)


def test_a_command_that_never_ends_is_ended_and_the_next_one_is_answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "passphrase")  # nobody writes into it
    passphrase = ("--passphrase-file", tmp_path / "passphrase")
    founding = ("--home", tmp_path / "new", "init", "--profile", EXAMPLES / "profile.toml", *passphrase)
    _, process = warm_commands._started()
    monkeypatch.setattr(warm_commands, "SECONDS", 1)
    with pytest.raises(TimeoutError):
        warm_commands.run(founding, ENVIRONMENT)
    assert process.poll() is not None
    monkeypatch.undo()
    assert warm_commands.run(["frob"], ENVIRONMENT).returncode == 64
