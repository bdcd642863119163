"""`starmark demo --reload`: a change of a template or of code shows, and a mistake in code can be mended meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from scripts.demo import development_server
from tests.instances import ROOT, Staff, free_port

PATIENCE = 60  # seconds; only a failure takes them


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the program, for one test to change."""
    folder = tmp_path / "source"
    for name in ("certs", "verify", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def address(source: Path, staff: Staff) -> Iterator[str]:
    """The address of its search page."""
    port = free_port()
    command = development_server.command_line(port)
    env = {**os.environ, "PYTHONPATH": str(source), "STARMARK_HOME": str(staff.home)}
    with subprocess.Popen([sys.executable, *command[1:]], cwd=source, env=env, stderr=subprocess.DEVNULL) as process:
        yield f"http://127.0.0.1:{port}/verify"
        process.terminate()


def shown(address: str, wanted: str) -> bool:
    """Ask until the page has the words, or patience ends. While the server starts anew nobody listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                text = answer.read().decode()
        except HTTPError as error:
            text = str(error.code)
        except (HTTPException, OSError):  # or stops in the middle of an answer
            text = ""
        if wanted in text:
            return True
        time.sleep(0.2)
    return False


def test_each_change_shows_and_a_mistake_can_be_mended(source: Path, address: str) -> None:
    assert shown(address, "</html>")
    template = source / "verify" / "templates" / "search.html"
    template.write_text(template.read_text(encoding="utf-8").replace("</h1>", " changed</h1>"), encoding="utf-8")
    assert shown(address, " changed</h1>")
    code = source / "verify" / "app.py"
    sound = code.read_text(encoding="utf-8")
    code.write_text(sound + "def f(\n", encoding="utf-8")
    assert shown(address, "500")
    code.write_text(sound, encoding="utf-8")
    assert shown(address, " changed</h1>")


def test_words_and_data_are_watched_and_pictures_are_read_each_time() -> None:
    watched = {Path(name).relative_to(ROOT).as_posix() for name in development_server.read_at_start()}
    assert {"verify/templates/base.html", "verify/menu.toml", "certs/scheme/topics.toml"} <= watched
    assert [name for name in watched if name.endswith(".py") or "/static/" in name] == []
