"""Cases about a certificate that is there: renewed, changed, revoked, with nothing typed again; and what is refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from certs.certificate.reading.sheet_layout import folded
from certs.days import beijing_day
from scripts.terminal import clock
from tests import instances
from tests.instances import DECIDED, Staff
from tests.scripts.cases import filled_forms as forms
from tests.scripts.cases.led_case import ASSESSOR, BY_TWO, CLERK, Led, assessed, listed, papers_of, plan, scored
from tests.scripts.command_calls import Desk

Sheet = Callable[[Any], None]
GRANT = ("--result", "grant", *BY_TWO)


def number_of(staff: Staff) -> str:
    """The certificate to which the first case led."""
    cases = json.loads(staff.run("case", "list", "--json"))["cases"]
    return str(cases[-1]["number"])


@pytest.fixture(scope="module")
def certified_once(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Staff:
    """A body whose first case led to a certificate with four stars."""
    folder = tmp_path_factory.mktemp("certified")
    staff = instances.copied(first_instance, folder)
    listed(staff)
    sheet = forms.saved(forms.basic(), folder / "basic.xlsx")
    led = Led(staff, json.loads(staff.run("case", "open", sheet, *CLERK, "--json"))["case"], folder)
    assessed(led)
    led.do("decide", *GRANT)
    staff.act("case", "issue", led.case, *CLERK, "--yes")
    return staff


@pytest.fixture
def certified(certified_once: Staff, tmp_path: Path) -> Staff:
    """A copy of it."""
    return instances.copied(certified_once, tmp_path)


def opened(staff: Staff, folder: Path, *about: str | Path) -> Led:
    """Open a case about the certificate."""
    return Led(staff, json.loads(staff.run("case", "open", *about, *CLERK, "--json"))["case"], folder)


def changed(staff: Staff, folder: Path, *changes: Sheet) -> Path:
    """Write the basic data sheet as the certificate has it, and let its holder mend it."""
    file = folder / "known.xlsx"
    staff.run("case", "template", "basic", "--number", number_of(staff), "--to", file)
    book = openpyxl.load_workbook(file)
    for each in changes:
        each(book)
    return forms.saved(book, file)


def line(label: str, value: object) -> Sheet:
    """Fill in a line of the sheet of the company."""

    def change(book: Any) -> None:
        (row,) = [row for row in book["企业"].iter_rows() if folded(row[0].value) == folded(label)]
        row[1].value = value

    return change


def one_product_more(book: Any) -> None:
    book["产品"].cell(2 + len(forms.PRODUCTS), 1).value = "家用燃气灶"


def told(staff: Staff, number: str) -> dict[str, Any]:
    """What `show` and `history` say of a certificate: its name, level, status, and the last act with its reason."""
    shown = json.loads(staff.run("show", number, "--json"))
    last = json.loads(staff.run("history", number, "--json"))["entries"][-1]
    return {"name": shown["holder"]["name"], "level": shown["level"], "act": last["type"], "reason": last["reason"]}


def journal_case(staff: Staff) -> str:
    with sqlite3.connect(staff.home / "casework.db") as connection:
        return str(connection.execute('SELECT "case" FROM decisions ORDER BY id DESC LIMIT 1').fetchone()[0])


def test_a_renewal_carries_all_over_and_is_not_done_twice(certified: Staff, tmp_path: Path) -> None:
    old = number_of(certified)
    led = opened(certified, tmp_path, "--renew", old.lower())
    shown = led.show()
    assert (shown["kind"], shown["number"], shown["changes"]) == ("renewal", old, [])
    assert [each["code"] for each in shown["next"]] == ["evidence", "accept", "refuse"]
    with sqlite3.connect(certified.home / "casework.db") as connection:
        body = "SELECT body FROM papers WHERE kind = ? ORDER BY entry"
        applications, contacts = (connection.execute(body, (kind,)).fetchall() for kind in ("application", "contact"))
    assert applications[0] == applications[1]
    assert contacts[0] == contacts[1]
    led.do("accept", *CLERK)
    led.do("decide", *GRANT, code=1)  # a renewal takes a new full assessment
    led.do("plan", plan(led), *CLERK)
    led.do("assess", *scored(certified, led.case, tmp_path / "scores"), *CLERK)
    led.do("decide", *GRANT, "--letter", tmp_path / "renewal.pdf")
    tomorrow = (beijing_day(clock.now()) + timedelta(days=1)).isoformat()
    preview = json.loads(led.do("issue", *CLERK, "--effective", tomorrow, "--dry-run", "--json"))
    answer = certified.act("case", "issue", led.case, *CLERK, "--effective", tomorrow)
    new = answer["issued"][0]["number"]
    assert preview["issued"] == answer["issued"]
    papers = [name for name in papers_of(new) if not name.endswith(".zip")]  # no marks of what is not valid yet
    assert (new[12:14], answer["papers"]["files"]) == ("R1", papers)
    assert (led.show()["number"], journal_case(certified)) == (new, led.case)
    assert told(certified, old)["act"] == "renewed"
    with sqlite3.connect(certified.home / "casework.db") as connection:  # as a power cut before the last step leaves it
        connection.execute("DELETE FROM trail WHERE act = 'issue' AND \"case\" = ?", (led.case,))
        connection.execute("DELETE FROM papers WHERE kind = 'issue' AND \"case\" = ?", (led.case,))
        connection.execute("UPDATE cases SET state = 'decided', number = ? WHERE \"case\" = ?", (old, led.case))
    again = json.loads(led.do("issue", *CLERK, "--json"))
    assert (again["state"], again["number"], again["papers"]["files"]) == ("issued", new, papers)
    assert opened(certified, tmp_path, "--change", new).show()["number"] == new  # the next case carries on from it
    certified.run("audit")


def test_a_new_name_needs_evidence_and_a_decision_and_no_assessment(certified: Staff, tmp_path: Path) -> None:
    number, name = number_of(certified), "青禾智能电器（样例）有限公司"
    led = opened(certified, tmp_path, "--change", number, changed(certified, tmp_path, line("组织名称", name)))
    shown = led.show()
    assert [each["code"] for each in shown["changes"]] == ["name"]
    assert [each["code"] for each in shown["missing"]] == ["licence"]
    led.do("accept", *CLERK)
    assert [each["code"] for each in led.show()["next"]] == ["evidence", "decide"]
    involved = led.do("decide", "--result", "grant", "--by", ASSESSOR, "--by", "decider-01", "--json", code=1)
    assert json.loads(involved)["error"]["code"] == "decider_assessed"  # they made what the certificate rests on
    led.do("decide", *GRANT, "--letter", tmp_path / "change.pdf")
    preview = led.do("issue", *CLERK, "--dry-run")
    assert "holder-renamed" in preview
    assert told(certified, number)["act"] == "issued"
    answer = certified.act("case", "issue", led.case, *CLERK)
    assert answer["papers"]["files"] == papers_of(number)
    after = {"name": name, "level": "four-star", "act": "reissued", "reason": "holder-renamed"}
    assert told(certified, number) == after
    assert (led.show()["state"], journal_case(certified)) == ("issued", led.case)
    second = opened(certified, tmp_path, "--change", number)  # the level alone: decided on an assessment
    second.do("accept", *CLERK)
    refused = json.loads(second.do("decide", *GRANT, "--json", code=1))
    assert refused["error"]["code"] == "assessment_needed"
    second.do("plan", plan(second), *CLERK)
    second.do("assess", *scored(certified, second.case, tmp_path / "scores"), *CLERK)
    second.do("decide", *GRANT)
    certified.act("case", "issue", second.case, *CLERK)
    assert told(certified, number) == {"name": name, "level": "five-star", "act": "reissued", "reason": "level-raised"}
    certified.run("audit")


def test_a_wider_scope_is_assessed_unless_somebody_says_why_not(certified: Staff, tmp_path: Path) -> None:
    number = number_of(certified)
    led = opened(certified, tmp_path, "--change", number, changed(certified, tmp_path, one_product_more))
    assert [each["code"] for each in led.show()["changes"]] == ["scope-widened"]
    led.do("accept", *CLERK)
    assert [each["code"] for each in led.show()["next"]] == ["evidence", "plan"]
    led.do("decide", *GRANT, code=1)
    why = ("--no-assessment", "同一车间、同一售后队伍，上次评价已经看过")
    led.do("decide", "--result", "grant-lower", "--level", "four-star", *why, *BY_TWO, code=1)
    led.do("decide", *GRANT, *why)
    certified.run("reissue", number, "--help")
    certified.act("case", "issue", led.case, *CLERK)
    assert told(certified, number)["reason"] == "scope-widened"


def test_a_revocation_is_decided_by_two_and_done_from_the_case(certified: Staff, tmp_path: Path) -> None:
    number = number_of(certified)
    led = opened(certified, tmp_path, "--revoke", number, "--reason", "mark-misuse")
    shown = led.show()
    assert (shown["kind"], shown["reason"], shown["missing"]) == ("revocation", "mark-misuse", [])
    assert [each["code"] for each in shown["next"]] == ["decide"]
    led.do("accept", *CLERK, code=1)
    led.do("decide", *GRANT, code=1)
    led.do("decide", "--result", "revoke", "--by", "decider-01", code=64)
    led.do("decide", "--result", "revoke", *BY_TWO, "--letter", tmp_path / "no.pdf", code=64)
    assert "decided: the certificate is revoked." in led.do("decide", "--result", "revoke", *BY_TWO)
    led.do("issue", *CLERK, "--passphrase-file", certified.passphrase_file, code=64)  # nobody is there to be asked
    answer = certified.act("case", "issue", led.case, *CLERK, "--yes")
    assert answer["changed"][0]["status"] == "revoked"
    assert answer["papers"]["files"] == ["decision.pdf"]
    assert told(certified, number)["reason"] == "mark-misuse"
    assert json.loads(led.do("issue", *CLERK, "--json"))["number"] == number
    assert journal_case(certified) == led.case
    certified.run("audit")
    ended = json.loads(certified.run("case", "open", "--renew", number, *CLERK, "--json", code=1))
    assert ended["error"]["code"] == "certificate_ended"


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (("revoke", "NUMBER", "--reason", "fraud", *DECIDED[2:], "--by", "decider-02"), "certificate_ended"),
        (("reissue", "NUMBER", "FILE", "--reason", "correction", "--by", "clerk-01"), "certificate_changed"),
    ],
)
def test_what_became_of_the_certificate_meanwhile_is_seen(
    certified: Staff, tmp_path: Path, meanwhile: tuple[str, ...], code: str
) -> None:
    number = number_of(certified)
    led = opened(
        certified, tmp_path, "--change", number, changed(certified, tmp_path, line("组织地址", "杭州样例路9号"))
    )
    led.do("accept", *CLERK)
    led.do("decide", *GRANT)
    said = (instances.EXAMPLES / "certificate.toml").read_text("utf-8")
    other = said.replace("91000000MA0000277Y", str(forms.COMPANY["统一社会信用代码"]))
    (tmp_path / "other.toml").write_text(other.replace("reviewer-02", "decider-02"), "utf-8")
    here = {"NUMBER": number, "FILE": str(tmp_path / "other.toml")}
    certified.act(*(here.get(each, each) for each in meanwhile))
    refused = json.loads(led.do("issue", *CLERK, "--json", code=1))
    assert refused["error"]["code"] == code
    assert led.show()["state"] == "decided"
    led.do("close", "--reason", "证书已另行办理", *CLERK)


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("--renew", "NUMBER", "--change", "NUMBER"), 64, "usage"),
        (("--revoke", "NUMBER"), 64, "missing_option"),
        (("--revoke", "NUMBER", "OTHER", "--reason", "fraud"), 64, "usage"),
        (("--renew", "NUMBER", "--reason", "fraud"), 64, "usage"),
        (("--renew", "99926SC09999R0M"), 1, ""),
        (("--renew", "NUMBER", "OTHER"), 1, "case_holder"),
        (("--renew", "NUMBER", "RENAMED"), 1, "case_holder"),
        (("--change", "NUMBER", "SAME"), 1, "case_no_change"),
        (("--change", "NUMBER", "--by", "stranger"), 64, "by"),
        ((), 64, "missing_option"),
    ],
)
def test_what_opens_no_case(
    certified_once: Staff, tmp_path: Path, arguments: tuple[str, ...], code: int, word: str
) -> None:
    other = forms.saved(forms.basic({**forms.COMPANY, "统一社会信用代码": "91000000MA0000277Y"}), tmp_path / "o.xlsx")
    renamed = forms.saved(forms.basic({**forms.COMPANY, "组织名称": "青禾（样例）集团有限公司"}), tmp_path / "r.xlsx")
    same = changed(certified_once, tmp_path)
    here: dict[str, str | Path] = {
        "NUMBER": number_of(certified_once),
        "OTHER": other,
        "RENAMED": renamed,
        "SAME": same,
    }
    said = certified_once.run(
        "case", "open", *(here.get(each, each) for each in arguments), *CLERK, "--json", code=code
    )
    assert json.loads(said).get("error", {}).get("code", "") == word
    assert len(json.loads(certified_once.run("case", "list", "--json"))["cases"]) == 1


def test_one_case_runs_for_a_certificate_and_the_next_may_follow(certified: Staff, tmp_path: Path) -> None:
    number = number_of(certified)
    led = opened(certified, tmp_path, "--renew", number)
    for about in (("--change", number), ("--revoke", number, "--reason", "fraud")):
        refused = json.loads(certified.run("case", "open", *about, *CLERK, "--json", code=1))
        assert refused["error"]["code"] == "case_running"
    led.do("refuse", "--reason", "企业撤回", *CLERK)
    assert opened(certified, tmp_path, "--change", number).case != led.case


def test_a_certificate_without_a_case_takes_a_sheet_that_is_filled_as_far_as_known(desk: Desk, tmp_path: Path) -> None:
    number = instances.number(1)  # issued from a file
    refused = desk("case", "open", "--renew", number, *CLERK, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "case_basic")
    file = changed_for(desk, number, tmp_path / "known.xlsx")
    opened_case = desk("case", "open", "--renew", number, file, *CLERK, "--json")
    assert opened_case.json["changes"] == []
    assert "early" in opened_case.err or "早" in opened_case.err
    revoking = desk("case", "open", "--revoke", number, "--reason", "fraud", *CLERK, "--json")
    assert revoking.json["error"]["code"] == "case_running"
    desk("case", "close", opened_case.json["case"], "--reason", "x", *CLERK)
    assert desk("case", "open", "--revoke", number, "--reason", "fraud", *CLERK, "--json").code == 0


def changed_for(desk: Desk, number: str, file: Path) -> Path:
    """Write the sheet of a certificate that no case led to, and complete what the register does not know."""
    assert desk("case", "template", "basic", "--number", number, "--to", file).code == 0
    book = openpyxl.load_workbook(file)
    wanted = {"覆盖人数": 320, "服务管理人员数": 24, "售后服务管理师人数": 3, "申请远程审核": "否"}
    for label, value in {**wanted, "联系人": "陆样例", "联系电话": "13900000000"}.items():
        (row,) = [row for row in book["企业"].iter_rows() if folded(row[0].value) == folded(label)]
        row[1].value = value
    for row in range(2, 40):
        if book["场所"].cell(row, 1).value:
            book["场所"].cell(row, 3).value = "总部" if row == 2 else "自营网点"
    return forms.saved(book, file)
