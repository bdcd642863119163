"""Each thing that a report prints, altered in turn around its true bundle: every one is named, in both languages."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from certs.certificate.reading.asked_moment import read_moment
from certs.documents.paper.comparison import Comparison
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.report import report_words as words
from certs.documents.report.report_answer import report_of
from certs.documents.report.report_comparison import compare_print
from certs.documents.report.report_pdf import report_data, set_report
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.errors import Words
from certs.publication.files import bundle_format, compose_bundle, status_list_versions
from certs.register.store.ledger import trust_of
from tests.documents.paper.altered_papers import symbol
from tests.register.founded_register import Register, draft, founded, ring

TIME = datetime(2026, 12, 10, 4, 0, 17, tzinfo=UTC)
FACTS: tuple[tuple[Words, str], ...] = (
    (words.NUMBER, "number"),
    (words.STATUS, "status"),
    (words.HOLDER, "holder"),
    (words.USCC, "uscc"),
    (words.LEVEL, "level"),
    (words.ADDRESS, "address"),
    (words.SCHEME, "scheme"),
    (words.STANDARD, "scheme"),
    (words.ISSUED, "issued"),
    (words.FIRST_ISSUED, "first_issued"),
    (words.VALID_UNTIL, "valid_until"),
    (words.VERSION, "version"),
    (words.BODY, "body"),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A register in which the first certificate was suspended, and the second has a long scope."""

    register: Register
    typesetter: Typesetter

    def data(self, language: str, serial: int = 1, at: str = "", product: str = "") -> dict[str, Any]:
        """Return what a true report is set from."""
        with self.register.reader().view() as view:
            record = view.record(f"99926SC{serial:05}R0M")
            assert record is not None
            report = report_of(view, record, TIME, read_moment(at), product=product)
            bundle = bundle_format.encode(compose_bundle.compose(view, record, TIME, day=report.day))
        return report_data(Sheet(report, language, sample=True), bundle)

    def read(self, data: dict[str, Any]) -> PaperFile:
        """Set a report and read it."""
        return read_pdf(set_report(self.typesetter, data), lambda: None)

    def compared(self, data: dict[str, Any]) -> Comparison:
        """Set a report, read it, and hold it against the bundle in it."""
        return compare_print(self.read(data), bundle_format.parse(data["file"]["text"].encode()))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('compared') / 'register.db'}")
    first = draft(1, excludes=("二手商品",))
    register.issue(first, draft(2, scope=first.scope * 9, excludes=("二手商品",)))
    register.later(days=2)
    register.change("suspended", "99926SC00001R0M", "mark-misuse", until=date(2027, 2, 1))
    with register.store.writing() as connection:
        key = ring().get("list")
        status_list_versions.renew(connection, trust_of(connection), key.public, key.sign, register.now)
    yield Desk(register, Typesetter())
    register.close()


def other(text: str) -> str:
    """Return a text with its last letter or figure changed."""
    place = max(place for place, sign in enumerate(text) if sign.isalnum())
    return f"{text[:place]}{'8' if text[place] != '8' else '3'}{text[place + 1 :]}"


