"""What is shown, held against the register."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from certs.lifecycle import signed_objects
from certs.register.answers.object_verdict import check_object
from certs.trust.verification.verdict import Overall
from tests.register.founded_register import NOW, SETTINGS, Register, draft


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
