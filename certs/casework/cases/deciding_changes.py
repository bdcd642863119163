"""What two people may decide on a certificate that is there: its change, with an assessment or without, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certs.casework.cases import concern
from certs.casework.cases.assessed_case import SCHEME
from certs.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from certs.casework.cases.case_store import Case
    from certs.casework.cases.concern import Concern
    from certs.casework.cases.deciding import Ruling

REVOKE: Final = "revoke"


def require_result(case: Case, result: str, *, ends: bool) -> None:
    """Hold a result against the kind of case: only a revocation ends, and it grants nothing. Raises Refused."""
    if ends and result not in {REVOKE, "refuse"}:
        raise unfit(
            f"案件 {case.identifier} 是撤销：决定是 {REVOKE}（撤销）或 refuse（不撤销）。",
            f"Case {case.identifier} is a revocation: what is decided is {REVOKE}, or refuse to keep the certificate.",
        )
    if not ends and result == REVOKE:
        raise unfit(
            f"案件 {case.identifier} 不是撤销的案件；撤销请另开：starmark case open --revoke NUMBER。",
            f"Case {case.identifier} is no revocation; open one with starmark case open --revoke NUMBER.",
        )


def kept_score(connection: Connection, case: Case, about: Concern, ruling: Ruling) -> dict[str, Any]:
    """Return, for a change that was not assessed, the level that stays as if it had been earned.

    Raises Refused where an assessment is needed, or where no case knows the score on which the level rests.
    """
    if (about.assessed or ruling.result == "grant-lower") and not ruling.unassessed:
        raise Refused(
            "assessment_needed",
            f"案件 {case.identifier} 的变更要先评价（星级、扩大范围、增加场所），还没有评价结果。什么也没有办理；"
            f"请排计划、登记评价；不需要评价的，用 --no-assessment 写明理由。",
            f"The change of case {case.identifier} (level, wider scope, more sites) is decided on an assessment, and "
            "there is none. Nothing was done; plan and record one, or say with --no-assessment why none is needed.",
        )
    score = concern.score_of(connection, case)
    if score is None or SCHEME.level(score["level"]).threshold < SCHEME.level(about.level).threshold:
        raise Refused(
            "score_unknown",
            f"没有案件记着证书 {about.number} 现在等级的得分，不能不经评价就换发。什么也没有办理；请登记一次评价，"
            f"或用 starmark reissue {about.number} FILE 按文件换发，再办结这个案件。",
            f"No case knows the score behind the level of {about.number}, so it is not reissued without an assessment. "
            f"Nothing was done; record one, or reissue from a file with starmark reissue {about.number} FILE and close "
            "this case.",
        )
    return {"level": about.level, "open_corrections": 0}


def require_one_reason(about: Concern, level: str) -> None:
    """Hold a change against the one reason that the register publishes with it. Raises Refused.

    A new name and a new level each want their own; a level that stays is no change where nothing else is.
    """
    if level == about.level and not about.changes:
        raise unfit(
            f"评价得出的等级与现在相同（{level}），没有要变更的；请决定 refuse，或办结。",
            f"The level that was earned is the present one, {level}: there is nothing to change. Decide refuse, or "
            "close the case.",
        )
    if level != about.level and "name" in about.codes:
        raise unfit(
            "更名和星级变化不能在一次换发里办：公开的原因只有一个。请先为更名办一个案件（星级不变），再为星级另开一个。",
            "A new name and a new level are not reissued at once, since one reason is published. Lead a case for the "
            "name first, with the level as it is, then one for the level.",
        )


def step_of(about: Concern, level: str) -> int:
    """Return by how many stars a decision raises the level; negative where it lowers it."""
    return SCHEME.level(level).stars - SCHEME.level(about.level).stars


def unfit(zh: str, en: str) -> Refused:
    """Return the refusal of a decision that does not follow from the case."""
    return Refused("decision_level", f"{zh}什么也没有办理。", f"{en} Nothing was done.")