Change = Callable[[dict[str, Any]], object]
ELSEWHERE: dict[str, tuple[str, Change]] = {
    "body": ("body", lambda d: d.update(body=other(d["body"]))),
    "approval": ("body", lambda d: d.update(approval_number=other(d["approval_number"]))),
    "number at the foot": ("number", lambda d: d.update(number=other(d["number"]))),
    "query number": ("query_number", lambda d: d.update(query_number=f"{d['query_number'][:9]}=")),
    "time": ("query_number", lambda d: d.update(time=d["time"].replace(":17", ":18"))),
    "status in the heading": (
        "status",
        lambda d: d.update(heading=("Valid" if d["language"] == "en" else "有效", *d["heading"][1:])),
    ),
    "day in the heading": (
        "day",
        lambda d: d.update(heading=(d["heading"][0], d["heading"][1].replace("10", "11", 1))),
    ),
    "holder below the heading": ("holder", lambda d: d["holder"].update(name=other(d["holder"]["name"]))),
    "level below the heading": ("level", lambda d: d.update(level=other(d["level"]))),
    "scope": ("scope", lambda d: d.update(scope=[other(d["scope"][0])])),
    "scope with more": ("scope", lambda d: d.update(scope=[*d["scope"], "燃气灶"])),
    "scope without limits": ("scope", lambda d: d.update(scope=[one.partition("（")[0] for one in d["scope"]])),
    "what the whole excludes": ("scope", lambda d: d.update(scope_notes=[])),
    "sites": ("sites", lambda d: d.update(sites=[(d["sites"][0][0], other(d["sites"][0][1]))])),
    "sites with more": ("sites", lambda d: d.update(sites=[*d["sites"], ("宁波网点", "宁波市样例路1号")])),
    "heads of the sites": ("sites", lambda d: d["words"].update(site_address="X")),
    "what a check rests on": ("checks", lambda d: d["steps"][-1].update(evidence=other(d["steps"][-1]["evidence"]))),
    "checkpoint": ("checkpoint", lambda d: d.update(checkpoint=(d["checkpoint"][0], other(d["checkpoint"][1])))),
    "printed address": ("link", lambda d: d.update(address=d["address"].replace("cert.", "cert-"))),
    "code": ("link", lambda d: d.update(qr=symbol(d["address"].replace("example", "examp1e")))),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_fact_that_is_altered_is_named(desk: Desk, language: str) -> None:
    true = desk.data(language)
    assert desk.compared(true) == Comparison(is_made=True, is_report=True)
    fields = {label.zh if language == "zh" else label.en: field for label, field in FACTS}
    assert {fact["label"] for fact in true["facts"]} == set(fields)
    for count, fact in enumerate(true["facts"]):
        for part in filter(fact.get, ("text", "more")):
            data = copy.deepcopy(true)
            data["facts"][count][part] = other(fact[part])
            comparison = desk.compared(data)
            assert [one.field for one in comparison.differences] == [fields[fact["label"]]], (fact, comparison)
            assert comparison.unread == ()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", list(ELSEWHERE))
def test_whatever_else_is_altered_is_named(desk: Desk, case: str, language: str) -> None:
    data, (field, change) = desk.data(language), ELSEWHERE[case]
    true = copy.deepcopy(data)
    change(data)
    assert data != true
    comparison = desk.compared(data)
    assert {one.field for one in comparison.differences} == {field}, comparison
    assert all(one.paper != one.register for one in comparison.differences)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_scope_that_fills_an_annex_is_compared_over_its_pages(desk: Desk, language: str) -> None:
    data = desk.data(language, 2)
    assert data["annexed"]
    assert desk.compared(data) == Comparison(is_made=True, is_report=True)
    data["scope"] = [*data["scope"][:-1], "燃气灶"]
    assert {one.field for one in desk.compared(data).differences} == {"scope"}


def test_sentences_that_are_not_known_are_not_read_and_no_forgery(desk: Desk) -> None:
    data = desk.data("zh")
    data["remarks"] = ["已经恢复，可以放心使用。"]
    comparison = desk.compared(data)
    assert (comparison.differences, comparison.unread) == ((), ("sentences",))


def test_what_cannot_be_read_is_named(desk: Desk) -> None:
    data = desk.data("zh")
    assert desk.compared({**data, "time": "昨天"}).unread == ("query_time",)
    paper = desk.read(data)
    kept = tuple(run for run in paper.pages[0].runs if "91000000" not in run.text and "信用代码" not in run.text)
    gone = replace(paper, pages=(replace(paper.pages[0], runs=kept),))
    comparison = compare_print(gone, bundle_format.parse(data["file"]["text"].encode()))
    assert (comparison.differences, comparison.unread) == ((), ("uscc",))


def test_a_page_that_is_no_reports_is_named_and_what_was_written_on_its_lines_is_nothing(desk: Desk) -> None:
    data = desk.data("zh")
    paper, bundle = desk.read(data), bundle_format.parse(data["file"]["text"].encode())
    page = paper.pages[0]
    line = next(run for run in page.runs if run.text == words.FILED_BY[0].zh)
    written = line._replace(text="张三", left=line.right + 9, right=line.right + 40)
    elsewhere = written._replace(text="含燃气灶", bottom=400.0, top=409.0)
    foot = next(place for place, run in enumerate(page.runs) if run.text.startswith("样例："))
    for more, unread in (((written,), ()), ((elsewhere,), ("sentences",))):
        runs = (*page.runs[: foot - 3], *more, *page.runs[foot - 3 :])
        cover = replace(page, runs=(written,))
        comparison = compare_print(replace(paper, pages=(cover, replace(page, runs=runs))), bundle)
        assert (comparison.differences, comparison.unread, comparison.strange) == ((), unread, (1,))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("at", "serial", "product"),
    [
        ("2026-11-25", 1, "青禾样例 A&B?<%"),  # valid on that day
        ("", 1, "家用空调器"),  # suspended
        ("2026-11-01", 1, "中央空调"),  # before its issue
        ("", 2, "泵" * 60),  # with an annex
    ],
)
def test_the_answer_about_a_product_is_compared_too(
    desk: Desk, language: str, at: str, serial: int, product: str
) -> None:
    data = desk.data(language, serial, at, product)
    assert desk.compared(data) == Comparison(is_made=True, is_report=True)
    turned = "覆盖" if language == "zh" else "Covered"
    heading, sentence = data["product"]
    forged = {**data, "product": [f"{heading[: heading.rindex('”') + 1]}: {turned}", sentence]}
    assert {one.field for one in desk.compared(forged).differences} == {"product"}
    other_product = {**data, "address": data["address"].replace("&product=%", "&product=%41%")}
    assert {one.field for one in desk.compared(other_product).differences} == {"link"}
