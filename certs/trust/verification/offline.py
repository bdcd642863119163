"""Judging a certificate's file or QR code without a register: at best it is genuine as issued, its status not known.

Also the ways in which a verifier names whom it trusts: the root's public key, or a trust list that it keeps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from certs import canonical, limits
from certs.errors import Malformed, Words
from certs.trust.multikey import decode_multikey
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import verification
from certs.trust.verification.verdict import Overall, Verdict

CODE: Final = "status_not_known"
_NO_REGISTER: Final = "register_unreachable"
_WORDS: Final = Words(
    "没有查成，不能下结论：签名属实，是本机构签发的原文；但离线不知道它后来是否被暂停、撤销或换版。请联网查询编号，或索取离线核验文件（bundle）。",
    "We could not check: it is genuine as issued, but offline nothing tells whether it was suspended, revoked or "
    "superseded since. Look the number up online, or ask for its bundle.",
)


def read_kept_trust_list(data: bytes) -> TrustList:
    """Read a trust list that the verifier keeps and believes: its own root key is the pinned one.

    Raises Malformed, NotGenuine where its proof does not hold, CouldNotCheck for a newer format.
    """
    return parse_trust_list(data, root_of(data))


def root_of(data: bytes) -> bytes:
    """Return the raw root key that a trust list says it is signed by. Raises Malformed."""
    document = canonical.loads(data, limits.TRUST_LIST)
    try:
        name = document["proof"]["verificationMethod"].partition("#")[2]
        multikey = next(key["multikey"] for key in document["keys"] if key["name"] == name)
    except (KeyError, TypeError, AttributeError, StopIteration):
        multikey = None
    if type(multikey) is not str:
        raise Malformed("trust_list", "这不是公钥清单（trust.json）。", "This is no trust list (trust.json).")
    return decode_multikey(multikey)


def verify_alone(data: bytes, trust: TrustList, now: datetime, day: date | None = None) -> Verdict:
    """Judge certificate JSON, a JWT or the text of a QR code by signature and dates. Never raises for bad content.

    What is forged is not genuine, what has expired not valid; everything else is unknown, never valid.
    """
    if data.lstrip()[:1] == b"{":
        verdict = verification.verify_credential(data, trust, lambda *_: None, now, day)
    else:
        text = data[: limits.JWT + 1].strip().decode("utf-8", "replace")
        if text.count(".") == 2 and "://" not in text:
            verdict = verification.verify_jwt_text(text, trust, lambda *_: None, now, day)
        else:
            verdict = verification.verify_qr(text, trust, lambda *_: None, now, day)[0]
    if verdict.overall is Overall.UNKNOWN and verdict.code == _NO_REGISTER:
        return replace(verdict, code=CODE, message=_WORDS)
    return verdict
