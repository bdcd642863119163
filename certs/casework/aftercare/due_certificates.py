"""What is due of certificates: surveillance, the end of their validity, and suspensions that end or have run out.

The database picks the few of many; no certificate is folded for it. Nothing changes by what is found here. Whose a
certificate is, is read of those alone that are shown: to look up the holders of thousands takes longer than the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, case, or_, select

from certs.casework.aftercare import standing_subs
from certs.casework.aftercare.due_item import AHEAD, DueItem
from certs.casework.aftercare.standing_subs import STANDS
from certs.days import add_months
from certs.errors import Words
from certs.lifecycle.surveillance import due_by
from certs.register.store import ledger
from certs.register.store.tables import CERTIFICATE, STANDING

_SHORT_MONTH: Final = timedelta(days=3)  # that a month back may be longer than the month on
_DAY: Final = timedelta(days=1)
_LATER: Final = STANDING.alias("later")
_END: Final = select(CERTIFICATE.c.valid_until).where(CERTIFICATE.c.number == STANDING.c.number).scalar_subquery()
_HOLDERS: Final = ledger.InChunks(select(CERTIFICATE.c.number, CERTIFICATE.c.holder), CERTIFICATE.c.number)
_REMINDS: Final = True  # given by its place, as all of an item: by names it takes three times as long


@dataclass(frozen=True, slots=True)
class Terms:
    """The times that the rules of the body set, in months: between two surveillances, and how long before its end a
    certificate's renewal is to be applied for, 0 where they do not say.
    """

    surveillance: int
    renewal: int = 0


def due(connection: Connection, day: date, terms: Terms, renewals: Mapping[str, str]) -> Iterator[DueItem]:
    """Yield all of it, as of a day. `renewals` are the running cases by the number that they renew.

    A sub-certificate has days of its own; its main names it besides.
    """
    subs = standing_subs.standing_subs(connection, day)
    found = (
        surveillance(connection, day, terms.surveillance),
        _suspensions(connection, day),
        _ends(connection, day, terms.renewal, renewals),
    )
    items = chain(*found)
    yield from (
        (_with_subs(item, subs[item.number]) if item.number in subs else item for item in items) if subs else items
    )


def _with_subs(item: DueItem, numbers: Sequence[str]) -> DueItem:
    told = standing_subs.named(numbers)
    if item.what == "expiry":
        told = Words(f"{told.zh}（没有一起换证的同日注销）", f"{told.en} (what is not renewed with it ends too)")
    return item._replace(words=Words(f"{item.words.zh}；它有 {told.zh}", f"{item.words.en}; it has {told.en}"))


def surveillance(connection: Connection, day: date, months: int) -> Iterator[DueItem]:
    """Yield the surveillance that is due within the time ahead, or past; none where the certificate ends before."""
    latest = day + timedelta(days=AHEAD)
    # Where a certificate stays what it is for all that time, it does not end in it: its end is not looked up.
    end = case((_lasts_beyond(latest), None), else_=_END)
    query = _standing(day, STANDING.c.surveilled, end).where(
        STANDING.c.status.in_(STANDS), STANDING.c.surveilled <= add_months(latest, -months) + _SHORT_MONTH
    )
    told = dict[date, tuple[date, str, str]]()  # deadline and days as written, by the day before: many are alike
    for number, since, valid_until in connection.execute(query).all():
        if since not in told:
            deadline = add_months(since, months)
            told[since] = deadline, str(since), str(deadline)
        deadline, begun, by = told[since]
        if deadline <= latest and (valid_until is None or due_by(since, valid_until, months) is not None):
            words = Words(
                f"自 {begun} 起没有登记过监督，最迟 {by}。"
                f"做完：starmark surveil {number} --date DATE --result passed --by CODE",
                f"No surveillance is recorded since {begun}; it is due by {by}. "
                f"When done: starmark surveil {number} --date DATE --result passed --by CODE",
            )
            yield DueItem("surveillance", deadline, words, number, "", "", _REMINDS)


def _suspensions(connection: Connection, day: date) -> Iterator[DueItem]:
    query = _standing(day, STANDING.c.until).where(
        STANDING.c.status == "suspended", STANDING.c.until <= day + timedelta(days=AHEAD)
    )
    for number, until in connection.execute(query).all():
        acts = f"starmark restore {number} · starmark revoke {number} · starmark withdraw {number}"
        if until < day:
            words = Words(
                f"暂停的最后一天 {until} 已过，仍是暂停，要有人决定：{acts}",
                f"The last day of the suspension, {until}, is past; it stays suspended until somebody decides: {acts}",
            )
        else:
            words = Words(
                f"暂停到 {until}（含当天），在那以前决定：{acts}",
                f"Suspended until {until}, included; decide before: {acts}",
            )
        yield DueItem("suspension", until, words, number, "", "", _REMINDS)


def _ends(connection: Connection, day: date, lead: int, renewals: Mapping[str, str]) -> Iterator[DueItem]:
    """Yield the certificates that reach the end of their validity, unless they end otherwise before.

    Where the rules say how long before a renewal is applied for, that day comes first, unless a case renews it already.
    """
    latest = day + timedelta(days=AHEAD)
    last_end = add_months(latest, lead) + _SHORT_MONTH if lead else latest
    # What expires the day after its last: what is withdrawn or revoked before never does.
    query = _standing(day, STANDING.c.status, _LATER.c.begins).where(
        _LATER.c.number == STANDING.c.number,
        _LATER.c.status == "expired",
        _LATER.c.begins.between(day + _DAY, last_end + _DAY),
    )
    for number, status, begins in connection.execute(query).all():
        if status not in STANDS:  # asked of the database, it would lead it away from the few that end
            continue
        last, case = begins - _DAY, renewals.get(number, "")
        apply_by = add_months(last, -lead) if lead and not case else last
        if apply_by <= latest:
            deadline = apply_by if apply_by >= day else last
            words = _end_words(number, str(last), case, str(apply_by) if lead else "")
            yield DueItem("expiry", deadline, words, number, "", "", status == "valid")


def _end_words(number: str, end: str, case: str, apply_by: str) -> Words:
    """Tell of an end what is to be done; `apply_by` is "" where the rules set no day to apply by."""
    if case:
        return Words(f"有效期到 {end}；换证案件 {case} 在办", f"Valid until {end}; case {case} renews it")
    command = f"starmark case open --renew {number} --by CODE"
    if not apply_by:
        return Words(f"有效期到 {end}。换证：{command}", f"Valid until {end}. To renew it: {command}")
    return Words(
        f"有效期到 {end}，按规则最迟 {apply_by} 申请换证：{command}",
        f"Valid until {end}; by the rules its renewal is applied for by {apply_by}: {command}",
    )


def _standing(day: date, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the question for number and days of certificates as they stand on a day."""
    return select(STANDING.c.number, *columns).where(STANDING.c.begins <= day, _lasts_beyond(day))


def _lasts_beyond(day: date) -> ColumnElement[bool]:
    return or_(STANDING.c.ends.is_(None), STANDING.c.ends > day)


def named(connection: Connection, items: Sequence[DueItem]) -> list[DueItem]:
    """Return things that are due with the names of the holders of their certificates, for people to read."""
    holders = dict[str, str](map(tuple, _HOLDERS.rows(connection, {item.number for item in items} - {""})))
    return [item._replace(name=holders[item.number]) if item.number in holders else item for item in items]
