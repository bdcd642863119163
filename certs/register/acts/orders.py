"""What a plan consists of: the entries to be made, and what is told of them, in a preview as when they are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certs.lifecycle.record import Standing
from certs.lifecycle.request import Request
from certs.lifecycle.rules import BatchRefused, RefusedItem
from certs.register.acts.facts import Facts, Revocation


@dataclass(frozen=True, slots=True)
class Order:
    """One entry to be made. The last five fields belong to `issued` and `reissued`. Days are Beijing days."""

    type: str
    number: str
    effective: date
    reason: str | None = None
    until: date | None = None
    successor: str | None = None
    version: int = 0
    subject: Mapping[str, Any] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    status_index: int = 0


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that an act issues, reissues or renews. Days are Beijing days, both included.

    `subject` is what it will say, `replaces` what the version before it says (of a reissue); `lost` are the
    certificates that its holder lost by revocation (of an issue or a renewal). `effective` is the day from which a new
    version, or the end of a renewed one, applies. `main` is the number of the main of a sub-certificate, and
    `main_holder` that main's organisation. `until` is the last day of the suspension under which it is taken over.
    """

    number: str
    version: int
    holder: str
    level: str
    url: str
    valid_from: date
    valid_until: date
    position: int
    source: str
    subject: Mapping[str, Any]
    effective: date
    reason: str = ""
    predecessor: str | None = None
    replaces: Mapping[str, Any] | None = None
    lost: Sequence[Revocation] = ()
    main: str = ""
    main_holder: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of status that an act records. `status` is the code on the day it takes effect, `before` that of today.

    `until` is a suspension's last day, included. `follows` is the number of the main with which a sub-certificate goes
    along; `left` are the sub-certificates that stay suspended when their main is restored.
    """

    number: str
    type: str
    effective: date
    status: str
    position: int
    holder: str
    before: Standing
    reason: str
    until: date | None = None
    follows: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What one request comes to: its entries, and what to tell of the one that it is named for.

    That one is the last, but for a certificate that is taken over as suspended: its suspension follows its issue.
    What a main's act does to its sub-certificates are requests of their own, each with its step.
    """

    request: Request
    orders: tuple[Order, ...]
    result: Issued | Changed


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch comes to, or, where `refused` names anything, why nothing of it may be done.

    `steps` are in the order of the log; `places` tells which of the requests each of them is of, or follows from.
    """

    facts: Facts
    steps: tuple[Step, ...]
    places: tuple[int, ...]
    serials: Mapping[int, int]
    refused: tuple[RefusedItem, ...] = ()

    @property
    def results(self) -> tuple[Issued | Changed, ...]:
        """What the steps come to, in the order of the requests."""
        placed = sorted(zip(self.places, self.steps, strict=True), key=lambda pair: pair[0])
        return tuple(step.result for _, step in placed)

    def require(self) -> None:
        """Raise BatchRefused, naming each item at fault, unless all may be done."""
        if self.refused:
            raise BatchRefused(self.refused)
