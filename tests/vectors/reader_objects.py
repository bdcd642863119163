"""The reader's own checker: texts, keys, proofs, and a certificate in its three forms. Written from the pages alone."""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME = 2**255 - 19
EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
PROOF = {"created", "cryptosuite", "proofPurpose", "proofValue", "type", "verificationMethod"}
LIST = {"base_url", "body", "did", "format", "keys", "log_origin", "proof", "size"}
FORGED, LAPSED, UNKNOWN, VALID = "not_genuine", "not_valid", "unknown", "valid"


class Answer(Exception):
    """A verdict. Every other exception means that something cannot be read: `unknown`, too."""


def need(condition: object, answer: str = "") -> None:
    if not condition:
        raise Answer(answer) if answer else ValueError("not in our form")


def gravest(answers: list[str]) -> str:
    return next((one for one in (FORGED, LAPSED, UNKNOWN) if one in answers), VALID)


def verdict(check: Callable[..., Any], *given: Any) -> str:
    try:
        check(*given)
    except Answer as answer:
        return str(answer)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it cannot be read to its end
        return UNKNOWN
    return VALID


# --- texts and bytes ---


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs))
    return dict(pairs)


def loads(data: bytes) -> Any:
    return json.loads(data.decode(), object_pairs_hook=once, parse_float=int, parse_constant=int)


def canonical(value: Any) -> bytes:  # RFC 8785: names are ASCII, and there are no fractions
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def base58(text: str, size: int) -> bytes:
    need(text[0] == "z")
    number = 0
    for character in text[1:]:
        number = number * 58 + BASE58.index(character)
    return number.to_bytes(size, "big")


def raw(multikey: str) -> bytes:
    data = base58(multikey, 34)
    need(data[:2] == b"\xed\x01")
    y = (int.from_bytes(data[2:], "little") & (2**255 - 1)) % PRIME
    need(y not in {0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH}, FORGED)  # the points whose order divides 8
    return data[2:]


def octets(text: str) -> bytes:  # base64url without padding, in its one spelling
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(base64.urlsafe_b64encode(data).decode().rstrip("=") == text)
    return data


def padded(text: str) -> bytes:  # base64, in its one spelling
    need(base64.b64encode(base64.b64decode(text, validate=True)).decode() == text)
    return base64.b64decode(text)


