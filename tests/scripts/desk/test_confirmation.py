"""What is final asks first: the number again, the count, or a yes where a firm lost a certificate before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests.instances import EXAMPLES, Staff, number
from tests.scripts import sheets
from tests.scripts.at_terminal import Terminal
from tests.scripts.command_calls import Desk, assert_clear, entries
from tests.scripts.desk.test_pairs import changed

NUMBER = number(1)
TWO = ("--by", "reviewer-02", "--by", "decider-01")
REVOKE = ("revoke", NUMBER, "--reason", "fraud", *TWO)
WITHDRAW = ("withdraw", NUMBER, "--reason", "merged", "--by", "clerk-01")
FIRM = "青禾家用电器（样例）有限公司"


def at_terminal(staff: Staff, *arguments: str | Path) -> Terminal:
    return Terminal(staff.home, *arguments, "--passphrase-file", staff.passphrase_file, columns=100)


@pytest.mark.parametrize(("act", "reason"), [(REVOKE, "以欺骗手段取得或使用证书。"), (WITHDRAW, "企业合并")])
def test_one_number_is_typed_again_below_what_it_strikes(staff: Staff, act: tuple[str, ...], reason: str) -> None:
    terminal = at_terminal(staff, *act)
    terminal.wait_for("再输入一次证书编号")
    shown = terminal.seen.decode()
    assert all(text in shown for text in (NUMBER, FIRM, reason, "现在状态", "有效", "办理后状态"))
    terminal.type(f" {NUMBER.lower()} ")
    code, seen = terminal.end()
    assert (code, "已办理 1 项" in seen) == (0, True)


@pytest.mark.parametrize("answer", [number(2), "", "是"])
def test_another_answer_does_nothing(staff: Staff, answer: str) -> None:
    before = entries(staff.home)
    terminal = at_terminal(staff, *REVOKE)
    terminal.wait_for("再输入一次证书编号")
    terminal.type(answer)
    code, seen = terminal.end()
    assert (code, "没有得到确认，什么也没有办理" in seen) == (1, True)
    assert entries(staff.home) == before


def test_ctrl_c_at_the_question_does_nothing(staff: Staff) -> None:
    before = entries(staff.home)
    terminal = at_terminal(staff, *REVOKE)
    terminal.wait_for("再输入一次证书编号")
    terminal.interrupt()
    assert terminal.end()[0] == 130
    assert entries(staff.home) == before


@pytest.mark.parametrize(("answer", "code"), [("２", 0), (NUMBER, 1)])
def test_several_are_confirmed_by_their_count(staff: Staff, tmp_path: Path, answer: str, code: int) -> None:
    [second] = staff.issue(sheets.write(tmp_path / "b.xlsx", [sheets.certificate(1)]))
    terminal = at_terminal(staff, "revoke", NUMBER, second, "--reason", "fraud", *TWO)
    terminal.wait_for("请输入张数")
    assert "要撤销 2 张证书" in terminal.seen.decode()
    terminal.type(answer)
    assert terminal.end()[0] == code


@pytest.mark.parametrize("act", [REVOKE, WITHDRAW], ids=lambda act: act[0])
def test_without_a_terminal_only_yes_goes_on(desk: Desk, act: tuple[str, ...]) -> None:
    before = entries(desk.staff.home)
    said = desk.act(*act)
    assert (said.code, said.json["error"]["code"]) == (64, "not_confirmed")
    assert_clear(desk(*act, "--passphrase-file", desk.staff.passphrase_file), 64)
    assert desk(*act, "--dry-run").code == 0  # never asks
    assert entries(desk.staff.home) == before
    assert desk.act(*act, "--yes").code == 0


def test_what_is_refused_is_said_before_anything_is_asked(desk: Desk) -> None:
    said = desk.act("revoke", number(9), "--reason", "fraud", *TWO)
    assert (said.code, [item["source"] for item in said.json["refused"]]) == (1, [number(9)])


def test_a_firm_that_lost_a_certificate_is_named_and_asked_about(staff: Staff, tmp_path: Path) -> None:
    example = EXAMPLES / "certificate.toml"
    staff.act(*REVOKE, "--yes")
    staff.issue(sheets.write(tmp_path / "b.xlsx", [sheets.certificate(1)]))  # nobody is asked about this one
    preview = staff.run("--lang", "zh", "issue", example, "--dry-run")
    assert "曾被撤销" in preview
    assert "因为：以欺骗手段取得或使用证书。" in "".join(preview.split())
    before = entries(staff.home)
    terminal = at_terminal(staff, "issue", example)
    terminal.wait_for("仍要签发吗")
    asked = "".join(terminal.seen.decode().split())
    assert f"{FIRM}{NUMBER}已于" in asked
    assert "撤销，因为：以欺骗手段取得或使用证书。" in asked
    terminal.type("否")
    assert terminal.end()[0] == 1
    assert staff.act("issue", example, code=64)["error"]["code"] == "not_confirmed"
    assert entries(staff.home) == before
    terminal = at_terminal(staff, "issue", example)
    terminal.wait_for("仍要签发吗")
    terminal.type("是")
    assert terminal.end()[0] == 0


def test_a_renewal_tells_of_a_loss_and_asks_nothing(desk: Desk, tmp_path: Path) -> None:
    assert desk.act(*REVOKE, "--yes").code == 0
    assert desk.act("issue", EXAMPLES / "certificate.toml", "--yes").code == 0
    day = beijing_day(clock.now()) + timedelta(days=5)
    later = changed(tmp_path / "later.toml", ("# issued = 2026-11-23  ", f"issued = {day}  "))
    preview = desk("renew", number(2), later, "--dry-run", lang="zh")
    told = f"曾被撤销{NUMBER}已于{beijing_day(clock.now())}撤销，因为：以欺骗手段取得或使用证书。"
    assert told in "".join(preview.out.split())
    said = desk.act("renew", number(2), later)
    assert (said.code, "obtained or used by deceit" in " ".join(said.err.split())) == (0, True)


def test_yes_answers_and_the_loss_is_told_all_the_same(desk: Desk) -> None:
    assert desk.act(*REVOKE, "--yes").code == 0
    said = desk.act("issue", EXAMPLES / "certificate.toml", "--yes")
    assert (said.code, said.json["issued"][0]["number"]) == (0, number(2))
    assert "obtained or used by deceit" in " ".join(said.err.split())
