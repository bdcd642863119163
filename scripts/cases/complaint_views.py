"""What `case show` tells of a complaint or an appeal; never who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from certs.casework.cases import complaint_case
from certs.casework.cases.complaint_case import ANSWER, RESULTS
from certs.casework.journal import trail
from scripts.terminal.speech import both, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from certs.casework.cases.case_store import Case


def facts(connection: Connection, case: Case) -> list[tuple[str, str]]:
    """Return what is told of it beside its state, label and text."""
    about = complaint_case.about(connection, case)
    told = [
        (both("事由", "about"), say(about.words)),
        (both("收到", "received"), about.received.isoformat()),
        (both("期限", "due"), case.deadline.isoformat() if case.deadline else both("没有定", "no term is set")),
    ]
    answer = trail.latest(connection, case.identifier, ANSWER)
    if answer is not None:
        told.append((both("答复", "answer"), say(RESULTS[answer["result"]])))
    return told


def answer_json(connection: Connection, case: Case) -> dict[str, Any]:
    """Return what its JSON has beside that of other cases."""
    answer = trail.latest(connection, case.identifier, ANSWER)
    about = complaint_case.about(connection, case)
    return {"about": about.to_json() | {"words": about.words.to_json()}, "answer": answer and answer["result"]}
