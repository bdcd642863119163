"""The report as PDF: what it declares, the one file in it, and the same question again by its symbol."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from certs.certificate.fields import Holder, ScopeItem, Site
from certs.certificate.reading.asked_moment import read_moment
from certs.documents.report.report_answer import report_of
from certs.documents.report.report_pdf import report_data, set_report
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.publication.files import bundle_format, compose_bundle, status_list_versions
from certs.register.store.ledger import trust_of
from tests.register.founded_register import Register, draft, founded, ring, uscc

TIME = datetime(2026, 12, 10, 4, 0, 17, tzinfo=UTC)
HOSTILE = '#set text(red) $x$ <b>*样例*</b> \\ "（样例）公司'


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('report') / 'register.db'}")
    items = tuple(ScopeItem(f"第 {n} 类样例商品的销售与维修服务") for n in range(1, 201))
    sites = tuple(Site(f"样例网点 {n}", f"样例省样例市样例路 {n} 号") for n in range(1, 201))
    long, hostile, full = draft(3, scope=items, sites=sites), draft(4), draft(5, scope=items[:5], sites=sites[:5])
    register.issue(
        draft(1), draft(2), long, replace(hostile, holder=Holder(HOSTILE, uscc(4), "样例省样例市样例路 4 号")), full
    )
    register.change("suspended", "99926SC00002R0M", "mark-misuse", until=date(2027, 2, 1))
    with register.store.writing() as connection:
        key = ring().get("list")
        status_list_versions.renew(connection, trust_of(connection), key.public, key.sign, register.now)
    yield register
    register.close()


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def pdf_of(
    register: Register, typesetter: Typesetter, serial: int, at: str = "", language: str = "zh"
) -> tuple[bytes, dict[str, Any]]:
    """Return a report as PDF, and what it was made of."""
    with register.reader().view() as view:
        record = view.record(f"99926SC{serial:05}R0M")
        assert record is not None
        report = report_of(view, record, TIME, read_moment(at))
        bundle = bundle_format.encode(compose_bundle.compose(view, record, TIME, day=report.day))
    data = report_data(Sheet(report, language, sample=True), bundle)
    return set_report(typesetter, data), data


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("serial", "at", "language", "pages"),
    [
        (1, "", "zh", 1),
        (2, "2026-12-01", "en", 1),
        (2, "2027-03-01T09:30:00+08:00", "zh", 1),
        (2, "2027-03-01", "en", 1),
        (3, "", "zh", 9),
        (4, "2027-03-01T09:30:00+08:00", "en", 1),
        (5, "2027-03-01T09:30:00+08:00", "zh", 1),
    ],
)
def test_a_report_declares_itself_and_carries_the_one_bundle(
    register: Register, typesetter: Typesetter, serial: int, at: str, language: str, pages: int
) -> None:
    pdf, data = pdf_of(register, typesetter, serial, at, language)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert data["number"] in str(metadata["dc:title"])
        root = opened.Root
        assert str(root.Lang).partition("-")[0] == language
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert (len(opened.pages) == pages) if pages == 1 else (1 < len(opened.pages) <= pages)
        assert list(opened.attachments) == [f"{data['number']}.bundle"]
        attached = opened.attachments[f"{data['number']}.bundle"]
        assert (str(attached.obj.AFRelationship), str(attached.description)) == ("/Data", data["file"]["description"])
        assert attached.get_file().read_bytes() == data["file"]["text"].encode()
        fonts = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        descriptors = [one.FontDescriptor for one in fonts if "/FontDescriptor" in one]
        assert descriptors
        assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in descriptors)
    moment = read_moment(at)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [data["address"]]
    assert data["address"].endswith(f"/c/{data['number']}/report?at={moment.text if moment else '2026-12-10'}")


def test_all_of_a_long_scope_is_there_and_each_page_says_of_what_it_is(
    register: Register, typesetter: Typesetter
) -> None:
    pdf, data = pdf_of(register, typesetter, 3)
    text = text_of(pdf)
    assert "认证范围 200 项、场所 200 处，全文见附页。" in text
    assert all(f"第 {n} 类样例商品的销售与维修服务" in text for n in (1, 100, 200))
    assert "样例路 200 号" in text
    assert text.count(data["query_number"]) > text.count("\f")
    assert all(data["number"] in page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_what_is_not_valid_bears_its_word_across_the_page(register: Register, typesetter: Typesetter) -> None:
    valid, suspended = (text_of(pdf_of(register, typesetter, serial)[0]) for serial in (1, 2))
    assert "\n有效\n2026-12-10（查询当天）的状态\n" in valid
    assert "\n暂停\n" in f"\n{suspended}\n".replace("\f", "\n")
    assert "暂停" not in valid.replace("没有暂停", "")


@pytest.mark.parametrize(
    ("language", "heading", "foot"),
    [
        ("zh", "2027-03-01还没有到；按现在的登记，那一天的状态将是：暂停", "查询编号由本报告印的内容算出"),
        ("en", "1March2027isstilltocome;asregisteredtoday,thestatusonitwouldbe:Suspended", "anditprovesnoquery."),
    ],
)
def test_the_status_on_a_day_to_come_is_printed_as_what_is_registered_until_now(
    register: Register, typesetter: Typesetter, language: str, heading: str, foot: str
) -> None:
    pdf, data = pdf_of(register, typesetter, 2, "2027-03-01", language)
    printed = "".join(text_of(pdf).split())
    assert data["code"] == "suspended"
    assert heading in printed
    assert foot in printed


def test_a_text_is_never_markup(register: Register, typesetter: Typesetter) -> None:
    text = text_of(pdf_of(register, typesetter, 4)[0])
    assert HOSTILE.replace(" ", "") in text.replace(" ", "").replace("\n", "")


def test_the_same_answer_is_the_same_file(register: Register, typesetter: Typesetter) -> None:
    assert pdf_of(register, typesetter, 1)[0] == pdf_of(register, Typesetter(), 1)[0]
