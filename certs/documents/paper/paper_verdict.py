"""The verdict on a paper: its codes and attachments, and its print held against the register.

Valid only by something signed that agrees with it, for a certificate that is valid. The printed code decides where
there is one: nothing attached outweighs it. What differs from the register is not genuine. A number in the text, or the
code of a mark, is looked up and proves nothing of the paper. What could not be read is named, and leaves the answer
open where nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Final
from urllib.parse import urlsplit

from certs import limits
from certs.documents.paper import lookalike, paper_sentences
from certs.documents.paper.comparison import Comparison, Difference, compare, numbers_in
from certs.documents.paper.paper_codes import Asked, JudgedCode, judge_attachments, judge_code, worst
from certs.documents.paper.paper_file import Link, Page, PaperFile
from certs.documents.paper.register_side import register_side
from certs.errors import CouldNotCheck, NotGenuine, Words
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.missing_verdict import verdict_of
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import Checked
from certs.trust.qr import qr_token
from certs.trust.verification import printed_symbol, sentences
from certs.trust.verification.printed_symbol import Kind
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

_PLACES: Final = {"codes": 8, "attachments": 9, "print": 10}  # behind the seven checks of what is signed


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """The verdict on a paper, everything it rests on, and the register's own answer for its number."""

    verdict: Verdict
    codes: tuple[JudgedCode, ...] = ()
    numbers_in_text: tuple[str, ...] = ()
    comparison: Comparison = field(default_factory=Comparison)
    answer: Answer | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what stands under `paper` beside the verdict."""
        return {
            "differences": [one.to_json() for one in self.comparison.differences],
            "symbols": [code.to_json() for code in self.codes],
            "numbers_in_text": list(self.numbers_in_text),
            "text_compared": self.comparison.is_made,
            "unread": list(self.comparison.unread),
        }


def judge_paper(paper: PaperFile, asked: Asked) -> JudgedPaper:
    """Judge a paper. Raises CouldNotCheck if the register does not answer."""
    codes = tuple(judge_code(code, asked) for code in paper.codes)
    signed = tuple(code.checked for code in codes if code.checked is not None)
    attached = judge_attachments(paper.attachments, asked)
    proof = worst(signed) or worst(attached)
    numbers = numbers_in(paper.pages)
    answer = proof.answer if proof is not None else _looked_up(codes, numbers, asked)
    found = answer if isinstance(answer, Answer) else None
    comparison = _compared(paper, proof, found)
    if found is not None:
        claimed = tuple(one for checked in attached for one in _claimed(checked, found))
        comparison = replace(comparison, differences=(*comparison.differences, *claimed))
    base = _unproven(codes, numbers, answer, asked) if proof is None else proof.verdict
    imitations = _imitations(paper.links, asked)
    checks = (
        _codes(codes, imitations, asked, agrees=bool(signed) and _is_genuine(base) and not comparison.differences),
        *_attachments(attached, signed),
        *_print(comparison),
    )
    verdict = _folded(base, checks)
    return JudgedPaper(_with_notes(verdict, comparison), codes, numbers, comparison, found)


def judge_report(verdict: Verdict, comparison: Comparison, pages: Iterable[Page]) -> JudgedPaper:
    """Return a report judged by the bundle in it, with what its print is beside that."""
    folded = _folded(verdict, tuple(_print(comparison)))
    return JudgedPaper(_with_notes(folded, comparison), (), numbers_in(pages), comparison)


def _is_genuine(verdict: Verdict) -> bool:
    return verdict.overall in {Overall.VALID, Overall.NOT_VALID}


def _looked_up(codes: Sequence[JudgedCode], numbers: Sequence[str], asked: Asked) -> Answer | NotFound | None:
    """Look up the number that the codes of marks name, else the one in the text; None for none, or for several."""
    named = {code.number for code in codes if code.number is not None} or set(numbers)
    return asked.look_up(named.pop()) if len(named) == 1 else None


def _compared(paper: PaperFile, proof: Checked | None, answer: Answer | None) -> Comparison:
    """Hold the print against the version that was proven; unproven, against the one that it agrees with, if any."""
    if answer is None or sum(len(run.text) for page in paper.pages for run in page.runs) <= limits.READING_SCAN:
        return Comparison()
    record = answer.record
    version = _version(proof)
    meant = record.version(int(version)) if version else None
    candidates = [meant] if meant else [answer.version, *(v for v in record.versions[::-1] if v is not answer.version)]
    outcomes = [compare(paper.pages, register_side(record, one)) for one in candidates[: limits.READING_VERSIONS]]
    return next((one for one in outcomes if not one.differences), outcomes[0])


def _version(checked: Checked | None) -> str:
    """Return the version that something signed is, once the register has it; "" else."""
    checks = checked.verdict.checks if checked is not None else ()
    return next((check.evidence["version"] for check in checks if "version" in check.evidence), "")


def _claimed(checked: Checked, answer: Answer) -> Iterator[Difference]:
    """Yield what an attached certificate that is not genuine says otherwise than the register."""
    claims = checked.claims or {}
    if checked.verdict.overall is not Overall.NOT_GENUINE:
        return
    shown, level = register_side(answer.record, answer.version).shown, answer.version.subject["level"]
    ours = {"number": answer.number, "holder": answer.version.subject["holder"]["name"], "level": level}
    for name in ("number", "holder", "uscc", "level", "valid_until"):
        held = ours.get(name, shown[name])
        if name in claims and claims[name] != held:
            yield Difference(name, str(claims[name])[: limits.READING_SHOWN], held)


def _unproven(
    codes: Sequence[JudgedCode], numbers: Sequence[str], answer: Answer | NotFound | None, asked: Asked
) -> Verdict:
    """Return what is to be said where nothing signed was found."""
    if isinstance(answer, NotFound):
        return verdict_of(answer, asked.prefix, asked.now)
    is_marked = any(code.symbol is not None and code.symbol.kind is Kind.SHORT for code in codes)
    named = paper_sentences.SHORT if is_marked else paper_sentences.NUMBER_ONLY if numbers else paper_sentences.NOTHING
    check = Check(1, "paper", Outcome.UNKNOWN, named.code, named.words)
    number, status = (answer.number, answer.standing.code) if answer else (None, None)
    return Verdict(Overall.UNKNOWN, named.code, named.words, (check,), asked.now, number, status)


def _imitations(links: Iterable[Link], asked: Asked) -> tuple[str, ...]:
    """Return the hosts that links of the paper lead to and that are made to look like ours."""
    symbols = (printed_symbol.read_symbol(one.address.encode(), asked.base_url) for one in links)
    hosts = dict.fromkeys(symbol.text for symbol in symbols if symbol.kind is Kind.FOREIGN)
    ours = urlsplit(asked.base_url).hostname or ""
    return tuple(host for host in hosts if lookalike.looks_like(host, ours))


def _codes(codes: Sequence[JudgedCode], imitations: Sequence[str], asked: Asked, *, agrees: bool) -> Check:
    """Check all codes together, and hosts that links imitate.

    `agrees`: a signed one is genuine, and the print is what it stands for.
    """
    numbers = sorted({code.number for code in codes if code.number is not None})
    symbols = [code.symbol for code in codes if code.symbol is not None]
    foreign = list(dict.fromkeys(symbol.text for symbol in symbols if symbol.kind is Kind.FOREIGN))
    ours = urlsplit(asked.base_url).hostname or ""
    alike = [host for host in foreign if lookalike.looks_like(host, ours)]
    warnings = [lookalike.warning(host, ours) for host in dict.fromkeys((*alike, *imitations))]
    if len(numbers) > 1:
        return _found("codes", paper_sentences.numbers_differ(numbers))
    if foreign and not agrees:
        return _found("codes", qr_token.other_host("、".join(foreign)), *warnings)
    if imitations and not agrees:
        return _found("codes", paper_sentences.links_elsewhere(imitations), *warnings)
    form = printed_symbol.form_of(symbols)
    if form.outcome is not Outcome.PASS:
        return form._replace(number=_PLACES["codes"], name="codes")
    is_damaged = any(code.symbol is None for code in codes)
    if is_damaged and not any(code.checked for code in codes):
        return _found("codes", paper_sentences.DAMAGED)
    beside = [form.message] if form.evidence else []
    words = _all(*beside, *warnings, *([paper_sentences.DAMAGED_BESIDE] if is_damaged else []))
    in_order = paper_sentences.CODES if codes else paper_sentences.NO_CODES
    facts = {**form.evidence, "links": " ".join(imitations)} if imitations else form.evidence
    return _passed("codes", words if words.zh else in_order, facts)


def _attachments(attached: Sequence[Checked], signed: Sequence[Checked]) -> Iterator[Check]:
    """Check what is attached. Beside a printed code it can make the paper worse, and never better."""
    if not attached:
        return
    verdicts = [one.verdict for one in attached]
    same = {(one.verdict.number, _version(one)) for one in (*attached, *signed) if _is_genuine(one.verdict)}
    if any(verdict.overall is Overall.NOT_GENUINE for verdict in verdicts):
        yield _found("attachments", paper_sentences.ATTACHED_FORGED)
    elif len(same) > 1:
        yield _found("attachments", paper_sentences.ATTACHED_OTHER)
    elif any(verdict.code == "damaged" for verdict in verdicts):
        yield _passed("attachments", paper_sentences.ATTACHED_UNREAD)
    else:
        yield _passed("attachments", paper_sentences.ATTACHED)


def _print(comparison: Comparison) -> Iterator[Check]:
    if comparison.differences:
        say = paper_sentences.differs_from_bundle if comparison.is_report else paper_sentences.differs
        yield _found("print", say(comparison.differences))
    elif comparison.unread:
        yield _found("print", paper_sentences.unread(comparison.unread))
    elif comparison.is_made:
        yield _passed("print", paper_sentences.SAME_AS_BUNDLE if comparison.is_report else paper_sentences.SAME)


def _passed(name: str, words: Words, evidence: Mapping[str, str] | None = None) -> Check:
    return Check(_PLACES[name], name, Outcome.PASS, "ok", words, evidence or {})


def _found(name: str, error: NotGenuine | CouldNotCheck, *more: Words) -> Check:
    outcome = Outcome.FAIL if isinstance(error, NotGenuine) else Outcome.UNKNOWN
    return Check(_PLACES[name], name, outcome, error.code, _all(error.words, *more))


def _all(*words: Words) -> Words:
    return reduce(sentences.joined, words, Words("", ""))


def _folded(base: Verdict, checks: Sequence[Check]) -> Verdict:
    """Fold what is signed with what the paper shows: the worse of them decides, and what decides is said first."""
    results = (*base.checks, *checks)
    failed, unknown = (
        next((check for check in checks if check.outcome is outcome), None)
        for outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    )
    if base.overall is Overall.NOT_GENUINE:
        return replace(base, checks=results)
    if failed is not None:
        return replace(base, overall=Overall.NOT_GENUINE, code=failed.code, message=failed.message, checks=results)
    if unknown is not None and base.overall is not Overall.NOT_VALID:
        return replace(base, overall=Overall.UNKNOWN, code=unknown.code, message=unknown.message, checks=results)
    return replace(base, checks=results)


def _with_notes(verdict: Verdict, comparison: Comparison) -> Verdict:
    """Add what does not decide and must be known: strangers' codes, pages that are no certificate's, unread text."""
    notes = [check.message for check in verdict.checks if check.name == "codes" and check.evidence]
    if comparison.strange and comparison.is_made:
        notes.append(paper_sentences.strange_pages(comparison.strange))
    if not comparison.is_made and _is_genuine(verdict):
        notes.append(paper_sentences.NOT_COMPARED)
    return replace(verdict, message=_all(verdict.message, *notes)) if notes else verdict
