"""Every part of a bundle is judged: whatever a forger puts into one, it is not valid, online and offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from certs.log.checkpoint import cosign, parse_checkpoint
from certs.log.signed_note import COSIGNATURE, NoteKey
from certs.publication.files.bundle_check import Pin
from certs.publication.files.bundle_format import Bundle
from certs.trust.signing import generate
from certs.trust.verification.verdict import Overall, Verdict
from tests.publication.files import forgeries
from tests.publication.files.bundles import bundled, pin, said, verdict, verdict_at
from tests.publication.files.forgeries import FORGERIES, Stock, file_of
from tests.publication.files.forgers_stock import stock_of
from tests.register.founded_register import TODAY, Register, draft, founded

GREEN = ("valid", "valid")
BOTH_WAYS = pytest.mark.parametrize("online", [False, True], ids=["offline", "online"])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('own') / 'register.db'}")
    yield register
    register.close()


@pytest.fixture(scope="module")
def genuine(own: Register, stock: Stock) -> Bundle:
    return bundled(own, stock.genuine["number"])


@pytest.fixture(scope="module")
def stock(own: Register, tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return stock_of(own, tmp_path_factory.mktemp("stranger"))


def judge(data: bytes, own: Register, *, online: bool) -> Verdict:
    return (verdict_at(own, data) if online else verdict(data, own.now)).verdict


@BOTH_WAYS
@pytest.mark.parametrize("name", FORGERIES)
def test_no_forged_part_is_valid(own: Register, stock: Stock, name: str, online: bool) -> None:
    assert judge(file_of(stock.genuine), own, online=online).overall is Overall.VALID
    judged = judge(file_of(forgeries.forged(name, stock)), own, online=online)
    assert judged.overall in {Overall.NOT_GENUINE, Overall.UNKNOWN}, name
    assert judged.message.zh
    assert judged.message.en


@BOTH_WAYS
def test_no_changed_letter_is_valid(own: Register, stock: Stock, online: bool) -> None:
    paths = list(forgeries.leaves(stock.genuine))
    assert len(paths) > 100
    for path in paths:
        data = forgeries.with_leaf_changed(stock.genuine, path)
        assert judge(data, own, online=online).overall is not Overall.VALID, path


@BOTH_WAYS
def test_no_member_stands_twice(own: Register, stock: Stock, online: bool) -> None:
    data = file_of(stock.genuine).replace(b'": ', b'":')
    assert judge(data, own, online=online).overall is Overall.VALID
    for name in ("type", "certificate", "qr", "jwt", "credential", "level", "proofValue", "status", "checkpoint"):
        assert judge(forgeries.twice(data, name), own, online=online).overall is not Overall.VALID, name


@BOTH_WAYS
@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("qr of format 2", "QR code", "format_newer"),
        ("jwt of context 2", "JWT", "format_newer"),
        ("qr unsigned", "QR code", "signature"),
        ("jwt of before", "JWT", "differs_from_register"),
        ("qr of other", "QR code", "differs_from_register"),
    ],
)
def test_the_part_that_decides_is_named(
    own: Register, stock: Stock, name: str, part: str, code: str, online: bool
) -> None:
    judged = judge(file_of(forgeries.forged(name, stock)), own, online=online)
    assert (judged.overall, judged.code) == (Overall.UNKNOWN if code == "format_newer" else Overall.NOT_GENUINE, code)
    assert judged.message.en.startswith(f"The {part} in the file:")


# --- with the register at hand -----------------------------------------------------------------------------------


def test_old_evidence_is_none_the_worse_where_the_register_tells_the_status(small_register: Register) -> None:
    register = small_register
    number = register.issue(draft(1))[0].number
    made = bundled(register, number)
    register.later(hours=30)
    assert said(made, register.now)[0] == "unknown"
    for lists in (made.lists, {}, {"suspension": made.lists["suspension"]}):
        judged = verdict_at(register, replace(made, lists=lists)).verdict
        assert (judged.overall.value, judged.code) == GREEN
        assert "The status is the register's own" in judged.message.en
    register.change("suspended", number, "complaint", until=TODAY + timedelta(days=30))
    judged = verdict_at(register, made).verdict
    assert (judged.overall.value, judged.code) == ("not_valid", "suspended")
    during = bundled(register, number)
    register.later(minutes=1)
    register.change("restored", number, "cause-removed")
    assert said(during, register.now) == ("not_valid", "suspended")
    assert verdict_at(register, during).verdict.overall is Overall.VALID


def test_a_strangers_list_beside_none_is_not_passed_over(own: Register, stock: Stock, genuine: Bundle) -> None:
    foreign = json.dumps(stock.stranger["status"]["suspension"]).encode()
    made = replace(genuine, lists={"suspension": foreign})
    assert verdict_at(own, made).verdict.code == "status_list_foreign"
    assert verdict(made, own.now).verdict.code == "status_list_foreign"


# --- a thief of all five online keys ------------------------------------------------------------------------------


def thief(register: Register, folder: object) -> Bundle:
    """Make a bundle of a certificate that the body never issued, with every key of the body but the root."""
    other = founded(f"sqlite:///{folder}/thief.db")
    other.now = register.now
    made = bundled(other, other.issue(draft(77))[0].number)
    other.close()
    return made


def test_all_five_keys_make_a_bundle_that_passes_by_the_root_alone_and_it_is_said(
    small_register: Register, tmp_path_factory: pytest.TempPathFactory
) -> None:
    register = small_register
    made = bundled(register, register.issue(draft(1))[0].number)
    stolen = thief(register, tmp_path_factory.mktemp("thief"))
    for bundle in (made, stolen):
        judged = verdict(bundle, register.now).verdict
        assert judged.overall is Overall.VALID
        assert "all five online keys" in judged.message.en
        assert "五把在线密钥" in judged.message.zh
        assert judged.checks[7].message.en.endswith("No witness was asked for.")
    judged = verdict_at(register, made).verdict
    assert "five online keys" not in judged.message.en + judged.checks[7].message.en
    judged = verdict_at(register, stolen).verdict
    assert (judged.overall, judged.code) == (Overall.NOT_GENUINE, "log_forked")
    for _ in range(2):
        register.issue(draft(20 + _))
    behind = bundled(register, register.issue(draft(30))[0].number)
    judged = verdict_at(founded_behind(register, tmp_path_factory.mktemp("behind")), behind).verdict
    assert (judged.overall, judged.code) == (Overall.UNKNOWN, "register_behind")


def founded_behind(register: Register, folder: object) -> Register:
    """A register that has only the beginning of the same log."""
    behind = founded(f"sqlite:///{folder}/register.db")
    behind.now = register.now
    return behind


def _witness(name: str) -> tuple[NoteKey, object]:
    key = generate("log-1")
    return NoteKey(name, key.public_raw, COSIGNATURE), key.sign


def _cosigned(bundle: Bundle, key: NoteKey, sign: object, now: datetime) -> Bundle:
    checkpoint = parse_checkpoint(bundle.checkpoint)
    signature = cosign(checkpoint, key, sign, now)  # type: ignore[arg-type]
    return replace(bundle, checkpoint=checkpoint.with_signatures([signature]).encode())


def test_a_witness_stands_against_the_thief(small_register: Register, tmp_path_factory: pytest.TempPathFactory) -> None:
    register = small_register
    key, sign = _witness("witness.example.org")
    made = _cosigned(bundled(register, register.issue(draft(1))[0].number), key, sign, register.now)
    who = Pin(pin().root, witnesses=(key,))
    assert said(made, register.now, who) == GREEN
    assert "five online keys" not in verdict(made, register.now, who).verdict.message.en
    stolen = thief(register, tmp_path_factory.mktemp("thief"))
    assert said(stolen, register.now, who) == ("unknown", "witness_quorum")
    impostor = NoteKey("witness.example.org", key.raw, COSIGNATURE)
    line = parse_checkpoint(made.checkpoint).note.signatures[-1]
    borrowed = parse_checkpoint(stolen.checkpoint).with_signatures([line]).encode()
    assert impostor == key
    assert said(replace(stolen, checkpoint=borrowed), register.now, who) == ("not_genuine", "note_signature")


def test_who_else_signed_and_was_not_judged_is_named(small_register: Register) -> None:
    register = small_register
    key, sign = _witness("witness.example.org")
    made = _cosigned(bundled(register, register.issue(draft(1))[0].number), key, sign, register.now)
    check = verdict(made, register.now).verdict.checks[7]
    assert check.evidence["strangers"] == "witness.example.org"
    assert "witness.example.org too, which could not be judged" in check.message.en
    known = Pin(pin().root, known=(key,))
    assert "strangers" not in verdict(made, register.now, known).verdict.checks[7].evidence
    lines = parse_checkpoint(made.checkpoint).note.signatures
    forged = parse_checkpoint(made.checkpoint).with_signatures([replace(lines[-1], blob=bytes(72))])
    assert said(replace(made, checkpoint=forged.encode()), register.now, known) == ("not_genuine", "note_signature")
