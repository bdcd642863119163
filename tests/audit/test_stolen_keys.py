"""Rotation and theft: every old paper verifies, and nothing that a stolen key makes is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from certs import canonical, limits
from certs.audit.full_audit import audit
from certs.audit.recovery import recover
from certs.days import day_begins, day_ends
from certs.errors import NotGenuine, Refused
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.register.acts.ceremony_plans import ROTATED
from certs.register.acts.orders import Issued
from certs.register.answers.certificate_answer import Answer, answer
from certs.trust import data_integrity
from certs.trust.credential import credential, jwt
from certs.trust.qr import qr_token
from certs.trust.signing import SigningKey
from certs.trust.trust_list.did import did_document
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.verification.register_evidence import RegisterEvidence
from certs.trust.verification.verdict import Overall
from certs.trust.verification.verification import verify_credential
from tests.register.founded_register import NOW, SETTINGS, TODAY, Register, draft
from tests.register.founded_register import founded as founded_at
from tests.register.office import Office


def test_three_rotations_of_every_key_and_every_old_paper_verifies(register: Register) -> None:
    office = Office(register)
    numbers = [office.issue(0)]
    for turn in range(3):
        for purpose in ROTATED:
            office.rotate(purpose)
        numbers.append(office.issue(turn + 1))
    for number in numbers:
        verdicts = office.verdicts(office.papers(number))
        assert [v.overall for v in verdicts] == [Overall.VALID] * 3, [v.code for v in verdicts]
    trust = office.trust
    assert {key.name: key.state for key in trust.keys if key.purpose == "certificate"} == {
        "certificate-1": "retired",
        "certificate-2": "retired",
        "certificate-3": "retired",
        "certificate-4": "active",
    }
    names = [method["id"].rpartition("#")[2] for method in did_document(trust)["verificationMethod"]]
    assert [f"certificate-{n}" in names for n in range(1, 5)] == [True] * 4
    with office.register.reader().view() as view:
        assert parse_trust_list(view.trust_bytes(), office.root.public_raw) == trust
        assert trust.size == view.size - 1
    policy = policy_of(trust)
    assert [verify_checkpoint(raw, policy).head.size for raw in office.heads()][-1] == office.size
    if register.store.dialect == "sqlite":
        assert recover(register.url).mended == ()


def test_an_audit_finds_nothing_after_ceremonies(office: Office) -> None:
    number = office.issue(1)
    office.rotate("log")
    office.rotate("status")
    office.register.later(seconds=1)
    office.issue(2)
    office.register.later(seconds=1)
    office.compromise("status-1", 6)
    office.compromise("log-1", 6)
    assert office.verdicts(office.papers(number))[0].overall is Overall.VALID
    audited = audit(office.register.url, None, TODAY, root_raw=office.root.public_raw, workers=1)
    assert audited.findings.differences == []


def test_a_new_key_proves_nothing_for_the_time_before_it(office: Office) -> None:
    number = office.issue(1)
    office.rotate("certificate")
    papers, key = office.papers(number), office.ring.get("certificate")
    document = {k: v for k, v in canonical.loads(papers[0], limits.CREDENTIAL).items() if k != "proof"}
    method = f"{office.trust.did}#{key.name}"
    back_dated = canonical.dumps(data_integrity.secure(document, key.sign, method, data_integrity.ASSERTION, NOW))

    def logged_then(asked: str, version: int) -> RegisterEvidence:
        held = office.evidence_of(asked, version)
        assert isinstance(held, RegisterEvidence)
        forms = held.forms()._replace(credential=back_dated)
        return replace(held, forms=lambda: forms, version=1, current_version=1, status="valid", status_day=TODAY)

    verdict = verify_credential(back_dated, office.trust, logged_then, office.register.now)
    assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "key_not_yet")
    assert verify_credential(back_dated, office.trust, office.evidence_of, office.register.now).code == "key_not_yet"


def forged(office: Office, key: SigningKey, qr: SigningKey, n: int = 66) -> tuple[bytes, str, str]:
    """A certificate that was never logged, dated before the theft, made with the real keys."""
    number = f"99926SC{n:05d}R0M"
    subject = {
        k: v
        for k, v in canonical.loads(office.papers("99926SC00001R0M")[0], limits.CREDENTIAL)["credentialSubject"].items()
        if k not in {"id", "number", "version"}
    }
    begins, ends = day_begins(TODAY), day_ends(date(2029, 11, 23))
    whole = {**subject, "number": number, "version": 1}
    document = credential.compose(SETTINGS.base_url, office.trust.did, number, 1, whole, begins, ends, n)
    payload = canonical.dumps(document)
    method = f"{office.trust.did}#{key.name}"
    secured = data_integrity.secure(document, key.sign, method, data_integrity.ASSERTION, NOW)
    token = qr_token.compose(
        SETTINGS.base_url, document["credentialSubject"], begins, NOW, ends, n, payload, qr.public.kid, qr.sign
    )
    text = jwt.compose(f"{method}-jwk", payload, key.sign)[2]
    return canonical.dumps(secured), text, qr_token.wrap(SETTINGS.base_url, token)


def test_a_stolen_key_makes_nothing_that_is_believed(office: Office) -> None:
    old = office.issue(1)
    stolen, stolen_qr = office.ring.get("certificate"), office.ring.get("qr")
    trusted = office.size
    fakes = forged(office, stolen, stolen_qr)
    assert {v.code for v in office.verdicts(fakes)} == {"not_in_register"}  # even before the theft is known
    after = office.issue(2)
    done = office.compromise("certificate-1", trusted)
    assert [(one.type, one.key) for one in done.recorded] == [
        ("key-added", "certificate-2"),
        ("key-compromised", "certificate-1"),
    ]
    assert [one.number for one in done.fallen] == [after]
    office.compromise("qr-1", trusted)
    assert [v.overall for v in office.verdicts(office.papers(old))] == [Overall.VALID] * 3
    for papers in (fakes, office.papers(after)):
        for verdict in office.verdicts(papers):
            assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "key_compromised")
        offline = verify_credential(papers[0], office.trust, lambda *_: None, office.register.now)
        assert offline.overall is Overall.UNKNOWN
    names = [method["id"] for method in did_document(office.trust)["verificationMethod"]]
    assert not any("#certificate-1" in name for name in names)
    # The victim gets the same content signed anew, under its number.
    assert reissued(office, after, 2).version == 2
    assert [v.overall for v in office.verdicts(office.papers(after))] == [Overall.VALID] * 3
    with pytest.raises(Refused):
        reissued(office, after, 2)


def reissued(office: Office, number: str, n: int) -> Issued:
    return office.register.reissue(number, draft(n), "correction", ring=office.ring)


def test_what_a_thief_logged_with_the_status_key_is_void_and_the_rest_stands(register: Register) -> None:
    office = Office(register)
    number = office.issue(1)
    trusted = office.size
    office.register.change("revoked", number, "fraud")
    reader = office.register.reader()
    assert answered(office, number) == ("not_valid", "revoked")
    done = office.compromise("status-1", trusted)
    assert [(one.type, one.number) for one in done.fallen] == [("revoked", number)]
    assert answered(office, number) == ("valid", "valid")
    with reader.view() as view:
        record = view.record(number)
        assert record is not None
        assert record.void == {trusted}
        assert len(record.entries) == 2  # it stays in the history
    office.register.change("withdrawn", number, "holder-request", ring=office.ring)
    assert answered(office, number) == ("not_valid", "withdrawn")


def answered(office: Office, number: str) -> tuple[str, str]:
    found = answer(office.register.reader(), number, now=office.register.now)
    assert isinstance(found, Answer)
    return found.verdict.overall.value, found.verdict.code


def test_a_published_head_of_a_condemned_log_key_is_no_reason_to_stop_unless_it_says_otherwise(office: Office) -> None:
    office.issue(1)
    published = office.heads()[-1]
    office.compromise("log-1", 3)
    office.register.issue(draft(2), ring=office.ring, checkpoints=[published])
    fork = Office(founded_at(office.register.url.replace("register.db", "fork.db")))
    fork.issue(5)
    with pytest.raises((Refused, NotGenuine)):
        office.register.issue(draft(3), ring=office.ring, checkpoints=[fork.heads()[-1]])
    fork.register.close()
