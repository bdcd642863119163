"""`starmark staff`: who may act, codes that look alike, and what is refused once there is a list."""

from __future__ import annotations

import pytest

from tests import instances
from tests.scripts.command_calls import Desk, assert_clear

ASSESSOR = ("--role", "assessor", "--registration", "2026-1-FWRZ-0001", "--until", "2099-12-31")


@pytest.fixture
def listed(desk: Desk) -> Desk:
    """A desk with a list: a clerk, two deciders, an assessor."""
    assert desk("staff", "add", "clerk-01", "--role", "clerk", "--by", "clerk-01").code == 0
    for code in ("decider-01", "decider-02"):
        assert desk("staff", "add", code, "--role", "decider", "--by", "clerk-01").code == 0
    assert desk("staff", "add", "assessor-07", *ASSESSOR, "--by", "clerk-01").code == 0
    return desk


def test_the_list_says_who_is_on_it(listed: Desk) -> None:
    staff = listed("staff", "list", "--json").json["staff"]
    assert [each["code"] for each in staff] == ["assessor-07", "clerk-01", "decider-01", "decider-02"]
    assert staff[0]["roles"] == ["assessor"]
    assert (staff[0]["registration"], staff[0]["until"]) == ("2026-1-FWRZ-0001", "2099-12-31")
    wide = (*ASSESSOR[:3], "２０２６-１-ＦＷＲＺ-０００１", *ASSESSOR[4:])
    listed("staff", "add", "assessor-07", *wide, "--by", "clerk-01")
    assert listed("staff", "list", "--json").json["staff"] == staff, "full-width signs mean the same"
    shown = listed("staff", "list", lang="zh").out
    assert "审查员" in shown
    assert "在用" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "decider-O1", "--role", "decider", "--by", "clerk-01"), 1, "looks like decider-01"),
        (("add", "decider01", "--role", "decider", "--by", "clerk-01"), 1, "looks like decider-01"),
        (("add", "d\u0435cider-01", "--role", "decider", "--by", "clerk-01"), 1, "looks like decider-01"),
        (("add", "decider-03", "--role", "decider", "--by", "nobody-1"), 64, "does not have nobody-1"),
        (("add", "decider-03", "--role", "decider"), 64, "--by"),
        (("add", "decider-03", "--role", "decider", "--by", "clerk-01", "--by", "decider-01"), 64, "one staff code"),
        (("add", "decider-03", "--by", "clerk-01"), 64, "--role"),
        (("add", "decider-03", "--role", "boss", "--by", "clerk-01"), 64, "must be one of"),
        (("add", "assessor-08", "--role", "assessor", "--by", "clerk-01"), 64, "registration"),
        (("add", "decider-03", "--role", "decider", "--until", "2099-12-31", "--by", "clerk-01"), 64, "registration"),
        (("add", "张三", "--role", "clerk", "--by", "clerk-01"), 64, "a name"),
        (("end", "decider-09", "--by", "clerk-01"), 1, "no code decider-09 in use"),
        (("fire", "decider-01"), 64, "fire"),
        ((), 64, ""),
    ],
)
def test_what_is_refused(listed: Desk, arguments: tuple[str, ...], code: int, words: str) -> None:
    said = listed("staff", *arguments)
    assert said.code == code, said
    assert words in " ".join(said.err.split())
    assert len(listed("staff", "list", "--json").json["staff"]) == 4


def test_the_first_one_adds_themselves(desk: Desk) -> None:
    said = desk("staff", "add", "decider-01", "--role", "decider", "--by", "clerk-01")
    assert_clear(said, 1)
    assert "staff add clerk-01" in " ".join(said.err.split())


def test_acts_take_only_codes_in_use(listed: Desk) -> None:
    number = instances.number(1)
    act = ("suspend", number, "--reason", "holder-request", "--until", "2027-01-15")
    assert_clear(listed(*act, "--by", "clerk-1x", "--dry-run"), 64)
    ended = listed("staff", "end", "clerk-01", "--by", "decider-01", "--json")
    assert (ended.code, ended.json["code"]) == (0, "clerk-01")
    assert_clear(listed(*act, "--by", "CLERK-01", "--dry-run"), 64)
    assert listed("staff", "add", "clerk-01", "--role", "clerk", "--by", "decider-01", "--json").json["ended"] is None
    assert "clerk-01" not in listed(*act, "--by", "clerk-01", "--dry-run").err


def test_an_input_names_only_deciders_in_use(listed: Desk) -> None:
    file = instances.certificate_file(listed.staff.home.parent, 7)  # decided by reviewer-02 and decider-01
    said = listed("issue", file, "--dry-run")
    assert_clear(said, 64)
    assert "reviewer-02" in said.err
    assert listed("staff", "add", "reviewer-02", "--role", "decider", "--by", "clerk-01").code == 0
    assert listed("issue", file, "--dry-run").code == 0


def test_the_last_code_is_not_ended(desk: Desk) -> None:
    assert desk("staff", "add", "clerk-01", "--role", "clerk", "--by", "clerk-01").code == 0
    assert_clear(desk("staff", "end", "clerk-01", "--by", "clerk-01"), 1)


def test_the_audit_holds_the_list_to_the_trail(listed: Desk) -> None:
    assert listed("audit", "--json").code == 0
