"""The single objects of the conformance kit: codes, credentials, JWTs, and what pasting makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from certs import canonical
from certs.trust.encoding import decode_base32, decode_base64url, encode_base32, encode_base64url
from certs.trust.keys import PURPOSES
from certs.trust.qr import cbor, qr_token
from tests.publication.files import forgeries
from tests.trust.sample_trust import BASE_URL, SUBJECT, key, paper

GENUINE: Final = paper()
OTHER: Final = paper("99926SC00002R0M")
LATER: Final = "2026-11-24T02:00:00Z"
EXPIRED: Final = "2029-11-22T16:00:00Z"
LAST_SECOND: Final = "2029-11-22T15:59:59Z"
EARLY: Final = "2026-11-22T15:59:59Z"


class Piece(NamedTuple):
    """One file of the kit: what it is called, of which kind it is, its bytes, and the time of the check."""

    name: str
    kind: str
    data: bytes
    at: str = LATER


def pieces() -> Iterator[Piece]:
    """Yield every single object."""
    yield from _codes()
    yield from _credentials()
    yield from _jwts()
    yield from _pasted()


def _at_times(name: str, kind: str, data: bytes) -> Iterator[Piece]:
    yield Piece(f"{name} on the day of issue", kind, data)
    yield Piece(f"{name} in its last second", kind, data, LAST_SECOND)
    yield Piece(f"{name} after its end", kind, data, EXPIRED)
    yield Piece(f"{name} before its first day", kind, data, EARLY)


def _codes() -> Iterator[Piece]:
    text = GENUINE.qr_text
    yield from _at_times("code", "qr", text.encode())
    yield Piece("code as bare base32", "qr", text.rpartition("/")[2].encode())
    long = {**SUBJECT, "scope": [{"name": f"第{n}种很长的产品名称"} for n in range(30)]}
    yield Piece("code of the reduced profile", "qr", paper(subject=long).qr_text.encode())
    holder = {**SUBJECT["holder"], "name": "长" * 90}
    minimum = paper(subject={**SUBJECT, "holder": holder, "scope": [{"name": "产品" * 40}]})
    yield Piece("code of the minimum profile", "qr", minimum.qr_text.encode())
    yield Piece("code by a compromised key", "qr", paper(qr="qr-2").qr_text.encode())
    yield Piece("code by a retired key", "qr", paper(qr="qr-3").qr_text.encode())
    yield Piece("code by a key of nobody", "qr", paper(qr="qr-4").qr_text.encode())
    for purpose in (one for one in PURPOSES if one != "qr"):
        yield Piece(f"code by the {purpose} key", "qr", paper(qr=f"{purpose}-1").qr_text.encode())
    for name, change in _TEXTS.items():
        yield Piece(f"code {name}", "qr", change(text).encode())
    for name, token in _tokens():
        yield Piece(f"code {name}", "qr", qr_token.wrap(BASE_URL, token).encode())


_TEXTS: Final[Mapping[str, Callable[[str], str]]] = {
    "of another host": lambda text: text.replace("cert.example.cn", "cert.example.com"),
    "of a host with a hyphen": lambda text: text.replace("cert.example.cn", "cert-example.cn"),
    "of a host below ours": lambda text: text.replace("cert.example.cn", "cert.example.cn.evil.example"),
    "of a host behind ours": lambda text: text.replace("cert.example.cn", "cert.example.cn@evil.example"),
    "of another port": lambda text: text.replace("cert.example.cn", "cert.example.cn:8443"),
    "of a host in look-alike letters": lambda text: text.replace("cert.", "xn--crt-dma."),
    "without https": lambda text: text.replace("https:", "http:"),
    "with a query": lambda text: f"{text}?next=1",
    "with a fragment": lambda text: f"{text}#part",
    "padded": lambda text: f"{text}====",
    "cut by eight letters": lambda text: text[:-8],
    "cut by one letter": lambda text: text[:-1],
    "of the beginning only": lambda text: text[:60],
    "of the address only": lambda text: text.rpartition("/")[0] + "/",
    "with the token twice": lambda text: text + text.rpartition("/")[2],
    "with a foreign letter": lambda text: f"{text[:80]}1{text[81:]}",
    "under the short address": lambda text: text.replace("/Q/", "/C/"),
    "under a small q": lambda text: text.replace("/Q/", "/q/"),
    "of nothing": lambda _: "",
    "too long": lambda text: text + "A" * 2_000,
}


def _tokens() -> Iterator[tuple[str, bytes]]:
    token = GENUINE.token
    for part, place in (("head", 4), ("claims", 40), ("name", 90), ("signature", len(token) - 3)):
        changed = bytearray(token)
        changed[place] ^= 1
        yield f"with one bit changed in its {part}", bytes(changed)
    protected, _, payload, signature = cbor.decode(token).value
    header, claims = cbor.decode(protected), cbor.decode(payload)
    yield "unsigned", _sign1(protected, payload, bytes(64))
    yield "signed by another certificate's signature", _sign1(protected, payload, cbor.decode(OTHER.token).value[3])
    yield "with a head that is not signed", cbor.encode(cbor.Sign1([protected, {1: -8}, payload, signature]))
    for name, number in (("ES256", -7), ("no algorithm", 0), ("Ed25519 by its own number", -19)):
        yield f"of {name}", _signed({**header, 1: number}, claims)
    yield "with a head of one member more", _signed({**header, 3: 1}, claims)
    yield "with a claim more", _signed(header, {**claims, 9: "x"})
    yield "of a newer format", _signed(header, _said(claims, {1: 2}))
    yield "of a newer format with more in it", _signed(header, _said(claims, {1: 2, 9: "新"}))
    yield "of format 0", _signed(header, _said(claims, {1: 0}))
    yield "with the level as a number", _signed(header, _said(claims, {4: 5}))
    yield "with an invisible character in the name", _signed(header, _said(claims, {2: "青\u200b禾"}))
    yield "with a name not in NFC", _signed(header, _said(claims, {2: "e\u0301"}))
    yield "that ends before it begins", _signed(header, {**claims, 4: claims[5] - 1})
    for number in (2, 4, 5, 6, -70001):
        yield f"without claim {number}", _signed(header, {name: one for name, one in claims.items() if name != number})
    yield "with something behind it", token + b"\0"
    yield "without its tag", token[1:]
    yield "with a number written at length", token.replace(b"\x1a", b"\x1b\0\0\0\0", 1)


def _said(claims: dict[Any, Any], more: dict[int, Any]) -> dict[Any, Any]:
    return {**claims, -70001: {**claims[-70001], **more}}


def _sign1(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor.encode(cbor.Sign1([protected, {}, payload, signature]))


def _signed(header: dict[Any, Any], claims: dict[Any, Any]) -> bytes:
    """Sign a token anew with the right key: what it says is at fault, not its signature."""
    protected, payload = cbor.encode(header), cbor.encode(claims)
    return _sign1(protected, payload, key("qr-1").sign(cbor.encode(["Signature1", protected, b"", payload])))


def _credentials() -> Iterator[Piece]:
    data, value = GENUINE.json, json.loads(GENUINE.json)
    yield from _at_times("credential", "credential", data)
    yield Piece("credential in another layout", "credential", json.dumps(value, indent=1).encode())
    for signer in ("certificate-3", "qr-1", "status-1", "list-1", "log-1", "root-1"):
        yield Piece(f"credential by {signer}", "credential", paper(signer=signer).json)
    yield Piece("credential of another body", "credential", paper(base_url="https://cert.example.com").json)
    for path in forgeries.leaves(value):
        if path[0] != "@context" and path[-1] != "@context" and not (path[0] == "proof" and path[1] == "@context"):
            name = ".".join(map(str, path))
            yield Piece(f"credential with {name} changed", "credential", forgeries.with_leaf_changed(value, path))
    for name in ("credentialSubject", "proof", "issuer", "validUntil"):
        yield Piece(f"credential with {name} twice", "credential", forgeries.twice(data, name))
        left = {one: part for one, part in value.items() if one != name}
        yield Piece(f"credential without {name}", "credential", canonical.dumps(left))
    yield Piece("credential with a member more", "credential", canonical.dumps({**value, "remark": "五星级"}))
    inside = {**value, "credentialSubject": {**value["credentialSubject"], "score": 100}}
    yield Piece("credential with a member more in its subject", "credential", canonical.dumps(inside))
    later = {**value, "@context": [value["@context"][0], value["@context"][1].replace("/v1", "/v2")]}
    yield Piece("credential of a newer context", "credential", canonical.dumps(later))
    about = {**value, "proof": {**value["proof"], "proofPurpose": "capabilityInvocation"}}
    yield Piece("credential with the proof of an entry", "credential", canonical.dumps(about))
    suite = {**value, "proof": {**value["proof"], "cryptosuite": "eddsa-rdfc-2022"}}
    yield Piece("credential of another suite", "credential", canonical.dumps(suite))
    yield Piece("credential cut in half", "credential", data[: len(data) // 2])
    yield Piece("credential with a byte order mark", "credential", b"\xef\xbb\xbf" + data)
    yield Piece("credential with NaN", "credential", data.replace(b'"version":1', b'"version":NaN'))
    yield Piece("credential with a fraction", "credential", data.replace(b'"version":1', b'"version":1.0'))
    yield Piece("credential nested too deep", "credential", b'{"credentialSubject":' * 40 + b"1" + b"}" * 40)


def _jwts() -> Iterator[Piece]:
    text = GENUINE.jwt
    yield from _at_times("jwt", "jwt", text.encode())
    header, payload, signature = text.split(".")
    head = json.loads(decode_base64url(header))
    yield Piece("jwt by a key of nobody", "jwt", paper(signer="certificate-3").jwt.encode())
    for purpose in ("qr-1", "status-1", "list-1"):
        yield Piece(f"jwt by {purpose}", "jwt", paper(signer=purpose).jwt.encode())
    for name, change in (("none", "none"), ("HS256", "HS256"), ("ES256", "ES256")):
        yield Piece(f"jwt of algorithm {name}", "jwt", _jwt({**head, "alg": change}, payload, signature))
    yield Piece("jwt of another type", "jwt", _jwt({**head, "typ": "JWT"}, payload, signature))
    yield Piece("jwt with a head of one member more", "jwt", _jwt({**head, "jku": BASE_URL}, payload, signature))
    yield Piece("jwt of another certificate's signature", "jwt", f"{header}.{payload}.{OTHER.signature}".encode())
    yield Piece("jwt unsigned", "jwt", forgeries.jwt_unsigned(text).encode())
    yield Piece("jwt without algorithm", "jwt", forgeries.jwt_without_algorithm(text).encode())
    yield Piece("jwt of a newer context", "jwt", forgeries.jwt_of_context_2(text).encode())
    changed = f"{payload[:200]}{'A' if payload[200] != 'A' else 'B'}{payload[201:]}"
    yield Piece("jwt with a changed payload", "jwt", f"{header}.{changed}.{signature}".encode())
    yield Piece("jwt with parts about", "jwt", f"{payload}.{header}.{signature}".encode())
    yield Piece("jwt padded", "jwt", f"{text}==".encode())
    yield Piece("jwt cut", "jwt", text[:-20].encode())


def _jwt(head: dict[str, Any], payload: str, signature: str) -> bytes:
    return f"{encode_base64url(canonical.dumps(head))}.{payload}.{signature}".encode()


def _pasted() -> Iterator[Piece]:
    code, jwt = GENUINE.qr_text, GENUINE.jwt
    small = f"{code.rpartition('/')[0]}/{encode_base32(decode_base32(code.rpartition('/')[2])).lower()}"
    for name, text in {
        "code wrapped by mail": "\r\n".join(code[place : place + 76] for place in range(0, len(code), 76)),
        "code wrapped and quoted": "\n".join(f"{code[place : place + 72]}=" for place in range(0, len(code), 72)),
        "code in small letters": small,
        "code with a label": f"证书二维码：{code}",
        "code in quotes": f"“{code}”。",
        "code with a byte order mark": f"\ufeff{code}\n",
        "code with invisible characters": f"\u200b{code}\u200e",
        "jwt wrapped by mail": "\n".join(jwt[place : place + 76] for place in range(0, len(jwt), 76)),
        "jwt cut by mail": jwt[:300],
        "credential in quotes": f"“{GENUINE.json.decode()}”",
        "address of another site": "https://evil.example/q/" + code.rpartition("/")[2],
        "address of another site with another full stop": "https://evil。example/q/" + code.rpartition("/")[2],
        "greeting": "您好，请看附件里的证书",
        "code with a query": f"{code}?from=timeline",
        "code cut by mail": code[:90],
        "number": "证书编号：99926SC00001R0M",
        "JSON that is no certificate": '{"did": "did:web:cert.example.cn"}',
    }.items():
        yield Piece(f"pasted {name}", "pasted", text.encode())
