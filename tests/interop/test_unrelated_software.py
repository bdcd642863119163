"""Software that we did not write accepts our papers, and refuses them after one flipped byte.

openvc-core reads the JSON, PyJWT the JWT, cwt the QR code as zxing-cpp reads it from the picture; each gets its key
from the file that is meant for it.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cwt
import jwt
import openvc
import openvc.did.base
import openvc.status
import pytest
import zxingcpp
from cwt.cose_key_interface import COSEKeyInterface
from PIL import Image

from tests.instances import DECIDED, Staff
from tests.interop.conftest import Exported

FILES = (
    "certificate.json",
    "certificate.jwt",
    "certificate.proof",
    "certificate.pdf",
    "certificate.en.pdf",
    "qr.txt",
    "qr.png",
    "qr.svg",
    "did.json",
    "trust.json",
)
BASE = "https://cert.example.cn"
CWT_SUBJECT = 2  # claim keys of RFC 8392
STARMARK_CLAIM = -70001


def test_export_writes_all_its_files(exported: Exported) -> None:
    assert sorted(path.name for path in exported.folder.iterdir()) == sorted(FILES)
    assert all(exported.bytes(name) for name in FILES)


# --- openvc-core: the JSON, by did:web ----------------------------------------------------------------------------


class OurDid:
    """Resolves a DID of ours from its document, as a web server would give it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def supports(self, did: str) -> bool:
        return bool(did == self._document["id"])

    def resolve(self, did: str) -> openvc.did.base.DidDocument:
        assert self.supports(did)
        return openvc.did.base.parse_did_document(self._document)


@dataclass(frozen=True, slots=True)
class Published:
    """The status lists that an instance published, each verified by openvc-core before it is believed."""

    folder: Path

    def __call__(self, address: str) -> dict[str, Any]:
        """Return a status list by its address."""
        did = json.loads((self.folder / "status" / "did.json").read_bytes())
        document: dict[str, Any] = json.loads((self.folder / address.removeprefix(f"{BASE}/")).read_bytes())
        policy = openvc.VerificationPolicy(expected_types=["BitstringStatusListCredential"])
        assert openvc.verify_credential(document, policy=policy, resolver=OurDid(did)).issuer == did["id"]
        return document


@pytest.fixture(scope="module")
def lists(first_instance: Staff) -> Published:
    """The status lists of the instance with the example certificate."""
    return Published(first_instance.home / "public")


def by_openvc(document: dict[str, Any], did: dict[str, Any], lists: Published) -> openvc.VerificationResult:
    """Verify a credential, its status included, by openvc-core."""
    policy = openvc.VerificationPolicy(require_status=True, expected_types=["AfterSalesServiceCertificate"])
    return openvc.verify_credential(document, policy=policy, resolver=OurDid(did), resolve_status_list=lists)


def test_openvc_verifies_the_json_and_its_status(exported: Exported, lists: Published) -> None:
    result = by_openvc(exported.json("certificate.json"), exported.json("did.json"), lists)
    assert result.issuer == exported.json("did.json")["id"] == "did:web:cert.example.cn"
    assert result.status is not None


def test_openvc_sees_a_revocation(exported: Exported, staff: Staff) -> None:
    staff.act("revoke", exported.number, "--reason", "fraud", *DECIDED)
    with pytest.raises(openvc.status.CredentialRevoked):
        by_openvc(exported.json("certificate.json"), exported.json("did.json"), Published(staff.home / "public"))


