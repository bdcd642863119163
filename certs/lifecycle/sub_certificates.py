"""Main certificates and their sub-certificates: what the one asks of the other (meanings.md, "Sub-certificates").

A sub-certificate has the number of its main with `-k`, its scheme and its level, and ends with it at the latest. What
suspends or ends the main does the same to it. Pure, as `rules.py` is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from certs import limits
from certs.certificate import sub_number
from certs.days import add_months
from certs.errors import FieldError
from certs.lifecycle.reasons import MAIN_RENEWED
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.request import Request
from certs.lifecycle.rules import field_error
from certs.lifecycle.statuses import STATUS_WORDS

FOLLOWED: Final = frozenset({"suspended", "revoked", "withdrawn"})  # what happens to a main happens to its subs


@dataclass(frozen=True, slots=True)
class Main:
    """A main certificate as its sub-certificates see it.

    `subject` is what it says, by the newest version; `turns` are the days on which its status changes, in order, each
    with the status from then on.
    """

    number: str
    subject: Mapping[str, Any]
    valid_until: date
    turns: tuple[tuple[date, str], ...]

    @classmethod
    def of_record(cls, record: Record) -> Main:
        """Return a main that the register has."""
        turns = tuple((day, record.standing(day).code) for day in record.turns)
        return cls(record.number, record.latest.subject, record.latest.valid_until, turns)

    @classmethod
    def of_issue(cls, number: str, subject: Mapping[str, Any], begins: date, ends: date) -> Main:
        """Return a main that is issued in the same act."""
        return cls(number, subject, ends, ((begins, "valid"), (ends + timedelta(days=1), "expired")))

    def code_on(self, day: date) -> str:
        """Return the status on a day."""
        return next((code for turn, code in reversed(self.turns) if turn <= day), "not_yet_valid")


def is_main_of(main: Record, sub: Record) -> bool:
    """Tell whether one certificate is the main of the other: by their numbers, and by which was logged first."""
    return sub_number.main_of(sub.number) == main.number and main.entries[0].position < sub.entries[0].position


def main_number(sub: Record, find: Callable[[str], Record | None]) -> str:
    """Return the number of the main of a sub-certificate, "" for any other; `find` returns a record by its number."""
    above = sub_number.main_of(sub.number)
    main = find(above) if above else None
    return main.number if main is not None and is_main_of(main, sub) else ""


def join_errors(main: Main, subject: Mapping[str, Any], issued: date, today: date) -> list[FieldError]:
    """Check a new sub-certificate against its main: scheme, level, and that the main is and stays valid."""
    return [*same_scheme_errors(main, subject), *level_errors(main, subject), *_standing_errors(main, issued, today)]


def same_scheme_errors(main: Main, subject: Mapping[str, Any]) -> list[FieldError]:
    """Check that a sub-certificate goes by the scheme of its main."""
    if subject["scheme"] == main.subject["scheme"]:
        return []
    return [
        field_error(
            "certificate.scheme",
            subject["scheme"],
            "conflict",
            f"子证书的评价方案必须与主证书 {main.number} 相同（{main.subject['scheme']}）。",
            f"A sub-certificate goes by the scheme of its main, {main.number} ({main.subject['scheme']}).",
        )
    ]


def level_errors(main: Main, subject: Mapping[str, Any]) -> list[FieldError]:
    """Check that a sub-certificate has the level of its main."""
    if subject["level"] == main.subject["level"]:
        return []
    return [
        field_error(
            "certificate.score",
            subject["level"],
            "conflict",
            f"按得分是 {subject['level']}，主证书 {main.number} 是 {main.subject['level']}：子证书的星级必须与主证书相同。"
            "主证书的星级要变，请把主证书和全部子证书在同一次换发里办理。",
            f"The score gives {subject['level']}, and the main, {main.number}, is {main.subject['level']}: a "
            "sub-certificate has the level of its main. To change that of the main, reissue it with all its "
            "sub-certificates in one act.",
        )
    ]


def _standing_errors(main: Main, issued: date, today: date) -> list[FieldError]:
    """Refuse a sub-certificate of a main that is not valid on its first day, or today, or is to be stopped later."""
    starts = max(issued, today)
    later = [day for day, code in main.turns if day > starts and code != "expired"]
    day = next((day for day in (issued, starts, *later) if main.code_on(day) != "valid"), None)
    if day is None:
        return []
    status = STATUS_WORDS[main.code_on(day)]
    return [
        field_error(
            "certificate.sub_of",
            main.number,
            "conflict",
            f"主证书 {main.number} 在 {day} 的状态是“{status.zh}”，不能在它下面签发子证书。",
            f"The main, {main.number}, is {status.en} on {day}, so no sub-certificate of it can be issued.",
        )
    ]


def restoration_errors(main: Record, sub: str, day: date) -> list[FieldError]:
    """Refuse to restore a sub-certificate whose main is not valid on that day."""
    code = main.standing(day).code
    if code not in {"suspended", *ENDED}:
        return []
    status = STATUS_WORDS[code]
    return [
        field_error(
            "number",
            sub,
            "conflict",
            f"{sub} 的主证书 {main.number} 在 {day} 的状态是“{status.zh}”，子证书不能恢复。请先恢复主证书，或者一起恢复："
            f"starmark restore {main.number} {sub} …",
            f"The main of {sub}, {main.number}, is {status.en} on {day}, so it cannot be restored. Restore the main "
            f"first, or both together: starmark restore {main.number} {sub} …",
        )
    ]


def followed(request: Request, main: Record, sub: Record, day: date) -> Request | None:
    """Return what an act on a main asks for one of its sub-certificates; None where nothing is left to do to it.

    A sub-certificate that is suspended by itself keeps its own last day, unless the main's suspension lasts longer.
    """
    if sub.standing(day).code in ENDED:
        return None
    asked = replace(request, number=sub.number)
    if request.act != "suspended":
        return asked
    assert request.until is not None  # for the type checker: the main's suspension was checked
    began = sub.suspension_began(day) or day
    latest = min(add_months(began, limits.SUSPENSION_MONTHS) - timedelta(days=1), sub.latest.valid_until)
    until = min(request.until, latest)
    mine, before = sub.standing(day), main.standing(day)
    if mine.code == "suspended" and mine.until is not None:
        together = before.code == "suspended" and (mine.until, mine.reason) == (before.until, before.reason)
        if (mine.until, mine.reason) == (until, request.reason) or (mine.until >= until and not together):
            return None
    return replace(asked, until=until) if until >= day else None


def ended_with_main(record: Record) -> date | None:
    """Return the day on which a sub-certificate ended because its main was renewed; None for any other."""
    days = [e.effective for e in record.counted if e.type == "withdrawn" and e.reason == MAIN_RENEWED]
    return days[0] if days and record.standing(days[0]).reason == MAIN_RENEWED else None
