"""The print of a report held against the bundle in it: the sheet that follows from the bundle, piece by piece.

A report prints what follows from certificate, log and question, so that the sheet can be laid out again and compared.
Every fact must stand there, in its order, with nothing besides. The sentences around the facts are the program's own,
and other versions of it word them otherwise: one that is not known is named as not read, and never as a forgery
(decision 0036).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from certs import limits
from certs.documents.paper.comparison import Comparison, Difference, shortened
from certs.documents.paper.paper_file import Link, PaperFile
from certs.documents.paper.printed_labels import LISTS, compact
from certs.documents.report import report_words as words
from certs.documents.report.printed_report import PrintedReport, printed_report
from certs.documents.report.report_answer import Report
from certs.documents.report.report_sheet import Sheet
from certs.lifecycle.compromise import condemned_by
from certs.lifecycle.events import parse_event
from certs.lifecycle.record import fold
from certs.log.checkpoint import parse_checkpoint
from certs.publication.files.bundle_format import Bundle
from certs.register.answers.certificate_answer import answer_of
from certs.register.store.reader import Look
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.verification import offline

SENTENCES: Final = "sentences"  # what surrounds the facts
_AHEAD: Final = 8  # pieces looked at to tell where a page goes on
_FIELDS: Final = {
    words.NUMBER: "number",
    words.STATUS: "status",
    words.HOLDER: "holder",
    words.USCC: "uscc",
    words.LEVEL: "level",
    words.BRAND_LEVEL: "level",
    words.ADDRESS: "address",
    words.SCHEME: "scheme",
    words.STANDARD: "scheme",
    words.ISSUED: "issued",
    words.FIRST_ISSUED: "first_issued",
    words.VALID_UNTIL: "valid_until",
    words.VERSION: "version",
    words.PREDECESSOR: "predecessor",
    words.SUCCESSOR: "successor",
    words.SURVEILLANCE: "surveillance",
    words.REPORTED: "reported",
    words.BODY: "body",
}


class Piece(NamedTuple):
    """One fact as it is printed: what stands before it, and itself."""

    field: str
    label: str
    text: str

    @property
    def compact(self) -> str:
        """All of it without blanks."""
        return compact(self.label + self.text)


class _Read(NamedTuple):
    """What was found for a field; `paper` is empty where nothing was."""

    field: str
    paper: str
    register: str


def compare_print(paper: PaperFile, bundle: Bundle) -> Comparison:
    """Hold the print of a report against its bundle, which must be genuine. Raises CouldNotCheck, Malformed."""
    if sum(len(run.text) for page in paper.pages for run in page.runs) <= limits.READING_SCAN:
        return Comparison()
    report = printed_report(paper)
    moment, time = report.moment, report.time
    if moment is None or time is None:
        unread = ("day",) * (moment is None) + ("query_time",) * (time is None)
        return Comparison(unread=unread, strange=report.strange, is_made=True, is_report=True)
    sheet = _sheet(report, bundle)
    aligned = (_of_heading(one, sheet) for one in _aligned(report, tuple(pieces(sheet))))
    reads = [*aligned, *_feet(report, sheet), *_addresses(report, paper.links, sheet)]
    wrong = [one for one in reads if one.paper != one.register]
    lists = {one.field for one in reads if one.paper} & LISTS  # of a list, what is missing is a difference
    named = [one for one in wrong if one.field != SENTENCES and (one.paper or one.field in lists)]
    missing = [one.field for one in wrong if one not in named]
    differences = tuple(dict.fromkeys(shortened(Difference(one.field, one.paper, one.register)) for one in named))
    fields = {one.field for one in differences}
    unread = tuple(dict.fromkeys(name for name in missing if name not in fields))
    return Comparison(differences, unread, report.strange, is_made=True, is_report=True)


def _sheet(printed: PrintedReport, bundle: Bundle) -> Sheet:
    """Lay the report out again from the bundle, for the question and the time that are printed."""
    moment, time = printed.moment, printed.time
    assert moment is not None
    assert time is not None
    trust = parse_trust_list(bundle.trust, offline.root_of(bundle.trust))
    record = fold((parse_event(one.index, one.raw) for one in bundle.entries), condemned_by(trust))
    head = parse_checkpoint(bundle.checkpoint).head
    look = Look(trust, printed.log_size(head.size), record.entries[-1].recorded, record)
    answer = answer_of(look, now=time, day=moment.day, instant=moment.instant)
    return Sheet(Report(answer, time, moment, head, printed.product), printed.language, sample=False)


def pieces(sheet: Sheet) -> Iterator[Piece]:
    """Yield everything that a report prints but the foot of each page, in its order."""
    say, report = sheet.say, sheet.report
    yield Piece("body", "", f"{sheet.body_name}{sheet.body.approval_number}")
    yield Piece(SENTENCES, "", say(words.TITLE))
    yield Piece("query_number", say(words.QUERY_NUMBER), report.query_number)
    yield Piece("query_time", say(words.QUERY_TIME), sheet.instant(report.time))
    if report.product:
        yield Piece("product", "", sheet.product_heading)
    yield Piece("status", "", " ".join(sheet.heading))
    yield Piece("holder", "", sheet.holder_name)
    yield Piece("level", "", sheet.level_name)
    yield from (Piece(SENTENCES, "", line) for line in (sheet.product_sentence, *sheet.remarks) if line)
    yield from _facts(sheet)
    if sheet.annexed:
        counts = say(words.IN_ANNEX, items=len(sheet.scope), sites=len(sheet.sites))
        yield Piece("scope", say(words.SCOPE), counts)
    else:
        yield from _lists(sheet)
    yield from _checks(sheet)
    yield Piece("link", say(words.AGAIN), report.address)
    yield Piece("number", say(words.CNCA), report.answer.number)
    yield from (Piece(SENTENCES, "", say(pair)) for pair in (words.MOMENT, words.UNSIGNED, words.QUERY_NUMBER_MEANS))
    yield Piece(SENTENCES, "", "".join(say(pair) for pair in words.FILED_BY))
    if sheet.annexed:
        yield Piece("number", say(words.ANNEX) + say(words.NUMBER), report.answer.number)
        yield Piece("query_number", say(words.QUERY_NUMBER), report.query_number)
        yield from _lists(sheet)


def _facts(sheet: Sheet) -> Iterator[Piece]:
    fields = {sheet.say(label): field for label, field in _FIELDS.items()}
    before = sheet.say(words.CERTIFICATE)
    for fact in sheet.facts:
        yield Piece(fields.get(fact.label, "other"), before + fact.label, f"{fact.text} {fact.more}".rstrip())
        before = ""


def _lists(sheet: Sheet) -> Iterator[Piece]:
    before = sheet.say(words.SCOPE)
    for count, item in enumerate(sheet.scope, 1):
        yield Piece("scope", f"{before}{count}", item)
        before = ""
    yield from (Piece("scope", label, text) for label, text in sheet.scope_notes)
    before = "".join(map(sheet.say, (words.SITES, words.SITE, words.SITE_ADDRESS)))
    for name, address in sheet.sites:
        yield Piece("sites", before, f"{name} {address}")
        before = ""


def _checks(sheet: Sheet) -> Iterator[Piece]:
    before = sheet.say(words.CHECKS)
    for step in sheet.steps:
        yield Piece(SENTENCES, before, step.text)
        if step.evidence:
            yield Piece("checks", "", step.evidence)
        before = ""
    yield Piece("checkpoint", "", "".join(sheet.checkpoint))


def _aligned(report: PrintedReport, expected: Sequence[Piece]) -> Iterator[_Read]:
    """Go through the pieces in their order; what stands between two that are there belongs to those missing there."""
    texts = [piece.compact for piece in expected]
    begin, before, missing = 0, Piece(SENTENCES, "", ""), list[Piece]()
    for count, piece in enumerate(expected):
        place = report.text.find(texts[count], begin)
        if place < 0 or (place > begin and _any_before(report.text, texts[count + 1 :][:_AHEAD], (begin, place))):
            missing.append(piece)
            continue
        yield from _between(report, (begin, place), before, missing)
        yield _Read(piece.field, piece.text, piece.text)
        begin, before, missing = place + len(texts[count]), piece, []
    yield from _between(report, (begin, len(report.text)), before, missing)


def _any_before(text: str, following: Iterable[str], span: tuple[int, int]) -> bool:
    """Tell whether what comes next stands nearer: then a piece found further on is another of the same words."""
    return any(text.find(one, *span) >= 0 for one in following)


def _between(report: PrintedReport, span: tuple[int, int], before: Piece, missing: Sequence[Piece]) -> Iterator[_Read]:
    begin, end = span
    if not missing:
        more = report.between(begin, end)
        yield from [_Read(before.field, f"{before.text} {more}".lstrip(), before.text)] if more else []
        return
    groups = [(field, list(group)) for field, group in groupby(missing, lambda piece: piece.field)]
    labels = [compact(group[0].label) for _, group in groups]
    starts = list(_starts(report.text, span, labels))
    for (field, group), label, start, stop in zip(groups, labels, starts, [*starts[1:], end], strict=True):
        inside = start + len(label) if report.text.startswith(label, start) else start
        yield _Read(field, report.between(min(inside, stop), stop), " ".join(piece.text for piece in group))


def _starts(text: str, span: tuple[int, int], labels: Iterable[str]) -> Iterator[int]:
    """Yield where each of several pieces begins: at its label, else where the one before it does."""
    begin, end = span
    for count, label in enumerate(labels):
        place = text.find(label, begin, end) if label and count else begin
        begin = place if place >= 0 else begin
        yield begin


def _of_heading(one: _Read, sheet: Sheet) -> _Read:
    """Name the day where the heading has another one, and the right status."""
    paper, word = compact(one.paper), compact(sheet.word)
    is_day = one.register == " ".join(sheet.heading) and (paper.startswith(word) or paper.endswith(word))
    return one._replace(field="day") if is_day else one


def _feet(report: PrintedReport, sheet: Sheet) -> Iterator[_Read]:
    number, query_number = sheet.report.answer.number, sheet.report.query_number
    for foot in report.feet:
        if foot.number != compact(number):
            yield _Read("number", foot.number, number)
        if foot.query_number != query_number:
            yield _Read("query_number", foot.query_number, query_number)


def _addresses(report: PrintedReport, links: Iterable[Link], sheet: Sheet) -> Iterator[_Read]:
    address = sheet.report.address
    for other in (*report.codes, *(link.address for link in links)):
        if other != address:
            yield _Read("link", other, address)
