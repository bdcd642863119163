"""What is shown, held against the register."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from certs.lifecycle import signed_objects
from certs.register.answers.object_verdict import check_object
from certs.trust.encoding import decode_base32, encode_base32
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


def forged(form: str, data: bytes) -> bytes:
    """Change what is signed, so that it can still be read to its end."""
    if form == "json":
        return data.replace(b"five-star", b"four-star")
    if form == "jwt":
        return data[:-4] + b"AAAA"
    head, _, token = data.decode().rpartition("/")
    raw = decode_base32(token)
    return f"{head}/{encode_base32(raw[:-1] + bytes([raw[-1] ^ 1]))}".encode()


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
    assert check_object(reader, forged(form, data), now=NOW).verdict.code == "signature"
    cut = check_object(reader, data[:-10], now=NOW)
    assert (cut.verdict.overall, cut.verdict.code) == (Overall.UNKNOWN, "damaged")
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
        b"{" * 100_000,
        b'{"a":NaN}',
        b"0" * 200_000,
    ],
)
def test_junk_cannot_be_judged_and_is_never_an_error(register: Register, data: bytes) -> None:
    checked = check_object(register.reader(), data, now=NOW)
    assert (checked.verdict.overall, checked.verdict.code) == (Overall.UNKNOWN, "damaged")
    assert checked.answer is None


@pytest.mark.parametrize("data", [b"https://evil.example/Q/AAAA", b"http://evil.example/c/99926SC00001R0M"])
def test_an_address_of_somebody_else_is_not_genuine(register: Register, data: bytes) -> None:
    checked = check_object(register.reader(), data, now=NOW)
    assert (checked.verdict.overall, checked.verdict.code) == (Overall.NOT_GENUINE, "other_host")
