"""Opening an instance: a website starts while its database is away, and says so; nothing else does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import instances
from tests.instances import ROOT, Staff, number


@pytest.fixture
def without_database(first_instance: Staff, tmp_path: Path) -> Path:
    """An instance whose register is a PostgreSQL that nobody answers for."""
    home = tmp_path / "home"
    shutil.copytree(first_instance.home, home)
    settings = home / "starmark.toml"
    away = '\n[register]\nurl = "postgresql:///starmark?host=/run/nobody-answers-here"\n'
    text = settings.read_text(encoding="utf-8")
    assert "[register]" not in text
    settings.write_text(text + away, encoding="utf-8")
    return home


def test_the_website_starts_while_its_database_is_away_and_says_that_it_could_not_check(without_database: Path) -> None:
    with instances.served(without_database) as address:
        for path in ("/healthz", f"/api/v1/certificates/{number(1)}"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address + path)
            with refused.value as answer:
                assert answer.code == 503, path
        with urllib.request.urlopen(f"{address}/contexts/v1") as answer:  # what needs no register
            assert json.load(answer)["@context"]


def test_an_audit_does_not_begin_without_its_database(without_database: Path) -> None:
    typed = [sys.executable, "-m", "scripts", "--home", str(without_database), "audit", "--json"]
    done = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "register_unreachable")
