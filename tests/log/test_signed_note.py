from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import limits
from certs.errors import Malformed, NotGenuine
from certs.log import signed_note
from certs.log.signed_note import COSIGNATURE, Note, NoteKey, Signature
from tests.log.sample_log import KEY, ORIGIN, code
from tests.trust.sample_trust import key, vector

VECTORS: dict[str, Any] = vector("c2sp_notes.json")
TEXT = "one\n\ntwo\n"
SIGN = key("log-1").sign
SIGNED = Note(TEXT, (signed_note.sign_note(TEXT, KEY, SIGN),))
LINE = SIGNED.signatures[0].line


@pytest.mark.parametrize("case", VECTORS["signed"], ids=lambda case: case["name"])
def test_published_notes_verify_and_are_written_back(case: dict[str, Any]) -> None:
    public, parsed = signed_note.parse_vkey(case["vkey"]), signed_note.parse_note(case["note"].encode())
    assert [found for found, _ in signed_note.signed_by(parsed, [public])] == [public]
    assert parsed.encode().decode() == case["note"]
    assert public.vkey == case["vkey"]
    changed = case["note"].replace("e", "f", 1).encode()
    assert code(lambda: signed_note.signed_by(signed_note.parse_note(changed), [public])) == "note_signature"


def test_what_we_sign_verifies_and_is_the_same_each_time() -> None:
    assert signed_note.sign_note(TEXT, KEY, SIGN) == SIGNED.signatures[0]
    parsed = signed_note.parse_note(SIGNED.encode())
    assert parsed == SIGNED
    assert signed_note.signed_by(parsed, [KEY]) == ((KEY, SIGNED.signatures[0]),)


def test_a_private_key_that_does_not_fit_releases_nothing() -> None:
    with pytest.raises(NotGenuine, match="note_signature"):
        signed_note.sign_note(TEXT, KEY, key("log-2").sign)


def test_unknown_keys_are_passed_over_and_no_known_one_is_no_yes() -> None:
    other = NoteKey(ORIGIN, key("log-2").public_raw)
    elsewhere = NoteKey("elsewhere.example/log", KEY.raw)
    assert signed_note.signed_by(SIGNED, [other, elsewhere, NoteKey(ORIGIN, KEY.raw, COSIGNATURE)]) == ()
    assert signed_note.signed_by(SIGNED, []) == ()
    both = SIGNED.with_signatures([signed_note.sign_note(TEXT, other, key("log-2").sign)])
    assert [found for found, _ in signed_note.signed_by(both, [KEY, other])] == [KEY, other]


def test_one_bad_signature_of_a_known_key_spoils_the_note() -> None:
    good = SIGNED.signatures[0]
    for blob in (bytes(64), good.blob[:-1], good.blob + b"\0", b"x"):
        spoilt = SIGNED.with_signatures([Signature(good.name, good.key_id, blob)])
        assert code(lambda: signed_note.signed_by(spoilt, [KEY])) == "note_signature"  # noqa: B023


def test_keys_that_cannot_be_told_apart_are_a_mistake_of_the_caller() -> None:
    twin = NoteKey(ORIGIN, key("log-2").public_raw)
    object.__setattr__(twin, "key_id", KEY.key_id)
    with pytest.raises(AssertionError, match="share"):
        signed_note.signed_by(SIGNED, [KEY, twin])
    assert len(signed_note.signed_by(SIGNED, [KEY, KEY])) == 1


