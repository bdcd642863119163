"""Threat 8: the website lies. It shows a revoked certificate as valid, and whoever checks otherwise finds it out."""

from __future__ import annotations

import json
import shutil
import sqlite3
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.instances import DECIDED, Staff, copied, number, served

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
    """Lie in the register: no entry revokes, none is pointed to, no bit is set; head and files are true."""
    del before
    register = sqlite3.connect(after / "register.db")
    versions = "SELECT status_index FROM version JOIN event USING (number) WHERE type = 'revoked'"
    register.execute(f"DELETE FROM bit WHERE status_index IN ({versions})")
    register.execute("DELETE FROM event WHERE type = 'revoked'")
    newest = "SELECT max(position) FROM event WHERE event.number = certificate.number"
    register.execute(f"UPDATE certificate SET last_position = ({newest})")
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


@dataclass(frozen=True)
class Seen:
    """The staff host, the web host before and after a revocation, a mirror that has followed, and the pinned root."""

    staff: Staff
    before: Path
    after: Path
    mirror: Staff
    pin: str


@pytest.fixture(scope="module")
def original(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that was valid yesterday and is revoked today, and everything that shows either."""
    folder = tmp_path_factory.mktemp("original") / "hosts"
    folder.mkdir()
    staff = copied(first_instance, folder)
    web_copy(staff, folder / "yesterday")
    staff.act("revoke", REVOKED, "--reason", "fraud", *DECIDED)
    staff.run("export", REVOKED, "--bundle", folder / "bundle")
    with served(web_copy(staff, folder / "today")) as url:
        Staff(folder / "mirror", staff.passphrase_file).run("mirror", url, "--pin", root_of(staff))
    return folder


def root_of(staff: Staff) -> str:
    return str(json.loads(staff.run("keys", "list", "--json"))["keys"][0]["multikey"])


@pytest.fixture
def seen(original: Path, first_instance: Staff, tmp_path: Path) -> Seen:
    """All of that, to be changed."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    staff, mirror = (Staff(tmp_path / name, first_instance.passphrase_file) for name in ("instance", "mirror"))
    return Seen(staff, tmp_path / "yesterday", tmp_path / "today", mirror, root_of(staff))


@pytest.mark.parametrize(
    ("lie", "who_follows", "who_comes_late"),
    [
        (
            rolled_back,
            1,
            0,
        ),  # whoever comes late is told yesterday's truth, until its status lists run out within a day
        (doctored, 0, 2),  # the signed head is true: what is missing under it cannot be fetched, and is held already
        (swapped, 1, 2),  # the head of today does not fit the tree of yesterday
    ],
)
def test_a_lie_of_the_website_is_found_out(
    seen: Seen, tmp_path: Path, lie: Callable[[Path, Path], Path], who_follows: int, who_comes_late: int
) -> None:
    late = Staff(tmp_path / "late", seen.staff.passphrase_file)
    liar = lie(seen.before, seen.after)
    with served(liar) as url:
        told = asked(f"{url}/api/v1/certificates/{REVOKED}")
        assert (told["status"], told["verdict"]["overall"]) == ("valid", "valid"), "the website lies"
        seen.mirror.run("mirror", url, code=who_follows)
        late.run("mirror", url, "--pin", seen.pin, code=who_comes_late)

    # Whoever asks the staff host, a mirror, or a bundle of today is told the truth.
    for desk in (seen.staff, seen.mirror):
        assert json.loads(desk.run("verify", REVOKED, "--json", code=1))["code"] == "revoked"
    offline = seen.mirror.run("verify", tmp_path / "bundle", "--offline", "--pin", seen.pin, "--json", code=1)
    assert json.loads(offline)["code"] == "revoked"
    if lie is rolled_back:
        [evidence] = (seen.mirror.home / "mirror").glob("evidence-*.txt")
        assert evidence.read_text("utf-8").count("cert.example.cn/log") >= 2, "both heads are shown"
    else:
        Staff(liar, seen.staff.passphrase_file).run("audit", "--pin", seen.pin, code=1)


def asked(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
        return found
