"""A file judged with the register at hand: a certificate, a bundle, a paper, a report, or the number that it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from certs.certificate.reading.asked_moment import Moment
from certs.documents.judging.handed_file import Kind, Target
from certs.documents.judging.judgement import Judgement
from certs.documents.paper.paper_codes import Asked
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.paper_verdict import judge_paper
from certs.documents.report.filed_report import FiledReport, filed_report, with_print
from certs.errors import CouldNotCheck, StarmarkError
from certs.log.signed_note import NoteKey
from certs.publication.files import bundle_format
from certs.publication.files.accepted_witnesses import FOLDER, accepted
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.publication.files.bundle_register import own_record
from certs.register.answers import certificate_answer
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.missing_verdict import verdict_of
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import check_object
from certs.register.answers.product_answer import answer_about
from certs.register.store.reader import Reader
from certs.trust.verification import offline
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges: by which register, when, about which moment, and by which witnesses that the body has accepted.

    `read_paper` reads what a stranger made, in a process of its own.
    """

    reader: Reader
    now: datetime
    moment: Moment | None
    witnesses: tuple[NoteKey, ...]
    read_paper: Callable[[bytes], PaperFile]

    def judge(self, target: Target) -> Judgement:
        """Judge what was handed in. Raises CouldNotCheck where it cannot be read, or the register does not answer."""
        return replace(self._judged(target), taken_off=target.taken_off)

    def _judged(self, target: Target) -> Judgement:
        match target.kind:
            case Kind.NUMBER:
                return self._number(target.number)
            case Kind.PAPER:
                return self._paper(self.read_paper(target.data))
            case Kind.OBJECT:
                if bundle_format.is_bundle(target.data):
                    return self._bundle(target.data)
                day, instant = self._asked
                outcome = check_object(self.reader, target.data, now=self.now, day=day, instant=instant)
                return Judgement(outcome.verdict, outcome.answer)

    def _number(self, number: str) -> Judgement:
        certificate = self._look_up(number)
        if isinstance(certificate, NotFound):
            prefix = self.reader.look("").trust.body.number_prefix
            return Judgement(verdict_of(certificate, prefix, self.now), suggestions=certificate.suggestions)
        return Judgement(certificate.verdict, certificate)

    def _paper(self, paper: PaperFile) -> Judgement:
        filed = filed_report(paper)
        if filed is not None:
            return of_report(filed, self._bundle(filed.bundle()))
        trust = self.reader.look("").trust
        day, instant = self._asked
        check = partial(check_object, self.reader, now=self.now, day=day, instant=instant)
        judged = judge_paper(paper, Asked(trust.base_url, trust.body.number_prefix, check, self._look_up, self.now))
        return Judgement(judged.verdict, judged.answer, paper=judged)

    def _bundle(self, data: bytes) -> Judgement:
        """Judge a bundle as a whole, by the register's own root, log and record."""
        with self.reader.view() as view:
            who = Pin(offline.root_of(view.trust_bytes()), view.trust, known=self.witnesses)
            checked = verify_bundle(data, who, self.now, self._asked[0], partial(own_record, view))
        if checked.record is None:
            return Judgement(checked.verdict)
        certificate = self._look_up(checked.record.number)
        return Judgement(checked.verdict, certificate if isinstance(certificate, Answer) else None)

    def _look_up(self, number: str) -> Answer | NotFound:
        day, instant = self._asked
        return certificate_answer.answer(self.reader, number, now=self.now, day=day, instant=instant)

    @property
    def _asked(self) -> tuple[date | None, datetime | None]:
        return (self.moment.day, self.moment.instant) if self.moment else (None, None)


def of_report(filed: FiledReport, judgement: Judgement) -> Judgement:
    """Add to the judgement of what is in a report what its print is beside that, and the product that it asks about."""
    paper = with_print(filed, judgement.verdict)
    product = answer_about(filed.product, paper.verdict, judgement.record) if filed.product else None
    return replace(judgement, verdict=paper.verdict, paper=paper, product=product)


def accepted_witnesses(home: Path) -> tuple[NoteKey, ...]:
    """Return the witnesses that the body has accepted; none where their files are damaged, of which an audit tells."""
    try:
        return tuple(key for key, _ in accepted(home / FOLDER))
    except (OSError, StarmarkError):
        return ()


def is_of_file(error: CouldNotCheck) -> bool:
    """Say whether a check failed on what was handed in, not on the register."""
    return error.code in {"target", "damaged"} or error.code.startswith(("paper_", "report_"))


def not_judged(error: CouldNotCheck, now: datetime) -> Verdict:
    """Return the verdict where nothing could be judged: neither yes nor no, and why."""
    check = Check(1, "form" if is_of_file(error) else "register", Outcome.UNKNOWN, error.code, error.words)
    return Verdict(Overall.UNKNOWN, error.code, error.words, (check,), now)
