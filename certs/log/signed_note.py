"""Signed notes (C2SP signed-note): text, and under it the signatures of keys that are known by name and id.

Two kinds of key are taken: plain Ed25519 (0x01), with which a log signs, and timestamped Ed25519 cosignatures (0x04),
with which a witness does (C2SP tlog-cosignature). A signature by a key that we do not know is passed over; one by a
key that we know must hold. Not done here: what the text says, and which keys to know.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certs import limits
from certs.errors import Malformed, NotGenuine
from certs.log.c2sp_text import decode_base64, encode_base64
from certs.trust.multikey import require_safe_point

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
KEY_ID_BYTES: Final = 4
TIME_BYTES: Final = 8
_MARK: Final = "\N{EM DASH}"
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VKEY: Final = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
Sign = Callable[[bytes], bytes]


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed("note", f"签名文本（signed note）不合格式：{what_zh}。", f"The signed note is malformed: {what}.")


def _require_name(name: str) -> None:
    if not 0 < len(name) <= limits.NOTE_NAME or "+" in name or _CONTROL.search(name) or any(c.isspace() for c in name):
        raise _bad(
            "密钥名称为空、过长或含空白、加号", "a key's name is empty, too long, or has a blank or a plus in it"
        )


@lru_cache(maxsize=256)
def _load(raw: bytes) -> Ed25519PublicKey:
    require_safe_point(raw)
    return Ed25519PublicKey.from_public_bytes(raw)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name and 4-byte id of its key, and the bytes that the kind of key defines."""

    name: str
    key_id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """The line, with its line end."""
        return f"{_MARK} {self.name} {encode_base64(self.key_id + self.blob)}\n"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key that may sign notes. Building one raises Malformed (name, length) or NotGenuine (no safe point)."""

    name: str
    raw: bytes
    kind: int = ED25519
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        _require_name(self.name)
        if self.kind not in {ED25519, COSIGNATURE}:
            raise _bad(f"不支持的密钥种类 {self.kind:#04x}", f"keys of kind {self.kind:#04x} are not supported")
        _load(self.raw)
        material = self.name.encode() + b"\n" + bytes([self.kind]) + self.raw
        object.__setattr__(self, "key_id", hashlib.sha256(material).digest()[:KEY_ID_BYTES])

    @property
    def vkey(self) -> str:
        """The verifier key as text, `<name>+<id>+<kind and key>`."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.raw)}"

    def verify(self, text: str, signature: Signature) -> None:
        """Return if the signature over the text is by this key. Raises NotGenuine (`note_signature`)."""
        message, own = text.encode(), signature.blob
        if self.kind == COSIGNATURE:
            seconds, own = int.from_bytes(own[:TIME_BYTES], "big"), own[TIME_BYTES:]
            message = cosigned_message(text, seconds)
            if not 0 < seconds <= limits.LOG_SIZE:
                raise self._does_not_fit()
        try:
            _load(self.raw).verify(own, message)
        except InvalidSignature as exc:  # a signature of another length than 64 bytes too
            raise self._does_not_fit() from exc

    def _does_not_fit(self) -> NotGenuine:
        return NotGenuine(
            "note_signature",
            f"以 {self.name} 名义作的签名与内容不相符：内容被改动过，或签名是伪造的。请不要依据它作决定。",
            f"The signature in the name of {self.name} does not fit: the text was changed, or the signature forged. Do "
            "not rely on it.",
        )


def cosigned_message(text: str, seconds: int) -> bytes:
    """Return what a cosignature signs: the text of the note after the time, in seconds since 1970."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def parse_vkey(text: str) -> NoteKey:
    """Read a verifier key. Raises Malformed, or NotGenuine for a key that is no safe point."""
    match = _VKEY.fullmatch(text)
    data = decode_base64(match.group(3)) if match else b""
    if match is None or not data:
        raise _bad("这不是验证密钥（vkey）", "this is no verifier key")
    key = NoteKey(match.group(1), data[1:], data[0])
    if key.vkey != text:
        raise _bad("验证密钥的编号与密钥不符", "the id in the verifier key is not that of the key")
    return key


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a line end, and its signatures, of which there is at least one."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        if not self.text.endswith("\n") or _CONTROL.search(self.text):
            raise _bad(
                "正文须以换行结束，且不含控制字符", "the text must end in a line end and hold no control character"
            )
        if not 0 < len(self.signatures) <= limits.NOTE_SIGNATURES:
            raise _bad(
                f"签名应有 1 至 {limits.NOTE_SIGNATURES} 个", f"it must have 1 to {limits.NOTE_SIGNATURES} signatures"
            )

    def encode(self) -> bytes:
        """Return the note as it is published."""
        return "".join([self.text, "\n", *(one.line for one in self.signatures)]).encode()

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """Return the note with these signatures after its own; one that it has already is not repeated."""
        return Note(self.text, tuple(dict.fromkeys([*self.signatures, *more])))


def parse_note(data: bytes) -> Note:
    """Read a signed note. Raises Malformed. The signatures are not checked: see `signed_by`."""
    if len(data) > limits.NOTE:
        raise _bad(f"超过 {limits.NOTE} 字节", f"it is longer than {limits.NOTE} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise _bad("不是 UTF-8 文字", "it is no UTF-8 text") from exc
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n"):
        raise _bad("正文与签名之间没有空行", "no empty line parts text and signatures")
    return Note(whole[: at + 1], tuple(_parse_line(line) for line in whole[at + 2 :].split("\n")[:-1]))


def parse_signatures(text: str) -> tuple[Signature, ...]:
    """Read signature lines by themselves, as a witness answers with. Raises Malformed."""
    lines = text.split("\n")
    if lines.pop() or not 0 < len(lines) <= limits.NOTE_SIGNATURES:
        raise _bad("这不是签名行", "these are no signature lines")
    return tuple(_parse_line(line) for line in lines)


def _parse_line(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _MARK:
        raise _bad("签名行的写法不对", "a signature line is not written as one")
    _require_name(parts[1])
    data = decode_base64(parts[2])
    if len(data) <= KEY_ID_BYTES:
        raise _bad("签名太短", "a signature is too short")
    return Signature(parts[1], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def signed_by(note: Note, keys: Iterable[NoteKey]) -> tuple[tuple[NoteKey, Signature], ...]:
    """Return the signatures by these keys, all verified; none is an empty answer, which the caller must not take for a
    yes.

    Raises NotGenuine (`note_signature`) if one in the name of such a key does not hold, and AssertionError if two of
    the keys cannot be told apart.
    """
    signers: dict[tuple[str, bytes], NoteKey] = {}
    for key in keys:
        if signers.setdefault((key.name, key.key_id), key) != key:
            raise AssertionError(f"two keys share the name {key.name} and an id")
    signatures = []
    for signature in note.signatures:
        signer = signers.get((signature.name, signature.key_id))
        if signer is not None:
            signer.verify(note.text, signature)
            signatures.append((signer, signature))
    return tuple(signatures)


def sign_note(text: str, key: NoteKey, sign: Sign) -> Signature:
    """Return the log's signature over a text, verified before it is released. Raises NotGenuine if `sign` is not of
    `key`.
    """
    signature = Signature(key.name, key.key_id, sign(text.encode()))
    key.verify(text, signature)
    return signature
