"""One thing that is due: what, of which certificate or case, by which day, and in words what to do about it."""

from __future__ import annotations

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
    """What is due, of a certificate (`number`), a case or neither, by a Beijing day; `name` is whom it concerns.

    `reminds` tells whether the holder gets letters ahead of it.
    """

    what: str
    deadline: date
    words: Words
    number: str = ""
    case: str = ""
    name: str = ""
    reminds: bool = False

    def to_json(self, day: date) -> dict[str, Any]:
        """Return the JSON of the contract, with the days that are left on a day."""
        told: dict[str, Any] = {"what": self.what}
        if self.number:
            told["number"] = self.number
        elif self.case:
            told["case"] = self.case
        told["deadline"] = self.deadline.isoformat()
        told["days"] = (self.deadline - day).days
        told["words"] = self.words.to_json()
        return told


def in_order(items: Iterable[DueItem], day: date) -> list[DueItem]:
    """Return what is past by its harm, then what is to come by its day."""

    def place(item: DueItem) -> tuple[bool, int, date, int, str]:
        harm, ahead = _RANK[item.what], item.deadline >= day
        return ahead, 0 if ahead else harm, item.deadline, harm, item.number or item.case

    return sorted(items, key=place)
