"""did.json, a copy derived from the trust list for other people's software (did:web; W3C DID Core 1.0).

Our own verifier never reads it. Each key stands in it twice: as a Multikey for embedded proofs, as a JsonWebKey for
JWTs. Retired keys stay, for the papers they signed; compromised ones leave.
"""

from __future__ import annotations

from typing import Any, Final

from certs.trust.encoding import encode_base64url
from certs.trust.keys import PublicKey
from certs.trust.trust_list.trust_list import TrustList

CONTEXTS: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)


def did_document(trust: TrustList) -> dict[str, Any]:
    """Return did.json of the issuer: the certificate keys. `assertionMethod` is there even when it is empty."""
    return _document(trust.did, trust, "certificate")


def status_did_document(trust: TrustList) -> dict[str, Any]:
    """Return /status/did.json of `did:web:<host>:status`, which issues the status lists: the list keys."""
    return _document(f"{trust.did}:status", trust, "list")


def _document(did: str, trust: TrustList, purpose: str) -> dict[str, Any]:
    keys = [key for key in trust.keys if key.purpose == purpose and key.state != "compromised"]
    methods = [method for key in keys for method in _methods(did, key)]
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _methods(did: str, key: PublicKey) -> tuple[dict[str, Any], dict[str, Any]]:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(key.raw)}
    return (
        {"id": f"{did}#{key.name}", "type": "Multikey", "controller": did, "publicKeyMultibase": key.multikey},
        {"id": f"{did}#{key.name}-jwk", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk},
    )
