"""The verdict: every branch, for every form of a certificate."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from certs import canonical
from certs.errors import Words
from certs.trust.encoding import encode_base32
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import checks, verification
from certs.trust.verification.register_evidence import Absent, RegisterEvidence
from certs.trust.verification.verdict import Outcome, Overall, Verdict
from certs.trust.verification.verification import EvidenceOf, verify_credential, verify_jwt_text, verify_qr
from tests.trust.sample_trust import NOW, NUMBER, TODAY, Paper, added, event, evidence, key, paper, trust_after

TRUST = trust_after()
PAPER = paper()
Judge = Callable[..., Verdict]


def judge_json(of: Paper, found: EvidenceOf, trust: TrustList = TRUST, day: date | None = None) -> Verdict:
    return verify_credential(of.json, trust, found, NOW, day)


def judge_jwt(of: Paper, found: EvidenceOf, trust: TrustList = TRUST, day: date | None = None) -> Verdict:
    return verify_jwt_text(of.jwt, trust, found, NOW, day)


def judge_qr(of: Paper, found: EvidenceOf, trust: TrustList = TRUST, day: date | None = None) -> Verdict:
    verdict, claims = verify_qr(of.qr_text, trust, found, NOW, day)
    assert (claims is None) == (verdict.overall is Overall.NOT_GENUINE)
    return verdict


FORMS = pytest.mark.parametrize("judge", [judge_json, judge_jwt, judge_qr], ids=["json", "jwt", "qr"])


def outcomes(verdict: Verdict) -> str:
    """One letter a check: p, f, u."""
    assert [check.number for check in verdict.checks] == [1, 2, 3, 4, 5, 6, 7]
    assert [check.name for check in verdict.checks] == list(checks.NAMES)
    assert all(check.message.zh and check.message.en for check in verdict.checks)
    assert json.loads(json.dumps(verdict.to_json()))["overall"] == verdict.overall.value
    return "".join(check.outcome.value[0] for check in verdict.checks)


def having(**changes: Any) -> EvidenceOf:
    return lambda _number, _version: evidence(PAPER, **changes)


def nothing(_number: str, _version: int) -> None:
    return None


@FORMS
def test_valid(judge: Judge) -> None:
    verdict = judge(PAPER, having())
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.VALID, "valid", "ppppppp")
    assert (verdict.number, verdict.status, verdict.as_of) == (NUMBER, "valid", NOW)
    assert verdict.message == Words(
        "证书真实，状态有效。有效期至 2029-11-22，只对所列的认证范围有效。",
        "This certificate is genuine and valid until 22 November 2029, for the scope listed only.",
    )


@FORMS
@pytest.mark.parametrize("status", ["suspended", "revoked", "withdrawn", "expired", "not_yet_valid"])
def test_other_statuses(judge: Judge, status: str) -> None:
    verdict = judge(
        PAPER, having(status=status, status_words=Words("监督审核未做。", "Surveillance was missed."), until=TODAY)
    )
    assert (verdict.overall, verdict.code, verdict.status, outcomes(verdict)) == (
        Overall.NOT_VALID,
        status,
        status,
        "pppppfp",
    )
    assert verdict.message.zh.endswith("监督审核未做。")
    assert verdict.message.en.endswith(" Surveillance was missed.")
    assert verdict.checks[5].evidence == {
        "status": status,
        "day": "2026-11-23",
        "since": "2026-11-23",
        "until": "2026-11-23",
    }


@FORMS
def test_superseded(judge: Judge) -> None:
    verdict = judge(PAPER, having(current_version=3))
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.NOT_VALID, "superseded", "ppppfpp")
    assert "第 3 版" in verdict.message.zh
    both = judge(PAPER, having(current_version=3, status="revoked"))
    assert (both.code, both.status, outcomes(both)) == ("superseded", "revoked", "ppppffp")
    assert "已被撤销" in both.message.zh


@FORMS
def test_dates(judge: Judge) -> None:
    for day, code in ((date(2026, 11, 22), "not_yet_valid"), (date(2029, 11, 23), "expired")):
        verdict = judge(PAPER, having(status_day=day), day=day)
        assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.NOT_VALID, code, "ppppppf")
    for day in (date(2026, 11, 23), date(2029, 11, 22)):
        assert judge(PAPER, having(status_day=day), day=day).overall is Overall.VALID


def test_today_is_a_beijing_day() -> None:
    late = datetime(2029, 11, 22, 15, 59, 59, tzinfo=UTC)
    assert verify_credential(PAPER.json, TRUST, having(status_day=date(2029, 11, 22)), late).overall is Overall.VALID
    next_day = verify_credential(PAPER.json, TRUST, having(status_day=date(2029, 11, 23)), late + timedelta(seconds=1))
    assert next_day.code == "expired"


@FORMS
def test_register_out_of_reach(judge: Judge) -> None:
    verdict = judge(PAPER, nothing)
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.UNKNOWN, "register_unreachable", "pppuuup")
    assert (verdict.number, verdict.status) == (NUMBER, None)


@FORMS
def test_expired_for_certain_even_without_the_register(judge: Judge) -> None:
    verdict = judge(PAPER, nothing, day=date(2030, 1, 1))
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.NOT_VALID, "expired", "pppuuuf")


@FORMS
@pytest.mark.parametrize("kind", ["number", "version"])
def test_not_in_the_register(judge: Judge, kind: str) -> None:
    verdict = judge(PAPER, lambda *_: Absent(kind))
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.NOT_GENUINE, "not_in_register", "pppfuuu")
    assert (verdict.number, verdict.status) == (None, None)


@FORMS
def test_differs_from_the_register(judge: Judge) -> None:
    """The thief's case: a good signature over what was never logged."""
    other = paper(subject={**paper().document["credentialSubject"], "level": "four-star"})
    verdict = judge(other, having())
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (
        Overall.NOT_GENUINE,
        "differs_from_register",
        "pppfuuu",
    )
    for changes in ({"number": "99926SC00002R0M"}, {"version": 2, "current_version": 2}):
        assert judge(PAPER, having(**changes)).code == "differs_from_register"


