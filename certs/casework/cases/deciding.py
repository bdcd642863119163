"""The decision on a case: by two people who took no part in the assessment, recorded before anything is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from certs import limits
from certs.casework.cases import case_store, concern, deciding_changes
from certs.casework.cases.assessed_case import SCHEME
from certs.casework.cases.case_moves import CHANGE, RENEWAL, REVOCATION
from certs.casework.cases.case_store import DECISION, PLAN, SCORE, Act, Case
from certs.casework.cases.deciding_changes import REVOKE, unfit
from certs.casework.journal import staff_list, trail
from certs.casework.journal.casework_tables import CASES, TRAIL
from certs.casework.journal.staff_list import DECIDER
from certs.casework.journal.trail import Paper
from certs.certificate import staff_code
from certs.errors import Misuse, Refused, Words
from certs.scheme.scheme import Level

RESULTS: Final = {
    "grant": Words("颁发，按评价得出的等级", "grant the level that was earned"),
    "grant-lower": Words("颁发较低的等级", "grant a lower level"),
    "refuse": Words("不予颁发；撤销的案件：不撤销", "refuse; of a revocation: keep the certificate"),
    REVOKE: Words("撤销证书，只用于撤销的案件", "revoke, in a case of revocation only"),
}
_WATCHING: Final = ("surveil", "surveil-failed")
_GRANTED: Final = {
    RENEWAL: Words("同意换证", "a new certificate is granted"),
    CHANGE: Words("同意变更", "the change is granted"),
}
_REFUSED: Final = {
    RENEWAL: Words("不予换证", "no new certificate is granted"),
    CHANGE: Words("不予变更", "the change is refused"),
    REVOCATION: Words("不撤销", "the certificate is kept"),
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided: the result, the level where one is granted ("" where none is), and the reason.

    `unassessed` is why a change needs no assessment, "" where there is one or none is needed.
    """

    result: str
    level: str
    reason: str
    unassessed: str = ""


def outcome(kind: str, result: str, level: str) -> Words:
    """Return what a decision in a case of a kind came to, with the level that it grants ("" where it grants none)."""
    if result == REVOKE:
        return Words("撤销证书", "the certificate is revoked")
    if result == "refuse":
        return _REFUSED.get(kind, Words("不予颁发", "no certificate is granted"))
    words, name = _GRANTED.get(kind, Words("颁发", "a certificate is granted")), SCHEME.level(level).name
    return Words(f"{words.zh}，{name.zh}", f"{words.en}: {name.en}")


def decide(
    connection: sa.Connection, case: Case, ruling: Ruling, deciders: tuple[str, ...], now: datetime
) -> tuple[Case, str]:
    """Record a decision, and return the case with the level that is granted, "" for a refusal and a revocation.

    Raises Misuse for the wrong number of people, Refused where one of them took part in the assessment, where the
    result does not fit the kind of case, the level not what was earned, or where a correction is still open.
    """
    _require_two(deciders)
    staff_list.require_known(connection, deciders)
    case_store.require(case, "decide")
    _require_uninvolved(connection, case, deciders)
    require_role(connection, deciders)
    deciding_changes.require_result(case, ruling.result, ends=case.kind == REVOCATION)
    level = "" if ruling.result in {"refuse", REVOKE} else _granted_level(connection, case, ruling)
    body: dict[str, Any] = {"result": ruling.result, "level": level, "reason": ruling.reason}
    body |= {"decided_by": list(deciders), **({"unassessed": ruling.unassessed} if ruling.unassessed else {})}
    moved = case_store.act(connection, case, Act("decide", deciders, (Paper(DECISION, body),)), now)
    return moved, level


def _require_two(codes: tuple[str, ...]) -> None:
    if len(codes) != limits.DECIDERS:
        raise Misuse(
            "by",
            f"决定由两个人作出，要写两个工号（--by 工号 --by 工号），这次写了 {len(codes)} 个。什么也没有办理。",
            f"Two people decide: give two staff codes (--by CODE --by CODE), not {len(codes)}. Nothing was done.",
        )
    if not staff_code.of_different_people(codes):
        raise Misuse(
            "by",
            f"两个 --by 是同一个人（{codes[0]}）；决定由两个不同的人作出。什么也没有办理。",
            f"Both --by are the same person ({codes[0]}); two different people decide. Nothing was done.",
        )


def _granted_level(connection: sa.Connection, case: Case, ruling: Ruling) -> str:
    score, about = trail.latest(connection, case.identifier, SCORE), concern.of(connection, case)
    if case.kind != CHANGE or about is None:
        assert score is not None  # only a change is decided without an assessment of its own
        return _level(ruling, score)
    level = _level(ruling, score or deciding_changes.kept_score(connection, case, about, ruling))
    deciding_changes.require_one_reason(about, level)
    return level


