"""Kept input files against the staff journal: which act was decided on one; a changed file agrees with none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.days import beijing_day
from tests.instances import EXAMPLES, number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk, assert_clear

NUMBER = number(1)
EXAMPLE = EXAMPLES / "certificate.toml"


def changed(path: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def agreements(desk: Desk, certificate: str, file: Path) -> list[tuple[str, str]]:
    """Return the type of each act with what the file is to it, having seen that the exit code says the same."""
    answer = desk("history", certificate, "--inputs", file, "--json")
    assert answer.code == (0 if answer.json["agrees"] else 1)
    acts: list[dict[str, Any]] = answer.json["acts"]
    assert answer.json["agrees"] == any(act["source"] for act in acts)
    return [(act["type"], act["agreement"]) for act in acts]


def in_days(days: int) -> str:
    return (beijing_day(datetime.now(UTC)) + timedelta(days=days)).isoformat()


def test_the_file_that_was_issued_agrees_and_says_which_row_and_who_decided(desk: Desk) -> None:
    answer = desk("history", NUMBER, "--inputs", EXAMPLE, "--json")
    [act] = answer.json["acts"]
    assert answer.code == 0
    assert (act["type"], act["row"], act["agreement"], act["source"]) == ("issued", 1, "agrees", str(EXAMPLE))
    assert act["decided_by"] == ["reviewer-02", "decider-01"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('score = "96.5"', 'score = "96.6"'),
        ("headcount = 320", "headcount = 321"),
        ('"decider-01"', '"decider-02"'),
        ('category = "C3852"', 'category = "C3853"'),
    ],
)
def test_a_file_in_which_one_thing_was_changed_agrees_with_none(desk: Desk, tmp_path: Path, old: str, new: str) -> None:
    assert agreements(desk, NUMBER, changed(tmp_path / "a.toml", old, new)) == [("issued", "differs")]


def test_the_same_content_written_in_another_form_agrees(desk: Desk, tmp_path: Path) -> None:
    assert agreements(desk, NUMBER, changed(tmp_path / "a.toml", 'score = "96.5"', "score = 96.50")) == [
        ("issued", "agrees")
    ]


def test_of_a_sheet_the_row_that_agrees_is_named(desk: Desk, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(1), sheets.certificate(2)])
    first, second = (each["number"] for each in desk.act("issue", batch).json["issued"])
    for certificate, row in ((first, "A3"), (second, "A4")):
        answer = desk("history", certificate, "--inputs", batch, "--json")
        assert (answer.code, answer.json["acts"][0]["source"]) == (0, f"{batch} 证书!{row}")
    assert agreements(desk, NUMBER, batch) == [("issued", "differs")]


@pytest.mark.parametrize("effective", ["", in_days(0), in_days(5)])
def test_a_reissue_agrees_whether_or_not_a_day_was_named(desk: Desk, tmp_path: Path, effective: str) -> None:
    new = changed(tmp_path / "new.toml", "家用电热水器", "家用燃气热水器")
    days = ("--effective", effective) if effective else ()
    assert desk.act("reissue", NUMBER, new, "--reason", "correction", *days).code == 0
    assert agreements(desk, NUMBER, new) == [("issued", "differs"), ("reissued", "agrees")]
    assert agreements(desk, NUMBER, EXAMPLE) == [("issued", "agrees"), ("reissued", "differs")]


def test_a_renewal_is_one_decision_in_the_records_of_both_numbers(desk: Desk, tmp_path: Path) -> None:
    later = changed(tmp_path / "later.toml", "# issued = 2026-11-23  ", f"issued = {in_days(20)}  ")
    [renewed] = desk.act("renew", NUMBER, later).json["issued"]
    assert agreements(desk, NUMBER, later) == [("issued", "differs"), ("renewed", "agrees")]
    assert agreements(desk, renewed["number"], later) == [("issued", "agrees")]


def test_a_file_is_read_as_on_the_day_of_its_act(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dated = tmp_path / "dated.toml"
    dated.write_text(
        EXAMPLE.read_text(encoding="utf-8")
        .replace("# issued = 2026-11-23  ", f"issued = {in_days(0)}  ")
        .replace("青禾样例", "禾青样例"),
        encoding="utf-8",
    )
    [issued] = desk.act("issue", dated).json["issued"]
    two_years_on = datetime.now(UTC).replace(microsecond=0) + timedelta(days=730)
    monkeypatch.setattr("scripts.terminal.clock.now", lambda: two_years_on)
    assert agreements(desk, issued["number"], dated) == [("issued", "agrees")]


@pytest.mark.parametrize(
    ("statement", "agreement"),
    [("DELETE FROM decisions", "no_row"), ("UPDATE decisions SET note = 'another'", "changed_row")],
)
def test_a_row_that_is_gone_or_was_changed_vouches_for_nothing(desk: Desk, statement: str, agreement: str) -> None:
    with closing(sqlite3.connect(desk.staff.home / "casework.db")) as journal, journal:
        journal.execute(statement)
    assert agreements(desk, NUMBER, EXAMPLE) == [("issued", agreement)]


def test_people_are_told_in_their_language(desk: Desk, tmp_path: Path) -> None:
    assert "这个文件就是决定时的输入" in desk("history", NUMBER, "--inputs", EXAMPLE, lang="zh").out
    other = changed(tmp_path / "a.toml", 'score = "96.5"', 'score = "96"')
    assert "no act was decided on this file" in desk("history", NUMBER, "--inputs", other).out


def test_a_file_that_is_no_input_agrees_with_none_and_says_why(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[holder]\nname = 3\n", encoding="utf-8")
    answer = desk("history", NUMBER, "--inputs", tmp_path / "a.toml", lang="zh")
    assert answer.code == 1
    assert "没有填写" in answer.err


def test_a_file_that_is_not_there_was_not_compared(desk: Desk, tmp_path: Path) -> None:
    assert_clear(desk("history", NUMBER, "--inputs", tmp_path / "none.toml"), 2)
    (desk.staff.home / "casework.db").unlink()
    assert_clear(desk("history", NUMBER, "--inputs", EXAMPLE), 2)
