"""Threat 8: the website lies. It shows a revoked certificate as valid, and whoever checks otherwise finds it out."""

from __future__ import annotations

import json
import shutil
import sqlite3
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.instances import Staff, number, served

REVOKED = number(1)
WEB = ("starmark.toml", "register.db")


def web_copy(staff: Staff, folder: Path) -> Path:
    """Copy what a web host has: settings, register, public files. No key and no journal."""
    folder.mkdir()
    for name in WEB:
        shutil.copy(staff.home / name, folder / name)
    shutil.copytree(staff.home / "public", folder / "public")
    return folder


def rolled_back(before: Path, after: Path) -> Path:
    """Lie with the past: the website shows what was true yesterday, every byte of it genuine."""
    del after
    return before


def doctored(before: Path, after: Path) -> Path:
    """Lie in the register: the entry that revokes is gone, the newest head and the files are the present ones."""
    del before
    register = sqlite3.connect(after / "register.db")
    register.execute("DELETE FROM event WHERE type = 'revoked'")
    register.commit()
    register.close()
    return after


def swapped(before: Path, after: Path) -> Path:
    """Lie in both: register and log files of yesterday under the signed head of today."""
    shutil.copy(after / "public" / "log" / "checkpoint", before / "public" / "log" / "checkpoint")
    with sqlite3.connect(after / "register.db") as register:
        head = register.execute("SELECT size, raw FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    with sqlite3.connect(before / "register.db") as register:
        register.execute("INSERT INTO checkpoint VALUES (?, ?)", head)
    return before


@pytest.mark.parametrize(("lie", "who_follows", "who_comes_late"), [
    (rolled_back, 1, 0),  # whoever comes late is told yesterday's truth, until its status lists run out within a day
    (doctored, 0, 2),  # the signed head is true: what is missing under it cannot be fetched, and is held already
    (swapped, 1, 2),  # the head of today does not fit the tree of yesterday
])
def test_a_lie_of_the_website_is_found_out(staff: Staff, tmp_path: Path, lie: Callable[[Path, Path], Path],
                                           who_follows: int, who_comes_late: int) -> None:
    pin = json.loads(staff.run("keys", "list", "--json"))["keys"][0]["multikey"]
    before = web_copy(staff, tmp_path / "yesterday")
    staff.act("revoke", REVOKED, "--reason", "fraud", "--by", "clerk-01")
    after = web_copy(staff, tmp_path / "today")
    staff.run("export", REVOKED, "--bundle", tmp_path / "bundle")
    mirror, late = (Staff(tmp_path / name, staff.passphrase_file) for name in ("mirror", "late"))
    with served(after) as url:
        mirror.run("mirror", url, "--pin", pin)

    with served(lie(before, after)) as url:
        told = asked(f"{url}/api/v1/certificates/{REVOKED}")
        assert (told["status"], told["verdict"]["overall"]) == ("valid", "valid"), "the website lies"
        mirror.run("mirror", url, code=who_follows)
        late.run("mirror", url, "--pin", pin, code=who_comes_late)

    # Whoever asks the staff host, a mirror, or a bundle of today is told the truth.
    for desk in (staff, mirror):
        assert json.loads(desk.run("verify", REVOKED, "--json", code=1))["code"] == "revoked"
    offline = mirror.run("verify", tmp_path / "bundle", "--offline", "--pin", pin, "--json", code=1)
    assert json.loads(offline)["code"] == "revoked"
    if lie is rolled_back:
        [evidence] = (tmp_path / "mirror" / "mirror").glob("evidence-*.txt")
        assert evidence.read_text("utf-8").count("cert.example.cn/log") >= 2, "both heads are shown"
    else:
        Staff(after if lie is doctored else before, staff.passphrase_file).run("audit", "--pin", pin, code=1)


def asked(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
        return found