def took_part(connection: sa.Connection, case: Case) -> tuple[str, ...]:
    """Return the codes of all who took part in an assessment of the case, or are planned to.

    Where it was not assessed itself, these are who made the assessment on which its certificate rests. A change and a
    revocation rest on what surveillance found as well: who recorded its results took part.
    """
    scores = [body["assessors"] for _, body in trail.papers_of(connection, case.identifier, SCORE)]
    plan = trail.latest(connection, case.identifier, PLAN) or {"visits": []}
    planned = [visit["people"] for visit in plan["visits"]]
    about = None if scores else concern.of(connection, case)
    before = about.before if about else ""
    earlier = took_part(connection, case_store.find(connection, before)) if before else ()
    watched = _who_watched(connection, case) if case.kind in {CHANGE, REVOCATION} else ()
    return tuple(dict.fromkeys([*(code for codes in (*scores, *planned) for code in codes), *earlier, *watched]))


def _who_watched(connection: sa.Connection, case: Case) -> tuple[str, ...]:
    """Return who recorded results of surveillance of the certificate; those of a case stand in it, others by number."""
    led = sa.select(CASES.c.case).where(CASES.c.number == case.number)
    places = (*connection.execute(led).scalars(), case.number)
    rows = trail.read(connection, TRAIL.c.case.in_(places), TRAIL.c.act.in_(_WATCHING))
    return tuple(code for row in rows for code in row.by)


def _require_uninvolved(connection: sa.Connection, case: Case, deciders: tuple[str, ...]) -> None:
    involved = {code.casefold() for code in took_part(connection, case)}
    both = [code for code in deciders if code.casefold() in involved]
    if both:
        raise Refused(
            "decider_assessed",
            f"{'、'.join(both)} 参加了这个案件的评价，或登记过这张证书的监督结果，不能作决定。什么也没有办理；请由没有参加的人决定。",
            f"{', '.join(both)} took part in the assessment of this case, or recorded a surveillance of the "
            "certificate, "
            "and cannot decide. Nothing was done; people who took no part decide.",
        )


def require_role(connection: sa.Connection, deciders: tuple[str, ...]) -> None:
    """Raise Refused (`decider_role`) where somebody on the list of staff is no decider."""
    people = {member.code.casefold(): member for member in staff_list.members(connection)}
    without = [code for code in deciders if people and DECIDER not in people[code.casefold()].roles]
    if without:
        raise Refused(
            "decider_role",
            f"{'、'.join(without)} 在名单里没有“决定”的岗位。什么也没有办理；该有的，用 starmark staff add 更新。",
            f"{', '.join(without)} does not have the role of a decider on the list. Nothing was done; where it should "
            "be, renew it with starmark staff add.",
        )


def _level(ruling: Ruling, score: dict[str, Any]) -> str:
    """Return the level that is granted. Raises Refused where it does not follow from the assessment."""
    levels = SCHEME.levels
    earned = next((level for level in levels if level.code == score["level"]), None)
    if earned is None:
        raise unfit("评价没有达到任何等级，只能不予颁发（refuse）。", "No level was earned: only refuse fits.")
    if score["open_corrections"]:
        count = score["open_corrections"]
        raise unfit(
            f"还有 {count} 项特别扣分没有整改完，不能颁发；整改关闭以后再登记一次评价。",
            f"{count} special deductions are not corrected yet: nothing is granted before. Record the assessment again "
            "once they are closed.",
        )
    wanted = next((level for level in levels if level.code == ruling.level), None)
    if ruling.level and wanted is None:
        names = ", ".join(level.code for level in levels)
        raise unfit(f"没有等级 {ruling.level}；有：{names}。", f"There is no level {ruling.level}; there are {names}.")
    if ruling.result == "grant":
        return _granted(earned, wanted)
    if wanted is None or wanted.threshold >= earned.threshold:
        lower = ", ".join(level.code for level in levels if level.threshold < earned.threshold) or "—"
        raise unfit(
            f"grant-lower 要写低于“{earned.name.zh}”的等级（--level）：{lower}。",
            f"grant-lower takes a level below {earned.code} (--level): {lower}.",
        )
    return wanted.code


def _granted(earned: Level, wanted: Level | None) -> str:
    if wanted not in (None, earned):
        raise unfit(
            f"评价得出的是“{earned.name.zh}”（{earned.code}），grant 只能按它颁发。",
            f"The assessment earned {earned.code}, and grant gives just that.",
        )
    return earned.code
