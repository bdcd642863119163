"""The desk: the journal first, then the register; a refusal leaves no trace, and every event's decision can be
opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from certs.casework.desk import Desk
from certs.casework.journal.journal import Journal
from certs.errors import CouldNotCheck, Misuse, Refused
from certs.lifecycle.record import Record
from certs.lifecycle.request import Remark, Request
from certs.lifecycle.rules import BatchRefused
from certs.register.acts.orders import Issued
from certs.trust.signing import Keyring, generate
from tests.register import founded_register
from tests.register.founded_register import NOW, SETTINGS, Register, draft, founded

CLERK = Remark("电话  确认\n已核", "clerk-01")
DECIDERS = Remark("电话  确认\n已核", decided_by=("reviewer-02", "decider-01"))


def issue(n: int = 1) -> Request:
    return Request("issued", draft=draft(n))


def change(act: str, number: str, reason: str, until: date | None = None) -> Request:
    return Request(act, number, reason, until=until, remark=DECIDERS if act == "revoked" else CLERK)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    made = founded(f"sqlite:///{tmp_path / 'register.db'}")
    yield made
    made.close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.create(f"sqlite:///{tmp_path / 'casework.db'}") as made:
        yield made


@pytest.fixture
def desk(register: Register, journal: Journal) -> Desk:
    return Desk(register.store, SETTINGS, journal, founded_register.ring(), lambda: NOW)


def record(register: Register, number: str) -> Record:
    found = register.reader().look(number).record
    assert found is not None
    return found


def test_every_event_names_a_row_that_opens(desk: Desk, register: Register, journal: Journal) -> None:
    issued = desk.perform([issue(1), issue(2)])
    number = issued[0].number
    desk.perform([change("suspended", number, "complaint", until=NOW.date() + timedelta(days=30))])
    rows = [journal.find(entry.body["decision"]) for entry in record(register, number).entries]
    assert all(row is not None and row.opens() for row in rows)
    assert [(row.decision.act, row.decision.by, row.decision.decided_by) for row in rows if row] == [
        ("issued", "", ("reviewer-02", "decider-01")),
        ("suspended", "clerk-01", ()),
    ]
    assert len(journal.rows()) == 3


def test_a_note_is_kept_in_one_line_and_never_reaches_the_register(
    desk: Desk, register: Register, journal: Journal, tmp_path: Path
) -> None:
    [issued] = desk.perform([issue()])
    desk.perform([change("revoked", issued.number, "fraud")])
    assert journal.rows()[-1].decision.note == "电话 确认 已核"
    assert "电话".encode() not in (tmp_path / "register.db").read_bytes()


def test_a_refused_act_leaves_no_row(desk: Desk, journal: Journal) -> None:
    desk.perform([issue()])
    with pytest.raises(BatchRefused):
        desk.perform([issue(2), issue()])
    with pytest.raises(BatchRefused):
        desk.perform([change("restored", "99926SC00001R0M", "cause-removed")])
    assert [row.decision.act for row in journal.rows()] == ["issued"]


def test_a_dry_run_needs_no_key_and_keeps_nothing(register: Register, journal: Journal) -> None:
    desk = Desk(register.store, SETTINGS, journal, None, lambda: NOW)
    [would_be] = desk.rehearse([issue()]).results
    assert would_be.number == "99926SC00001R0M"
    assert journal.rows() == ()
    assert register.reader().look(would_be.number).record is None


def test_an_act_that_fails_after_its_row_is_an_abandoned_one(register: Register, journal: Journal) -> None:
    wrong = Keyring({**founded_register.ring().keys, "status": generate("status-1")})
    with pytest.raises(Refused, match="key_mismatch"):
        Desk(register.store, SETTINGS, journal, wrong, lambda: NOW).perform([issue()])
    assert len(journal.rows()) == 1
    assert register.reader().look("99926SC00001R0M").record is None


def test_nothing_is_issued_when_the_journal_cannot_be_written(desk: Desk, register: Register, tmp_path: Path) -> None:
    (tmp_path / "casework.db").unlink()
    with pytest.raises(CouldNotCheck):
        desk.perform([issue()])
    assert register.reader().look("99926SC00001R0M").record is None


def test_reissue_and_renew_are_journalled_with_their_deciders(desk: Desk, register: Register, journal: Journal) -> None:
    [issued] = desk.perform([issue()])
    wider = replace(draft(), scope=(*draft().scope, replace(draft().scope[0], name="家用洗衣机")))
    [second] = desk.perform([Request("reissued", issued.number, "scope-widened", wider)])
    [renewed] = desk.perform([Request("renewed", issued.number, draft=replace(wider, issued=date(2026, 12, 20)))])
    assert isinstance(second, Issued)
    assert isinstance(renewed, Issued)
    assert (second.version, renewed.predecessor) == (2, issued.number)
    assert [row.decision.act for row in journal.rows()] == ["issued", "reissued", "renewed"]
    last = record(register, issued.number).entries[-1]
    found = journal.find(last.body["decision"])
    assert last.type == "renewed"
    assert found is not None
    assert found.decision.decided_by == ("reviewer-02", "decider-01")


def test_a_change_names_who_acts(desk: Desk) -> None:
    for nobody in (Request("withdrawn", "99926SC00001R0M", "merged"), Request("revoked", "99926SC00001R0M", "fraud")):
        for act in (desk.perform, desk.rehearse):
            with pytest.raises(Misuse, match="--by"):
                act([nobody])
    with pytest.raises(Misuse, match="--by"):
        desk.perform([Request("revoked", "99926SC00001R0M", "fraud", remark=CLERK)])


def test_a_revocation_is_journalled_with_the_two_who_decided_it(desk: Desk, journal: Journal) -> None:
    [issued] = desk.perform([issue()])
    desk.perform([change("revoked", issued.number, "fraud")])
    row = journal.rows()[-1]
    assert (row.decision.by, row.decision.decided_by, row.opens()) == ("", ("reviewer-02", "decider-01"), True)


@pytest.mark.parametrize(
    ("note", "by"),
    [
        ("x" * 2_001, "a"),
        ("bell\x07", "a"),
        ("", "x" * 41),
        ("", "two words"),
        ("", "tab\tcode"),
        ("", "a\u202eb"),
        ("", "王小明"),
        ("", "张 三"),
    ],
)
def test_notes_and_staff_codes_are_bounded(note: str, by: str) -> None:
    with pytest.raises(Misuse):
        Remark(note, by)


def test_a_staff_code_in_full_width_is_the_same_code() -> None:
    assert Remark(by=" ｃｌｅｒｋ－０１ ").by == "clerk-01"
