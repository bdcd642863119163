"""Forged bundles: whatever is changed, left out or signed by somebody else is found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from certs.log.checkpoint import Head, parse_checkpoint, sign_checkpoint
from certs.log.signed_note import NoteKey
from certs.publication.files import bundle_format
from certs.publication.files.bundle_check import Pin
from certs.register.acts import key_ceremonies
from certs.register.acts.key_ceremonies import Hall
from certs.trust.keys import PublicKey
from certs.trust.signing import Keyring, generate
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.verification.verdict import Outcome, Overall
from tests.publication.files.bundles import altered, bundled, said, verdict
from tests.register.founded_register import Register, draft, ring

GREEN = ("valid", "valid")


def test_a_bundle_of_another_body_is_not_genuine(register: Register) -> None:
    made = bundled(register, register.issue(draft(1))[0].number)
    assert said(made, register.now, Pin(generate("root-1").public_raw)) == ("not_genuine", "root")


def _level(value: Any) -> None:
    value["certificate"]["credential"]["credentialSubject"]["level"] = "four-star"


def _jwt(value: Any) -> None:
    value["certificate"]["jwt"] = value["certificate"]["jwt"][:-4] + "AAAA"


def _qr(value: Any) -> None:
    value["certificate"]["qr"] = value["certificate"]["qr"].replace("cert.example.cn", "cert.example.com")


def _proof(value: Any) -> None:
    value["events"][0]["proof"][0] = value["events"][0]["proof"][1]


def _index(value: Any) -> None:
    value["events"][0]["index"] -= 1


def _event(value: Any) -> None:
    value["events"][0]["event"]["effective"] = "2020-01-01"


def _no_events(value: Any) -> None:
    value["events"] = []


def _extra(value: Any) -> None:
    value["note"] = "trust me"


def _number(value: Any) -> None:
    value["number"] = "99926SC00002R0M"


def _version(value: Any) -> None:
    value["version"] = 2


def _checkpoint(value: Any) -> None:
    value["checkpoint"][1] = "9"


def _trust(value: Any) -> None:
    value["trust"]["body"]["name"] = "别家"


@pytest.mark.parametrize("change", [_level, _jwt, _qr, _proof, _index, _event, _number, _version, _checkpoint, _trust])
def test_whatever_is_changed_is_not_genuine(small_register: Register, change: Callable[[Any], None]) -> None:
    number = small_register.issue(draft(1), draft(2))[0].number
    made = bundled(small_register, number)
    assert said(altered(made, lambda _: None), small_register.now) == GREEN
    assert said(altered(made, change), small_register.now)[0] == "not_genuine"


def _member_lost(value: Any) -> None:
    del value["certificate"]["jwt"]


def _name_spoilt(value: Any) -> None:
    value["chackpoint"] = value.pop("checkpoint")


def _hash_cut(value: Any) -> None:
    value["events"][0]["proof"][0] = value["events"][0]["proof"][0][:-3]


def _address_spoilt(value: Any) -> None:
    value["certificate"]["qr"] = value["certificate"]["qr"].replace("https:", "httqs:")


@pytest.mark.parametrize("change", [_extra, _no_events, _member_lost, _name_spoilt, _hash_cut, _address_spoilt])
def test_a_file_of_another_shape_is_damaged_and_accuses_nobody(
    small_register: Register, change: Callable[[Any], None]
) -> None:
    """The frame of a bundle is signed by nobody: its shape tells nothing of who made what is in it."""
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    judged = verdict(altered(made, change), small_register.now).verdict
    assert (judged.overall, judged.code) == (Overall.UNKNOWN, "damaged")
    assert judged.checks[0].evidence["cause"] in {"bundle", "base64"}
    assert {check.outcome for check in judged.checks} == {Outcome.UNKNOWN}


def test_no_flipped_bit_is_green(small_register: Register) -> None:
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    data = bundle_format.encode(made)
    rng = random.Random(3)
    lists = b'"encodedList"'
    assert lists in data
    for _ in range(400):
        at, bit = rng.randrange(len(data)), 1 << rng.randrange(8)
        spoilt = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
        assert verdict(spoilt, small_register.now).verdict.overall is not Overall.VALID, (at, bit)


def test_a_certificate_signed_by_a_stolen_key_needs_the_log(small_register: Register) -> None:
    """The thief has every key but `log`: the forged entry is under no checkpoint that the log signed."""
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    key = generate("log-1")
    head = parse_checkpoint(made.checkpoint).head
    signer = (NoteKey(head.origin, key.public_raw), key.sign)
    forged = sign_checkpoint(Head(head.origin, head.size, head.root), [signer])
    assert said(replace(made, checkpoint=forged.encode()), small_register.now) == ("not_genuine", "checkpoint_unsigned")


def test_a_compromise_that_the_verifier_knows_of_stays_known(small_register: Register) -> None:
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    root = ring().get("root")
    old = parse_trust_list(made.trust, root.public_raw)
    keys = tuple(
        PublicKey(k.name, k.raw, "compromised", k.added, 8, 6) if k.purpose == "certificate" else k for k in old.keys
    )
    newer = replace(old, keys=keys, size=9)
    assert said(made, small_register.now, Pin(root.public_raw, newer)) == ("not_genuine", "key_compromised")
    assert said(made, small_register.now, Pin(root.public_raw, old)) == GREEN
    elsewhere = replace(old, did="did:web:b.example.cn", base_url="https://b.example.cn", log_origin="b.example.cn/log")
    assert said(made, small_register.now, Pin(root.public_raw, elsewhere)) == ("not_genuine", "other_issuer")


def test_a_newer_format_is_unknown_and_says_so(small_register: Register) -> None:
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    assert said(altered(made, lambda value: value.update(format=2)), small_register.now) == ("unknown", "format_newer")


def test_a_revocation_by_a_stolen_key_is_void_in_the_bundle_too(small_register: Register) -> None:
    register = small_register
    number = register.issue(draft(1))[0].number
    register.later(minutes=1)
    register.change("revoked", number, "fraud")  # the thief's
    made = bundled(register, number)
    assert said(made, register.now) == ("not_valid", "revoked")
    register.later(minutes=1)
    new = generate("status-2")
    keys = Keyring({**ring().keys, "status": new})
    key_ceremonies.compromise(Hall(register.store, register.now, ring().get("root"), keys), "status-1", 7, new)
    register.later(minutes=1)
    after = bundled(register, number)
    assert said(after, register.now) == GREEN
    assert said(replace(made, trust=after.trust), register.now) == ("not_valid", "revocation_bit")
