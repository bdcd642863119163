"""A small world to test trust in: six keys derived from their names, a founding log, and one certificate."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs import canonical
from certs.errors import Words
from certs.trust import data_integrity
from certs.trust.credential import credential, jwt
from certs.trust.keys import PURPOSES, key_name
from certs.trust.multikey import encode_multikey
from certs.trust.qr import qr_token
from certs.trust.signing import HeldKey
from certs.trust.trust_list.trust_fold import fold_trust
from certs.trust.trust_list.trust_list import TrustList, did_of
from certs.trust.verification.register_evidence import RegisterEvidence, SignedForms

VECTORS: Final = Path(__file__).parent.parent / "vectors"
BASE_URL: Final = "https://cert.example.cn"
DID: Final = did_of(BASE_URL)
NOW: Final = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY: Final = date(2026, 11, 23)
FROM: Final = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
UNTIL: Final = datetime(2029, 11, 22, 15, 59, 59, tzinfo=UTC)
NUMBER: Final = "99926SC00001R0M"
INDEX: Final = 131_072 + 5  # the sixth place of the second list
BODY: Final = {
    "name": "示例认证中心（样例）",
    "name_en": "Sample Certification Centre",
    "approval_number": "CNCA-R-2099-999",
    "number_prefix": "999",
    "address": "北京市海淀区样例路1号",
    "website": BASE_URL,
    "complaints": "400-000-0000",
}
SUBJECT: Final[dict[str, Any]] = {
    "holder": {
        "name": "青禾家用电器（样例）有限公司",
        "name_en": "Qinghe Home Appliances (Sample) Co., Ltd.",
        "uscc": "91000000MA0000277Y",
        "address": "浙江省杭州市滨江区样例大道88号",
    },
    "standard": "GB/T 27922-2011",
    "scheme": "gbt27922-2011",
    "level": "five-star",
    "scope": [
        {
            "name": "家用空调器",
            "name_en": "Household air conditioners",
            "category": "C3852",
            "brands": ["青禾样例"],
            "models": ["KFR-35GW/*"],
            "includes": ["安装", "维修"],
            "excludes": ["中央空调"],
        },
        {"name": "家用电热水器"},
    ],
    "sites": [{"name": "总部", "address": "浙江省杭州市滨江区样例大道88号"}],
    "body": {name: BODY[name] for name in ("name", "name_en", "approval_number")},
}


@cache
def key(name: str) -> HeldKey:
    seed = hashlib.sha256(f"starmark test key {name}".encode()).digest()
    return HeldKey(name, Ed25519PrivateKey.from_private_bytes(seed))


def event(kind: str, signer: str = "root-1", **fields: Any) -> dict[str, Any]:
    body = {"format": 1, "type": kind, "recorded": "2026-11-23T02:00:00Z", "effective": "2026-11-23", **fields}
    return data_integrity.secure(body, key(signer).sign, f"{DID}#{signer}", data_integrity.INVOCATION, NOW)


def founding() -> list[dict[str, Any]]:
    body = event(
        "body",
        body=BODY,
        did=DID,
        base_url=BASE_URL,
        log_origin="cert.example.cn/log",
        root=encode_multikey(key("root-1").public_raw),
    )
    return [body, *(added(key_name(purpose, 1)) for purpose in PURPOSES[1:])]


def added(name: str) -> dict[str, Any]:
    return event("key-added", key={"name": name, "multikey": encode_multikey(key(name).public_raw)})


def trust_after(*events: dict[str, Any]) -> TrustList:
    return fold_trust(enumerate([*founding(), *events]), key("root-1").public_raw)


@dataclass(frozen=True)
class Paper:
    """One certificate in all its forms."""

    document: dict[str, Any]
    json: bytes
    payload: bytes
    jwt: str
    header: str
    signature: str
    token: bytes
    qr_text: str
    event: bytes


def paper(
    number: str = NUMBER,
    version: int = 1,
    subject: dict[str, Any] | None = None,
    base_url: str = BASE_URL,
    signer: str = "certificate-1",
    qr: str = "qr-1",
) -> Paper:
    did = did_of(base_url)
    document = credential.compose(base_url, did, number, version, subject or SUBJECT, FROM, UNTIL, INDEX)
    payload = canonical.dumps(document)
    secured = data_integrity.secure(
        document, key(signer).sign, f"{did}#{signer}", data_integrity.ASSERTION, NOW, guarded=payload
    )
    header, signature, text = jwt.compose(jwt.key_id(did, signer), payload, key(signer).sign)
    token = qr_token.compose(
        base_url, document["credentialSubject"], FROM, NOW, UNTIL, INDEX, payload, key(qr).public.kid, key(qr).sign
    )
    issued = event(
        "issued",
        "status-1",
        number=number,
        decision="0" * 64,
        credential=secured,
        jwt_header=header,
        jwt_signature=signature,
        qr=qr_token.to_text(token),
    )
    return Paper(
        secured,
        canonical.dumps(secured),
        payload,
        text,
        header,
        signature,
        token,
        qr_token.wrap(base_url, token),
        canonical.dumps(issued),
    )


def evidence(of: Paper, **changes: Any) -> RegisterEvidence:
    subject = of.document["credentialSubject"]
    said: dict[str, Any] = {
        "number": subject["number"],
        "forms": lambda: SignedForms(of.json, of.jwt, of.token),
        "version": subject["version"],
        "current_version": subject["version"],
        "position": 6,
        "size": 7,
        "status": "valid",
        "status_day": TODAY,
        "status_words": Words("", ""),
        "since": TODAY,
        "until": None,
    }
    return RegisterEvidence(**{**said, **changes})


def vector(name: str) -> Any:
    return json.loads((VECTORS / name).read_text("utf-8"))
