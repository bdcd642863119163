"""A complaint or an appeal as a case: what it is about, what it keeps, and what comes next.

Who wrote, and the letter itself, are personal and go when the case is forgotten. What it is about stays: a certificate,
a case, or the body itself, and for an appeal the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from certs.casework.cases import case_moves
from certs.casework.cases.case_store import Case
from certs.casework.cases.evidence_count import Shortfall
from certs.casework.journal import trail
from certs.errors import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection

ABOUT: Final = "about"
ANSWER: Final = "answer"
LETTER: Final = "letter"  # what stands in place of an item of evidence
UPHELD, DISMISSED = "upheld", "dismissed"
RESULTS: Final[Mapping[str, Words]] = MappingProxyType(
    {UPHELD: Words("成立", "upheld"), DISMISSED: Words("不成立", "dismissed")}
)
# The decisions that can be appealed against, by the word that staff type.
DECISIONS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "not-accepted": Words("不受理申请", "the application was not accepted"),
        "not-granted": Words("不予颁发证书", "no certificate was granted"),
        "level": Words("证书的等级", "the level of the certificate"),
        "suspension": Words("暂停证书", "the certificate was suspended"),
        "revocation": Words("撤销证书", "the certificate was revoked"),
        "withdrawal": Words("注销证书", "the certificate was ended"),
        "answer": Words("对投诉的答复", "the answer to a complaint"),
    }
)


@dataclass(frozen=True, slots=True)
class About:
    """What a complaint or appeal is about: a certificate, a case, or with neither the body itself.

    `decision` is the one appealed against, "" in a complaint; `entry` its place in the log where it is public.
    `received` is the day on which the letter came; `concerns` are codes of staff whom it is about; `language` the one
    to answer in.
    """

    received: date
    number: str = ""
    case: str = ""
    decision: str = ""
    entry: int | None = None
    concerns: tuple[str, ...] = ()
    language: str = "zh"

    def to_json(self) -> dict[str, Any]:
        """Return the paper of the case."""
        return {
            "received": self.received.isoformat(),
            "number": self.number,
            "case": self.case,
            "decision": self.decision,
            "entry": self.entry,
            "concerns": list(self.concerns),
            "language": self.language,
        }

    @property
    def words(self) -> Words:
        """What it is about, as letters and desk name it."""
        if self.number:
            about = Words(f"证书 {self.number}", f"certificate {self.number}")
        elif self.case:
            about = Words(f"案件 {self.case}", f"case {self.case}")
        else:
            about = Words("本机构的工作", "the work of this body")
        if not self.decision:
            return about
        decision = DECISIONS[self.decision]
        return Words(f"{about.zh}：{decision.zh}", f"{about.en}: {decision.en}")


@dataclass(frozen=True, slots=True)
class Terms:
    """Within how many days after the letter came it is acknowledged and answered; 0 where the body has set none."""

    acknowledged: int = 0
    answered: int = 0

    def acknowledge_by(self, received: date) -> date | None:
        """Return the next day to keep while it is not acknowledged; that of the answer where there is no other."""
        first = received + timedelta(days=self.acknowledged) if self.acknowledged else None
        return first or self.answer_by(received)

    def answer_by(self, received: date) -> date | None:
        """Return the day by which it is answered."""
        return received + timedelta(days=self.answered) if self.answered else None


def about(connection: Connection, case: Case) -> About:
    """Return what a complaint or appeal is about."""
    paper = trail.latest(connection, case.identifier, ABOUT)
    assert paper is not None  # such a case is opened with it
    return About(
        date.fromisoformat(paper["received"]),
        paper["number"],
        paper["case"],
        paper["decision"],
        paper["entry"],
        tuple(paper["concerns"]),
        paper["language"],
    )


def following(case: Case) -> tuple[Shortfall, ...]:
    """Return the next steps."""
    match case.state:
        case "received":
            why = Words("来信还没有答复是否受理。", "Whoever wrote does not know yet whether it is taken up.")
            accept = Words("受理，--letter 写受理通知", "take it up; --letter writes the acknowledgement")
            refuse = Words("不归本机构处理的，不受理，写明理由", "or refuse what is not ours to judge, with the reason")
            return (Shortfall("accept", accept, why), Shortfall("refuse", refuse, why))
        case "accepted":
            why = Words("已受理，还没有作出答复。", "It was taken up and is not answered.")
            answer = Words("查证以后，由没有参与的人答复", "look into it; people who took no part answer")
            return (Shortfall("answer", answer, why),)
        case "decided" | "refused":
            why = Words("已经答复。", "It was answered.")
            return (Shortfall("close", Words("随后的事办完以后，办结", "close it when all is done"), why),)
        case _:
            why = Words("案件已办结；保存期满以后删除个人信息。", "It is closed; delete personal data when due.")
            return (Shortfall("forget", Words("删除来信和个人信息", "forget letter and personal data"), why),)


def overdue(case: Case, today: date) -> tuple[Shortfall, ...]:
    """Return what is late: the acknowledgement, or the answer."""
    if case.deadline is None or case.deadline >= today or case.state in {*case_moves.ENDED, "decided"}:
        return ()
    days = (today - case.deadline).days
    why = Words(f"期限是 {case.deadline}，已过 {days} 天。", f"It was due on {case.deadline}, {days} days ago.")
    if case.state == "received":
        return (Shortfall("accept", Words("该确认收到了", "it should have been acknowledged"), why),)
    return (Shortfall("answer", Words("该答复了", "it should have been answered"), why),)
