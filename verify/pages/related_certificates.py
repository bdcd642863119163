"""The certificates before and after one: what a result page says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from certs.lifecycle.record import Record
from certs.lifecycle.renewals import newest_of_chain
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.kin import NO_KIN, Kin
from certs.trust.verification.verdict import Overall, Verdict
from verify.service import Service


@dataclass(frozen=True, slots=True)
class Successor:
    """The newest certificate of a chain of renewals, with the code of its status today."""

    number: str
    code: str


@dataclass(frozen=True, slots=True)
class Related:
    """The certificates around one: before and after it, its main and its sub-certificates.

    `predecessor_known` says whether the one before is in the register; one taken over may come from elsewhere.
    """

    predecessor_known: bool
    successor: Successor | None
    kin: Kin = NO_KIN


def code_of(verdict: Verdict) -> str:
    """Return the one word that a verdict is shown by: a status code, `superseded`, `not_genuine` or `unknown`."""
    if verdict.overall is Overall.NOT_VALID:
        return "superseded" if verdict.code == "superseded" else verdict.status or verdict.code
    return verdict.overall.value


def newest_of(here: Service, record: Record) -> Record | None:
    """Return the newest certificate that was renewed from this one; None where there is none."""
    return newest_of_chain(record, lambda number: here.register.look(number).record)


def related_to(here: Service, answer: Answer, now: datetime) -> Related:
    """Return what stands around the certificate of an answer."""
    before = answer.record.predecessor
    known = before is not None and here.register.look(before).record is not None
    newest, kin = newest_of(here, answer.record), here.register.kin(answer)
    if newest is None:
        return Related(known, None, kin)
    after = here.register.answer_of(here.register.look(newest.number), now)
    return Related(known, Successor(after.number, code_of(after.verdict)), kin)
