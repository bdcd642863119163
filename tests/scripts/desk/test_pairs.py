"""Reissue and renew: numbers and files in pairs, one or many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from certs.days import beijing_day
from tests.instances import EXAMPLES, number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk

NUMBER = number(1)


def changed(path: Path, *replacements: tuple[str, str]) -> Path:
    text = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def test_reissue_makes_the_next_version_and_the_old_files_superseded(desk: Desk, tmp_path: Path) -> None:
    desk("export", NUMBER, "--to", tmp_path / "old")
    wider = changed(tmp_path / "new.toml", ("家用电热水器", "家用燃气热水器"))
    preview = desk("reissue", NUMBER, wider, "--reason", "correction", "--dry-run", lang="zh")
    assert (preview.code, "什么也没有办理" in preview.out) == (0, True)
    assert desk("show", NUMBER, "--json").json["version"] == 1
    said = desk.act("reissue", NUMBER, wider, "--reason", "correction")
    assert (said.code, said.json["issued"][0]["number"]) == (0, NUMBER)
    assert desk("show", NUMBER, "--json").json["version"] == 2
    old = desk("verify", tmp_path / "old" / "certificate.json", "--json")
    assert (old.code, old.json["overall"], old.json["code"]) == (1, "not_valid", "superseded")


def test_renew_links_both_ways(desk: Desk, tmp_path: Path) -> None:
    said = desk.act("renew", NUMBER, changed(tmp_path / "new.toml", ('score = "96.5"', 'score = "91"')))
    assert said.code == 1  # it starts on the day on which the old one was issued
    later = changed(
        tmp_path / "later.toml",
        ('score = "96.5"', 'score = "91"'),
        ("# issued = 2026-11-23  ", f"issued = {_in_days(20)}  "),
    )
    said = desk.act("renew", NUMBER, later)
    assert said.code == 0, said
    [renewed] = said.json["issued"]
    assert (renewed["number"][-3:], renewed["level"]) == ("R1M", "four-star")
    assert desk("show", NUMBER, "--json").json["successor"] == renewed["number"]
    assert desk("show", renewed["number"], "--json").json["predecessor"] == NUMBER
    entries = desk("history", NUMBER, "--json").json["entries"]
    assert [entry["type"] for entry in entries] == ["issued", "renewed"]


def test_many_at_once_from_two_sheets_in_the_same_order(desk: Desk, tmp_path: Path) -> None:
    rows = [sheets.certificate(1), sheets.certificate(2)]
    issued = desk.act("issue", sheets.write(tmp_path / "a.xlsx", rows)).json["issued"]
    listed = tmp_path / "numbers.csv"
    listed.write_text("证书编号,备注\n" + "".join(f"{each['number']},x\n" for each in issued), encoding="utf-8-sig")
    moved = [{**row, "address": "北京市海淀区样例路9号"} for row in rows]
    swapped = desk.act("reissue", listed, sheets.write(tmp_path / "b.xlsx", moved[::-1]), "--reason", "address-changed")
    assert (swapped.code, len(swapped.json["refused"])) == (1, 2)  # another firm's content under each number
    done = desk.act("reissue", listed, sheets.write(tmp_path / "c.xlsx", moved), "--reason", "address-changed")
    assert (done.code, len(done.json["issued"])) == (0, 2)
    short = desk.act("reissue", listed, sheets.write(tmp_path / "d.xlsx", moved[:1]), "--reason", "address-changed")
    assert (short.code, short.json["error"]["code"]) == (1, "pairs")


def _in_days(days: int) -> str:
    return (beijing_day(datetime.now(UTC)) + timedelta(days=days)).isoformat()
