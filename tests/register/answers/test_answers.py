"""What people ask: a number in any form, a code, a name; the kind of every "not found".

And what is shown held against the register.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from certs import canonical
from certs.errors import Malformed
from certs.lifecycle import signed_objects
from certs.register.answers.answers import Answer, Hits, NotFound, answer, search
from certs.register.answers.object_verdict import check_object
from certs.register.store.tables import EVENT
from certs.trust.trust_list import did
from certs.trust.verification.verdict import Overall
from tests.register.making import NOW, SETTINGS, Register, draft, uscc

TODAY = date(2026, 11, 24)


@pytest.fixture
def number(register: Register) -> str:
    return register.issue(draft(1), draft(2))[0].number


def asked(register: Register, text: str, day: date | None = None) -> Answer:
    found = answer(register.reader(), text, now=register.now, day=day)
    assert isinstance(found, Answer)
    return found


def kind(found: Any) -> str:
    assert isinstance(found, NotFound)
    assert found.words.zh
    assert found.words.en
    return found.kind


@pytest.mark.parametrize(
    "form",
    [
        "99926SC00001R0M",
        " 99926sc00001r0m ",
        "９９９２６ＳＣ００００１Ｒ０Ｍ",
        "99926 SC 00001 R0 M",
        "99926SCOOOO1ROM",
        "99926SC0000lR0M",
    ],
)
def test_a_number_is_found_in_any_form(register: Register, number: str, form: str) -> None:
    found = asked(register, form)
    assert (found.number, found.verdict.overall, found.verdict.number) == (number, Overall.VALID, number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("99926SC00099R0M", "never-issued"),
        ("99926SC00003R0M", "near-miss"),
        ("9926SC00001R0M", "near-miss"),
        ("99926SC00010R0M", "near-miss"),
        ("12326SC00001R0M", "foreign"),
        ("99926S", "malformed"),
        ("", "malformed"),
        ("9" * 500, "malformed"),
        ("\x00" * 9, "malformed"),
        ("'; --", "malformed"),
    ],
)
def test_not_found_says_which_kind(register: Register, number: str, text: str, expected: str) -> None:
    assert number
    found = answer(register.reader(), text, now=NOW)
    assert kind(found) == expected
    assert isinstance(found, NotFound)
    assert bool(found.suggestions) == (expected == "near-miss")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1"), "check-digit"),
        (uscc(999), "no-match"),
        ("没有这家", "no-match"),
        ("（）", "malformed"),
        ("", "malformed"),
        ("99926SC00099R0M", "never-issued"),
        ("KFR", "no-match"),
    ],
)
def test_a_search_that_finds_nothing_says_why(register: Register, number: str, text: str, expected: str) -> None:
    assert number
    assert kind(search(register.reader(), text, now=NOW)) == expected


@pytest.mark.parametrize(
    ("text", "field", "count"),
    [
        ("99926sc00001r0m", "number", 1),
        (uscc(1), "uscc", 1),
        (uscc(1).lower(), "uscc", 1),
        ("青禾第1家", "holder", 1),
        ("样例", "holder", 2),
        ("Qinghe Appliances 2", "holder_en", 1),
        ("青禾样例", "brand", 2),
        ("空调", "product", 2),
    ],
)
def test_search_finds_by_number_code_and_any_part_of_a_name(
    register: Register, number: str, text: str, field: str, count: int
) -> None:
    found = search(register.reader(), text, now=NOW)
    assert isinstance(found, Hits)
    assert [hit.matched_field for hit in found.items] == [field] * count
    assert found.items[0].number == number or count == 1
    assert {hit.status for hit in found.items} == {"valid"}


def test_one_organisation_over_several_pages(register: Register) -> None:
    sites = [draft(1, score=Decimal(score)) for score in (96, 91, 85, 75)]
    numbers = [i.number for i in register.issue(*sites)]
    reader, seen, after = register.reader(), [], None
    while True:
        page = search(reader, uscc(1), now=NOW, limit=3, after=after)
        assert isinstance(page, Hits)
        seen += [hit.number for hit in page.items]
        after = page.next
        if after is None:
            break
    assert seen == numbers


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 40, "١"])
def test_a_cursor_that_no_page_gave_is_malformed(register: Register, cursor: str) -> None:
    with pytest.raises(Malformed, match="cursor"):
        search(register.reader(), "青禾", now=NOW, after=cursor)


def test_the_status_of_any_day_can_be_asked(register: Register, number: str) -> None:
    register.change("suspended", number, "complaint", until=date(2026, 12, 31), effective=date(2026, 12, 1))
    days = {
        TODAY - timedelta(days=1): "not_yet_valid",
        TODAY: "valid",
        date(2026, 12, 1): "suspended",
        date(2029, 11, 24): "expired",
    }
    for day, code in days.items():
        found = asked(register, number, day)
        assert (found.standing.code, found.verdict.status, found.day) == (code, code, day)
        assert found.verdict.overall is (Overall.VALID if code == "valid" else Overall.NOT_VALID)


def forms(register: Register, number: str, version: int = 1) -> dict[str, bytes]:
    record = register.reader().look(number).record
    assert record is not None
    held = record.version(version)
    assert held is not None
    return {
        "json": signed_objects.credential_bytes(held),
        "jwt": signed_objects.jwt_text(held).encode(),
        "qr": signed_objects.qr_text(held, SETTINGS.base_url).encode(),
    }


@pytest.mark.parametrize("form", ["json", "jwt", "qr"])
def test_what_is_shown_is_judged_with_the_register(register: Register, number: str, form: str) -> None:
    reader, data = register.reader(), forms(register, number)[form]
    checked = check_object(reader, data, now=NOW)
    assert (checked.verdict.overall, checked.answer is not None) == (Overall.VALID, True)
    assert checked.claims is not None
    assert (checked.claims["number"], checked.claims["level"], checked.claims["valid_until"]) == (
        number,
        "five-star",
        "2029-11-23",
    )
    middle = len(data) // 2
    bent = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    assert check_object(reader, bent, now=NOW).verdict.overall is Overall.NOT_GENUINE
    register.change("revoked", number, "fraud")
    assert check_object(register.reader(), data, now=NOW).verdict.code == "revoked"


def test_an_old_version_is_genuine_but_superseded(register: Register, number: str) -> None:
    old = forms(register, number)
    register.reissue(number, draft(1, score=Decimal(91)), "level-lowered")
    for data in old.values():
        verdict = check_object(register.reader(), data, now=NOW).verdict
        assert (verdict.overall, verdict.code) == (Overall.NOT_VALID, "superseded")
    for data in forms(register, number, 2).values():
        assert check_object(register.reader(), data, now=NOW).verdict.overall is Overall.VALID


def test_reformatted_json_is_the_same_certificate(register: Register, number: str) -> None:
    import json

    pretty = json.dumps(json.loads(forms(register, number)["json"]), indent=2).encode()
    assert check_object(register.reader(), pretty, now=NOW).verdict.overall is Overall.VALID


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"a.b.c",
        b"\xff\xfe",
        b"A" * 5000,
        b"https://cert.example.cn/Q/",
        b"https://evil.example/Q/AAAA",
        b"{" * 100_000,
        b'{"a":NaN}',
        b"0" * 200_000,
    ],
)
def test_junk_is_not_genuine_and_never_an_error(register: Register, data: bytes) -> None:
    checked = check_object(register.reader(), data, now=NOW)
    assert checked.verdict.overall is Overall.NOT_GENUINE
    assert checked.answer is None


def test_a_changed_row_is_seen_by_whoever_looks(register: Register, number: str) -> None:
    with register.store.writing() as connection:
        raw = bytes(connection.execute(select(EVENT.c.raw).where(EVENT.c.number == number)).scalar_one())
        body = canonical.loads(raw, 65_535)
        body["credential"]["credentialSubject"]["level"] = "four-star"
        connection.execute(EVENT.update().where(EVENT.c.number == number).values(raw=canonical.dumps(body)))
    found = asked(register, number)
    assert (found.verdict.overall, found.verdict.code) == (Overall.NOT_GENUINE, "signature")


def test_the_first_entries_are_the_body_and_its_keys(register: Register) -> None:
    with register.reader().view() as view:
        entries = view.events(0, 10)
        trust = view.trust
    assert [e.type for e in entries] == ["body", *["key-added"] * 5]
    assert trust.body.name == SETTINGS.body.name
    assert [key.name for key in trust.keys] == ["root-1", "certificate-1", "qr-1", "status-1", "list-1", "log-1"]
    assert did.did_document(trust)["id"] == "did:web:cert.example.cn"
