"""The offline bundle: one file that says all that a verifier needs of one certificate (formats.md, "Offline bundle").

It is canonical JSON. Whatever is signed in it stands as an object and is written again, canonically, to be checked; the
log's checkpoint stands line by line, because no string of ours holds a line end. Reading is closed-world and bounded.
Not done here: any check of a signature (decision 0017 says what a bundle proves).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from certs import canonical, limits
from certs.errors import Malformed, Refused
from certs.log.c2sp_text import decode_hash, encode_base64
from certs.trust.credential.credential import STATUS_PURPOSES
from certs.trust.newer_formats import newer_format

FORMAT: Final = 1
TYPE: Final = "starmark-bundle"
_FIELDS: Final = frozenset(
    {"format", "type", "number", "version", "certificate", "events", "checkpoint", "status", "trust"}
)
_CERTIFICATE: Final = frozenset({"credential", "jwt", "qr"})
_ENTRY: Final = frozenset({"index", "event", "proof"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One log entry: its number, its exact bytes, and the hashes that prove it under the bundle's checkpoint."""

    index: int
    raw: bytes
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parts of a bundle, each as the bytes that are signed. `lists` holds status list credentials by purpose."""

    number: str
    version: int
    credential: bytes
    jwt: str
    qr: str
    entries: tuple[Entry, ...]
    checkpoint: bytes
    trust: bytes
    lists: Mapping[str, bytes]


def encode(bundle: Bundle) -> bytes:
    """Return the file. Raises Refused where it would be larger than a bundle may be."""
    data = canonical.dumps(
        {
            "format": FORMAT,
            "type": TYPE,
            "number": bundle.number,
            "version": bundle.version,
            "certificate": {"credential": _object(bundle.credential), "jwt": bundle.jwt, "qr": bundle.qr},
            "events": [
                {"index": e.index, "event": _object(e.raw), "proof": [encode_base64(one) for one in e.hashes]}
                for e in bundle.entries
            ],
            "checkpoint": bundle.checkpoint.decode().split("\n"),
            "status": {purpose: _object(raw) for purpose, raw in bundle.lists.items()},
            "trust": _object(bundle.trust),
        }
    )
    if len(data) > limits.BUNDLE:
        raise Refused(
            "bundle_too_large",
            f"这张证书的离线核验文件有 {len(data)} 字节，超过上限 {limits.BUNDLE} 字节，没有写出。请改用 --to 导出单个文件。",
            f"The bundle of this certificate takes {len(data)} bytes; {limits.BUNDLE} is the limit, so none was "
            "written. Export single files with --to instead.",
        )
    return data


def is_bundle(data: bytes) -> bool:
    """Tell whether a file says that it is a bundle, of whatever format."""
    try:
        value = canonical.loads(data, limits.BUNDLE)
    except Malformed:
        return False
    return isinstance(value, dict) and value.get("type") == TYPE


def parse(data: bytes) -> Bundle:
    """Read a bundle strictly. Raises Malformed, or CouldNotCheck for a newer format."""
    value = canonical.loads(data, limits.BUNDLE)
    if not isinstance(value, dict) or value.get("type") != TYPE:
        raise _bad("不是离线核验文件", "it is none")
    if type(value.get("format")) is int and value["format"] > FORMAT:
        raise newer_format()
    if value.keys() != _FIELDS or type(value["format"]) is not int or value["format"] != FORMAT:
        raise _bad("字段有增减", "fields were added or taken away")
    number, version, certificate, status = (value[name] for name in ("number", "version", "certificate", "status"))
    if type(number) is not str or not 0 < len(number) <= limits.NUMBER or type(version) is not int or version < 1:
        raise _bad("编号或版本不对", "number or version")
    if not isinstance(certificate, dict) or certificate.keys() != _CERTIFICATE:
        raise _bad("certificate 的字段有增减", "fields of certificate")
    if not isinstance(status, dict) or not status.keys() <= set(STATUS_PURPOSES):
        raise _bad("status 的字段有增减", "fields of status")
    jwt, qr = certificate["jwt"], certificate["qr"]
    if type(jwt) is not str or len(jwt) > limits.JWT or type(qr) is not str or len(qr) > limits.QR_TEXT:
        raise _bad("JWT 或二维码文字不对", "JWT or QR text")
    if not qr.startswith("https://"):
        raise _bad("二维码文字不是地址", "the QR text is no address")
    return Bundle(
        number,
        version,
        _signed(certificate["credential"], limits.CREDENTIAL),
        jwt,
        qr,
        tuple(_entries(value["events"])),
        _checkpoint(value["checkpoint"]),
        _signed(value["trust"], limits.TRUST_LIST),
        {purpose: _signed(part, limits.STATUS_LIST_FILE) for purpose, part in status.items()},
    )


def _entries(value: object) -> Iterable[Entry]:
    if not isinstance(value, list) or not value:
        raise _bad("没有日志条目", "it has no log entries")
    last = -1
    for part in value:
        if not isinstance(part, dict) or part.keys() != _ENTRY or type(part["index"]) is not int:
            raise _bad("日志条目的字段有增减", "fields of a log entry")
        index, proof = part["index"], part["proof"]
        if index <= last:
            raise _bad("日志条目没有按序号排列", "log entries out of order")
        if not isinstance(proof, list) or len(proof) > limits.LOG_PROOF or not all(type(one) is str for one in proof):
            raise _bad("日志证明不对", "a log proof")
        last = index
        yield Entry(index, _signed(part["event"], limits.EVENT), tuple(map(decode_hash, proof)))


def _checkpoint(value: object) -> bytes:
    if not isinstance(value, list) or not all(type(line) is str for line in value):
        raise _bad("检查点不是逐行的文字", "the checkpoint is no list of lines")
    text = "\n".join(value)
    if len(text) > limits.NOTE:
        raise _bad("检查点过长", "the checkpoint is too long")
    return text.encode()


def _signed(value: object, limit: int) -> bytes:
    """Return the canonical bytes of a signed object, which are what is checked."""
    if not isinstance(value, dict):
        raise _bad("签过名的部分不是 JSON 对象", "a signed part is no JSON object")
    data = canonical.dumps_trusted(value)
    if len(data) > limit:
        raise _bad("签过名的部分过长", "a signed part is too long")
    return data


def _object(data: bytes) -> Any:
    return canonical.loads(data, limits.TRUST_LIST)


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed(
        "bundle",
        f"离线核验文件不合格式：{what_zh}。它可能被改动过或没有传完；请向获证组织重新索取，或联网查询编号。",
        f"The bundle is malformed: {what}. It may have been changed or cut short; ask whoever sent it for it again, or "
        "look the number up online.",
    )
