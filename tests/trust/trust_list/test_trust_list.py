"""The trust list: folded from the log, published, and read back; who may have signed what."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from certs import canonical
from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.trust import data_integrity
from certs.trust.keys import PURPOSES
from certs.trust.multikey import encode_multikey
from certs.trust.trust_list.trust_fold import fold_trust, parse_trust_list, secure_trust_list
from certs.trust.trust_list.trust_list import TrustList
from tests.trust.sample_trust import BASE_URL, BODY, DID, NOW, added, event, founding, key, trust_after, vector

ROOT = key("root-1").public_raw
TRUST = trust_after()


def published(trust: TrustList, signer: str = "root-1") -> bytes:
    return secure_trust_list(trust, key(signer).sign, trust.key(signer), NOW)


def test_founding() -> None:
    assert [item.name for item in TRUST.keys] == [f"{purpose}-1" for purpose in PURPOSES]
    assert (TRUST.size, TRUST.did, TRUST.base_url, TRUST.log_origin, TRUST.host) == (
        6,
        DID,
        BASE_URL,
        "cert.example.cn/log",
        "cert.example.cn",
    )
    assert TRUST.body.to_json() == BODY
    assert TRUST.active("qr") is TRUST.key("qr-1") is TRUST.key_for(key("qr-1").public.kid)
    assert TRUST.next_name("qr") == "qr-2"


def test_events_of_certificates_are_passed_over_and_counted() -> None:
    assert trust_after({"format": 1, "type": "issued"}, {"format": 1, "type": "revoked"}).size == 8


def test_equal_when_they_say_the_same() -> None:
    again = trust_after()
    assert again == TRUST
    assert hash(again) == hash(TRUST)
    assert trust_after(added("qr-2")) != TRUST
    assert object() != TRUST


def test_rotation_and_retirement() -> None:
    trust = trust_after(added("certificate-2"), event("key-retired", key="certificate-1"))
    old, new = trust.key("certificate-1"), trust.key("certificate-2")
    assert (old.state, old.added, old.ended, new.state, new.added) == ("retired", 1, 7, "active", 6)
    assert trust.active("certificate") == new
    trust.usable(old, "certificate", None)
    trust.usable(old, "certificate", 7)
    trust.usable(new, "certificate", 6)
    for of, position, code in ((old, 8, "key_retired"), (new, 5, "key_not_yet"), (old, 0, "key_not_yet")):
        with pytest.raises(NotGenuine, match=code):
            trust.usable(of, "certificate", position)


def test_a_compromised_key_is_believed_up_to_its_trusted_size() -> None:
    trust = trust_after({"format": 1, "type": "issued"}, event("key-compromised", key="qr-1", trusted_size=7))
    old = trust.key("qr-1")
    assert (old.state, old.ended, old.trusted_size) == ("compromised", 7, 7)
    trust.usable(old, "qr", 6)
    for position in (7, 8, None):
        with pytest.raises(NotGenuine, match="key_compromised"):
            trust.usable(old, "qr", position)
    with pytest.raises(NotGenuine, match="key_missing"):
        trust.active("qr")


def test_a_retired_key_may_turn_out_compromised() -> None:
    trust = trust_after(event("key-retired", key="qr-1"), event("key-compromised", key="qr-1", trusted_size=6))
    assert trust.key("qr-1").state == "compromised"


@pytest.mark.parametrize("purpose", [purpose for purpose in PURPOSES if purpose != "status"])
def test_one_purpose_each(purpose: str) -> None:
    with pytest.raises(NotGenuine, match="key_purpose"):
        TRUST.usable(TRUST.key("status-1"), purpose, None)


@pytest.mark.parametrize(
    "method",
    [
        "",
        "status-1",
        "#status-1",
        f"{DID}",
        f"{DID}#",
        f"{DID}#status-2",
        f"{DID}#status-1#",
        "did:web:evil.example#status-1",
        f"{DID.upper()}#status-1",
    ],
)
def test_methods_that_are_not_ours(method: str) -> None:
    with pytest.raises(NotGenuine, match="key_unknown"):
        TRUST.signer(method, "status")


def test_body_may_change_its_names_only() -> None:
    same = {"did": DID, "base_url": BASE_URL, "log_origin": "cert.example.cn/log", "root": encode_multikey(ROOT)}
    moved = {**BODY, "address": "上海市样例路2号"}
    assert trust_after(event("body", body=moved, **same)).body.address == "上海市样例路2号"
    for name in same:
        with pytest.raises(Malformed):
            trust_after(event("body", body=moved, **{**same, name: "x"}))


BAD_EVENTS: dict[str, Any] = {
    "key-added by a certificate key": lambda: event(
        "key-added", "certificate-1", key={"name": "qr-2", "multikey": encode_multikey(key("qr-2").public_raw)}
    ),
    "key-added without a proof": lambda: {"format": 1, "type": "key-added", "key": {}},
    "key-added with an assertion proof": lambda: data_integrity.secure(
        {"format": 1, "type": "key-retired", "key": "qr-1"},
        key("root-1").sign,
        f"{DID}#root-1",
        data_integrity.ASSERTION,
        NOW,
    ),
    "name skipped": lambda: added("qr-3"),
    "name again": lambda: added("qr-1"),
    "raw key again": lambda: event(
        "key-added", key={"name": "qr-2", "multikey": encode_multikey(key("qr-1").public_raw)}
    ),
    "purpose unknown": lambda: event("key-added", key={"name": "other-1", "multikey": encode_multikey(ROOT)}),
    "small order": lambda: event("key-added", key={"name": "qr-2", "multikey": encode_multikey(bytes(32))}),
    "key a text": lambda: event("key-added", key="qr-2"),
    "key field more": lambda: event("key-added", key={"name": "qr-2", "multikey": "z", "state": "active"}),
    "retire unknown": lambda: event("key-retired", key="qr-2"),
    "retire a list": lambda: event("key-retired", key=["qr-1"]),
    "compromise without size": lambda: event("key-compromised", key="qr-1"),
    "compromise beyond the log": lambda: event("key-compromised", key="qr-1", trusted_size=7),
    "compromise negative": lambda: event("key-compromised", key="qr-1", trusted_size=-1),
    "compromise true": lambda: event("key-compromised", key="qr-1", trusted_size=True),
}


@pytest.mark.parametrize("reason", BAD_EVENTS)
def test_bad_events_are_refused(reason: str) -> None:
    with pytest.raises((Malformed, NotGenuine)):
        trust_after(BAD_EVENTS[reason]())


def test_a_changed_event_is_refused() -> None:
    changed = added("qr-2")
    changed["key"]["multikey"] = encode_multikey(key("qr-3").public_raw)
    with pytest.raises(NotGenuine, match="signature"):
        trust_after(changed)


def test_twice_retired_and_twice_compromised() -> None:
    with pytest.raises(Malformed):
        trust_after(event("key-retired", key="qr-1"), event("key-retired", key="qr-1"))
    with pytest.raises(Malformed):
        trust_after(
            event("key-compromised", key="qr-1", trusted_size=6), event("key-compromised", key="qr-1", trusted_size=5)
        )


def test_a_second_root_may_retire_the_first_which_then_signs_no_more() -> None:
    handover = [added("root-2"), event("key-retired", "root-2", key="root-1")]
    assert trust_after(*handover, event("key-retired", "root-2", key="qr-1")).key("qr-1").state == "retired"
    with pytest.raises(NotGenuine, match="key_retired"):
        trust_after(*handover, event("key-retired", "root-1", key="qr-1"))


def test_entry_0() -> None:
    first = founding()[0]
    assert fold_trust([(0, first)], None).keys[0].raw == ROOT
    with pytest.raises(NotGenuine, match="root"):
        fold_trust([(0, first)], key("root-2").public_raw)
    with pytest.raises(Malformed):
        fold_trust([], ROOT)
    with pytest.raises(Malformed):
        fold_trust([(1, first)], ROOT)
    with pytest.raises(Malformed):
        fold_trust([(0, founding()[1])], ROOT)
    with pytest.raises(CouldNotCheck, match="format_newer"):
        fold_trust([(0, {**first, "format": 2})], ROOT)
    for name, wrong in (
        ("did", "did:web:evil.example"),
        ("base_url", "https://evil.example"),
        ("log_origin", "x"),
        ("root", 1),
        ("body", {}),
        ("root", "z6Mk"),
    ):
        with pytest.raises((Malformed, NotGenuine)):
            fold_trust([(0, {**first, name: wrong})], None)


def test_published_list_reads_back() -> None:
    for trust in (
        TRUST,
        trust_after(
            added("qr-2"), event("key-retired", key="qr-1"), event("key-compromised", key="list-1", trusted_size=4)
        ),
    ):
        data = published(trust)
        assert parse_trust_list(data, ROOT) == trust
        assert canonical.dumps(canonical.loads(data, len(data))) == data
    assert canonical.loads(published(TRUST), 10_000)["keys"][0] == {
        "name": "root-1",
        "purpose": "root",
        "multikey": encode_multikey(ROOT),
        "state": "active",
        "added": 0,
    }


def test_only_the_pinned_root_signs_it() -> None:
    trust = trust_after(added("root-2"))
    with pytest.raises(NotGenuine, match="root"):
        parse_trust_list(published(trust, "root-2"), ROOT)
    with pytest.raises(NotGenuine, match="root"):
        parse_trust_list(published(TRUST), key("root-2").public_raw)
    with pytest.raises(NotGenuine, match="key_purpose"):
        parse_trust_list(published(TRUST, "status-1"), ROOT)


ALTERED: dict[str, Any] = {
    "unsigned": lambda d: d.pop("proof"),
    "field more": lambda d: d.update(note="x"),
    "size 0": lambda d: d.update(size=0),
    "format a text": lambda d: d.update(format="1"),
    "format true": lambda d: d.update(format=True),
    "keys no list": lambda d: d.update(keys={}),
    "no keys": lambda d: d.update(keys=[]),
    "key no record": lambda d: d["keys"].append("x"),
    "key field more": lambda d: d["keys"][0].update(x=1),
    "key twice": lambda d: d["keys"].append(d["keys"][0]),
    "purpose of another": lambda d: d["keys"][1].update(purpose="qr"),
    "state unknown": lambda d: d["keys"][1].update(state="fine"),
    "retired without end": lambda d: d["keys"][1].update(state="retired"),
    "state no text": lambda d: d["keys"][1].update(state=["active"]),
    "added beyond": lambda d: d["keys"][1].update(added=7),
    "another key": lambda d: d["keys"][1].update(multikey=encode_multikey(key("qr-9").public_raw)),
    "did of another": lambda d: d.update(did="did:web:evil.example"),
    "body less": lambda d: d["body"].pop("name"),
    "body name": lambda d: d["body"].update(name="x"),
    "base_url": lambda d: d.update(base_url=1),
}


@pytest.mark.parametrize("reason", ALTERED)
def test_altered_lists_are_refused(reason: str) -> None:
    document = copy.deepcopy(canonical.loads(published(TRUST), 10_000))
    ALTERED[reason](document)
    with pytest.raises((Malformed, NotGenuine)):
        parse_trust_list(canonical.dumps(document), ROOT)


def test_a_newer_list_is_not_judged() -> None:
    with pytest.raises(CouldNotCheck, match="format_newer"):
        parse_trust_list(b'{"format":2}', ROOT)


def test_no_event_is_a_trust_list_and_no_trust_list_an_event() -> None:
    with pytest.raises(Malformed):
        parse_trust_list(canonical.dumps(founding()[0]), ROOT)
    with pytest.raises((Malformed, NotGenuine)):
        fold_trust([(0, canonical.loads(published(TRUST), 10_000))], ROOT)


def test_a_list_with_a_point_of_small_order_is_refused() -> None:
    document = copy.deepcopy(canonical.loads(published(TRUST), 10_000))
    for point in vector("small_order_points.json"):
        document["keys"][1]["multikey"] = encode_multikey(bytes.fromhex(point))
        with pytest.raises(NotGenuine, match="key_point"):
            parse_trust_list(canonical.dumps(document), ROOT)