BAD: dict[str, bytes] = {
    "empty": b"",
    "no signature": TEXT.encode(),
    "no signature after the empty line": TEXT.encode() + b"\n",
    "no empty line": b"one\n" + LINE.encode(),
    "no last line end": SIGNED.encode()[:-1],
    "carriage returns": SIGNED.encode().replace(b"\n", b"\r\n"),
    "a control character in the text": b"a\tb\n\n" + LINE.encode(),
    "a NUL": b"a\0b\n\n" + LINE.encode(),
    "not UTF-8": b"\xff\n\n" + LINE.encode(),
    "a hyphen for the dash": SIGNED.encode().replace("—".encode(), b"-"),
    "two blanks": SIGNED.encode().replace("— ".encode(), "—  ".encode()),
    "a blank at the end": SIGNED.encode()[:-1] + b" \n",
    "a plus in the name": b"a\n\n" + "— a+b AAAAAAA=\n".encode(),
    "a wide blank in the name": b"a\n\n" + "— a\u3000b AAAAAAA=\n".encode(),
    "no name": b"a\n\n" + "—  AAAAAAA=\n".encode(),
    "a name too long": b"a\n\n" + f"— {'n' * 256} AAAAAAA=\n".encode(),
    "no padding": b"a\n\n" + "— a AAAAAAA\n".encode(),
    "left-over bits in base64": b"a\n\n" + "— a AAAAAAB=\n".encode(),
    "base64url": b"a\n\n" + "— a AAAAAA-_\n".encode(),
    "a line end in base64": b"a\n\n" + "— a AAAA\nAAA=\n".encode(),
    "a key id and no signature": b"a\n\n" + "— a AAAAAA==\n".encode(),
    "17 signatures": TEXT.encode() + b"\n" + LINE.encode() * 17,
    "too long": b"a" * limits.NOTE + b"\n\n" + LINE.encode(),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_malformed_notes_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        signed_note.parse_note(data)


def test_sixteen_signatures_are_read() -> None:
    parsed = signed_note.parse_note(TEXT.encode() + b"\n" + LINE.encode() * 16)
    assert len(parsed.signatures) == len(signed_note.signed_by(parsed, [KEY])) == 16


@pytest.mark.parametrize("at", range(len(KEY.vkey)))
def test_every_change_of_a_verifier_key_is_found(at: int) -> None:
    vkey = KEY.vkey
    assert signed_note.parse_vkey(vkey) == KEY
    for changed in (vkey[:at] + chr(ord(vkey[at]) ^ 1) + vkey[at + 1 :], vkey[:at] + vkey[at + 1 :], vkey[:at]):
        assert code(lambda: signed_note.parse_vkey(changed)) != ""  # noqa: B023


@pytest.mark.parametrize("raw", [bytes.fromhex(one) for one in vector("small_order_points.json")], ids=bytes.hex)
def test_no_key_of_small_order_is_taken(raw: bytes) -> None:
    with pytest.raises(NotGenuine, match="key_point"):
        NoteKey(ORIGIN, raw)


@pytest.mark.parametrize("kind", [0, 2, 3, 5, 6, 255])
def test_other_kinds_of_key_are_refused(kind: int) -> None:
    with pytest.raises(Malformed):
        NoteKey(ORIGIN, KEY.raw, kind)


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (text + "\n\n" + LINE).encode("utf-8", "replace"))
)
def test_whatever_is_read_is_written_back_byte_for_byte(data: bytes) -> None:
    try:
        parsed = signed_note.parse_note(data)
    except Malformed:
        return
    assert parsed.encode() == data


@given(st.integers(0, 8 * len(SIGNED.encode()) - 1))
def test_no_flipped_bit_goes_unseen(bit: int) -> None:
    data = bytearray(SIGNED.encode())
    data[bit // 8] ^= 1 << bit % 8
    try:
        found = signed_note.signed_by(signed_note.parse_note(bytes(data)), [KEY])
    except (Malformed, NotGenuine):
        return
    assert found == ()


def test_signature_lines_are_read_by_themselves() -> None:
    assert signed_note.parse_signatures(LINE * 2) == SIGNED.signatures * 2
    for bad in ("", "\n", LINE[:-1], LINE + "\n", LINE * 17, "x" + LINE):
        assert code(lambda: signed_note.parse_signatures(bad)) == "note"  # noqa: B023


@pytest.mark.parametrize("text", ["", "no line end", "tab\t\n"])
def test_texts_that_no_note_may_carry(text: str) -> None:
    with pytest.raises(Malformed):
        Note(text, SIGNED.signatures)
