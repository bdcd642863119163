"""A preview says whom an act strikes, what it does and why, and what is so now and after it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests.instances import number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk
from tests.scripts.desk.test_pairs import changed

NUMBER = number(1)
FIRM = "青禾家用电器（样例）有限公司"


@pytest.fixture(autouse=True)
def a_hundred_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def previewed(desk: Desk, *arguments: str | Path) -> list[list[str]]:
    """Return the words of each line of a preview."""
    said = desk(*arguments, "--dry-run", lang="zh")
    assert said.code == 0, said
    assert said.out.splitlines()[-1].startswith("预览：可以办理")
    return [line.split() for line in said.out.splitlines()]


def test_a_change_of_status(desk: Desk) -> None:
    ahead = beijing_day(clock.now()) + timedelta(days=3)
    lines = previewed(
        desk,
        "suspend",
        NUMBER,
        "--reason",
        "complaint",
        "--effective",
        str(ahead),
        "--until",
        str(ahead),
        "--by",
        "clerk-01",
    )
    assert ["原因", "complaint", "正在查证一件投诉，查证期间暂停；不表示投诉属实。"] in lines
    assert ["生效日", str(ahead)] in lines
    assert ["暂停到", f"{ahead}（含当天）"] in lines
    assert [NUMBER, FIRM, "有效", "暂停"] in lines


def test_what_is_final(desk: Desk) -> None:
    lines = previewed(desk, "revoke", NUMBER, "--reason", "mark-misuse", "--by", "reviewer-02", "--by", "decider-01")
    assert ["办理", "撤销"] in lines
    assert ["原因", "mark-misuse", "违规使用证书或标志，没有改正。"] in lines
    assert [NUMBER, FIRM, "有效", "撤销"] in lines


def test_an_issue_shows_scope_models_exclusions_and_days_as_they_are_read(desk: Desk, tmp_path: Path) -> None:
    day = beijing_day(clock.now()) + timedelta(days=5)
    other = changed(
        tmp_path / "other.toml",
        ("家用电热水器", "家用燃气热水器"),
        ("# issued = 2026-11-23  ", f"issued = {day}  "),
        ('"KFR-35GW/*", "KFR-50LW/*"', '"KFR-35GW/*、KFR-50LW/*"'),
    )
    text = "".join(word for line in previewed(desk, "issue", other) for word in line)
    assert "型号（1）：KFR-35GW/*、KFR-50LW/*" in text  # one entry, as it was written
    assert "品牌（2）：青禾样例；小禾样例" in text
    assert "不含（2）：中央空调；商用多联机" in text
    assert f"有效期{day}至" in text


def test_a_reissue_shows_the_old_beside_the_new(desk: Desk, tmp_path: Path) -> None:
    new = changed(tmp_path / "new.toml", ("家用电热水器", "家用燃气热水器"))
    lines = previewed(desk, "reissue", NUMBER, new, "--reason", "correction")
    text = "".join(word for line in lines for word in line)
    assert "第1版→第2版" in text
    assert "字段现在换发后" in text
    assert ["原因", "correction", "更正内容。"] in lines
    assert "家用电热水器｜" in text
    assert "家用燃气热水器｜" in text
    assert "家用空调器" not in text  # that item stays as it is
    assert "统一社会信用代码" not in text


def test_a_renewal_says_what_becomes_of_the_old_one(desk: Desk, tmp_path: Path) -> None:
    day = beijing_day(clock.now()) + timedelta(days=5)
    later = changed(tmp_path / "later.toml", ("# issued = 2026-11-23  ", f"issued = {day}  "))
    text = "".join(word for line in previewed(desk, "renew", NUMBER, later) for word in line)
    assert f"旧证书{NUMBER}，从{day}起注销（已换证）" in text


def test_a_long_batch_lists_the_first(desk: Desk, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "b.xlsx", [sheets.certificate(n) for n in range(1, 53)])
    lines = previewed(desk, "issue", batch)
    assert sum(line[:1] == ["有效期"] for line in lines) == 50
    assert "只列出前 50 项" in " ".join(lines[-1])


def test_what_was_done_names_the_firm(desk: Desk) -> None:
    said = desk(
        "withdraw",
        NUMBER,
        "--reason",
        "企业合并，原证书结束，不转给合并后的企业；不表示企业有过错",
        "--by",
        "clerk-01",
        "--yes",
        "--passphrase-file",
        desk.staff.passphrase_file,
        lang="zh",
    )
    assert said.code == 0, said
    assert [word for word in said.out.splitlines()[1].split() if "-" not in word][:3] == [NUMBER, FIRM, "注销"]
    assert "办理后状态" in said.out
