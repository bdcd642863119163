"""The demo's past: stories of certificates, told as steps on days counted from today, and put in the order of the days.

Every status, reissued versions, renewals in a row, overdue suspensions and numbers taken over occur among the first
twenty certificates, so that a small demo shows them all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, groupby
from typing import Final

from certs.certificate.fields import Draft
from scripts.demo.demo_firms import Firms, taken_over

SEED: Final = 27_922
ROUND: Final = 7  # days; issues fall on the same weekday, as with a weekly decision meeting


@dataclass(frozen=True, slots=True)
class Step:
    """One act on one day (0 is today). `key` stands for a certificate until its number is known.

    `kind` is the type of the entry that it makes; `draft` and `new_key` are for the kinds that need them;
    `until` is a day counted from today.
    """

    day: int
    kind: str
    key: int
    draft: Draft | None = None
    reason: str = ""
    until: int | None = None
    new_key: int = -1


class Teller:
    """Tells stories until as many certificates are made as were asked for."""

    def __init__(self, count: int, today: date, seed: int = SEED) -> None:
        self.today, self.count = today, count
        self.firms, self.random = Firms(seed), random.Random(seed + 1)  # noqa: S311  # sample data, no secret
        self.total = 0

    def key(self) -> int:
        """Return a new certificate's key."""
        self.total += 1
        return self.total - 1

    def between(self, first: int, last: int) -> int:
        """Return a day of the weekly meeting between two days."""
        return self.random.randint(first // ROUND, last // ROUND) * ROUND

    def draft(self, day: int, shape: str = "") -> Draft:
        """Return a new firm's draft, issued on a day."""
        return self.firms.draft(self.today + timedelta(days=day), shape)


def tell(count: int, today: date) -> Iterator[tuple[int, str, tuple[Step, ...]]]:
    """Yield (day, kind, steps) in the order in which they are to be done, each lot in one act."""
    teller, steps = Teller(count, today), list[Step]()
    for story, size in cycle(STORIES):
        if teller.total >= count:
            break
        steps += story(teller) if size <= count - teller.total else _valid(teller)
    steps.sort(key=lambda step: (step.day, _ORDER.index(step.kind)))
    for (day, kind), lot in groupby(steps, key=lambda step: (step.day, step.kind)):
        yield day, kind, tuple(lot)


_ORDER: Final = ("issued", "reissued", "renewed", "suspended", "restored", "revoked", "withdrawn")


def _issue(teller: Teller, first: int, last: int, shape: str = "") -> Step:
    day = teller.between(first, last)
    return Step(day, "issued", teller.key(), teller.draft(day, shape))


def _valid(teller: Teller) -> list[Step]:
    return [_issue(teller, -1_000, -1)]


def _long(teller: Teller) -> list[Step]:
    return [_issue(teller, -700, -30, "long")]


def _wide(teller: Teller) -> list[Step]:
    return [_issue(teller, -700, -30, "wide")]


def _expired(teller: Teller) -> list[Step]:
    return [_issue(teller, -1_400, -1_110)]


def _not_yet_valid(teller: Teller) -> list[Step]:
    return [Step(-1, "issued", teller.key(), teller.draft(teller.random.randint(3, 27)))]


def _suspended(teller: Teller) -> list[Step]:
    issue = _issue(teller, -800, -100)
    reason = teller.random.choice(("surveillance-missed", "requirements-not-met", "complaint", "holder-request"))
    day = teller.random.randint(-40, 0)
    return [issue, Step(day, "suspended", issue.key, reason=reason, until=day + 92)]


def _overdue(teller: Teller) -> list[Step]:
    issue = _issue(teller, -700, -300)
    return [issue, Step(-110, "suspended", issue.key, reason="surveillance-missed", until=-18)]


def _restored(teller: Teller) -> list[Step]:
    issue, day = _issue(teller, -900, -250), teller.random.randint(-200, -90)
    return [
        issue,
        Step(day, "suspended", issue.key, reason="requirements-not-met", until=day + 80),
        Step(day + 45, "restored", issue.key, reason="assessment-passed"),
    ]


def _revoked(teller: Teller) -> list[Step]:
    issue = _issue(teller, -900, -100)
    reason = teller.random.choice(("requirements-lost", "fraud", "refused-surveillance", "serious-incident"))
    return [issue, Step(teller.random.randint(-80, 0), "revoked", issue.key, reason=reason)]


def _revoked_after_suspension(teller: Teller) -> list[Step]:
    issue = _issue(teller, -800, -300)
    return [
        issue,
        Step(-170, "suspended", issue.key, reason="mark-misuse", until=-80),
        Step(-70, "revoked", issue.key, reason="suspension-expired"),
    ]


def _withdrawn(teller: Teller) -> list[Step]:
    issue, reason = _issue(teller, -900, -100), teller.random.choice(("holder-request", "scope-discontinued", "merged"))
    return [issue, Step(teller.random.randint(-80, 0), "withdrawn", issue.key, reason=reason)]


def _taken_over(teller: Teller) -> list[Step]:
    day = teller.between(-700, -100)
    key, issued = teller.key(), teller.today + timedelta(days=day)
    form = teller.random.choice(("YLSH-{}-{:04d}", "SH/{}/{:05d}", "{}SHFW{:05d}_A"))
    number = form.format(issued.year - 3, 4_000 + key)
    draft = taken_over(teller.draft(day), number, issued - timedelta(days=1_095))
    return [Step(day, "issued", key, draft)]


def _renewed(teller: Teller) -> list[Step]:
    day = teller.between(-1_300, -1_110)
    first = Step(day, "issued", teller.key(), teller.draft(day))
    return [first, _renewal(teller, first, day + 1_060)]


def _renewed_twice(teller: Teller) -> list[Step]:
    day = teller.between(-1_600, -1_500)
    first = Step(day, "issued", teller.key(), teller.draft(day))
    second = _renewal(teller, first, day + 1_000)
    return [first, second, _renewal(teller, second, min(day + 1_500, -20))]


def _renewal(teller: Teller, old: Step, day: int) -> Step:
    """Renew a few weeks before the new certificate starts."""
    assert old.draft is not None
    start = teller.today + timedelta(days=day + 14)
    key = old.new_key if old.new_key >= 0 else old.key
    draft = replace(
        old.draft, issued=start, score=_better(old.draft.score, old.draft.scheme), bonus=0, special_deductions=0
    )
    return Step(day, "renewed", key, draft, new_key=teller.key())


def _better(score: Decimal, scheme: str) -> Decimal:
    return min(score + 5, Decimal(1_000 if scheme == "brand-1000" else 99))


def _reissued(teller: Teller) -> list[Step]:
    issue = _issue(teller, -900, -200)
    reason = teller.random.choice(tuple(_CHANGED))
    assert issue.draft is not None
    return [issue, Step(teller.random.randint(-180, 0), "reissued", issue.key, _CHANGED[reason](issue.draft), reason)]


def _reissued_twice(teller: Teller) -> list[Step]:
    issue = _issue(teller, -900, -300)
    assert issue.draft is not None
    wider = _wider(issue.draft)
    return [
        issue,
        Step(-150, "reissued", issue.key, wider, "scope-widened"),
        Step(-20, "reissued", issue.key, _moved(wider), "address-changed"),
    ]


def _wider(draft: Draft) -> Draft:
    extra = replace(draft.scope[0], name=draft.scope[0].name + "配件", name_en="", models=(), excludes=())
    return replace(draft, issued=None, scope=(*draft.scope, extra))


def _renamed(draft: Draft) -> Draft:
    holder = replace(
        draft.holder,
        name=draft.holder.name.replace("（样例）", "科技（样例）"),
        name_en="",
        former_names=(draft.holder.name,),
    )
    return replace(draft, issued=None, holder=holder)


def _moved(draft: Draft) -> Draft:
    address = draft.holder.address.removesuffix("号") + "号新址"
    sites = (replace(draft.sites[0], address=address), *draft.sites[1:])
    return replace(draft, issued=None, holder=replace(draft.holder, address=address), sites=sites)


_CHANGED: Final[dict[str, Callable[[Draft], Draft]]] = {
    "scope-widened": _wider,
    "holder-renamed": _renamed,
    "address-changed": _moved,
}
_Story = tuple[Callable[[Teller], list[Step]], int]
_SPECIAL: Final[tuple[_Story, ...]] = (
    (_valid, 1),
    (_suspended, 1),
    (_revoked, 1),
    (_withdrawn, 1),
    (_expired, 1),
    (_not_yet_valid, 1),
    (_reissued, 1),
    (_renewed, 2),
    (_overdue, 1),
    (_taken_over, 1),
    (_long, 1),
    (_wide, 1),
    (_restored, 1),
    (_renewed_twice, 3),
)
_COMMON: Final[tuple[_Story, ...]] = (
    (_valid, 1),
    (_valid, 1),
    (_reissued, 1),
    (_valid, 1),
    (_suspended, 1),
    (_valid, 1),
    (_valid, 1),
    (_revoked, 1),
    (_valid, 1),
    (_valid, 1),
    (_withdrawn, 1),
    (_valid, 1),
    (_expired, 1),
    (_valid, 1),
    (_valid, 1),
    (_renewed, 2),
    (_valid, 1),
    (_reissued_twice, 1),
    (_valid, 1),
    (_revoked_after_suspension, 1),
    (_valid, 1),
    (_valid, 1),
    (_restored, 1),
    (_valid, 1),
    (_taken_over, 1),
    (_valid, 1),
    (_expired, 1),
    (_valid, 1),
    (_valid, 1),
    (_valid, 1),
)
STORIES: Final = (*_SPECIAL, *_COMMON)
