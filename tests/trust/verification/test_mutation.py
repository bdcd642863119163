"""Every byte of every form changed: nothing is accepted, and nothing but our own errors comes out."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from certs import canonical
from certs.errors import StarmarkError
from certs.trust.verification import verification
from tests.trust.sample_trust import Paper, paper, trust_after

TRUST = trust_after()
PAPER = paper()
SPACE = b" \t\r\n"
# Every byte meets one change in each run; STARMARK_MUTATIONS=all gives each byte all 255 others.
ALL = os.environ.get("STARMARK_MUTATIONS") == "all"


def mutations(data: bytes) -> Iterator[bytes]:
    for place, byte in enumerate(data):
        for bit in range(1, 256) if ALL else (1 << (place % 8),):
            yield data[:place] + bytes([byte ^ bit]) + data[place + 1 :]
        yield data[:place] + data[place + 1 :]


def accepted(prove: object, data: bytes | str) -> bool:
    """Prove without the memory of what was proved before."""
    try:
        prove.__wrapped__(data, TRUST)  # type: ignore[attr-defined]
    except StarmarkError:
        return False
    return True


def test_the_originals_are_accepted() -> None:
    assert accepted(verification.remembered("credential"), PAPER.json)
    assert accepted(verification.remembered("jwt"), PAPER.jwt)
    assert accepted(verification.remembered("qr"), PAPER.token)


def test_no_changed_byte_of_the_json_is_accepted() -> None:
    prove = verification.remembered("credential")
    assert not [data for data in mutations(PAPER.json) if accepted(prove, data)]


def test_no_changed_byte_of_the_jwt_is_accepted() -> None:
    prove = verification.remembered("jwt")
    assert not [data for data in mutations(PAPER.jwt.encode()) if accepted(prove, data.decode("latin-1"))]


def test_no_changed_byte_of_the_token_is_accepted() -> None:
    prove = verification.remembered("qr")
    assert not [data for data in mutations(PAPER.token) if accepted(prove, data)]


def test_no_beginning_and_no_continuation_is_accepted() -> None:
    for form in ("credential", "qr"):
        prove, data = verification.remembered(form), PAPER.json if form == "credential" else PAPER.token
        assert not [size for size in range(len(data)) if accepted(prove, data[:size])]
        assert not accepted(prove, data + data)
        assert not accepted(prove, data + b"\0")


@pytest.mark.parametrize("blank", SPACE.decode())
def test_blanks_around_the_json_are_layout_and_not_content(blank: str) -> None:
    assert accepted(verification.remembered("credential"), blank.encode() + PAPER.json + blank.encode())
    assert not accepted(verification.remembered("jwt"), PAPER.jwt + blank)


def test_parts_of_two_genuine_papers_do_not_mix() -> None:
    other: Paper = paper(number="99926SC00002R0L")
    swapped = {**PAPER.document, "proof": other.document["proof"]}
    prove = verification.remembered("credential")
    assert not accepted(prove, canonical.dumps(swapped))
    head, payload, signature = PAPER.jwt.split(".")
    _, other_payload, other_signature = other.jwt.split(".")
    assert not accepted(verification.remembered("jwt"), f"{head}.{other_payload}.{signature}")
    assert not accepted(verification.remembered("jwt"), f"{head}.{payload}.{other_signature}")
    assert not accepted(verification.remembered("qr"), PAPER.token[:-64] + other.token[-64:])
