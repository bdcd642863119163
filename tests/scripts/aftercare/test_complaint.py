"""A complaint led from the letter to its end: within its terms, by the uninvolved, in private, and forgotten."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.casework.forms.complaint_form import FORM, SHEET
from certs.days import beijing_day
from scripts.terminal import clock
from tests.documents.sample_papers import plain, read_text
from tests.instances import Staff, number
from tests.scripts.cases.filled_forms import fill, saved
from tests.scripts.cases.led_case import public_files_with
from tests.scripts.command_calls import Desk, Said, assert_clear
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import Hosts, commands, section

NUMBER, BY = number(1), ("--by", "clerk-01")
FREE = ("--by", "reviewer-09")  # took no part in the issue, which reviewer-02 and decider-01 decided
WRITER = "甘样例投诉人"
UPHELD = ("--result", "upheld", "--reason", "维修单三次没有回访")


def letter(folder: Path) -> Path:
    """Write a letter as it came, with a name in it and in the name of the file."""
    file = folder / f"{WRITER}来信.pdf"
    file.write_bytes(b"%PDF-1.4 " + WRITER.encode())
    return file


def bind(desk: Desk, **days: int) -> None:
    """Let the body set its terms."""
    file = desk.staff.home / "starmark.toml"
    said = "".join(f"{name} = {count}\n" for name, count in days.items())
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^\[rules\].*\n", lambda match: match[0] + said, text), encoding="utf-8")


def opened(desk: Desk, about: str, file: Path, *more: str, verb: str = "complaint") -> Any:
    return desk(verb, about, file, *more, *BY, "--json").json


def text_of(file: Path) -> str:
    return "".join(plain(read_text(file)).split())


def answer(desk: Desk, case: str, *more: str | Path) -> Said:
    return desk("case", "answer", case, *more, "--json")


def kept_files(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.staff.home / "casework" / "files").iterdir())


def test_a_complaint_is_acknowledged_answered_and_forgotten(desk: Desk, tmp_path: Path) -> None:
    bind(desk, complaint_acknowledged_days=5, complaint_answered_days=60)
    came = beijing_day(clock.now()) - timedelta(days=3)
    said = opened(desk, f"证书编号：{NUMBER}", letter(tmp_path), "--received", came.isoformat())
    case = said["case"]
    assert (said["kind"], said["state"]) == ("complaint", "received")
    assert said["deadline"] == (came + timedelta(days=5)).isoformat()
    assert answer(desk, case, *UPHELD, *FREE).code == 1  # not taken up yet
    to = tmp_path / "accepted.pdf"
    assert desk("case", "accept", case, "--letter", to, *BY, "--json").json["state"] == "accepted"
    day = came + timedelta(days=60)
    assert f"我机构在{day.year}年{day.month}月{day.day}日以前答复" in text_of(to)
    more = tmp_path / "工单.txt"
    more.write_text("三张工单", encoding="utf-8")
    assert desk("case", "evidence", case, more, *BY, "--json").json["taken"] == 1
    shown = desk("case", "show", case, "--json").json
    assert (shown["number"], shown["deadline"]) == (NUMBER, day.isoformat())
    assert [each["code"] for each in shown["next"]] == ["answer"]
    for taking_part in ("decider-01", "ＲＥＶＩＥＷＥＲ-02"):
        refused = answer(desk, case, *UPHELD, "--by", taking_part)
        assert (refused.code, refused.json["error"]["code"]) == (1, "decider_involved")
    done = answer(desk, case, *UPHELD, *FREE, "--letter", tmp_path / "answer.pdf")
    assert (done.code, done.json["state"], done.json["result"]) == (0, "decided", "upheld")
    commands = [each["command"] for each in done.json["following"]]
    assert [each.split()[1] for each in commands] == ["suspend", "reissue", "case"]
    assert all(NUMBER in each for each in commands)
    assert desk("show", NUMBER, "--json").json["status"] == "valid"  # nothing follows by itself
    written = text_of(tmp_path / "answer.pdf")
    assert all(part in written for part in ("投诉成立", "维修单三次没有回访"))
    assert len(kept_files(desk)) == 2
    assert desk("case", "close", case, "--reason", "已答复", *BY).code == 0
    assert desk("case", "forget", case, *BY, "--json").json["deleted"] == 2
    assert kept_files(desk) == []
    assert nothing_of(desk.staff.home, WRITER, "维修单三次没有回访") == []
    shown = desk("case", "show", case, "--json").json
    assert (shown["answer"], shown["about"]["number"]) == ("upheld", NUMBER)
    assert desk("audit").code == 0


def test_what_may_follow_is_told_a_command_on_its_own_line(desk: Desk, tmp_path: Path) -> None:
    case = opened(desk, NUMBER, letter(tmp_path))["case"]
    assert "已收到来信" in desk("case", "show", case, lang="zh").out
    desk("case", "accept", case, *BY)
    told = desk("case", "answer", case, *UPHELD, *FREE, lang="zh").out
    assert f"\n    starmark suspend {NUMBER} " in told
    assert ("已答复" in told, "\ufffd" in told) == (True, False)


def nothing_of(home: Path, *words: str) -> list[str]:
    """Name every file of an instance that holds one of these words."""
    with sqlite3.connect(home / "casework.db") as connection:
        connection.execute("VACUUM")  # what was deleted leaves its bytes behind until the pages are written anew
    files = [path for path in home.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(word.encode() in path.read_bytes() for word in words)]


def test_nothing_of_a_complaint_is_public(desk: Desk, tmp_path: Path) -> None:
    case = opened(desk, NUMBER, filled(tmp_path, 谁提出=WRITER, 联系电话="13800000077"))["case"]
    desk("case", "accept", case, "--letter", tmp_path / "to.pdf", *BY)
    assert WRITER in text_of(tmp_path / "to.pdf")
    desk.act("suspend", NUMBER, "--reason", "complaint", "--until", until(), "--by", "clerk-02")
    secret = (WRITER, "13800000077", "三次上门没有修好", case, "clerk-02")
    assert public_files_with(desk.staff.home, *secret) == []


def until() -> str:
    return (beijing_day(clock.now()) + timedelta(days=60)).isoformat()


def filled(folder: Path, **lines: object) -> Path:
    """Fill our form in."""
    return saved(fill(FORM, {SHEET: {"事情经过": "三次上门没有修好"} | lines}, {}), folder / "form.xlsx")


def test_the_form_says_who_writes_and_in_which_language(desk: Desk, tmp_path: Path) -> None:
    assert desk("case", "template", "complaint", "--to", tmp_path / "empty.xlsx").code == 0
    assert desk("complaint", NUMBER, tmp_path / "empty.xlsx", *BY).code == 1
    other = desk("complaint", NUMBER, filled(tmp_path, 证书编号=number(2)), *BY, "--json")
    assert (other.code, other.json["errors"][0]["code"]) == (1, "conflict")
    form = filled(tmp_path, 谁提出="Jane Sample", 答复用="英文", 证书编号=f" {NUMBER.lower()}")
    case = opened(desk, NUMBER, form)["case"]
    desk("case", "refuse", case, "--reason", "A refund is not ours to judge", "--letter", tmp_path / "no.pdf", *BY)
    said = text_of(tmp_path / "no.pdf")
    assert all(part in said for part in ("ToJaneSample", "Noticeaboutyourcomplaint", "Arefundisnotourstojudge"))
    assert [each["code"] for each in desk("case", "show", case, "--json").json["next"]] == ["close"]


def test_a_complaint_about_the_body_is_not_answered_by_those_whom_it_concerns(desk: Desk, tmp_path: Path) -> None:
    case = opened(desk, "本机构", letter(tmp_path), "--concerns", "clerk-03", "--concerns", "boss-01")["case"]
    shown = desk("case", "show", case, "--json").json
    assert (shown["deadline"], shown["number"], shown["name"]) == (None, None, "")
    assert "没有定" in desk("case", "show", case, lang="zh").out
    desk("case", "accept", case, *BY)
    assert answer(desk, case, *UPHELD, "--by", "BOSS-01").code == 1
    done = answer(desk, case, *UPHELD, *FREE)
    assert (done.code, [each["command"] for each in done.json["following"]]) == (0, [""])


def test_what_may_follow_is_told_a_line_each(desk: Desk, tmp_path: Path) -> None:
    case = opened(desk, NUMBER, letter(tmp_path))["case"]
    desk("case", "accept", case, *BY)
    said = desk("case", "answer", case, *UPHELD, *FREE).out
    assert ("\n    starmark suspend" in said, "�" in said) == (True, False)
    shown = desk("case", "show", case, lang="zh").out
    assert [words in shown for words in ("已答复", "收到来信", "收到申请", "已决定")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        ((number(9),), 1, None),
        (("A26-00099",), 1, "case_unknown"),
        ((NUMBER, "--received", "2099-01-01"), 64, "usage"),
        ((NUMBER, "--concerns", "张三"), 64, "by"),
    ],
)
def test_what_is_not_taken_in(
    desk: Desk, tmp_path: Path, arguments: tuple[str, ...], code: int, error: str | None
) -> None:
    said = desk("complaint", arguments[0], letter(tmp_path), *arguments[1:], *BY, "--json")
    assert said.code == code
    assert error is None or said.json["error"]["code"] == error
    assert desk("case", "list", "--json").json["cases"] == []


@pytest.mark.parametrize(("name", "data"), [("x.zip", b"PK\x03\x04 nothing"), ("x.exe", b"MZ\x00\x01"), ("x.pdf", b"")])
def test_what_is_no_letter_is_refused(desk: Desk, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert_clear(desk("complaint", NUMBER, tmp_path / name, *BY), 1)
    assert desk("case", "list", "--json").json["cases"] == []


def test_a_step_of_an_application_does_not_fit_a_complaint(desk: Desk, tmp_path: Path) -> None:
    case = opened(desk, NUMBER, letter(tmp_path))["case"]
    steps: list[tuple[str | Path, ...]] = [
        ("decide", case, "--result", "refuse", "--reason", "x", *BY, *FREE),
        ("plan", case, letter(tmp_path), *BY),
        ("template", "plan", "--case", case, "--to", tmp_path / "p.xlsx"),
        ("issue", case, *BY),
    ]
    for step in steps:
        assert_clear(desk("case", *step), 1)
    assert desk("case", "show", case, "--json").json["state"] == "received"


def test_what_is_late_is_listed(desk: Desk, tmp_path: Path) -> None:
    bind(desk, complaint_answered_days=1)
    case = opened(desk, NUMBER, letter(tmp_path), "--received", date(2026, 1, 5).isoformat())["case"]
    assert [each["code"] for each in desk("case", "show", case, "--json").json["overdue"]] == ["accept"]
    desk("case", "accept", case, *BY)
    assert [each["code"] for each in desk("case", "show", case, "--json").json["overdue"]] == ["answer"]
    answer(desk, case, "--result", "dismissed", "--reason", "没有证实", *FREE)
    assert desk("case", "show", case, "--json").json["overdue"] == []


def test_the_page_is_typed_as_it_stands(staff: Staff, tmp_path: Path) -> None:
    page, english = ((folder / "staff" / "aftercare.md").read_text(encoding="utf-8") for folder in (CHINESE, ENGLISH))
    typed = commands(section(page, "投诉和申诉"))
    assert typed == commands(section(english, "Complaints and appeals"))
    hosts = Hosts(tmp_path / "hosts", env={"STARMARK_HOME": str(staff.home)})
    for name in ("letter.pdf", "workorders.pdf", "appeal.pdf"):
        (hosts.root / "desk" / name).write_bytes(b"%PDF-1.4 sample")
    hosts.follow(typed)
    cases = json.loads(staff.run("case", "list", "--json"))["cases"]
    assert [(each["kind"], each["state"]) for each in cases] == [("appeal", "decided"), ("complaint", "closed")]
    written = {path.name for path in (hosts.root / "desk").iterdir()}
    assert {"accepted.pdf", "answer.pdf", "appeal-answer.pdf", "complaint.xlsx"} <= written
    staff.run("audit")


def test_the_same_letter_opens_one_case(desk: Desk, tmp_path: Path) -> None:
    came = letter(tmp_path)
    case = opened(desk, NUMBER, came)["case"]
    again = desk("complaint", NUMBER, came, *BY, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "letter_twice")
    assert case in again.json["error"]["message"]["zh"]
    assert opened(desk, "body", came)["state"] == "received", "about something else it is another matter"
    other = tmp_path / "other.txt"
    other.write_text("维修单三次没有回访，第二封信", encoding="utf-8")
    said = desk("complaint", NUMBER, other, *BY, lang="zh")
    assert (said.code, f"关于同一件事还有在办的投诉 {case}" in said.err) == (0, True)
    desk("case", "refuse", case, "--reason", "不归本机构", *BY)
    desk("case", "close", case, "--reason", "已答复", *BY)
    assert opened(desk, NUMBER, came)["state"] == "received", "the first one is closed"


def test_an_upheld_complaint_says_what_follows(desk: Desk, tmp_path: Path) -> None:
    for about, words in ((NUMBER, "要求获证组织说明和改正"), ("body", "我机构将改正自己的做法")):
        case = opened(desk, about, letter(tmp_path))["case"]
        desk("case", "accept", case, *BY)
        to = tmp_path / f"{about}.pdf"
        assert answer(desk, case, *UPHELD, *FREE, "--letter", to).code == 0
        assert words in text_of(to)
    listed = desk("case", "list", lang="zh").out
    assert listed.count("已答复（成立）") == 2