@FORMS
def test_compromised_keys(judge: Judge) -> None:
    name = "qr-1" if judge is judge_qr else "certificate-1"
    issued = {"format": 1, "type": "issued"}
    trust = trust_after(issued, event("key-compromised", key=name, trusted_size=7))
    assert judge(PAPER, having(position=6), trust).overall is Overall.VALID
    beyond = judge(PAPER, having(position=7), trust)
    assert (beyond.overall, beyond.code, outcomes(beyond)) == (Overall.NOT_GENUINE, "key_compromised", "pfuuuuu")
    absent = judge(PAPER, lambda *_: Absent("number"), trust)
    assert (absent.overall, absent.code) == (Overall.NOT_GENUINE, "key_compromised")
    offline = judge(PAPER, nothing, trust)
    assert (offline.overall, offline.code, outcomes(offline)) == (Overall.UNKNOWN, "key_compromised", "pupuuup")


@FORMS
def test_retired_and_later_keys(judge: Judge) -> None:
    name = "qr" if judge is judge_qr else "certificate"
    trust = trust_after(added(f"{name}-2"), event("key-retired", key=f"{name}-1"))
    assert judge(PAPER, having(position=6), trust).overall is Overall.VALID
    assert judge(PAPER, having(position=8), trust).code == "key_retired"
    assert judge(PAPER, nothing, trust).code == "register_unreachable"
    later = paper(signer="certificate-2", qr="qr-2")
    both = trust_after(added("certificate-2"), added("qr-2"))
    found: EvidenceOf = lambda *_: evidence(later, position=8)  # noqa: E731
    assert judge(later, found, both).overall is Overall.VALID
    assert judge(later, lambda *_: evidence(later, position=5), both).code == "key_not_yet"
    unknown = judge(later, found, TRUST)
    assert (unknown.overall, unknown.code, outcomes(unknown)) == (Overall.NOT_GENUINE, "key_unknown", "pfuuuuu")


@FORMS
def test_another_body(judge: Judge) -> None:
    verdict = judge(paper(base_url="https://evil.example"), nothing)
    assert verdict.overall is Overall.NOT_GENUINE
    assert verdict.code == ("other_host" if judge is judge_qr else "other_issuer")


def test_signature_fails() -> None:
    changed = PAPER.json.replace(b"five-star", b"four-star")
    verdict = verify_credential(changed, TRUST, having(), NOW)
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.NOT_GENUINE, "signature", "ppfuuuu")
    header, _, rest = PAPER.jwt.partition(".")
    text = f"{header}.{rest[:200]}{'A' if rest[200] != 'A' else 'B'}{rest[201:]}"
    assert verify_jwt_text(text, TRUST, having(), NOW).overall is Overall.NOT_GENUINE
    token = PAPER.token[:-1] + bytes([PAPER.token[-1] ^ 1])
    verdict, claims = verify_qr(token, TRUST, having(), NOW)
    assert (verdict.code, claims, outcomes(verdict)) == ("signature", None, "ppfuuuu")


