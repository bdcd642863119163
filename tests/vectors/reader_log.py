"""The reader's own checker: status lists, checkpoints, growth and entries of the log. Written from the pages alone."""

import gzip
import re
from datetime import timedelta
from typing import Any

from .reader_objects import FORGED, UNKNOWN, Trust, instant, loads, need, octets, padded, proved, sha256, usable, verify

W3C = "https://www.w3.org/ns/credentials/v2"
CERTIFICATE, REASON = "credential jwt_header jwt_signature qr", "number decision"
ENTRIES = {
    "body": "body did base_url log_origin root",
    "key-added": "key",
    "key-retired": "key",
    "key-compromised": "key trusted_size",
    "clock-corrected": "false_instant true_instant first_affected",
    "issued": f"{REASON} {CERTIFICATE}",
    "reissued": f"{REASON} {CERTIFICATE} reason",
    "suspended": f"{REASON} reason until",
    "restored": f"{REASON} reason",
    "surveillance-passed": REASON,
    "renewed": f"{REASON} reason successor",
    "revoked": f"{REASON} reason",
    "withdrawn": f"{REASON} reason",
    "reported": REASON,
}
ENDS = {"renewed", "revoked", "withdrawn"}
CHANGES = {"revocation": {"reissued", *ENDS}, "suspension": {"suspended", "restored"}}


class StatusList:
    def __init__(self, data: bytes, trust: Trust) -> None:
        document = loads(data)
        self.id, subject = document["id"], document["credentialSubject"]
        self.first, self.last = document["validFrom"], document["validUntil"]
        framed = {
            "@context": [W3C],
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "credentialSubject": {
                "id": f"{self.id}#list",
                "type": "BitstringStatusList",
                "statusPurpose": subject["statusPurpose"],
                "encodedList": subject["encodedList"],
            },
        }
        need(document == {**document, **framed})
        need(document.keys() == {*framed, "id", "issuer", "validFrom", "validUntil", "proof"})
        need(re.fullmatch(f"{re.escape(trust.base)}/status/{subject['statusPurpose']}/[1-9][0-9]*", self.id))
        need(timedelta(0) < instant(self.last) - instant(self.first) <= timedelta(hours=24))
        self.bits = gzip.decompress(octets(subject["encodedList"][1:]))
        need(subject["encodedList"][0] == "u" and len(self.bits) == 16_384)
        need(document["issuer"] == f"{trust.did}:status", FORGED)
        need(proved(document, trust, document["issuer"], "list")["state"] != "compromised", FORGED)

    def bit(self, index: int) -> bool:
        return bool(self.bits[index >> 3] >> (7 - (index & 7)) & 1)


def found(text: bytes, trust: Trust, purpose: str, number: object) -> StatusList | None:  # if it is the one meant
    try:
        one = StatusList(text, trust)
    except Exception:  # noqa: BLE001 - forged or damaged, it tells nothing
        return None
    return one if one.id == f"{trust.base}/status/{purpose}/{number}" else None


def status_list(data: bytes, trust: Trust, at: str) -> None:
    one = StatusList(data, trust)
    need(one.first <= at <= one.last, UNKNOWN)


def checkpoint(data: bytes, trust: Trust, _: str = "") -> tuple[int, bytes]:
    body, _, signatures = data.decode().rpartition("\n\n")
    name, size, root = body.split("\n")[:3]
    need(not re.search("[\x00-\x09\x0b-\x1f]|\n\n", body) and re.fullmatch("0|[1-9][0-9]*", size))
    need(len(padded(root)) == 32 and re.fullmatch("(?:— [^ \n]+ [^ \n]+\n)+", signatures))
    need(name == trust.origin, FORGED)
    keys = [key["raw"] for key in trust.keys.values() if key["purpose"] == "log" and usable(key, int(size) - 1)]
    by_id = {sha256(f"{name}\n\x01".encode() + key)[:4]: key for key in keys}
    blobs = [padded(line.split(" ")[2]) for line in signatures.splitlines() if line.split(" ")[1] == name]
    for blob in (blob for blob in blobs if blob[:4] in by_id):
        verify(by_id[blob[:4]], blob[4:], f"{body}\n".encode())
    need(any(blob[:4] in by_id for blob in blobs), FORGED)
    return int(size), padded(root)


def joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def included(entry: bytes, index: int, head: tuple[int, bytes], proof: list[bytes]) -> None:  # RFC 9162, 2.1.3.2
    place, last, result = index, head[0] - 1, sha256(b"\0" + entry)
    for node in proof:
        need(last, FORGED)
        is_right = place & 1 or place == last
        result = joined(node, result) if is_right else joined(result, node)
        while is_right and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    need(index < head[0] and not last and result == head[1], FORGED)


def growth(data: bytes, trust: Trust, _: str) -> None:  # RFC 9162, 2.1.4.2
    told = loads(data)
    (old, older), (new, newer) = (checkpoint(told[name].encode(), trust) for name in ("first", "second"))
    proof = [bytes.fromhex(node) for node in told["proof"]]
    need(old <= new, FORGED)
    if old == new:
        return need(older == newer and not proof, FORGED)
    proof = [older, *proof] if old & (old - 1) == 0 else proof
    need(len(proof) > 1, FORGED)
    place, last, first, second = old - 1, new - 1, proof[0], proof[0]
    while place & 1:
        place, last = place >> 1, last >> 1
    for node in proof[1:]:
        need(last, FORGED)
        is_right = place & 1 or place == last
        first, second = (joined(node, first), joined(node, second)) if is_right else (first, joined(second, node))
        while is_right and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return need(not last and (first, second) == (older, newer), FORGED)


def log_proof(data: bytes, trust: Trust, _: str) -> None:
    told = loads(data)
    top, separator, note = told["proof"].partition("\n\n")
    name, *lines = top.split("\n")
    lines = lines[1:] if lines[0].startswith("extra ") else lines
    need(separator and name == "c2sp.org/tlog-proof@v1" and re.fullmatch("index (0|[1-9][0-9]*)", lines[0]))
    proof, head = [padded(line) for line in lines[1:]], checkpoint(note.encode(), trust)
    included(told["entry"].encode(), int(lines[0][6:]), head, proof)


def entry_of(index: int, data: bytes, trust: Trust) -> dict[str, Any]:
    entry: dict[str, Any] = loads(data)
    need(entry["format"] == 1 or type(entry["format"]) is not int, UNKNOWN)
    fields = ENTRIES[entry["type"]].split()
    need(entry.keys() == {"format", "type", "recorded", "effective", "proof", *fields} and instant(entry["recorded"]))
    key = proved(entry, trust, trust.did, "status" if "number" in entry else "root", "capabilityInvocation")
    need(usable(key, index), FORGED)
    return entry


def event(data: bytes, trust: Trust, _: str) -> None:
    index, rest = data.split(b"\n", 1)
    entry_of(int(index), rest.rstrip(b"\n"), trust)
