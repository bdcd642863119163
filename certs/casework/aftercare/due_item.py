"""One thing that is due: what, of which certificate or case, by which day, and in words what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from certs.errors import Words

# What is past comes in this order, what harms most first:
HARM: Final = (
    "list",  # with an ended status list nobody can confirm any certificate
    "suspension",  # run out: the public sees a suspension that nobody ended, and it must be restored, revoked or ended
    "key",  # without it the next paper or list cannot be signed
    "complaint",  # somebody outside waits for an answer that was promised to them by a day
    "reporting",  # the law sets the day
    "surveillance",  # a certificate stands that nobody has looked after
    "correction",  # one case waits
    "confirmation",  # a second pair of eyes is missing
    "expiry",  # ends by itself, and harms its holder alone
)
_RANK: Final = {what: rank for rank, what in enumerate(HARM)}
AHEAD: Final = 90  # days before its deadline from which a thing is listed; the first letter is written then


class DueItem(NamedTuple):
    """What is due, of a certificate (`number`), a case or neither, by a Beijing day; `name` is whom a case concerns.

    `reminds` tells whether the holder gets letters ahead of it.
    """

    what: str
    deadline: date
    words: Words
    number: str = ""
    case: str = ""
    name: str = ""
    reminds: bool = False


def to_json(items: Iterable[DueItem], day: date) -> list[dict[str, Any]]:
    """Return the JSON of the contract, with the days that are left on a day, of all at once: they come by the thousand,
    and few deadlines are among them.
    """
    told, deadlines = list[dict[str, Any]](), dict[date, tuple[str, int]]()
    for what, deadline, words, number, case, _, _ in items:
        if deadline not in deadlines:
            deadlines[deadline] = deadline.isoformat(), (deadline - day).days
        by, left = deadlines[deadline]
        said = {"zh": words.zh, "en": words.en}
        if number:
            told.append({"what": what, "number": number, "deadline": by, "days": left, "words": said})
        elif case:
            told.append({"what": what, "case": case, "deadline": by, "days": left, "words": said})
        else:
            told.append({"what": what, "deadline": by, "days": left, "words": said})
    return told


def in_order(items: Iterable[DueItem], day: date) -> list[DueItem]:
    """Return what is past by its harm, then what is to come by its day."""
    alike = defaultdict[tuple[str, date], list[DueItem]](list)  # of one kind and day: many are, and few such there are
    for item in items:
        alike[item[0], item[1]].append(item)

    def place(kind: tuple[str, date]) -> tuple[bool, int, date, int]:
        what, deadline = kind
        harm, ahead = _RANK[what], deadline >= day
        return ahead, 0 if ahead else harm, deadline, harm

    return [item for kind in sorted(alike, key=place) for item in sorted(alike[kind], key=_number_or_case)]


def _number_or_case(item: DueItem) -> str:
    return item.number or item.case
