"""Answers to the self-assessment as its page keeps them, at random or whole, and what the program makes of them."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from certs.errors import Refused
from certs.scheme.schemes import SCHEMES
from certs.scheme.scoring import Answer, decide, in_proportion, score_of

GBT = SCHEMES["gbt27922-2011"]
PAGE: Final = "/certify/self-assessment/"
State = dict[str, Any]


def answer(chance: random.Random, points: int) -> State:
    """Return one answer as the page keeps it."""
    kind = chance.choices(["met", "unmet", "share", "points", "out"], [10, 1, 4, 3, 2])[0]
    if kind == "share":
        drawn = chance.choice([1, 3, 7, 9, 16, 30, 97, 4096, 9999])
        failing = chance.randint(0, max(1, drawn // chance.choice([1, 5, 20])))
        return {"kind": kind, "drawn": str(drawn), "failing": str(failing)}
    if kind == "points":
        value = Decimal(chance.randint(points * 600_000, points * 1_000_000)).scaleb(-6)
        return {"kind": kind, "points": f"{value:f}"}
    return {"kind": kind}


def random_state(chance: random.Random) -> State:
    """Return a whole set of answers. All left out is made now and then too."""
    answers = {each.clause: answer(chance, each.points) for each in GBT.clauses}
    if chance.random() < 0.02:
        answers = {clause: {"kind": "out"} for clause in answers}
    deductions = chance.choices(range(8), [8, 4, 2, 2, 2, 1, 1, 1])[0]
    return {"answers": answers, "deductions": str(deductions), "bonus": chance.random() < 0.3}


def by_the_program(state: State) -> State:
    """Return what `certs.scheme` says of the same answers."""

    def earned(given: State, points: int) -> Decimal | Fraction | None:
        match given["kind"]:
            case "out":
                return None
            case "met":
                return Decimal(points)
            case "unmet":
                return Decimal(0)
            case "share":
                return in_proportion(points, int(given["failing"]), int(given["drawn"]))
            case _:
                return Decimal(given["points"])

    answers = [
        Answer(each.clause, each.points, earned(state["answers"][each.clause], each.points)) for each in GBT.clauses
    ]
    try:
        score = score_of(answers)
    except Refused:
        return {"state": "all-out", "final": None, "level": None, "failed": None}
    if 2 * sum(each.points for each in answers if each.earned is not None) < GBT.full_marks:
        return {"state": "thin", "final": None, "level": None, "failed": None}
    decision = decide(GBT, score, int(state["deductions"]), int(state["bonus"]))
    failed = None if decision.level else "deductions" if int(state["deductions"]) >= 5 else "low"
    return {
        "state": "whole",
        "final": f"{decision.final:f}",
        "failed": failed,
        "level": decision.level.code if decision.level else None,
    }


def whole_state(**changes: Any) -> State:
    """Return a state in which every indicator is met, with changes by clause (`_` for `.`) or by name."""
    state: State = {
        "format": 1,
        "answers": {each.clause: {"kind": "met"} for each in GBT.clauses},
        "deductions": "0",
        "bonus": False,
    }
    for name, value in changes.items():
        if name.startswith("c5"):
            state["answers"][name[1:].replace("_", ".")] = value
        else:
            state[name] = value
    return state
