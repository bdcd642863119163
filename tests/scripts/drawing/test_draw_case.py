"""The picture of the way of a case is the table of its moves: every state, every act, and where each may be done."""

from __future__ import annotations

import re
from collections.abc import Mapping

import click
import pytest

from certs.casework.cases.case_moves import ACTS, CERTIFICATION, MOVES, RENEWAL, STATES
from scripts.cases import case_verb
from scripts.drawing import draw_case

MOVES_OF = MOVES[CERTIFICATION]


def words_of(picture: str) -> str:
    return "".join(re.findall(r"<text [^>]*>([^<]*)</text>", picture)).replace(" ", "")


@pytest.mark.parametrize("language", draw_case.TITLES)
def test_every_state_and_every_act_stands_in_the_picture(language: str) -> None:
    words = words_of(draw_case.picture(language))
    named = [
        getattr(STATES[state], language) for state in set().union(*(moves.values() for moves in MOVES_OF.values()))
    ]
    named += [getattr(ACTS[act], language) for act in MOVES_OF]
    assert [name for name in named if name.replace(" ", "") not in words] == []


def test_the_way_leads_through_all_states_but_the_side_exit() -> None:
    assert draw_case.way() == ("", "received", "accepted", "planned", "assessed", "decided", "issued", "closed")
    assert MOVES[RENEWAL] == MOVES_OF, "the page says that a renewal goes the same way"


def test_the_commands_of_the_picture_are_there() -> None:
    shown = set(re.findall(r">case ([a-z]+)<", draw_case.picture("en")))
    assert {"open", "accept", "refuse", "plan", "assess", "decide", "issue", "close", "forget"} == shown
    assert shown <= set(case_verb.command.list_commands(click.Context(case_verb.command)))


def changed(**acts: Mapping[str, str]) -> dict[str, dict[str, Mapping[str, str]]]:
    return {CERTIFICATION: {**MOVES_OF, **acts}}


def test_another_table_makes_another_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    before = draw_case.picture("zh")
    monkeypatch.setattr(draw_case, "MOVES", changed(decide={"accepted": "decided"}, plan={}, assess={}))
    assert draw_case.way() == ("", "received", "accepted", "decided", "issued", "closed")
    monkeypatch.setattr(draw_case, "MOVES", changed(close={"issued": "closed"}))
    assert before.count(draw_case.ANY.zh) == 1
    assert draw_case.ANY.zh not in draw_case.picture("zh")
