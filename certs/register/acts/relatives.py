"""The mains and the sub-certificates of the certificates that an act is about, as the register has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from certs.certificate import sub_number
from certs.lifecycle.record import Record
from certs.lifecycle.request import Request
from certs.lifecycle.sub_certificates import is_main_of
from certs.register.store import ledger


@dataclass(frozen=True, slots=True)
class Relatives:
    """Certificates that stand around those of an act, by their numbers; `records` are of both.

    `last` is the largest `k` that any number made from a main's has taken.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)

    def main_of(self, number: str) -> Record | None:
        """Return the main of a sub-certificate; None for a certificate that stands by itself."""
        main = self.records.get(sub_number.main_of(number) or "")
        sub = self.records.get(number)
        return main if main is not None and sub is not None and is_main_of(main, sub) else None

    def subs_of(self, main: Record) -> Sequence[Record]:
        """Return the sub-certificates of a main, in the order of their numbers, those that have ended included."""
        numbers = (sub_number.compose(main.number, k) for k in range(1, self.last.get(main.number, 0) + 1))
        subs = (self.records[number] for number in numbers if number in self.records)
        return [sub for sub in subs if is_main_of(main, sub)]


NONE: Final = Relatives()


def read_relatives(
    connection: Connection, requests: Sequence[Request], records: Mapping[str, Record]
) -> tuple[Relatives, tuple[Record, ...]]:
    """Return the relatives of what is requested, with those of them that were read beside `records`."""
    mains = _records(connection, _mains_asked(requests), records)
    renewed = [record.successor for record in mains.values() if record.successor]
    mains |= _records(connection, renewed, {**records, **mains})
    around = {**records, **mains}
    tops = [number for number in around if sub_number.main_of(number) not in around]
    subs = _records(connection, (number for main in tops for number in sub_number.all_of(main)), {})
    last: dict[str, int] = {}
    for number in subs:
        main = sub_number.main_of(number)
        assert main is not None  # as it was made from one
        last[main] = max(last.get(main, 0), sub_number.k_of(number))
    return Relatives({**around, **subs}, last), tuple({**mains, **subs}.values())


def _mains_asked(requests: Sequence[Request]) -> set[str]:
    """Return the numbers that may be mains of what is asked for; there need not be any certificate of them."""
    drafts = [request.draft for request in requests if request.draft is not None]
    named = {draft.sub_of for draft in drafts if draft.sub_of}
    numbers = {request.number for request in requests if request.number} | named
    numbers |= {draft.taken_over.number for draft in drafts if draft.taken_over is not None}
    return named | {main for main in map(sub_number.main_of, numbers) if main is not None}


def _records(connection: Connection, numbers: Iterable[str], but: Mapping[str, Record]) -> dict[str, Record]:
    wanted = sorted(set(numbers) - but.keys())
    return ledger.records_of(connection, wanted) if wanted else {}
