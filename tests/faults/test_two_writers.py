"""Two desks at one instance at the same moment: no number twice, and each is done or plainly refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from certs.days import beijing_day
from scripts.terminal import clock
from tests.faults import kept_promises
from tests.instances import DECIDED, ROOT, Staff, certificate_file, number

DESKS = 2
ROUNDS = 3


def at_once(staff: Staff, *desks: tuple[str | Path, ...]) -> list[tuple[int, dict[str, Any]]]:
    """Run a command at each desk, all at once, and return how each ended and what it said."""
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "scripts",
                "--home",
                str(staff.home),
                *map(str, typed),
                "--passphrase-file",
                str(staff.passphrase_file),
                "--json",
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for typed in desks
    ]
    ended = []
    for process in started:
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        ended.append((process.returncode, json.loads(out)))
    return ended


def issued(said: dict[str, Any]) -> list[str]:
    return [each["number"] for each in said.get("issued", ())]


def logged(staff: Staff, kind: str) -> list[str]:
    found = kept_promises.entries(f"sqlite:///{staff.home / 'register.db'}")
    assert [position for position, _, _ in found] == list(range(len(found)))
    return [about for _, one, about in found if one == kind]


def finished(staff: Staff) -> None:
    """Publish what one of them could not, and find nothing wrong."""
    staff.act("publish")
    assert json.loads(staff.run("audit", "--json"))["differences"] == []


def test_two_who_issue_at_once_get_different_numbers(staff: Staff, tmp_path: Path) -> None:
    told: list[str] = []
    for turn in range(ROUNDS):
        ended = at_once(staff, *(("issue", certificate_file(tmp_path, DESKS * turn + desk)) for desk in range(DESKS)))
        for code, said in ended:
            assert code in {0, 2}, said
            assert bool(issued(said)) != ("error" in said), said
            told += issued(said)
        assert any(issued(said) for _, said in ended), ended
    assert len(set(told)) == len(told)
    assert sorted(logged(staff, "issued")) == sorted([number(1), *told])
    finished(staff)


def test_two_who_issue_the_same_file_at_once_issue_it_once(staff: Staff, tmp_path: Path) -> None:
    one = ("issue", certificate_file(tmp_path, 1))
    ended = at_once(staff, one, one)
    assert sorted(issued(said) for _, said in ended) == [[], [number(2)]], ended
    assert logged(staff, "issued") == [number(1), number(2)]
    finished(staff)


def test_two_who_change_one_certificate_at_once(staff: Staff, tmp_path: Path) -> None:
    today = beijing_day(clock.now())
    until = str(today + timedelta(days=30))
    one = ("suspend", number(1), "--reason", "complaint", "--until", until, "--by", "clerk-01")
    ended = at_once(staff, one, one)
    held_to(ended)
    assert logged(staff, "suspended") == [number(1)]  # the second would say the same again
    revoke = ("revoke", number(1), "--reason", "fraud", *DECIDED)
    prolonged = tuple(str(today + timedelta(days=60)) if word == until else word for word in one)
    ended = at_once(staff, prolonged, revoke)
    held_to(ended)
    assert logged(staff, "revoked") == [number(1)] * ("changed" in ended[1][1] and bool(ended[1][1]["changed"]))
    finished(staff)


def held_to(ended: list[tuple[int, dict[str, Any]]]) -> None:
    """Each is done, or refused by name, and not all are refused."""
    for code, said in ended:
        if said.get("changed"):
            assert code in {0, 2}, said
        else:
            assert code in {1, 2}, said
            assert said.get("refused") or said["error"]["message"]["zh"], said
    assert any(said.get("changed") for _, said in ended), ended
