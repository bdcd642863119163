"""A report that comes back from a file: what it prints is held against the bundle in it, and the bundle judges.

Nothing on the sheet is signed. The bundle is judged as of the time that its own signed status lists cover, never that
which is printed; what holds today nobody can tell from it. A day before that time is answered from the log entries, as
long as they tell what the lists tell: whoever left an entry out to change the answer would have to match both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from certs.days import BEIJING, beijing_day, day_begins
from certs.documents.paper.comparison import Comparison
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.paper_verdict import JudgedPaper, judge_report
from certs.documents.report.printed_report import printed_report
from certs.documents.report.report_comparison import compare_print
from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.lifecycle import signed_objects
from certs.lifecycle.entry_types import FINAL_CODES
from certs.lifecycle.record import Record
from certs.publication.files import bundle_format
from certs.publication.files.bundle_check import STATUS_EVIDENCE, CheckedBundle, Pin, verify_bundle
from certs.trust.status_list.status_list import parse_status_list
from certs.trust.verification import checks, sentences
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

_TODAY_UNKNOWN: Final = Words(
    "现在的状态从这份报告看不出来，请联网查询编号。", "It cannot tell today's status: look the number up online."
)
_LEFT_OUT: Final = Words(
    "没有查成，不能下结论：所附的日志条目与签名的状态列表不符，可能缺了条目。请重新索取报告，或联网查询编号。",
    "We could not check: the log entries in the report do not tell what the signed status lists tell, so some may have "
    "been left out. Ask for the report again, or look the number up online.",
)


@dataclass(frozen=True, slots=True)
class FiledReport:
    """A file that is a report: what was read in it, and the bundles that it carries."""

    paper: PaperFile
    bundles: tuple[bytes, ...]

    @property
    def product(self) -> str:
        """The product that it answers about; "" where none was asked about, or it cannot be told."""
        return printed_report(self.paper).product

    def bundle(self) -> bytes:
        """Return the one bundle. Raises CouldNotCheck where there is none, or several."""
        if len(self.bundles) == 1:
            return self.bundles[0]
        if self.bundles:
            raise _nothing(
                "report_bundles",
                f"这份报告里有 {len(self.bundles)} 个离线核验文件，不知道以哪个为准",
                f"this report carries {len(self.bundles)} offline files, and it is open which one is meant",
            )
        raise _nothing(
            "report_no_bundle",
            "这份报告里没有离线核验文件，它本身没有签名",
            "this report carries no offline file, and nothing on the sheet itself is signed",
        )


def filed_report(paper: PaperFile) -> FiledReport | None:
    """Tell a report from other papers by the address on it; None for another paper."""
    if not printed_report(paper).asked:
        return None
    files = paper.attachments
    bundles = (one.data for one in files if one.name.endswith(".bundle") or bundle_format.is_bundle(one.data))
    return FiledReport(paper, tuple(bundles))


def judge(report: FiledReport, pin: Pin, now: datetime, day: date | None = None) -> CheckedBundle:
    """Judge a report without network and register. `day` is asked about in place of the one that it prints.

    Raises CouldNotCheck where there is not exactly one bundle in it.
    """
    data = report.bundle()
    asked = printed_report(report.paper).moment
    day = asked.day if day is None and asked is not None else day
    covered = _covered(data, day)
    if covered is None:  # there are no lists that could be read: what is wrong is told as of a bundle
        return verify_bundle(data, pin, now, day)
    past = day is not None and day < beijing_day(covered)
    checked = verify_bundle(data, pin, covered, None if past else day)
    if past and day is not None:
        checked = _on_past_day(checked, day, covered)
    at = covered.astimezone(BEIJING)
    head = Words(
        f"以 {at:%Y-%m-%d %H:%M:%S} UTC+8 的签名状态证据为准。",
        f"As of the signed status evidence of {at:%Y-%m-%d %H:%M:%S} UTC+8.",
    )
    message = sentences.joined(head, sentences.joined(checked.verdict.message, _TODAY_UNKNOWN))
    return replace(checked, verdict=replace(checked.verdict, message=message))


def with_print(report: FiledReport, verdict: Verdict) -> JudgedPaper:
    """Hold the print against the bundle, where that is genuine: a forged print makes the report so."""
    comparison = Comparison()
    if verdict.number is not None and verdict.overall is not Overall.NOT_GENUINE:
        comparison = compare_print(report.paper, bundle_format.parse(report.bundle()))
    return judge_report(verdict, comparison, report.paper.pages)


def _covered(data: bytes, day: date | None) -> datetime | None:
    """Return the instant to judge by: when the newer list was signed, or the begin of a later day that both cover."""
    try:
        lists = [parse_status_list(raw) for raw in bundle_format.parse(data).lists.values()]
    except StarmarkError:
        return None
    if not lists:
        return None
    signed, until = max(one.valid_from for one in lists), min(one.valid_until for one in lists)
    if day is not None and signed < day_begins(day) <= until:
        return day_begins(day)
    return signed


def _on_past_day(checked: CheckedBundle, day: date, covered: datetime) -> CheckedBundle:
    """Answer for a day before the lists were signed, from the entries under the checkpoint."""
    verdict, record = checked.verdict, checked.record
    if record is None or checked.version is None or verdict.overall is Overall.NOT_GENUINE:
        return checked
    evidence_check = verdict.checks[STATUS_EVIDENCE - 1]
    if evidence_check.outcome is Outcome.UNKNOWN:
        return checked
    if evidence_check.code not in _bits_of(record, checked.version, beijing_day(covered)):
        last = evidence_check._replace(outcome=Outcome.UNKNOWN, code="entries_left_out", message=_LEFT_OUT)
        results = (*verdict.checks[:-1], last)
        unknown = replace(
            verdict, overall=Overall.UNKNOWN, code=last.code, message=_LEFT_OUT, checks=results, status=None
        )
        return replace(checked, verdict=unknown)
    version = record.versions[checked.version - 1]
    evidence = signed_objects.evidence(record, version, int(verdict.checks[3].evidence["log_size"]), day)
    of_day = (
        checks.check_version(version.version, evidence.current_version),
        checks.check_status(evidence),
        checks.check_dates(version.valid_from, version.valid_until, day),
    )
    words = Words(
        f"{day.isoformat()} 的状态由检查点之下的日志条目回答，它们与签名的状态列表相符。",
        f"The status on {sentences.day_in_english(day)} is answered from the log entries under the checkpoint; they "
        "agree with the signed status lists.",
    )
    last = evidence_check._replace(outcome=Outcome.PASS, code="from_entries", message=words)
    return replace(checked, verdict=_folded(verdict, of_day, last, day, evidence.status, version.valid_until))


def _folded(
    base: Verdict, of_day: tuple[Check, Check, Check], last: Check, day: date, status: str, valid_until: date
) -> Verdict:
    """Put the checks of the day into a verdict: the first that failed decides."""
    results = (*base.checks[:4], *of_day, base.checks[7], last)
    failed = [check for check in results if check.outcome is Outcome.FAIL]
    if failed:
        words = sentences.not_valid(failed[0].message, sentences.SIGNED)
        overall, code = Overall.NOT_VALID, failed[0].code
    else:
        words, overall, code = sentences.valid_until(valid_until), Overall.VALID, "valid"
    words = sentences.joined(sentences.on_day(day, words), last.message)
    return replace(base, overall=overall, code=code, message=words, checks=results, status=status)


def _bits_of(record: Record, version: int, day: date) -> frozenset[str]:
    """Return the codes that the status evidence of a day may have, by the entries."""
    standing = record.standing(day)
    if standing.code in FINAL_CODES.values() or standing.version != version:
        return frozenset({"revocation_bit"})
    if standing.code == "suspended":
        return frozenset({"suspension_bit"})
    return frozenset({"ok", "suspension_bit"} if standing.code == "expired" else {"ok"})


def _nothing(code: str, zh: str, en: str) -> CouldNotCheck:
    return CouldNotCheck(
        code,
        f"没有查成：{zh}。请重新索取报告的 PDF 原件，或打开报告上的网址。",
        f"We could not check: {en}. Ask for the original PDF, or open the address on it.",
    )
