"""The credential as `vc+jwt`: a compact JWS whose payload is the canonical credential without `proof`.

W3C VC-JOSE-COSE, RFC 7515 and RFC 8037. The header is exactly `alg` (EdDSA), `kid` (`<did>#certificate-N-jwk`) and
`typ` (vc+jwt), canonical; so one credential under one key has exactly one JWT. Not done here: status, and the register.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from certs import canonical, limits
from certs.errors import Malformed, NotGenuine, Words
from certs.trust.credential.credential import Credential, parse_credential, require_issuer
from certs.trust.encoding import decode_base64url, encode_base64url
from certs.trust.keys import SIGNATURE_BYTES, PublicKey
from certs.trust.trust_list.trust_list import TrustList

ALGORITHM: Final = "EdDSA"
TYPE: Final = "vc+jwt"
KID_SUFFIX: Final = "-jwk"
_SHAPE: Final = Words(
    "这不是本系统的证书 JWT：应为以点分隔的三段，头部只有 alg、kid、typ。",
    "This is no certificate JWT of ours: three parts between dots, with a header of alg, kid and typ only.",
)


def key_id(did: str, key_name: str) -> str:
    """Return the `kid` of a certificate key: its JsonWebKey id in did.json."""
    return f"{did}#{key_name}{KID_SUFFIX}"


@lru_cache(maxsize=64)
def _header(kid: str) -> str:
    return encode_base64url(canonical.dumps({"alg": ALGORITHM, "kid": kid, "typ": TYPE}))


def compose(header_kid: str, payload: bytes, sign: Callable[[bytes], bytes]) -> tuple[str, str, str]:
    """Return header and signature in base64url, and the whole JWT. `payload` is the canonical unsecured credential."""
    header = _header(header_kid)
    signed = f"{header}.{encode_base64url(payload)}"
    signature = encode_base64url(sign(signed.encode("ascii")))
    return header, signature, f"{signed}.{signature}"


def join(header: str, payload: bytes, signature: str) -> str:
    """Put a JWT together again from the parts that the log keeps and the payload composed anew."""
    return f"{header}.{encode_base64url(payload)}.{signature}"


def verify_jwt(text: str, trust: TrustList) -> tuple[Credential, PublicKey]:
    """Return the credential and the key that signed it.

    Whether a compromised key may still be believed hangs on the register and is left to the caller. Raises Malformed
    where it cannot be read to its end, NotGenuine where key or signature is not ours, whatever it says, or
    CouldNotCheck for a newer format.
    """
    if len(text) > limits.JWT:
        raise Malformed("too_long", f"JWT 超过 {limits.JWT} 字节。", f"The JWT is longer than {limits.JWT} bytes.")
    parts = text.split(".")
    if len(parts) != 3 or len(parts[0]) > limits.JWT_HEADER:
        raise Malformed("jwt", *_SHAPE)
    payload = decode_base64url(parts[1])
    try:
        credential = _canonical_credential(payload)
    except Malformed:
        verify_parts(parts[0], parts[1], parts[2], trust)  # what is whole and signed by nobody of ours is forged
        raise
    require_issuer(credential, trust.base_url, trust.did)
    return credential, verify_parts(parts[0], parts[1], parts[2], trust)


def _canonical_credential(payload: bytes) -> Credential:
    credential = parse_credential(payload, secured=False)
    if canonical.dumps_trusted(credential.document) != payload:
        raise Malformed("jwt", *_SHAPE)
    return credential


def verify_parts(header: str, payload: str, signature: str, trust: TrustList) -> PublicKey:
    """Return the key that signed these three parts, all base64url; what the payload says is the caller's to check.

    Raises as `verify_jwt`.
    """
    kid, raw = _kid(header), decode_base64url(signature)
    if len(raw) != SIGNATURE_BYTES:
        raise Malformed("jwt", *_SHAPE)
    key = _signer(kid, trust)
    key.verify(raw, f"{header}.{payload}".encode("ascii"))
    return key


@lru_cache(maxsize=64)
def _kid(header: str) -> str:
    """Return the `kid` of a header that is, to the byte, the one we would write for it. Raises Malformed."""
    fields = canonical.loads(decode_base64url(header), limits.JWT_HEADER)
    kid = fields.get("kid") if isinstance(fields, dict) else None
    if type(kid) is not str or _header(kid) != header:
        raise Malformed("jwt", *_SHAPE)
    return kid


def _signer(kid: str, trust: TrustList) -> PublicKey:
    if not kid.endswith(KID_SUFFIX):
        raise NotGenuine("key_unknown", "JWT 的 kid 不是本机构的密钥。", "The kid of the JWT is no key of this body.")
    return trust.signer(kid.removesuffix(KID_SUFFIX), "certificate")
