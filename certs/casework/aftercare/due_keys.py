"""What is due of keys: those to be rotated, those that lack, and the certificate by which PDFs are signed.

Nothing ends by itself here but that certificate, and the days for which a log key that was rotated signs beside its
successor: by then witnesses and mirrors must know the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, select

from certs import limits
from certs.casework.aftercare.due_item import AHEAD, DueItem
from certs.days import add_months, beijing_day, parse_instant
from certs.errors import Words
from certs.register.store.tables import EVENT
from certs.trust.trust_list.trust_list import TrustList

_ROOT: Final = "root"  # it is never rotated: whoever checks has pinned it
_LOG: Final = "log"


def due(register: Connection, trust: TrustList, day: date, months: int, documents: date | None) -> Iterator[DueItem]:
    """Yield it as of a day; `months` is how long a key is used, 0 where the body has set nothing.

    `documents` is the last day of the certificate that signs PDFs, None where nothing signs them.
    """
    keys = [key for key in trust.keys if key.purpose != _ROOT]
    days = _days_of(register, {place for key in keys for place in (key.added, key.ended) if place is not None})
    old = dict[date, list[str]]()
    for purpose in dict.fromkeys(key.purpose for key in keys):
        active = [key for key in keys if key.purpose == purpose and key.state == "active"]
        ended = [days[key.ended] for key in keys if key.purpose == purpose and key.ended is not None]
        if not active:
            yield _lacking(purpose, max(ended))
        elif months:
            newest = max(active, key=lambda key: key.added)
            old.setdefault(days[newest.added], []).append(newest.name)
        if purpose == _LOG and active and ended:
            yield from _followed(max(ended), day)
    for since, names in old.items():  # those of one ceremony together
        yield from _within(_old(names, since, months), day)
    if documents is not None:
        yield from _within(_signing(documents), day)


def _days_of(register: Connection, places: Iterable[int]) -> Mapping[int, date]:
    query = select(EVENT.c.position, EVENT.c.recorded).where(EVENT.c.position.in_(sorted(places)))
    return {place: beijing_day(parse_instant(recorded)) for place, recorded in register.execute(query)}


def _within(item: DueItem, day: date) -> Iterator[DueItem]:
    if item.deadline <= day + timedelta(days=AHEAD):
        yield item


def _lacking(purpose: str, since: date) -> DueItem:
    command = f"starmark keys rotate {purpose} --root-key FILE"
    words = Words(
        f"自 {since} 起没有在用的 {purpose} 密钥，不能再签：{command}",
        f"There is no {purpose} key in use since {since}, and nothing can be signed by it: {command}",
    )
    return DueItem("key", since, words)


def _old(names: Sequence[str], since: date, months: int) -> DueItem:
    deadline, command = add_months(since, months), "starmark keys rotate PURPOSE --root-key FILE"
    words = Words(
        f"自 {since} 起在用的密钥，用满 {months} 个月更换：{'、'.join(names)}。最迟 {deadline}，不会自己停用：{command}",
        f"Keys in use since {since}, to be rotated after {months} months: {', '.join(names)}. By {deadline}; they do "
        f"not end by themselves: {command}",
    )
    return DueItem("key", deadline, words)


def _followed(rotated: date, day: date) -> Iterator[DueItem]:
    last = rotated + timedelta(days=limits.LOG_KEY_OVERLAP_DAYS)
    if day <= last:
        words = Words(
            f"log 密钥 {rotated} 换过，旧的同时签到 {last}：在那以前让见证方和镜像换上新的公钥（starmark keys list）",
            f"The log key was rotated on {rotated}, and the old one signs beside it until {last}: witnesses and "
            "mirrors "
            "must know the new one by then (starmark keys list)",
        )
        yield DueItem("key", last, words)


def _signing(last: date) -> DueItem:
    words = Words(
        f"签 PDF 的证书（[documents] signing_certificate）到 {last} 为止：向签发机构换新的；签过的仍有时间戳证明",
        f"The certificate that signs PDFs ([documents] signing_certificate) ends on {last}: get a new one from its "
        "issuer; what it signed keeps its time stamp",
    )
    return DueItem("key", last, words)
