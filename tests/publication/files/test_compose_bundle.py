"""The offline bundle: it verifies by itself, and never shows green on evidence that is stale, missing or another's."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from certs import canonical, limits
from certs.errors import CouldNotCheck, Malformed, Refused
from certs.log.checkpoint import cosign, parse_checkpoint
from certs.log.signed_note import COSIGNATURE, NoteKey
from certs.publication.files import bundle_format, compose_bundle
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.publication.files.bundle_status import span_words
from certs.trust.keys import PublicKey
from certs.trust.signing import generate
from certs.trust.status_list.status_list import compose_status_list, lists_of, secure_status_list
from certs.trust.verification import offline
from certs.trust.verification.verdict import Outcome, Overall
from tests.publication.files.bundles import bundled, pin, publish_lists, said, verdict, without
from tests.register.founded_register import SETTINGS, TODAY, Register, draft, ring

GREEN = ("valid", "valid")


def test_a_bundle_proves_a_certificate_and_says_how_old_its_evidence_is(register: Register) -> None:
    number = register.issue(draft(1), draft(2))[0].number
    made = bundled(register, number)
    register.later(hours=3, minutes=12)
    found = verdict(made, register.now)
    assert found.verdict.overall is Overall.VALID
    assert {check.outcome for check in found.verdict.checks} == {Outcome.PASS}
    assert [check.name for check in found.verdict.checks][7:] == ["log", "status_evidence"]
    assert found.status_age == 3 * 3600 + 12 * 60
    assert "3 hours 12 minutes old" in found.verdict.message.en
    assert "3 小时 12 分钟前" in found.verdict.message.zh
    assert (found.verdict.status, found.verdict.number) == ("valid", number)


def test_it_is_canonical_and_comes_back_as_it_was(register: Register) -> None:
    made = bundled(register, register.issue(draft(1))[0].number)
    data = bundle_format.encode(made)
    assert bundle_format.parse(data) == made
    assert canonical.dumps(json.loads(data)) == data
    assert bundle_format.is_bundle(data)
    assert not bundle_format.is_bundle(made.credential)
    assert not bundle_format.is_bundle(b"no json")


def test_a_life_told_by_bundles(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(minutes=1)
    first = bundled(register, number)
    register.change("suspended", number, "complaint", until=TODAY + timedelta(days=30))
    assert said(bundled(register, number), register.now) == ("not_valid", "suspended")
    register.later(minutes=1)
    register.change("restored", number, "cause-removed")
    assert said(bundled(register, number), register.now) == GREEN
    register.later(minutes=1)
    register.reissue(number, draft(1, headcount=99, excludes=("中央空调",)), "correction")
    second = bundled(register, number)
    assert (second.version, said(second, register.now)) == (2, GREEN)
    assert said(replace(first, entries=second.entries, checkpoint=second.checkpoint), register.now) == (
        "not_valid",
        "superseded",
    )
    register.later(minutes=1)
    register.change("revoked", number, "fraud")
    last = bundled(register, number)
    found = verdict(last, register.now).verdict
    assert (found.overall.value, found.code, found.status) == ("not_valid", "revoked", "revoked")


# --- the four cases of threat 4: a revoked certificate is shown with evidence from before --------------------------


def test_no_green_on_old_expired_missing_or_rolled_back_evidence(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    before = bundled(register, number)
    register.later(hours=1)
    register.change("revoked", number, "fraud")
    after = bundled(register, number)
    greens = 0
    hidden = without(after, "revoked")
    cases = {
        # The old list, with or without the entry that tells of the revocation: it expires within a day.
        "expired": (replace(hidden, lists=before.lists), register.now + timedelta(hours=24)),
        "whole bundle expired": (before, register.now + timedelta(hours=24)),
        "missing": (replace(hidden, lists={}), register.now),
        "half missing": (replace(hidden, lists={"suspension": after.lists["suspension"]}), register.now),
        "rolled back": (replace(after, lists=before.lists), register.now),
        "fresh list, entry left out": (hidden, register.now),
    }
    answers = {}
    for name, (made, now) in cases.items():
        answers[name] = said(made, now)
        greens += answers[name][0] == "valid"
    assert greens == 0
    assert answers == {
        "expired": ("unknown", "status_list_stale"),
        "whole bundle expired": ("unknown", "status_list_stale"),
        "missing": ("unknown", "status_list_missing"),
        "half missing": ("unknown", "status_list_missing"),
        "rolled back": ("not_valid", "revoked"),
        "fresh list, entry left out": ("not_valid", "revocation_bit"),
    }


def test_an_older_list_beside_newer_entries_is_rolled_back(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    before = bundled(register, number)
    register.later(hours=1)
    register.reissue(number, draft(1, excludes=("中央空调",)), "correction")
    made = bundled(register, number)
    assert said(made, register.now) == GREEN
    found = verdict(replace(made, lists=before.lists), register.now).verdict
    assert (found.overall.value, found.code) == ("unknown", "status_list_rolled_back")
    assert [check.code for check in found.checks][4:6] == ["entries_only", "entries_only"]
    assert "1 hour old" in found.message.en


def test_a_suspension_shows_by_its_bit_alone(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(minutes=1)
    register.change("suspended", number, "complaint", until=TODAY + timedelta(days=30))
    assert said(without(bundled(register, number), "suspended"), register.now) == ("not_valid", "suspension_bit")


def test_stale_evidence_says_its_age_and_nothing_of_it_passes(register: Register) -> None:
    made = bundled(register, register.issue(draft(1))[0].number)
    found = verdict(made, register.now + timedelta(days=40, hours=5)).verdict
    assert (found.overall.value, found.code, found.status) == ("unknown", "status_list_stale", None)
    assert "40 days 5 hours old" in found.message.en
    assert "40 天 5 小时前" in found.message.zh
    outcomes = [check.outcome.value for check in found.checks]
    assert outcomes == ["pass"] * 4 + ["unknown"] * 2 + ["pass"] * 2 + ["unknown"]


def test_the_last_second_of_the_evidence_is_green_and_the_next_is_not(register: Register) -> None:
    made = bundled(register, register.issue(draft(1))[0].number)
    assert said(made, register.now + timedelta(hours=24)) == GREEN
    assert said(made, register.now + timedelta(hours=24, seconds=1))[0] == "unknown"
    assert said(made, register.now - timedelta(seconds=1)) == ("unknown", "status_list_early")


def test_another_day_is_not_answered(register: Register) -> None:
    made = bundled(register, register.issue(draft(1))[0].number)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        found = verify_bundle(bundle_format.encode(made), pin(), register.now, day)
        assert found.verdict.overall is not Overall.VALID
    found = verify_bundle(bundle_format.encode(made), pin(), register.now, date(2027, 1, 1))
    assert found.verdict.code == "status_list_other_day"


def test_what_has_expired_is_not_valid_even_without_fresh_evidence(register: Register) -> None:
    made = bundled(register, register.issue(draft(1))[0].number)
    assert said(made, register.now + timedelta(days=4 * 366)) == ("not_valid", "expired")


def test_foreign_lists_are_not_believed(small_register: Register) -> None:
    register = small_register
    made = bundled(register, register.issue(draft(1))[0].number)
    with register.reader().view() as view:
        trust = view.trust
    other = generate("list-1")

    def signed(
        base_url: str = SETTINGS.base_url, did: str = "", number: int = 1, purpose: str = "revocation", key: Any = other
    ) -> bytes:
        document = compose_status_list(
            base_url,
            did or trust.did,
            purpose,
            number,
            lists_of([], 1)[0],
            valid_from=register.now,
            valid_until=register.now + timedelta(hours=1),
        )
        return secure_status_list(document, key.sign, PublicKey("list-1", key.public_raw), register.now)

    ours = ring().get("list")
    foreign = {
        "another key": signed(),
        "another body": signed("https://other.example.cn", "did:web:other.example.cn"),
        "another list": signed(number=2, key=ours),
        "another purpose": signed(purpose="suspension", key=ours),
        "changed": made.lists["revocation"].replace(b"T", b"U", 1),
        "no list": b"{}",
    }
    for name, raw in foreign.items():
        assert said(replace(made, lists={**made.lists, "revocation": raw}), register.now) == (
            "unknown",
            "status_list_foreign",
        ), name
    assert said(replace(made, lists={**made.lists, "revocation": signed(key=ours)}), register.now) == GREEN


# --- making it -------------------------------------------------------------------------------------------------


def test_witnesses_are_carried_and_can_be_asked_for(small_register: Register) -> None:
    register = small_register
    number = register.issue(draft(1))[0].number
    publish_lists(register)
    witness = generate("log-1")
    known = NoteKey("witness.example.org", witness.public_raw, COSIGNATURE)
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        plain = compose_bundle.compose(view, record, register.now)
        stored = parse_checkpoint(plain.checkpoint)
        cosigned = stored.with_signatures([cosign(stored, known, witness.sign, register.now)]).encode()
        made = compose_bundle.compose(view, record, register.now, cosigned)
        assert compose_bundle.compose(view, record, register.now, b"no checkpoint") == plain
    assert made.checkpoint == cosigned
    who = Pin(pin().root, witnesses=(known,))
    assert said(made, register.now, who) == GREEN
    assert said(plain, register.now, who) == ("unknown", "witness_quorum")
    log = verdict(made, register.now, who).verdict.checks[7]
    assert (log.evidence["witnesses"], log.evidence["log_size"]) == ("1", "7")


def test_without_published_lists_there_is_no_bundle(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        with pytest.raises(CouldNotCheck, match="status_list_missing"):
            compose_bundle.compose(view, record, register.now)


def test_too_large_a_bundle_is_refused(small_register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    monkeypatch.setattr(limits, "BUNDLE", 1_000)
    with pytest.raises(Refused, match="bundle_too_large"):
        bundle_format.encode(made)


# --- a certificate by itself ------------------------------------------------------------------------------------


def test_a_file_alone_is_genuine_as_issued_and_no_more(small_register: Register) -> None:
    register = small_register
    made = bundled(register, register.issue(draft(1))[0].number)
    trust = offline.read_kept_trust_list(made.trust)
    for data in (made.credential, made.jwt.encode(), made.qr.encode()):
        found = offline.verify_alone(data, trust, register.now)
        assert (found.overall.value, found.code, found.status) == ("unknown", "status_not_known", None)
        late = offline.verify_alone(data, trust, register.now + timedelta(days=4 * 366))
        assert (late.overall.value, late.code) == ("not_valid", "expired")
    for data in (made.credential.replace(b"five-star", b"four-star"), made.jwt[:-4].encode() + b"AAAA"):
        assert offline.verify_alone(data, trust, register.now).overall is Overall.NOT_GENUINE
    for data in (b"junk", b"{", made.credential[:-1], made.jwt[:-4].encode(), made.qr[:-4].encode()):
        assert offline.verify_alone(data, trust, register.now).code == "damaged"


def test_a_kept_trust_list_must_hold_by_itself(small_register: Register) -> None:
    made = bundled(small_register, small_register.issue(draft(1))[0].number)
    assert offline.root_of(made.trust) == ring().get("root").public_raw
    for data in (b"{}", b"[]", b'{"proof":1}', b'{"keys":[],"proof":{"verificationMethod":"x#root-1"}}'):
        with pytest.raises(Malformed):
            offline.root_of(data)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (5, "不到一分钟", "less than a minute"),
        (60, " 1 分钟", "1 minute"),
        (7_200, " 2 小时", "2 hours"),
        (90_000, " 1 天 1 小时", "1 day 1 hour"),
        (864_000, " 10 天", "10 days"),
    ],
)
def test_lengths_of_time_in_words(seconds: int, zh: str, en: str) -> None:
    assert span_words(seconds) == (zh, en)