def verify(key: bytes, signature: bytes, data: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except InvalidSignature:
        raise Answer(FORGED) from None


def instant(text: str) -> datetime:
    need(re.fullmatch(INSTANT, text))
    return datetime.fromisoformat(text)


def day(at: str) -> str:
    return (instant(at) + timedelta(hours=8)).date().isoformat()


# --- keys and proofs ---


class Trust:
    def __init__(self, data: bytes, root: bytes) -> None:
        document = loads(data)
        need(document["format"] == 1 or type(document["format"]) is not int, UNKNOWN)
        need(document.keys() == LIST)
        self.base, self.did, self.origin = document["base_url"], document["did"], document["log_origin"]
        host = self.base.removeprefix("https://")
        need(self.base == f"https://{host}" and self.did == f"did:web:{host}" and self.origin == f"{host}/log")
        self.root = root
        self.keys = {key["name"]: {**key, "raw": raw(key["multikey"])} for key in document["keys"]}
        need({key["state"] for key in self.keys.values()} <= {"active", "retired", "compromised"})
        need(proved(document, self, self.did, "root")["raw"] == root, FORGED)

    def key(self, name: str, purpose: str) -> dict[str, Any]:
        need(name in self.keys and self.keys[name]["purpose"] == purpose, FORGED)
        return self.keys[name]


def usable(key: dict[str, Any], position: int) -> bool:  # whether it may have signed as this entry of the log
    is_over = key["state"] == "retired" and position > key["ended"]
    return key["added"] <= position and not is_over and position < key.get("trusted_size", position + 1)


def proved(
    document: dict[str, Any], trust: Trust, did: str, purpose: str, use: str = "assertionMethod"
) -> dict[str, Any]:
    proof = dict(document["proof"])  # eddsa-jcs-2022
    rest = {name: value for name, value in document.items() if name != "proof"}
    need(proof.keys() - {"@context"} == PROOF and instant(proof["created"]))
    need((proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-jcs-2022"))
    signature = base58(proof.pop("proofValue"), 64)
    before, _, name = proof["verificationMethod"].partition("#")
    need(proof["proofPurpose"] == use and before == did, FORGED)
    key = trust.key(name, purpose)
    options = {**proof, **({"@context": rest["@context"]} if "@context" in rest else {})}
    verify(key["raw"], signature, sha256(canonical(options)) + sha256(canonical(rest)))
    return key


# --- a certificate in its three forms ---


def believed(key: dict[str, Any], position: int | None) -> None:  # where its entry stands in the log, if that is known
    need(
        key["state"] != "compromised" if position is None else usable(key, position),
        UNKNOWN if position is None else FORGED,
    )


def within(document: dict[str, Any], trust: Trust, at: str) -> None:
    need(document.get("issuer") == trust.did and document["@context"][1:] == [f"{trust.base}/contexts/v1"], FORGED)
    need(document["validFrom"] <= at <= document["validUntil"], LAPSED)


def is_newer(document: Any) -> bool:
    return re.search(r"/contexts/v(?!1$)[0-9]+$", document["@context"][1]) is not None


def credential(data: bytes, trust: Trust, at: str, position: int | None = None) -> None:
    document = loads(data)
    need(not is_newer(document), UNKNOWN)
    need(document.get("issuer") == trust.did, FORGED)
    believed(proved(document, trust, trust.did, "certificate"), position)
    within(document, trust, at)


def jwt(data: bytes, trust: Trust, at: str, position: int | None = None) -> None:
    header, payload, signature = data.decode("ascii").split(".")
    head = loads(octets(header))
    need(canonical(head) == octets(header) and head.keys() == {"alg", "kid", "typ"})
    need((head["alg"], head["typ"], len(octets(signature))) == ("EdDSA", "vc+jwt", 64))
    try:
        document = loads(octets(payload))
    except json.JSONDecodeError:
        document = None  # then its signature does not hold either
    need(document is None or not is_newer(document), UNKNOWN)
    before, _, name = head["kid"].partition("#")
    need(before == trust.did and name.endswith("-jwk"), FORGED)
    key = trust.key(name.removesuffix("-jwk"), "certificate")
    verify(key["raw"], octets(signature), f"{header}.{payload}".encode())
    believed(key, position)
    within(document, trust, at)


def head(kind: int, number: int) -> bytes:  # of CBOR, in the one way in which it may be written
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([kind << 5 | number])
        if number < 256**size:
            return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
    raise ValueError("too large")


def encoded(value: Any) -> bytes:
    match value:
        case bytes() | str():
            data = value.encode() if isinstance(value, str) else value
            return head(3 if isinstance(value, str) else 2, len(data)) + data
        case int():
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case list():
            return head(4, len(value)) + b"".join(map(encoded, value))
        case _:
            pairs = sorted((encoded(name), encoded(one)) for name, one in value.items())
            return head(5, len(pairs)) + b"".join(map(b"".join, pairs))


def decoded(data: bytes) -> Any:
    value, rest = item(data)
    need(not rest and encoded(value) == data)
    return value


def item(data: bytes) -> tuple[Any, bytes]:
    kind, low = data[0] >> 5, data[0] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
    need((low < 24 or size) and kind < 6)
    number, rest = int.from_bytes(data[1 : 1 + size], "big") if size else low, data[1 + size :]
    if kind < 2:
        return (-1 - number if kind else number), rest
    if kind < 4:
        need(len(rest) >= number)
        return (rest[:number].decode() if kind == 3 else rest[:number]), rest[number:]
    parts = []
    for _ in range(number * (kind - 3)):
        part, rest = item(rest)
        parts.append(part)
    return (parts if kind == 4 else dict(zip(parts[::2], parts[1::2], strict=True))), rest


def token_of(text: str, trust: Trust) -> bytes:
    address = re.match("[a-z]+://([^/?#]+)", text)
    need(address is None or address[1] == trust.base.removeprefix("https://"), FORGED)
    token = text.removeprefix(f"{trust.base}/Q/")
    data = base64.b32decode(token + "=" * (-len(token) % 8))
    need(base64.b32encode(data).decode().rstrip("=") == token)
    return data


def opened(token: bytes, trust: Trust) -> tuple[dict[Any, Any], dict[str, Any] | None]:  # its claims and its key
    need(token[0] == 0xD2)  # COSE_Sign1
    protected, unprotected, payload, signature = decoded(token[1:])
    header, claims = decoded(protected), decoded(payload)
    facts = claims.get(-70001, {})
    need(facts.get(1, 1) <= 1, UNKNOWN)
    need(unprotected == {} and header.keys() == {1, 4} and header[1] in {-8, -19})
    key = next((key for key in trust.keys.values() if sha256(key["raw"])[:8] == header[4]), None)
    if key is not None:
        need(key["purpose"] == "qr", FORGED)
        verify(key["raw"], signature, encoded(["Signature1", protected, b"", payload]))
        need(claims.keys() == {2, 4, 5, 6, -70001} and facts[1] == 1 and claims[5] < claims[4])
        need(facts.keys() - {7} == set(range(1, 7)) or facts.keys() == {*range(1, 7), 8})
        for text in (claims[2], facts[2], facts[3], facts[4]):
            need(isinstance(text, str) and unicodedata.is_normalized("NFC", text) and not UNSEEN.search(text))
    return claims, key


def qr(data: bytes, trust: Trust, at: str, position: int | None = None) -> None:
    claims, key = opened(token_of(data.decode(), trust), trust)
    need(key is not None, FORGED)
    believed(key or {}, position)
    need(claims[5] <= instant(at).timestamp() <= claims[4], LAPSED)
