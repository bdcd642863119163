"""The staff of the body: who may act under which code, in which roles, and until when an assessor is registered.

As long as the list is empty every code is taken, as before it was kept. Then only listed codes are. Codes that look
alike (decider-01, decider-O1) are refused when they are added: on paper nobody tells them apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from certs import limits
from certs.canonical import dumps, loads
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import STAFF, has_cases
from certs.casework.journal.journal_store import schema_of
from certs.casework.journal.trail import Paper
from certs.certificate import staff_code
from certs.days import instant_text
from certs.errors import Misuse, Refused, Words

CLERK: Final = "clerk"
ASSESSOR: Final = "assessor"
DECIDER: Final = "decider"
ROLES: Final = {
    CLERK: Words("办理：受理、收材料、通知、签发", "clerk: applications, evidence, letters, issue"),
    ASSESSOR: Words("审查员：评价，须注册", "assessor: assesses, and is registered"),
    DECIDER: Words("决定：评审材料，作出认证决定", "decider: reviews the file and decides"),
}
_APART: Final = str.maketrans("", "", "-_./@")
_ALIKE: Final = str.maketrans(  # Latin letters that look like digits, then Greek and Cyrillic ones that look Latin
    "oil|szb\u03bf\u03b9\u03b1\u0430\u0435\u043e\u0440\u0441\u0456\u0455", "011152801aae0pc15"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff. `registered_until` is the last day of an assessor's registration; `ended` when the code
    stopped being taken, "" while it is.
    """

    code: str
    roles: tuple[str, ...]
    registration: str
    registered_until: date | None
    added: str
    ended: str

    def registered_on(self, day: date) -> bool:
        """Tell whether this is an assessor whose registration holds on a day."""
        return ASSESSOR in self.roles and self.registered_until is not None and day <= self.registered_until


def look_of(code: str) -> str:
    """Return how a code looks: two codes with the same look are not told apart on paper."""
    folded = unicodedata.normalize("NFKC", code).casefold().translate(_APART)
    return folded.translate(_ALIKE)


def members(connection: sa.Connection) -> tuple[Member, ...]:
    """Return everybody who is or was on the list, in the order of the codes."""
    if not has_cases(schema_of(connection)):
        return ()
    return tuple(_member(row) for row in connection.execute(sa.select(STAFF).order_by(STAFF.c.code)))


def _member(row: sa.Row[tuple[object, ...]]) -> Member:
    roles = loads(row.roles.encode(), limits.DECIDERS_JSON)
    assert isinstance(roles, list)  # as `add` wrote it
    until = date.fromisoformat(row.registered_until) if row.registered_until else None
    return Member(row.code, tuple(map(str, roles)), row.registration, until, row.added, row.ended or "")


def require_known(connection: sa.Connection, codes: Iterable[str]) -> None:
    """Raise Misuse for codes that are not on the list, or ended. An empty list takes every code."""
    people = {member.code.casefold(): member for member in members(connection)}
    if not people:
        return
    unknown = [code for code in codes if code and code.casefold() not in people]
    ended = [code for code in codes if code and code.casefold() in people and people[code.casefold()].ended]
    if unknown:
        raise Misuse(
            "staff_unknown",
            f"人员名单里没有工号 {'、'.join(unknown)}。什么也没有办理；请核对，或用 starmark staff add 登记。",
            f"The list of staff does not have {', '.join(unknown)}. Nothing was done; check the code, or add it with "
            "starmark staff add.",
        )
    if ended:
        raise Misuse(
            "staff_ended",
            f"工号 {'、'.join(ended)} 已经停用，不能再办理。什么也没有办理。",
            f"The code {', '.join(ended)} was ended and acts no more. Nothing was done.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of staff as asked for."""

    code: str
    roles: tuple[str, ...]
    registration: str = ""
    registered_until: date | None = None


def add(connection: sa.Connection, entry: Entry, by: str, now: datetime) -> Member:
    """Put a member on the list, or renew what it says of one. The first one adds themselves.

    Raises Refused for a code that looks like another, Misuse for one who is not on the list and adds.
    """
    present = members(connection)
    if not present and staff_code.of_different_people((by, entry.code)):
        raise Refused(
            "staff_first",
            f"名单还是空的：请先登记办理人自己（starmark staff add {by} …），再登记别人。",
            f"The list is still empty: add the person who acts first (starmark staff add {by} …), then the others.",
        )
    require_known(connection, [by])
    look = look_of(entry.code)
    alike = next((member for member in present if look_of(member.code) == look), None)
    if alike is not None and staff_code.of_different_people((alike.code, entry.code)):
        raise Refused(
            "staff_alike",
            f"工号 {entry.code} 与名单里的 {alike.code} 看起来一样，纸面上分不清。没有登记；请换一个工号。",
            f"The code {entry.code} looks like {alike.code}, which is on the list: on paper they are not told apart. "
            "It was not added; choose another code.",
        )
    if alike is None and len(present) >= limits.STAFF:
        raise Refused(
            "staff_full",
            f"名单已有 {limits.STAFF} 人，不再增加。",
            f"The list has {limits.STAFF} people and takes no more.",
        )
    code = alike.code if alike else entry.code
    until = entry.registered_until.isoformat() if entry.registered_until else None
    values = {
        "look": look,
        "code": code,
        "roles": dumps(list(entry.roles)).decode(),
        "registration": entry.registration,
        "registered_until": until,
        "added": alike.added if alike and not alike.ended else instant_text(now),
        "ended": None,
    }
    connection.execute(sa.delete(STAFF).where(STAFF.c.look == look))
    connection.execute(sa.insert(STAFF), values)
    body = {"code": code, "roles": list(entry.roles), "registration": entry.registration, "until": until or ""}
    trail.append(connection, "", "staff-add", [by], [Paper("staff", body)], now)
    return next(member for member in members(connection) if member.code == code)


def end(connection: sa.Connection, code: str, by: str, now: datetime) -> Member:
    """Take a code from use; what it did stands. Raises Refused if it is not in use, or the last one that is."""
    require_known(connection, [by])
    active = {member.code.casefold(): member for member in members(connection) if not member.ended}
    member = active.get(code.casefold())
    if member is None:
        raise Refused(
            "staff_not_active",
            f"名单里没有在用的工号 {code}。请用 starmark staff list 查看。",
            f"The list has no code {code} in use. See starmark staff list.",
        )
    if len(active) == 1:
        raise Refused(
            "staff_last",
            f"{code} 是最后一个在用的工号：停用后谁也不能办理。请先登记接手的人。",
            f"{code} is the last code in use: without it nobody could act. Add the successor first.",
        )
    connection.execute(sa.update(STAFF).where(STAFF.c.code == member.code).values(ended=instant_text(now)))
    trail.append(connection, "", "staff-end", [by], [Paper("staff", {"code": member.code})], now)
    return next(one for one in members(connection) if one.code == member.code)


def with_role(people: Sequence[Member], role: str) -> tuple[Member, ...]:
    """Return the people in use who have a role."""
    return tuple(member for member in people if role in member.roles and not member.ended)
