"""A register that is older than its journal, and what an interrupted act leaves, which is not one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from scripts.terminal import clock
from tests.scripts.command_calls import Desk
from tests.scripts.verbs.restore_calls import issue_another


def test_an_old_register_beside_its_journal_goes_no_further(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Register and publication are put back from a copy; only the journal knows better.

    The acts are a minute apart: rows of one second count as one act, as those of a batch are.
    """
    home, began = desk.staff.home, clock.now()
    shutil.copytree(home, tmp_path / "copy")
    minutes = iter(range(1, 100))
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=next(minutes)))
    for serial in (1, 2):
        issue_another(desk, tmp_path, serial)
    for name in ("register.db", "public.checkpoint"):
        shutil.copy(tmp_path / "copy" / name, home / name)
    shutil.rmtree(home / "public")
    shutil.copytree(tmp_path / "copy" / "public", home / "public")
    said = issue_another(desk, tmp_path, 3)
    assert (said.code, said.json["error"]["code"]) == (1, "register_older")
    assert "2 acts" in said.json["error"]["message"]["en"]
    rotated = desk("keys", "rotate", "list", "--dry-run", "--json")
    assert rotated.json["error"]["code"] == "register_older"
    (only,) = desk("audit", "--json").json["differences"]
    assert (only["where"], only["row"], only["code"]) == ("event", "position>=7", "missing")
    assert desk("recover", "--nothing-newer").code == 0
    assert issue_another(desk, tmp_path, 3).code == 0
    assert desk("audit").code == 0


def test_an_act_tried_again_and_again_is_no_old_register(desk: Desk, tmp_path: Path) -> None:
    """The row is written, the register fails, and staff try once more: one act, whatever the number of its rows."""
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        register.execute("CREATE TRIGGER full BEFORE INSERT ON checkpoint BEGIN SELECT raise(ABORT, 'x'); END")
    for _ in range(3):
        assert issue_another(desk, tmp_path, 1).code == 2
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        register.execute("DROP TRIGGER full")
    assert issue_another(desk, tmp_path, 1).code == 0
    said = desk("audit", "--json")
    assert (said.code, "3 decisions" in said.json["notes"][0]["en"]) == (0, True)


def test_recover_goes_on_from_a_checkpoint_and_says_what_it_did_not_look_at(desk: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_bytes((desk.staff.home / "public/log/checkpoint").read_bytes())
    assert issue_another(desk, tmp_path, 1).code == 0
    said = desk("recover", "--since", kept, "--json")
    assert (said.code, said.json["unchecked"], said.json["mended"]) == (0, said.json["entries"] - 1, [])
    assert "unchecked" not in desk("recover", "--json").json
    shown = desk("recover", "--since", kept)
    assert f"of the first {said.json['unchecked']} entries" in shown.out
    kept.write_bytes(b"nothing\n")
    assert desk("recover", "--since", kept).code == 1
    assert desk("recover", "--since", tmp_path).code != 0
