"""A code judged by signature and status lists alone: what holds, what fails, and what nobody can say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from certs import limits
from certs.trust.verification.list_verdict import verify_qr_by_lists
from tests.browser.proof_cases import signed_list, trust_of_cases
from tests.trust.sample_trust import BASE_URL, INDEX, NOW, UNTIL, paper, trust_after

BEGINS: Final = NOW - timedelta(hours=3)
LISTS: Final = {purpose: signed_list(purpose, [], BEGINS) for purpose in ("revocation", "suspension")}
REVOKED: Final = {**LISTS, "revocation": signed_list("revocation", [INDEX], BEGINS)}
SUSPENDED: Final = {**LISTS, "suspension": signed_list("suspension", [INDEX], BEGINS)}
BESIDE: Final = {purpose: signed_list(purpose, [INDEX - 1, INDEX + 1], BEGINS) for purpose in LISTS}
HOUR: Final = timedelta(hours=1)
SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(hours=limits.STATUS_LIST_HOURS)


def judged(
    text: str | None = None, *, signer: str = "qr-1", age: timedelta = HOUR, lists: Any = None, now: datetime = NOW
) -> tuple[str, str]:
    text = paper(qr=signer).qr_text if text is None else text
    verdict, claims = verify_qr_by_lists(text, trust_of_cases(), now - age, LISTS if lists is None else lists, now)
    assert [check.number for check in verdict.checks] == [1, 2, 3, 4, 5, 6, 7]
    assert (claims is None) == (verdict.number is None)
    return verdict.overall.value, verdict.code


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({}, ("valid", "valid")),
        ({"lists": BESIDE}, ("valid", "valid")),
        ({"lists": REVOKED}, ("not_valid", "revocation_bit")),
        ({"lists": SUSPENDED}, ("not_valid", "suspension_bit")),
        # a list that no longer holds says nothing, but a revocation is never taken back
        ({"now": BEGINS + DAY}, ("valid", "valid")),
        ({"now": BEGINS + DAY + SECOND}, ("unknown", "status_list_stale")),
        ({"now": BEGINS + DAY + SECOND, "lists": SUSPENDED}, ("unknown", "status_list_stale")),
        ({"now": BEGINS + DAY + SECOND, "lists": REVOKED}, ("not_valid", "revocation_bit")),
        ({"now": BEGINS}, ("valid", "valid")),
        ({"now": BEGINS - SECOND}, ("unknown", "status_list_early")),
        ({"lists": {}}, ("unknown", "status_list_missing")),
        ({"lists": {"revocation": LISTS["revocation"]}}, ("unknown", "status_list_missing")),
        ({"lists": {**LISTS, "suspension": LISTS["revocation"]}}, ("unknown", "status_list_foreign")),
        ({"lists": {**LISTS, "revocation": b"{}"}}, ("unknown", "status_list_foreign")),
        ({"now": UNTIL + SECOND}, ("not_valid", "expired")),
        # keys: how old their list is, and what it says
        ({"age": DAY}, ("valid", "valid")),
        ({"age": DAY + SECOND}, ("unknown", "keys_stale")),
        ({"age": -SECOND}, ("unknown", "keys_stale")),
        ({"signer": "qr-2"}, ("unknown", "key_compromised")),
        ({"signer": "list-1"}, ("not_genuine", "key_purpose")),
        ({"signer": "qr-3", "age": timedelta(seconds=limits.KEY_LIST_FRESH)}, ("not_genuine", "key_unknown")),
        ({"signer": "qr-3", "age": timedelta(seconds=limits.KEY_LIST_FRESH + 1)}, ("unknown", "key_unknown")),
        ({"text": paper().qr_text[:-20]}, ("unknown", "damaged")),
        ({"text": paper().qr_text.replace("cert.", "cert-")}, ("not_genuine", "other_host")),
        ({"text": f"{BASE_URL}/C/99926SC00001R0M"}, ("unknown", "damaged")),
    ],
)
def test_each_rule_and_its_other_side(what: Any, expected: tuple[str, str]) -> None:
    assert judged(**what) == expected


def test_what_it_rests_on_is_said() -> None:
    verdict, claims = verify_qr_by_lists(paper().qr_text, trust_after(), NOW - HOUR, LISTS, NOW)
    assert claims is not None
    assert verdict.checks[3].code == "by_signature"
    assert dict(verdict.checks[5].evidence) == {"signed": "2026-11-22T23:00:00Z", "until": "2026-11-23T23:00:00Z"}
