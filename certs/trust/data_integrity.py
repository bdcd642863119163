"""Data Integrity proofs by `eddsa-jcs-2022` (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3).

What is signed: SHA-256 of the canonical proof options, then SHA-256 of the canonical document without its proof. The
document's `@context` belongs to the options that are hashed, whether or not the proof repeats it. Not done here: the
meaning of the document, and which key may sign it (`key_of` decides that).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from certs import canonical, limits
from certs.days import instant_text, parse_instant
from certs.errors import Malformed, NotGenuine, Words
from certs.trust import multikey
from certs.trust.keys import SIGNATURE_BYTES, PublicKey

TYPE: Final = "DataIntegrityProof"
SUITE: Final = "eddsa-jcs-2022"
ASSERTION: Final = "assertionMethod"  # credentials, status lists, the trust list
INVOCATION: Final = "capabilityInvocation"  # events of the log, and nothing else
_FIELDS: Final = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"})
_WITH_CONTEXT: Final = _FIELDS | {"@context"}
_TEXTS: Final = {str}  # the types that those fields may have
# A batch shares its instant, so that writing and reading it is done once.
_instant: Final = lru_cache(maxsize=4096)(parse_instant)
_instant_text: Final = lru_cache(maxsize=4096)(instant_text)
_CONTEXT: Final = "@context"
_PROOF: Final = "proof"
_SHAPE: Final = Words(
    "proof 部分不是 eddsa-jcs-2022 证明应有的样子。", "The proof is not shaped like an eddsa-jcs-2022 proof."
)


def secure(
    document: Mapping[str, Any],
    sign: Callable[[bytes], bytes],
    verification_method: str,
    purpose: str,
    created: datetime,
    *,
    guarded: bytes | None = None,
) -> dict[str, Any]:
    """Return the document with a proof made by `sign` (data to 64-byte signature).

    `guarded` spares a second serialisation: the bytes that `canonical.dumps` has just given for this very document.
    Raises Malformed if the document is outside the canonical subset or has a proof already.
    """
    if _PROOF in document:
        raise Malformed("proof", "这份文件已经有 proof。", "This document has a proof already.")
    body = canonical.dumps(document) if guarded is None else guarded
    options: dict[str, Any] = {
        "type": TYPE,
        "cryptosuite": SUITE,
        "created": _instant_text(created),
        "verificationMethod": verification_method,
        "proofPurpose": purpose,
    }
    if _CONTEXT in document:
        options[_CONTEXT] = document[_CONTEXT]
    signature = sign(_hash_data(canonical.dumps_trusted(options), body))
    return {**document, _PROOF: {**options, "proofValue": "z" + multikey.encode_base58(signature)}}


def verify_proof(
    document: Mapping[str, Any],
    key_of: Callable[[str], PublicKey],
    expected_purpose: str,
    *,
    guarded: bytes | None = None,
) -> PublicKey:
    """Return the key that signed the document, which has passed the canonical guard (as all from `loads` has).

    `expected_purpose` is the proofPurpose demanded. `guarded` is the canonical form without `proof`, where the caller
    has it already. `key_of` turns the verificationMethod into a key or raises NotGenuine. Raises Malformed if there is
    no proof of this shape, NotGenuine if it does not hold.
    """
    proof = document.get(_PROOF)
    if not isinstance(proof, dict):
        raise Malformed(
            "proof", "文件里没有 proof，没有签名可供核验。", "The document has no proof, so nothing can be checked."
        )
    signature = _require_shape(proof, document)
    if proof["proofPurpose"] != expected_purpose:
        raise NotGenuine(
            "proof_purpose", "这份签名不是为这种文件作的。", "This signature was not made for this kind of document."
        )
    key = key_of(proof["verificationMethod"])
    if guarded is None:
        unsecured = dict(document)
        del unsecured[_PROOF]
        guarded = canonical.dumps_trusted(unsecured)
    options = proof.copy()
    del options["proofValue"]
    if _CONTEXT in document:
        options[_CONTEXT] = document[_CONTEXT]
    key.verify(signature, _hash_data(canonical.dumps_trusted(options), guarded))
    return key


def _hash_data(options: bytes, document: bytes) -> bytes:
    return hashlib.sha256(options).digest() + hashlib.sha256(document).digest()


def _require_shape(proof: dict[str, Any], document: Mapping[str, Any]) -> bytes:
    """Check the members of a proof and return its signature bytes."""
    if proof.keys() == _WITH_CONTEXT:
        others_context = _CONTEXT not in document or proof[_CONTEXT] != document[_CONTEXT]
    elif proof.keys() == _FIELDS:
        others_context = False
    else:
        raise Malformed("proof", *_SHAPE)
    if set(map(type, map(proof.__getitem__, _FIELDS))) != _TEXTS:
        raise Malformed("proof", *_SHAPE)
    if others_context:
        raise NotGenuine(
            "proof_context", "proof 的 @context 与文件的不一致。", "The proof's @context is not that of the document."
        )
    value: str = proof["proofValue"]
    if (
        proof["type"] != TYPE
        or proof["cryptosuite"] != SUITE
        or not value.startswith("z")
        or len(proof["verificationMethod"]) > limits.KEY_ADDRESS
    ):
        raise Malformed("proof", *_SHAPE)
    _instant(proof["created"])
    return multikey.decode_base58(value[1:], SIGNATURE_BYTES)