def test_what_cannot_be_read_to_its_end_is_no_forgery() -> None:
    for verdict in (
        verify_credential(b"{}", TRUST, having(), NOW),
        verify_jwt_text("a.b", TRUST, having(), NOW),
        verify_qr("hello", TRUST, having(), NOW)[0],
        verify_qr(b"", TRUST, having(), NOW)[0],
        verify_qr("A" * 9_999, TRUST, having(), NOW)[0],
    ):
        assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.UNKNOWN, "damaged", "uuuuuuu")
        assert verdict.number is None
        assert verdict.checks[0].evidence["cause"]


def test_newer_formats_are_unknown() -> None:
    document = json.loads(PAPER.json)
    document["@context"][1] = document["@context"][1].replace("/v1", "/v2")
    verdict = verify_credential(canonical.dumps(document), TRUST, having(), NOW)
    assert (verdict.overall, verdict.code, outcomes(verdict)) == (Overall.UNKNOWN, "format_newer", "uuuuuuu")


def test_other_layouts_of_the_json_are_the_same_certificate() -> None:
    pretty = json.dumps(PAPER.document, indent=2, ensure_ascii=True).encode()
    assert verify_credential(pretty, TRUST, having(), NOW).overall is Overall.VALID
    bare = {**PAPER.document, "proof": {n: v for n, v in PAPER.document["proof"].items() if n != "@context"}}
    verdict = verify_credential(canonical.dumps(bare), TRUST, having(), NOW)
    # Genuine by its signature, but its bytes are not the logged ones: the register holds the proof as we wrote it.
    assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "differs_from_register")


def test_qr_in_its_three_spellings() -> None:
    for spelling in (PAPER.qr_text, encode_base32(PAPER.token), PAPER.token):
        verdict, claims = verify_qr(spelling, TRUST, having(), NOW)
        assert verdict.overall is Overall.VALID
        assert claims is not None
        assert claims.number == NUMBER


def test_the_register_is_asked_once_and_only_about_what_is_signed() -> None:
    asked: list[tuple[str, int]] = []

    def found(number: str, version: int) -> RegisterEvidence:
        asked.append((number, version))
        return evidence(PAPER)

    verify_credential(PAPER.json, TRUST, found, NOW)
    verify_credential(PAPER.json.replace(b"five-star", b"four-star"), TRUST, found, NOW)
    assert asked == [(NUMBER, 1)]


def test_evidence_for_another_day_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="2026-11-23"):
        verify_credential(PAPER.json, TRUST, having(), NOW, date(2026, 12, 1))


@pytest.mark.parametrize("wrong", [lambda: evidence(PAPER, status="fine"), lambda: Absent("x")])
def test_evidence_is_a_closed_world(wrong: Callable[[], object]) -> None:
    with pytest.raises(AssertionError):
        wrong()


def test_remembering_changes_no_answer() -> None:
    """The same bytes under another trust list are proved again; a failure is never remembered."""
    cache = verification.remembered("credential")
    cache.cache_clear()
    assert judge_json(PAPER, having()).overall is Overall.VALID
    assert judge_json(PAPER, having()).overall is Overall.VALID
    assert (cache.cache_info().hits, cache.cache_info().misses) == (1, 1)
    stranger = trust_after(added("certificate-2"))
    assert judge_json(PAPER, having(), stranger).overall is Overall.VALID
    assert cache.cache_info().misses == 2
    for _ in range(2):
        assert verify_credential(PAPER.json + b" x", TRUST, having(), NOW).code == "damaged"
    assert cache.cache_info().currsize == 2


def test_a_verdict_of_valid_cannot_be_built_with_a_failed_check() -> None:
    checks = judge_json(PAPER, having(status="revoked")).checks
    with pytest.raises(AssertionError):
        Verdict(Overall.VALID, "valid", Words("", ""), checks, NOW)
    assert checks[5].outcome is Outcome.FAIL


def test_keys_by_name_are_those_of_the_world() -> None:
    assert TRUST.key("certificate-1").raw == key("certificate-1").public_raw
