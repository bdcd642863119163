"""The answer to a complaint or an appeal: by people who took no part, with the reason, and what follows from it.

Nothing follows by itself: what an upheld one may lead to is named with its command, and somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.aftercare.involved import require_uninvolved
from certs.casework.cases import case_store, complaint_case, deciding
from certs.casework.cases.case_store import REASON, Act, Case
from certs.casework.cases.complaint_case import ANSWER, UPHELD, About
from certs.casework.journal import staff_list
from certs.casework.journal.trail import Paper
from certs.errors import Words


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided, why, and by whom."""

    result: str
    reason: str
    deciders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What may follow: a command, and when it fits. Without a command it is done outside this program."""

    command: str
    words: Words

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the contract."""
        return {"command": self.command, "words": self.words.to_json()}


_SUSPEND: Final = Step(
    "starmark suspend {number} --reason requirements-not-met --until DATE --by CODE",
    Words("不再符合要求的，暂停，限期整改", "where the requirements are not met: suspend it until corrected"),
)
_NARROW: Final = Step(
    "starmark reissue {number} FILE --reason scope-narrowed --by CODE",
    Words(
        "范围或等级不再成立的，换发（或 level-lowered）", "where scope or level no longer hold: reissue (level-lowered)"
    ),
)
_REVOKE: Final = Step(
    "starmark case open --revoke {number} --reason requirements-lost --by CODE",
    Words("要撤销的，立撤销案，由两个人决定", "where it has to be revoked: open a case, and two people decide"),
)
_APPLY: Final = Step(
    "starmark case open FILE.xlsx --by CODE",
    Words(
        "重新立案，由没有参与的人评价和决定，不收费", "open a case anew, for people who took no part, free of charge"
    ),
)
_OWN: Final = Step("", Words("改正自己的做法，记下改了什么", "correct how we work, and note what was corrected"))
_RESTORE: Final = Step(
    "starmark restore {number} --reason suspended-in-error --by CODE",
    Words("恢复，原因写明暂停有误", "restore it: the suspension was an error"),
)
_RAISE: Final = Step(
    "starmark reissue {number} FILE --reason level-raised --by CODE",
    Words("按成立的等级换发", "reissue it with the level that was found right"),
)
_ANEW: Final = Step(
    "starmark issue FILE --by CODE",
    Words(
        "书面说明撤销或注销有误并公布；重新颁发，用新编号，不收费",
        "say in writing and publicly that it was an error; issue anew under a new number, free of charge",
    ),
)
_AGAIN: Final = Step(
    "starmark complaint {case} FILE --by CODE", Words("重新查证这件投诉", "look into the complaint again")
)
_AFTER_APPEAL: Final[Mapping[str, tuple[Step, ...]]] = MappingProxyType(
    {
        "not-accepted": (_APPLY,),
        "not-granted": (_APPLY,),
        "level": (_RAISE, _APPLY),
        "suspension": (_RESTORE,),
        "revocation": (_ANEW,),
        "withdrawal": (_ANEW,),
        "answer": (_AGAIN,),
    }
)


def answer(connection: sa.Connection, case: Case, given: Answer, sealed: Iterable[str], now: datetime) -> Case:
    """Record an answer, and return the case that it leads to. `sealed` is as `involved` takes it.

    Raises Refused where somebody took part, lacks the role, or the case is not so far; Misuse for an unknown code.
    """
    staff_list.require_known(connection, given.deciders)
    case_store.require(case, "answer")
    require_uninvolved(connection, complaint_case.about(connection, case), sealed, given.deciders)
    deciding.require_role(connection, given.deciders)
    result = Paper(ANSWER, {"result": given.result, "decided_by": list(given.deciders)})
    reason = Paper(REASON, {"text": given.reason}, personal=True)  # it is written to a person
    return case_store.act(connection, case, Act("answer", given.deciders, (result, reason)), now)


def steps_after(about: About, result: str) -> tuple[Step, ...]:
    """Return what may follow from an answer; nothing does from one that was dismissed."""
    if result != UPHELD:
        return ()
    if about.decision:
        steps = _AFTER_APPEAL[about.decision]
    else:
        steps = (_SUSPEND, _NARROW, _REVOKE) if about.number else (_OWN,)
    return tuple(Step(each.command.format(number=about.number, case=about.case), each.words) for each in steps)
