"""A report that comes back: its bundle judges, as of its own evidence, and what is printed has to agree with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from certs.certificate.reading.asked_moment import read_moment
from certs.documents.paper.paper_file import Page, PaperFile, Run
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.report.filed_report import FiledReport, filed_report, judge, with_print
from certs.documents.report.report_answer import report_of
from certs.documents.report.report_pdf import report_data, set_report
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.errors import CouldNotCheck
from certs.publication.files import bundle_format, compose_bundle, status_list_versions
from certs.publication.files.bundle_check import Pin
from certs.register.store.ledger import trust_of
from certs.trust.verification import offline
from tests.register.founded_register import Register, draft, founded, ring

VALID, SUSPENDED = "99926SC00001R0M", "99926SC00002R0M"
YEARS_LATER = datetime(2031, 1, 1, tzinfo=UTC)


@dataclass
class Desk:
    """A register in which one of two certificates was suspended four days after its issue, and its pinned root."""

    register: Register
    typesetter: Typesetter

    @property
    def pin(self) -> Pin:
        with self.register.reader().view() as view:
            return Pin(offline.root_of(view.trust_bytes()))

    def bundle(self, number: str, day: date | None = None) -> bundle_format.Bundle:
        with self.register.reader().view() as view:
            record = view.record(number)
            assert record is not None
            return compose_bundle.compose(view, record, self.register.now, day=day)

    def filed(self, number: str, at: str = "", language: str = "zh") -> FiledReport:
        """Return a report as it is read from its own PDF."""
        with self.register.reader().view() as view:
            record = view.record(number)
            assert record is not None
            report = report_of(view, record, self.register.now + timedelta(minutes=5), read_moment(at))
        bundle = bundle_format.encode(self.bundle(number, report.day))
        pdf = set_report(self.typesetter, report_data(Sheet(report, language, sample=True), bundle))
        filed = filed_report(read_pdf(pdf, lambda: None))
        assert filed is not None
        assert filed.bundles == (bundle,)
        return filed


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('filed') / 'register.db'}")
    register.issue(draft(1), draft(2))
    register.later(days=4)
    register.change("suspended", SUSPENDED, "mark-misuse", until=date(2027, 2, 1))
    with register.store.writing() as connection:
        key = ring().get("list")
        status_list_versions.renew(connection, trust_of(connection), key.public, key.sign, register.now)
    yield Desk(register, Typesetter())
    register.close()


@pytest.mark.parametrize(
    ("number", "at", "day", "overall", "code"),
    [
        (VALID, "", None, "valid", "valid"),
        (SUSPENDED, "", None, "not_valid", "suspended"),
        (SUSPENDED, "2026-11-27", None, "valid", "valid"),
        (SUSPENDED, "2026-11-27", date(2026, 11, 28), "not_valid", "suspended"),
        (VALID, "2026-11-23", None, "not_valid", "not_yet_valid"),
        (VALID, "", date(2026, 11, 25), "valid", "valid"),
        (VALID, "2027-03-01", None, "unknown", "status_list_other_day"),
    ],
)
def test_it_is_judged_as_of_its_own_evidence_whenever_that_is_done(
    desk: Desk, number: str, at: str, day: date | None, overall: str, code: str
) -> None:
    for language in ("zh", "en"):
        verdict = judge(desk.filed(number, at, language), desk.pin, YEARS_LATER, day).verdict
        assert (verdict.overall, verdict.code, verdict.as_of) == (overall, code, desk.register.now)
        assert verdict.message.zh.startswith("以 2026-11-28 10:00:00 UTC+8 的签名状态证据为准。")
        assert verdict.message.en.endswith("It cannot tell today's status: look the number up online.")


def test_a_past_day_is_not_answered_where_an_entry_was_left_out(desk: Desk) -> None:
    filed, bundle = desk.filed(SUSPENDED, "2026-11-27"), desk.bundle(SUSPENDED, date(2026, 11, 27))
    short = bundle_format.encode(replace(bundle, entries=bundle.entries[:-1]))
    verdict = judge(replace(filed, bundles=(short,)), desk.pin, YEARS_LATER).verdict
    assert (verdict.overall, verdict.code) == ("unknown", "entries_left_out")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_it_prints_has_to_be_what_its_bundle_says(desk: Desk, language: str) -> None:
    filed = desk.filed(SUSPENDED, "2026-11-27", language)
    agreeing = with_print(filed, judge(filed, desk.pin, YEARS_LATER).verdict)
    assert (agreeing.verdict.overall, agreeing.verdict.code) == ("valid", "valid")
    assert (agreeing.comparison.is_made, agreeing.numbers_in_text) == (True, (SUSPENDED,))
    swapped = replace(filed, bundles=(bundle_format.encode(desk.bundle(VALID)),))
    paper = with_print(swapped, judge(swapped, desk.pin, YEARS_LATER).verdict)
    assert (paper.verdict.overall, paper.verdict.code) == ("not_genuine", "paper_differs")
    assert {"number", "holder", "uscc", "query_number", "link"} <= {one.field for one in paper.comparison.differences}
    assert ("number", SUSPENDED, VALID) in paper.comparison.differences
    strange = with_print(filed, judge(filed, Pin(bytes(31) + b"\x01"), YEARS_LATER).verdict)
    assert (strange.verdict.overall, strange.comparison.is_made) == ("not_genuine", False)


def test_none_two_and_damaged_bundles(desk: Desk) -> None:
    filed = desk.filed(VALID)
    (bundle,) = filed.bundles
    for bundles, code in (((), "report_no_bundle"), ((bundle, bundle), "report_bundles")):
        with pytest.raises(CouldNotCheck) as refused:
            judge(replace(filed, bundles=bundles), desk.pin, YEARS_LATER)
        assert refused.value.code == code
    verdict = judge(replace(filed, bundles=(bundle[:-40],)), desk.pin, YEARS_LATER).verdict
    assert verdict.overall == "unknown"
    strange = judge(filed, Pin(bytes(31) + b"\x01"), YEARS_LATER).verdict
    assert strange.overall == "not_genuine"


def test_another_paper_is_no_report() -> None:
    page = Page((Run("证书编号 99926SC00001R0M https://cert.example.cn/C/99926SC00001R0M", 0, 0, 1, 1),))
    assert filed_report(PaperFile(is_picture=False, pages=(page,), codes=())) is None
