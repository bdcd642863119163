"""A reader's own checker of the kit's simpler kinds, written from the page about it: `kit_reader.py FOLDER`.

It uses `cryptography` and the standard library, and nothing of ours. It prints the names of the vectors that it takes.
"""

import base64
import gzip
import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME = 2**255 - 19
EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def need(condition: object) -> None:
    if not condition:
        raise ValueError("refused")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs))
    return dict(pairs)


def loads(data: bytes) -> Any:
    return json.loads(data.decode(), object_pairs_hook=once, parse_float=int, parse_constant=int)


def digest(value: Any) -> bytes:  # RFC 8785: names are ASCII, and there are no fractions
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


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
    need(y not in {0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH})  # the points whose order divides 8
    return data[2:]


def octets(text: str) -> bytes:  # base64url without padding
    need(re.fullmatch("[A-Za-z0-9_-]*", text))
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(key: bytes, signature: bytes, data: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(key).verify(signature, data)


def proved(document: dict[str, Any], key_of: Callable[[str], bytes]) -> dict[str, Any]:  # eddsa-jcs-2022
    proof = dict(document["proof"])
    rest = {name: value for name, value in document.items() if name != "proof"}
    need((proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-jcs-2022"))
    need(proof["proofPurpose"] == "assertionMethod")
    signature = base58(proof.pop("proofValue"), 64)
    options = {**proof, **({"@context": rest["@context"]} if "@context" in rest else {})}
    verify(key_of(proof["verificationMethod"]), signature, digest(options) + digest(rest))
    return rest


class Trust:
    def __init__(self, data: bytes) -> None:
        self.list = loads(data)
        self.did, self.base = self.list["did"], self.list["base_url"]
        self.keys = {key["name"]: key for key in self.list["keys"]}

    def key(self, name: str, purpose: str) -> bytes:
        key = self.keys[name]
        need((key["purpose"] == purpose) and key["state"] != "compromised")
        return raw(key["multikey"])

    def method(self, purpose: str, did: str, ending: str = "") -> Callable[[str], bytes]:
        def key_of(address: str) -> bytes:
            before, _, name = address.partition("#")
            need(before == did and name.endswith(ending))
            return self.key(name.removesuffix(ending), purpose)

        return key_of


def credential(data: bytes, trust: Trust, at: str) -> None:
    dates(proved(loads(data), trust.method("certificate", trust.did)), trust, at)


def dates(document: dict[str, Any], trust: Trust, at: str) -> None:
    need(document["issuer"] == trust.did and document["@context"][1:] == [f"{trust.base}/contexts/v1"])
    need(document["validFrom"] <= at <= document["validUntil"])


def jwt(data: bytes, trust: Trust, at: str) -> None:
    header, payload, signature = data.decode("ascii").split(".")
    head = loads(octets(header))
    need(head.keys() == {"alg", "kid", "typ"} and (head["alg"], head["typ"]) == ("EdDSA", "vc+jwt"))
    verify(
        trust.method("certificate", trust.did, "-jwk")(head["kid"]), octets(signature), f"{header}.{payload}".encode()
    )
    dates(loads(octets(payload)), trust, at)


def status_list(data: bytes, trust: Trust, at: str) -> None:
    document = proved(loads(data), trust.method("list", f"{trust.did}:status"))
    need(document["issuer"] == f"{trust.did}:status" and document["validFrom"] <= at <= document["validUntil"])
    need(len(gzip.decompress(octets(document["credentialSubject"]["encodedList"][1:]))) == 16_384)


def trust_list(data: bytes, trust: Trust, _: str) -> None:
    document = loads(data)
    need(document.keys() == trust.list.keys() and document["format"] == 1)
    for key in document["keys"]:
        raw(key["multikey"])
    proved(document, trust.method("root", trust.did))


def checkpoint(data: bytes, trust: Trust, _: str) -> None:
    text, signatures = data.decode().split("\n\n")
    origin = trust.list["log_origin"]
    name, size, root = text.split("\n")
    need(name == origin and size.isdecimal() and len(base64.b64decode(root, validate=True)) == 32)
    blobs = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if line.split(" ")[1] == origin]
    keys = [trust.key(name, "log") for name, key in trust.keys.items() if key["purpose"] == "log"]
    held = 0
    for key in keys:
        identity = hashlib.sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
        for blob in (blob for blob in blobs if blob[:4] == identity):
            verify(key, blob[4:], f"{text}\n".encode())
            held += 1
    need(held)


def encoded(value: Any) -> bytes:  # the one way in which CBOR of a token may be written
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


def head(kind: int, number: int) -> bytes:
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([kind << 5 | number])
        if number < 256**size:
            return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
    raise ValueError("refused")


def decoded(data: bytes) -> Any:
    value, rest = item(data)
    need(not rest and encoded(value) == data)
    return value


def item(data: bytes) -> tuple[Any, bytes]:
    kind, low = data[0] >> 5, data[0] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
    need(low < 24 or size)
    number, rest = int.from_bytes(data[1 : 1 + size], "big") if size else low, data[1 + size :]
    if kind < 2:
        return (-1 - number if kind else number), rest
    if kind < 4:
        need(len(rest) >= number)
        return (rest[:number].decode() if kind == 3 else rest[:number]), rest[number:]
    need(kind < 6)
    parts = []
    for _ in range(number * (kind - 3)):
        part, rest = item(rest)
        parts.append(part)
    return (parts if kind == 4 else dict(zip(parts[::2], parts[1::2], strict=True))), rest


def qr(data: bytes, trust: Trust, at: str) -> None:
    address, separator, token = data.decode("ascii").rpartition("/")
    need(not separator or address == f"{trust.base}/Q")
    need(re.fullmatch("[A-Z2-7]+", token) and len(data) <= 2_000)
    raw_token = base64.b32decode(token + "=" * (-len(token) % 8))
    need(raw_token[0] == 0xD2)  # COSE_Sign1
    protected, unprotected, payload, signature = decoded(raw_token[1:])
    header, claims = decoded(protected), decoded(payload)
    need(unprotected == {} and header.keys() == {1, 4} and header[1] in {-8, -19})
    keys = {hashlib.sha256(raw(key["multikey"])).digest()[:8]: name for name, key in trust.keys.items()}
    verify(trust.key(keys[header[4]], "qr"), signature, encoded(["Signature1", protected, b"", payload]))
    facts = claims[-70001]
    need(
        claims.keys() == {2, 4, 5, 6, -70001}
        and facts[1] == 1
        and {1, 2, 3, 4, 5, 6} <= facts.keys() <= set(range(1, 9))
    )
    for number in (2, 3, 4):
        text = facts[number]
        need(isinstance(text, str) and unicodedata.is_normalized("NFC", text) and not UNSEEN.search(text))
    need(claims[5] <= datetime.fromisoformat(at).timestamp() <= claims[4] and claims[5] <= claims[4])


KINDS = {
    "credential": credential,
    "jwt": jwt,
    "status-list": status_list,
    "trust": trust_list,
    "checkpoint": checkpoint,
    "qr": qr,
}


def main(folder: Path) -> None:
    for vector in loads((folder / "vectors.json").read_bytes()):
        check = KINDS.get(vector["kind"])
        if check is None:
            continue
        try:
            check((folder / vector["file"]).read_bytes(), Trust((folder / vector["trust"]).read_bytes()), vector["at"])
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not taken
            continue
        sys.stdout.write(f"{vector['name']}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