def changed(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the document once for each of its strings, with one bit of that string flipped, and where it was."""
    whole = document
    for place in path:
        whole = whole[place]
    if isinstance(whole, str):
        altered = copy.deepcopy(document)
        parent = altered
        for place in path[:-1]:
            parent = parent[place]
        parent[path[-1]] = chr(ord(whole[0]) ^ 1) + whole[1:]
        yield ".".join(map(str, path)), altered
    elif isinstance(whole, dict | list):
        for place in whole if isinstance(whole, dict) else range(len(whole)):
            yield from changed(document, (*path, place))


def is_refused(document: dict[str, Any], did: dict[str, Any], lists: Published) -> bool:
    """Whether openvc-core refuses a credential, in one of the ways in which it says so."""
    try:
        by_openvc(document, did, lists)
    except (openvc.OpenvcError, AssertionError):  # ours: the DID is no longer the one that we can resolve
        return True
    return False


def test_openvc_refuses_every_changed_string(exported: Exported, lists: Published) -> None:
    did = exported.json("did.json")
    copies = dict(changed(exported.json("certificate.json")))
    accepted = [place for place, altered in copies.items() if not is_refused(altered, did, lists)]
    # It reads the context from the document, where it is signed, and overlooks the proof's copy of it. Ours does not.
    assert accepted == ["proof.@context.0", "proof.@context.1"]
    assert len(copies) > 40


def test_ours_refuses_what_openvc_overlooks(exported: Exported, first_instance: Staff, tmp_path: Path) -> None:
    copies = dict(changed(exported.json("certificate.json")))
    for place in ("proof.@context.0", "proof.@context.1"):
        altered = tmp_path / "altered.json"
        altered.write_text(json.dumps(copies[place], ensure_ascii=False), encoding="utf-8")
        assert json.loads(first_instance.run("verify", altered, "--json", code=1))["overall"] == "not_genuine"


# --- PyJWT: the JWT, with the JsonWebKey of did.json ---------------------------------------------------------------


def by_pyjwt(text: str, did: dict[str, Any]) -> dict[str, Any]:
    """Verify our JWT with the key that its header names."""
    header = jwt.get_unverified_header(text)
    (method,) = (m for m in did["verificationMethod"] if m["id"] == header["kid"])
    assert method["id"] in did["assertionMethod"]
    claims: dict[str, Any] = jwt.decode(text, jwt.PyJWK(method["publicKeyJwk"], "EdDSA"), ["EdDSA"])
    return claims


def test_pyjwt_verifies_the_jwt_and_finds_the_same_certificate_in_it(exported: Exported) -> None:
    text = exported.bytes("certificate.jwt").decode("ascii").strip()
    document = exported.json("certificate.json")
    del document["proof"]
    assert by_pyjwt(text, exported.json("did.json")) == document
    assert jwt.get_unverified_header(text) == {
        "alg": "EdDSA",
        "kid": "did:web:cert.example.cn#certificate-1-jwk",
        "typ": "vc+jwt",
    }


def test_pyjwt_refuses_the_jwt_after_one_flipped_byte(exported: Exported) -> None:
    header, payload, signature = exported.bytes("certificate.jwt").decode("ascii").strip().split(".")
    did = exported.json("did.json")
    for part, whole in (("payload", payload), ("signature", signature)):
        data = bytearray(base64.urlsafe_b64decode(whole + "=="))
        for place in range(0, len(data), 7):
            data[place] ^= 1
            flipped = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
            data[place] ^= 1
            text = f"{header}.{flipped}.{signature}" if part == "payload" else f"{header}.{payload}.{flipped}"
            with pytest.raises(jwt.InvalidSignatureError):
                by_pyjwt(text, did)


# --- cwt: the QR code, as zxing-cpp reads it from the picture, with the key of trust.json --------------------------


def read_qr(exported: Exported) -> str:
    """Read the text of the exported picture with zxing-cpp."""
    with Image.open(exported.folder / "qr.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return str(found.text)


def token_of(text: str) -> bytes:
    """Take the token out of the address by RFC 4648 alone."""
    encoded = text.removeprefix("https://cert.example.cn/Q/")
    assert encoded != text
    return base64.b32decode(encoded + "=" * (-len(encoded) % 8))


def key_of(trust: dict[str, Any]) -> COSEKeyInterface:
    """Make a COSE key (RFC 9053) of the QR key of the trust list, its Multikey read by openvc-core.

    The token names its key by the first 8 bytes of the SHA-256 of the raw public key.
    """
    (multikey,) = (key["multikey"] for key in trust["keys"] if key["name"] == "qr-1")
    raw = base64.urlsafe_b64decode(openvc.did.base.multikey_to_jwk(multikey)["x"] + "=")
    return cwt.COSEKey.new({1: 1, 2: hashlib.sha256(raw).digest()[:8], 3: -8, 4: [2], -1: 6, -2: raw})


def by_cwt(token: bytes, key: COSEKeyInterface) -> dict[int, Any]:
    """Verify a token and return its claims."""
    return cast("dict[int, Any]", cwt.decode(token, key))


def test_the_picture_holds_the_text_beside_it(exported: Exported) -> None:
    assert read_qr(exported) == exported.bytes("qr.txt").decode("ascii").strip()


def test_cwt_verifies_the_token_read_from_the_picture(exported: Exported) -> None:
    claims = by_cwt(token_of(read_qr(exported)), key_of(exported.json("trust.json")))
    subject = exported.json("certificate.json")["credentialSubject"]
    ours = claims[STARMARK_CLAIM]
    assert claims[CWT_SUBJECT] == subject["number"] == exported.number
    holder = subject["holder"]
    assert (ours[1], ours[2], ours[3], ours[4]) == (1, holder["name"], holder["uscc"], "five-star")


def test_cwt_refuses_the_token_after_one_flipped_byte(exported: Exported) -> None:
    token, key = bytearray(token_of(read_qr(exported))), key_of(exported.json("trust.json"))
    for place in range(len(token)):
        token[place] ^= 1
        with pytest.raises(Exception):  # noqa: B017, PT011  broken CBOR fails in as many ways as there are bytes
            by_cwt(bytes(token), key)
        token[place] ^= 1
    assert by_cwt(bytes(token), key)


# --- the files agree with each other -------------------------------------------------------------------------------


def test_did_json_is_a_copy_of_the_trust_list(exported: Exported) -> None:
    did, trust = exported.json("did.json"), exported.json("trust.json")
    (multikey,) = (key["multikey"] for key in trust["keys"] if key["name"] == "certificate-1")
    assert {m.get("publicKeyMultibase") for m in did["verificationMethod"]} - {None} == {multikey}


def test_the_json_is_canonical_by_the_reference_implementation(exported: Exported) -> None:
    import rfc8785

    data = exported.bytes("certificate.json")
    assert rfc8785.dumps(json.loads(data)) == data.rstrip(b"\n")
