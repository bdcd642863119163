"""Judging a QR code where there is no register: by its signature and by the status lists that the checker keeps.

What a scanner without a network can know (decision 0040): the code is genuine if a `qr` key of the body signed
it that is not known to be compromised, and its status is what the signed lists say while they hold. A list that no
longer holds says nothing of today, with one exception: a revocation bit is never taken back, so that one that is set
still stands. The browser's checker (`verify/static/starmark/proof`) follows the same rules and is held equal to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from certs import limits
from certs.days import instant_text
from certs.errors import CouldNotCheck, Malformed, NotGenuine, StarmarkError, Words
from certs.trust.credential.credential import STATUS_PURPOSES, status_place
from certs.trust.keys import PublicKey
from certs.trust.qr.qr_token import QrClaims
from certs.trust.status_list.status_list import StatusList, verify_status_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import checks, sentences, verification
from certs.trust.verification.stopped import stopped
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict
from certs.trust.verification.verification import When

_BY_KEY: Final = Words(
    "没有登记簿可问，按签名判断：签名密钥没有宣布泄露。",
    "There is no register to ask, so the signature decides: its key is not known to be compromised.",
)
_NOT_ENDED: Final = Words(
    "签名的状态列表没有说这一版已经终止。", "The signed status list does not say that this version has ended."
)
_NOT_SUSPENDED: Final = Words(
    "签名的状态列表没有说它已暂停。", "The signed status list does not say that it is suspended."
)
_ENDED: Final = Words(
    "状态列表表明这一版已经终止（撤销、注销，或已有新版），不再有效。",
    "The status list says that this version is no longer good: revoked, ended or superseded.",
)
_KEYS_OLD: Final = Words(
    "没有查成，不能下结论：手里的公钥清单取得已超过 24 小时，此后密钥可能已宣布泄露。请联网后再查。",
    "We could not check: the list of keys at hand was fetched more than 24 hours ago, and a key may have been declared "
    "compromised since. Check again online.",
)
_KEY_NEWER: Final = Words(
    "没有查成，不能下结论：手里的公钥清单里没有签名所用的密钥，它可能是后来启用的。请联网后再查。",
    "We could not check: the list of keys at hand lacks the signing key, which may have been added since. "
    "Check again online.",
)
_MISSING: Final = Words(
    "没有查成，不能下结论：手里没有它的状态列表。请联网后再查。",
    "We could not check: its status list is not at hand. Check again online.",
)
_FOREIGN: Final = Words(
    "没有查成，不能下结论：手里的状态列表不是本机构发布的，或被改动过。请联网后再查。",
    "We could not check: the status list at hand is not what this body published, or was changed. Check again online.",
)


def verify_qr_by_lists(
    text: str, trust: TrustList, keys_fetched: datetime, lists: Mapping[str, bytes], now: datetime
) -> tuple[Verdict, QrClaims | None]:
    """Judge the text of a QR code, or the bare base32 of it, for today.

    `keys_fetched` is when the trust list was fetched, since it does not say until when it holds; `lists` are the status
    lists at hand by their purpose, as published. The claims come with the verdict unless it is not genuine or could not
    be read. Never raises for bad content.
    """
    when = When(now, None)
    try:
        proven, claims = verification.prove_qr(verification.token_of(text, trust), trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return stopped(_in_doubt(exc, when.now - keys_fetched), now), None
    results = [
        checks.PASSED[0],
        _key(proven.key, trust, keys_fetched, when.now),
        checks.PASSED[2],
        Check(4, checks.NAMES[3], Outcome.PASS, "by_signature", _BY_KEY),
        *(_by_list(purpose, lists.get(purpose), trust, claims.status_index, when.now) for purpose in STATUS_PURPOSES),
        checks.check_dates(proven.first_day, proven.last_day, when.day),
    ]
    verdict = verification.fold(results, proven, when, None, sentences.SIGNED)
    return verdict, None if verdict.overall is Overall.NOT_GENUINE else claims


def _in_doubt(error: StarmarkError, age: timedelta) -> StarmarkError:
    """A key that the list at hand lacks may have been added since, unless it has only just been fetched."""
    if error.code == "key_unknown" and not timedelta() <= age <= timedelta(seconds=limits.KEY_LIST_FRESH):
        return CouldNotCheck(error.code, *_KEY_NEWER)
    return error


def _key(key: PublicKey, trust: TrustList, fetched: datetime, now: datetime) -> Check:
    """2: a key that is not known to be compromised, by a list of keys that is not too old to know."""
    check = checks.check_key(key, trust, None)
    age = now - fetched
    if check.outcome is Outcome.PASS and not timedelta() <= age <= timedelta(hours=limits.STATUS_LIST_HOURS):
        return Check(2, checks.NAMES[1], Outcome.UNKNOWN, "keys_stale", _KEYS_OLD, {"fetched": instant_text(fetched)})
    return check


def _by_list(purpose: str, raw: bytes | None, trust: TrustList, status_index: int, now: datetime) -> Check:
    """5 by the revocation list, which a newer version sets as well; 6 by the suspension list."""
    number = 5 + STATUS_PURPOSES.index(purpose)
    if raw is None:
        return Check(number, checks.NAMES[number - 1], Outcome.UNKNOWN, "status_list_missing", _MISSING)
    try:
        status_list = verify_status_list(raw, trust, purpose, status_place(status_index)[0])
    except StarmarkError:
        return Check(number, checks.NAMES[number - 1], Outcome.UNKNOWN, "status_list_foreign", _FOREIGN)
    facts = {"signed": instant_text(status_list.valid_from), "until": instant_text(status_list.valid_until)}
    outcome, code, words = _bit(status_list, status_index, now)
    return Check(number, checks.NAMES[number - 1], outcome, code, words, facts)


def _bit(status_list: StatusList, status_index: int, now: datetime) -> tuple[Outcome, str, Words]:
    is_set, is_final = status_list.is_set(status_index), status_list.purpose == "revocation"
    if is_set and is_final:
        return Outcome.FAIL, "revocation_bit", _ENDED
    try:
        status_list.require_fresh(now)
    except CouldNotCheck as error:
        return Outcome.UNKNOWN, error.code, error.words
    if is_set:
        return (
            Outcome.FAIL,
            "suspension_bit",
            sentences.of_status("suspended", has_mark=False),
        )  # the list knows no scheme
    return Outcome.PASS, "ok", _NOT_ENDED if is_final else _NOT_SUSPENDED
