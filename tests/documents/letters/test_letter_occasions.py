"""Which decision a letter is about; what did not happen has no letter, and the refusal says what did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from certs.documents.letters.letter_occasions import decision_about, later_entries, renewal_of
from certs.errors import Refused
from certs.lifecycle.record import Record
from tests.register.founded_register import TODAY, Register, draft, founded

UNTIL = TODAY + timedelta(days=60)
NUMBERS = ["99926SC00001R0M", "99926SC00002R0M", "99926SC00003R0M"]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    assert [one.number for one in register.issue(draft(1), draft(2), draft(3))] == NUMBERS
    yield register
    register.close()


def record_of(register: Register, number: str = NUMBERS[0]) -> Record:
    with register.reader().view() as view:
        record = view.record(number)
    assert record is not None
    return record


def refusal(register: Register, about: str, position: int | None = None, number: str = NUMBERS[0]) -> str:
    with pytest.raises(Refused) as caught:
        decision_about(record_of(register, number), about, position)
    assert caught.value.code == "letter_not_recorded"
    assert "没有写出任何文件" in caught.value.words.zh
    return caught.value.words.en


def test_the_newest_decision_is_taken_unless_another_is_named(register: Register) -> None:
    register.change("suspended", NUMBERS[0], "complaint", until=UNTIL)
    register.later(days=3)
    register.change("suspended", NUMBERS[0], "complaint", until=UNTIL + timedelta(days=30))
    first, second = [entry for entry in record_of(register).entries if entry.type == "suspended"]
    newest = decision_about(record_of(register), "suspension")
    assert newest.entry == second
    assert (newest.day, newest.moves_suspension_of) == (TODAY + timedelta(days=3), TODAY)
    named = decision_about(record_of(register), "suspension", first.position)
    assert (named.entry, named.day, named.moves_suspension_of) == (first, TODAY, None)
    assert later_entries(record_of(register), named) == (second,)
    assert later_entries(record_of(register), newest) == ()


def test_a_decision_is_told_by_what_the_certificate_said_then(register: Register) -> None:
    register.change("suspended", NUMBERS[0], "complaint", until=UNTIL)
    register.change("restored", NUMBERS[0], "cause-removed")
    new = draft(1)
    register.reissue(
        NUMBERS[0], replace(new, holder=replace(new.holder, name="青禾新名（样例）有限公司")), "holder-renamed"
    )
    told = decision_about(record_of(register), "suspension").version
    assert (told.version, told.subject["holder"]["name"]) == (1, draft(1).holder.name)


def test_what_is_not_recorded_is_refused_with_what_is(register: Register) -> None:
    assert refusal(register, "revocation").endswith("Recorded are: no changes of status.")
    register.change("suspended", NUMBERS[0], "complaint", until=UNTIL)
    (entry,) = [entry for entry in record_of(register).entries if entry.type == "suspended"]
    listed = f"entry {entry.position}, suspended from {TODAY}."
    assert refusal(register, "restoration").startswith("No restoration of 99926SC00001R0M is recorded")
    assert refusal(register, "restoration").endswith(listed)
    assert refusal(register, "suspension", entry.position + 1).startswith(
        f"Entry {entry.position + 1} of the log is no"
    )
    assert refusal(register, "revocation", entry.position).endswith(listed)


def test_an_end_that_another_forestalled_never_happened(register: Register) -> None:
    register.change("withdrawn", NUMBERS[1], "holder-request", effective=TODAY + timedelta(days=20))
    register.change("revoked", NUMBERS[1], "fraud", effective=TODAY + timedelta(days=10))
    assert "did not take effect" in refusal(register, "withdrawal", number=NUMBERS[1])
    assert decision_about(record_of(register, NUMBERS[1]), "revocation").entry.reason == "fraud"
    register.change("suspended", NUMBERS[2], "complaint", until=UNTIL, effective=TODAY + timedelta(days=20))
    register.change("withdrawn", NUMBERS[2], "holder-request", effective=TODAY + timedelta(days=10))
    assert "did not take effect" in refusal(register, "suspension", number=NUMBERS[2])


@pytest.mark.parametrize(
    ("kind", "days", "says"),
    [
        ("suspended", 0, "It is suspended today and cannot be renewed"),
        ("revoked", 0, "It is revoked today"),
        ("revoked", 9, f"It is to be revoked from {TODAY + timedelta(days=9)}"),
        ("withdrawn", 0, "It is ended today"),
        ("renewed", 0, "It is renewed already, as 99926SC00004R1M"),
        ("expired", 0, "It is expired today"),
        ("future", 0, "It is not yet valid today"),
    ],
)
def test_who_cannot_be_renewed_is_not_reminded(register: Register, kind: str, days: int, says: str) -> None:
    number, today = NUMBERS[0], TODAY
    if kind == "renewed":
        register.renew(number, draft(1, issued=TODAY + timedelta(days=30)))
    elif kind in {"expired", "future"}:
        today = (
            record_of(register).latest.valid_until + timedelta(days=1) if kind == "expired" else TODAY - timedelta(1)
        )
    else:
        reason = {"suspended": "complaint", "revoked": "fraud", "withdrawn": "holder-request"}[kind]
        last = {"until": UNTIL} if kind == "suspended" else {}
        register.change(kind, number, reason, effective=TODAY + timedelta(days=days), **last)
    with pytest.raises(Refused) as caught:
        renewal_of(record_of(register), today)
    assert caught.value.code == "letter_no_renewal"
    assert says in caught.value.words.en
    assert renewal_of(record_of(register, NUMBERS[1]), TODAY).subject["number"] == NUMBERS[1]
