"""The contract for other people's scripts: names, shapes and exit codes, by real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certs.certificate.reading.asked_moment import read_moment
from certs.days import beijing_day, day_begins, instant_text, parse_instant
from certs.errors import Refused
from tests.instances import DECIDED, EXAMPLES, PASSPHRASE, Staff, number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk, Spoil, call

NUMBER = number(1)
FILES = {
    "certificate.json",
    "certificate.jwt",
    "qr.txt",
    "qr.png",
    "qr.svg",
    "certificate.proof",
    "certificate.pdf",
    "certificate.en.pdf",
    "did.json",
    "trust.json",
}


def test_issue_prints_what_was_issued_and_what_was_refused(staff: Staff, tmp_path: Path) -> None:
    batch = sheets.write(tmp_path / "batch.xlsx", [sheets.certificate(1)])
    said = staff.act("issue", batch)
    second = {
        "number": number(2, "S"),
        "holder": "北京样例家具1号（虚构）有限公司",
        "level": "five-star",
        "url": f"https://cert.example.cn/c/{number(2, 'S')}",
    }
    assert said == {"issued": [second], "refused": []}


def test_the_same_file_again_is_refused_with_the_number_it_has(staff: Staff) -> None:
    said = staff.act("issue", EXAMPLES / "certificate.toml", code=1)
    [refused] = said["refused"]
    assert (said["issued"], refused["source"]) == ([], str(EXAMPLES / "certificate.toml"))
    [error] = refused["errors"]
    assert error.keys() == {"field", "value", "code", "message"}
    assert (error["value"], error["code"]) == (NUMBER, "duplicate")
    assert NUMBER in error["message"]["zh"]
    assert NUMBER in error["message"]["en"]


def test_export_writes_the_files_and_the_signed_ones_verify(staff: Staff, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "deep"
    staff.run("export", NUMBER, "--to", folder)
    assert {file.name for file in folder.iterdir()} == FILES
    for name in ("certificate.json", "certificate.jwt", "qr.txt", "qr.png"):
        verdict = json.loads(staff.run("verify", folder / name, "--json"))
        assert verdict["overall"] == "valid", name
        assert {check["outcome"] for check in verdict["checks"]} == {"pass"}
    for name in ("qr.svg", "certificate.proof", "did.json", "trust.json"):  # which are no certificate
        verdict = json.loads(staff.run("verify", folder / name, "--json", code=2))
        assert (verdict["overall"], verdict["code"]) == ("unknown", "target"), name
    staff.run("export", NUMBER, "--to", folder)  # into a folder that is there: the same files again
    assert {file.name for file in folder.iterdir()} == FILES


def test_a_life_from_suspension_to_revocation(desk: Desk) -> None:
    note = ("--note", "电话确认")
    said = desk.act("suspend", NUMBER, "--reason", "complaint", "--until", "2999-01-01", "--by", "clerk-01", *note)
    assert (said.code, said.json["refused"][0]["errors"][0]["field"]) == (1, "until")
    said = desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED, *note)
    assert said.code == 0
    [changed] = said.json["changed"]
    assert changed.keys() == {"number", "type", "effective", "status", "position"}
    assert (changed["number"], changed["type"], changed["status"]) == (NUMBER, "revoked", "revoked")
    assert desk("verify", NUMBER, "--json").json["overall"] == "not_valid"
    assert desk("verify", NUMBER).code == 1
    again = desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED, *note)
    assert (again.code, again.json["changed"]) == (1, [])


@pytest.mark.parametrize(
    ("target", "code", "overall"),
    [
        (NUMBER, 0, "valid"),
        (NUMBER.lower(), 0, "valid"),
        (f"https://cert.example.cn/C/{NUMBER}", 0, "valid"),
        (number(1, "S"), 1, "not_genuine"),
        ("99926SC77777R0M", 1, "not_genuine"),
        ("什么也不是", 2, "unknown"),
        (f"https://evil.example/C/{NUMBER}", 1, "not_genuine"),
        ("{}", 2, "unknown"),
        ("a.b.c", 2, "unknown"),
        ("00114E22766R2L", 2, "unknown"),
        ("missing-file.json", 2, "unknown"),
        ("./missing.png", 2, "unknown"),
        (f"HTTPS://CERT.EXAMPLE.CN/C/{NUMBER}", 0, "valid"),
        (f"https://cert.example.cn/en/c/{NUMBER}/?x=1", 0, "valid"),
        (f"https://evil.example/Q/{'A2' * 40}", 1, "not_genuine"),
        ("/dev/zero", 2, "unknown"),
        ("", 2, "unknown"),
        ("999SC1", 2, "unknown"),
        ("91000000MA0000277Y", 2, "unknown"),
    ],
)
def test_verify_answers_by_exit_code(desk: Desk, target: str, code: int, overall: str) -> None:
    said = desk("verify", target, "--json")
    assert (said.code, said.json["overall"]) == (code, overall)
    assert said.json["checks"]
    assert desk("verify", target).code == code


def test_verify_asks_about_another_day(desk: Desk) -> None:
    assert desk("verify", NUMBER, "--at", "2020年1月2日", "--json").json["code"] == "not_yet_valid"
    assert desk("verify", NUMBER, "--at", "2099-01-01", "--json").json["code"] == "expired"


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_an_instant_asked_about_is_answered_as_the_web_does(desk: Desk, verb: str) -> None:
    [issued] = desk("history", NUMBER, "--json").json["entries"]
    day = beijing_day(parse_instant(issued["recorded"]))
    first, last = f"{day}T00:00:00+08:00", f"{day}T23:59:59+08:00"
    assert desk(verb, NUMBER, "--at", first, "--json").json["standing"]["recorded_later"] is True
    assert desk(verb, NUMBER, "--at", last, "--json").json["standing"]["recorded_later"] is False
    assert "recorded later" in desk(verb, NUMBER, "--at", first).out
    assert "recorded later" not in desk(verb, NUMBER, "--at", last).out
    if verb == "show":
        assert desk(verb, NUMBER, "--at", first, "--json").json["instant"] == instant_text(day_begins(day))
        assert desk(verb, NUMBER, "--json").json["instant"] is None
        assert f"{day} 00:00:00 (Beijing time)" in " ".join(desk(verb, NUMBER, "--at", first).out.split())


@pytest.mark.parametrize("text", ["soon", "2026-02-30", "2026-11-23T16:00:00", "1989-12-31"])
def test_what_is_no_moment_is_refused_in_the_words_of_the_web(desk: Desk, text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_moment(text)
    said = desk("show", NUMBER, "--at", text, "--json")
    assert said.code == 64
    for language, words in refused.value.words.to_json().items():
        assert words in said.json["error"]["message"][language]
    assert desk("show", NUMBER, "--at", "").code == 64  # what an unset variable leaves is not today


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_a_day_asked_about_is_answered_with_todays_status_beside_it(desk: Desk, verb: str) -> None:
    day = "2099-01-01"
    said = desk(verb, NUMBER, "--at", day, "--json").json
    assert (said["status"], said["status_today"]) == ("expired", "valid")
    assert (said["standing"]["code"], said["standing"]["overdue"]) == ("expired", False)
    assert said["standing"]["recorded_later"] is False
    printed = " ".join(desk(verb, NUMBER, "--at", day).out.split())
    assert "As of 1 January 2099: the register holds this certificate, but it is expired." in printed
    assert "status today valid" in printed
    assert "status today" not in desk(verb, NUMBER).out


def test_a_changed_file_is_not_genuine(desk: Desk, tmp_path: Path) -> None:
    desk("export", NUMBER, "--to", tmp_path / "out")
    file = tmp_path / "out" / "certificate.json"
    file.write_bytes(file.read_bytes().replace(b"five-star", b"four-star"))
    said = desk("verify", file, "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (1, "not_genuine", "signature")


def test_verify_without_a_register_does_not_know(desk: Desk) -> None:
    (desk.staff.home / "register.db").unlink()
    said = desk("verify", NUMBER, "--json")
    assert (said.code, said.json["overall"], said.json["checks"][0]["outcome"]) == (2, "unknown", "unknown")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"\xff"),
        lambda path: path.write_text("[body"),
        lambda path: path.write_text(path.read_text() + "\n[strange]\nx = 1\n"),
        lambda path: path.write_text(path.read_text() + '\n[register]\nurl = "mysql://x/y"\n'),
    ],
    ids=["missing", "not-utf-8", "not-toml", "unknown-field", "other-database"],
)
def test_verify_without_settings_does_not_know(desk: Desk, spoil: Spoil) -> None:
    spoil(desk.staff.home / "starmark.toml")
    said = desk("verify", NUMBER, "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (2, "unknown", "settings")
    assert said.json["checks"][0]["outcome"] == "unknown"
    assert desk("verify", NUMBER).code == 2


def test_verify_at_a_home_that_is_not_there_is_a_wrong_command_line(desk: Desk, tmp_path: Path) -> None:
    assert call(desk.capsys, "--home", tmp_path / "nowhere", "verify", NUMBER, "--json").code == 64


def test_show_find_history_and_keys_speak_to_machines(desk: Desk) -> None:
    shown = desk("show", NUMBER, "--json").json
    assert (shown["number"], shown["status"], shown["level"], shown["version"]) == (NUMBER, "valid", "five-star", 1)
    assert shown["verdict"]["overall"] == "valid"
    found = desk("find", "热水器", "--json").json
    [item] = found["items"]
    assert (item["number"], item["matched"]["field"], found["next"]) == (NUMBER, "product", None)
    history = desk("history", NUMBER, "--json").json
    assert [entry["type"] for entry in history["entries"]] == ["issued"]
    keys = desk("keys", "list", "--json").json
    assert [key["name"] for key in keys["keys"]] == ["root-1", "certificate-1", "qr-1", "status-1", "list-1", "log-1"]


def test_show_composes_the_scope_as_printed_for_people_and_leaves_it_out_for_machines(desk: Desk) -> None:
    printed = "".join(desk("show", NUMBER, lang="zh").out.split())
    assert (
        "范围全文家用空调器（品牌：青禾样例；型号：KFR-35GW/*、KFR-50LW/*；含安装、维修、清洗；不含中央空调、商用多联机）；"
        "家用电热水器（品牌：青禾样例、小禾样例；含安装、维修）" in printed
    )
    assert desk("show", NUMBER, "--json").json["scope_text"] is None


def test_the_number_as_it_stands_in_an_address_is_a_number(desk: Desk, tmp_path: Path) -> None:
    text = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    taken = tmp_path / "taken.toml"
    taken.write_text(
        text.replace("青禾样例", "禾青样例")
        + '\n[taken_over]\nnumber = "00114E22766R2L/3502"\nfirst_issued = 2020-01-01\n',
        encoding="utf-8",
    )
    assert desk.act("issue", taken).code == 0
    for written in ("00114E22766R2L~3502", "00114e22766r2l/3502"):
        assert desk("show", written, "--json").json["number"] == "00114E22766R2L/3502"
        assert desk("verify", written, "--json").json["overall"] == "valid"


def test_a_credit_code_is_told_from_a_number(desk: Desk) -> None:
    said = desk("verify", "91000000MA0000277Y", "--json").json
    assert (said["overall"], said["code"]) == ("unknown", "malformed")
    assert "USCC" in said["message"]["en"]
    assert [hit["number"] for hit in said["suggestions"]] == [NUMBER]


@pytest.mark.parametrize("verb", ["show", "history"])
def test_what_is_not_there_says_which_kind_it_is(desk: Desk, verb: str) -> None:
    said = desk(verb, number(1, "S"), "--json")
    assert (said.code, said.json["kind"]) == (1, "near-miss")
    assert said.json["suggestions"][0]["number"] == NUMBER
    assert desk("find", "没有的名称", "--json").json["kind"] == "no-match"


def test_the_passphrase_is_on_no_disk_of_the_instance_and_the_score_in_no_public_file(staff: Staff) -> None:
    for file in staff.home.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert PASSPHRASE.encode() not in data, file
            assert b"reviewer-02" not in data or file.name == "casework.db"
