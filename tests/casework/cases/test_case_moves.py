"""Where an act may take a case: the whole table, every act in every state."""

from __future__ import annotations

import pytest

from certs.casework.cases import case_moves
from certs.casework.cases.case_moves import ACTS, CERTIFICATION, CHANGE, KINDS, MOVES, RENEWAL, REVOCATION, STATES
from certs.casework.journal.trail_audit import AGAIN
from certs.errors import Refused

ALLOWED = {
    ("accept", "received", "accepted"),
    *((act, state, state) for act in ("surveil", "surveil-failed", "remind") for state in ("issued", "closed")),
    ("refuse", "received", "refused"),
    *(
        (act, state, state)
        for act in ("evidence", "request")
        for state in ("received", "accepted", "planned", "assessed")
    ),
    ("plan", "accepted", "planned"),
    ("plan", "planned", "planned"),
    ("assess", "planned", "assessed"),
    ("assess", "assessed", "assessed"),
    ("decide", "assessed", "decided"),
    ("issue", "decided", "issued"),
    *(("close", state, "closed") for state in STATES if state != "closed"),
    ("forget", "closed", "closed"),
}


def outcome(act: str, state: str, kind: str = CERTIFICATION) -> str:
    try:
        return case_moves.after(act, state, "A26-00001", kind)
    except Refused as error:
        return "" if error.code == "case_state" else error.code


OTHERWISE = {
    RENEWAL: ALLOWED,
    CHANGE: {*ALLOWED, ("decide", "accepted", "decided"), ("decide", "planned", "decided")},
    REVOCATION: {
        *((act, "received", "received") for act in ("evidence", "request")),
        ("decide", "received", "decided"),
        ("issue", "decided", "issued"),
        *(("close", state, "closed") for state in ("received", "decided", "issued")),
        ("forget", "closed", "closed"),
    },
}


@pytest.mark.parametrize("kind", OTHERWISE)
def test_each_kind_has_moves_of_its_own(kind: str) -> None:
    acts = [act for act in ACTS if act != "open"]
    moved = {(act, state, outcome(act, state, kind)) for act in acts for state in STATES if outcome(act, state, kind)}
    assert moved == OTHERWISE[kind]
    assert case_moves.state_words(kind, "issued") != case_moves.state_words(CERTIFICATION, "issued")


@pytest.mark.parametrize("act", [act for act in ACTS if act != "open"])
def test_only_what_is_in_the_table_is_done(act: str) -> None:
    moved = {(act, state, outcome(act, state)) for state in STATES if outcome(act, state)}
    assert moved == {each for each in ALLOWED if each[0] == act}


def test_every_act_and_state_has_words() -> None:
    assert MOVES.keys() == KINDS.keys()
    assert {act for moves in MOVES.values() for act in moves} == ACTS.keys() - {AGAIN}  # it moves nothing
    tables = [table for moves in MOVES.values() for table in moves.values()]
    assert {state for table in tables for state in (*table, *table.values())} - {""} == STATES.keys()
