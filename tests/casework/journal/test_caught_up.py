"""The root key's note for entries that were taken back: it counts for this log, this range, this tree, this day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from certs.casework.journal.caught_up import Span, caught_up, is_signed, ranges_of, sign_span, span_of, taken_back
from certs.casework.journal.journal import Row
from certs.errors import Malformed, NotGenuine
from certs.log.checkpoint import parse_checkpoint
from certs.trust.keys import PublicKey
from certs.trust.signing import generate
from certs.trust.trust_list.trust_list import Body, TrustList

NOW = datetime(2026, 11, 23, 17, 2, 41, tzinfo=UTC)  # the 24th in Beijing
ROOT = generate("root-1")
BODY = Body("机构", "Body", "CNCA-R-2099-999", "999", "地址", "https://a.example", "400")
TRUST = TrustList(
    BODY, "did:web:cert.example", "https://cert.example", "cert.example/log", (PublicKey("root-1", ROOT.public_raw),), 7
)
DECISION = caught_up(7, 9, NOW)
ROW = Row(3, "2026-11-23T17:02:41Z", DECISION, bytes(32), "")
SPAN = span_of(ROW, bytes(range(32)))


def test_a_row_names_its_range_and_no_other_row_does() -> None:
    assert taken_back(ROW) == range(7, 10)
    assert ranges_of([ROW, replace(ROW, recorded="2026-11-23T17:02:42Z")]) == [range(7, 10)]
    for note in ("", "entries 7 to 9", "entries ٧ to 9, 2026-11-23T17:02:41Z", "entries 9 to 7, 2026-11-23T17:02:41Z"):
        assert not taken_back(replace(ROW, decision=replace(DECISION, note=note)))
    assert not taken_back(replace(ROW, decision=replace(DECISION, act="issued")))


def test_four_lines_are_signed_and_are_no_checkpoint() -> None:
    note = sign_span(SPAN, TRUST, ROOT.sign)
    assert note.decode().split("\n")[:4] == [
        "cert.example/log",
        "caught-up 7 9",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "2026-11-24",
    ]
    with pytest.raises(Malformed):
        parse_checkpoint(note)
    assert is_signed(note.decode(), SPAN, TRUST)


@pytest.mark.parametrize(
    "other",
    [
        replace(SPAN, first=6),
        replace(SPAN, last=10),
        replace(SPAN, root=bytes(32)),
        replace(SPAN, day=date(2026, 11, 23)),
    ],
    ids=["first", "last", "root", "day"],
)
def test_a_note_for_something_else_is_none(other: Span) -> None:
    assert not is_signed(sign_span(other, TRUST, ROOT.sign).decode(), SPAN, TRUST)


def test_a_note_of_another_log_or_key_is_none() -> None:
    elsewhere = replace(TRUST, log_origin="other.example/log")
    assert not is_signed(sign_span(SPAN, elsewhere, ROOT.sign).decode(), SPAN, TRUST)
    thief = generate("root-1")
    theirs = replace(TRUST, keys=(PublicKey("root-1", thief.public_raw),))
    assert not is_signed(sign_span(SPAN, theirs, thief.sign).decode(), SPAN, TRUST)
    with pytest.raises(NotGenuine):
        sign_span(SPAN, TRUST, thief.sign)


@pytest.mark.parametrize("note", [None, 7, b"x", "", "x", "\ud800", "a\n\n— b AAAA\n"])
def test_whatever_stands_beside_a_row_is_no_signature(note: object) -> None:
    assert not is_signed(note, SPAN, TRUST)
