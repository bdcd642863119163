"""The certificate as we print it, and each of its fields altered in turn: every one is named, in both editions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from certs.certificate.fields import ScopeItem
from certs.documents.certificate_paper import CertificatePaper, Language, paper_of, set_certificate
from certs.documents.paper.comparison import Comparison, compare
from certs.documents.paper.printed_labels import FIELDS
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.paper.register_side import register_side
from certs.documents.typesetting import Typesetter
from certs.lifecycle.record import Record
from certs.register.store.reader import open_reader
from tests.documents.paper.altered_papers import NUMBER, record_of
from tests.documents.sample_papers import paper
from tests.instances import Staff, number
from tests.register.founded_register import Register, draft, founded

Change = Callable[[dict[str, Any]], object]
ALTERED: tuple[tuple[str, Change], ...] = (
    ("number", lambda s: s.update(number=number(2))),
    ("holder", lambda s: s["holder"].update(name="青禾家用电器（样本）有限公司")),
    ("holder", lambda s: s["holder"].update(name_en="Qinghe Home Appliance (Sample) Co., Ltd.")),
    ("uscc", lambda s: s["holder"].update(uscc="91000000MA0000277X")),
    ("address", lambda s: s["holder"].update(address="浙江省杭州市滨江区样例大道89号")),
    ("level", lambda s: s.update(level="four-star")),
    ("scheme", lambda s: s.update(scheme="brand-1000")),
    ("scope", lambda s: s["scope"][0].update(name="家用空调")),
    ("scope", lambda s: s["scope"][0].update(models=["KFR-35GW/*", "KFR-*"])),
    ("scope", lambda s: s["scope"][0].update(excludes=["中央空调"])),
    ("scope", lambda s: s["scope"].append({"name": "燃气灶"})),
    ("sites", lambda s: s["sites"][1].update(address="浙江省杭州市西湖区样例街13号")),
    ("sites", lambda s: s["sites"].append({"name": "宁波网点", "address": "宁波市样例路1号"})),
    ("body", lambda s: s["body"].update(name="示例认证中心")),
    ("approval", lambda s: s["body"].update(approval_number="CNCA-R-2099-998")),
    ("version", lambda s: s.update(version=2)),
)
DAY = "2027-01-02"
DAYS: tuple[tuple[str, Callable[[CertificatePaper], CertificatePaper]], ...] = (
    ("issued", lambda paper: replace(paper, issued=DAY)),
    ("first_issued", lambda paper: replace(paper, first_issued=DAY)),
    ("valid_until", lambda paper: replace(paper, valid_until=DAY)),
)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture(scope="module")
def record(first_instance: Staff) -> Record:
    return record_of(first_instance)


def own(staff: Staff, record: Record, language: Language) -> CertificatePaper:
    """What the example certificate is printed from."""
    with open_reader(f"sqlite:///{staff.home / 'register.db'}").view() as view:
        return paper_of(view, record, record.latest, language, record.issued)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register of what is printed over the ends of pages: rows of a table, and equal lines close below each other."""
    register = founded(f"sqlite:///{tmp_path_factory.mktemp('broken') / 'register.db'}")
    items = tuple(
        ScopeItem(
            f"第{n}种家用电器及其配件的上门安装与维修服务项目" + "（含配件）" * 5,
            brands=tuple(f"青禾样例品牌第{m}号系列产品专用商标" for m in range(5)),
            models=tuple(f"KFR-{n}-{m}ABCDEFGH" for m in range(11)),
            includes=("安装", "维修", "上门检测服务"),
            excludes=("中央空调", "商用多联机组"),
        )
        for n in range(5)
    )
    register.issue(draft(1, scope=items), draft(2, scope_text="家用空调器的销售、安装与维修服务；" * 120))
    yield register
    register.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_end_of_a_page_parts_is_the_same(broken: Register, typesetter: Typesetter, language: Language) -> None:
    for name in ("99926SC00001R0M", "99926SC00002R0M"):
        one, record = paper(broken, name, language), broken.reader().look(name).record
        assert record is not None
        register = register_side(record, record.latest)
        pages = read_pdf(set_certificate(typesetter, one), lambda: None).pages
        assert compare(pages, register) == Comparison(is_made=True, register=register.shown)
        subject = copy.deepcopy(dict(one.subject))
        for item in subject["scope"]:
            item["excludes"] = ["二手商品"]
        altered = read_pdf(set_certificate(typesetter, replace(one, subject=subject)), lambda: None)
        assert {difference.field for difference in compare(altered.pages, register).differences} == {"scope"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_heads_that_change_places_are_named(
    first_instance: Staff, record: Record, typesetter: Typesetter, language: Language
) -> None:
    """Under exchanged heads the same table would say that what is excluded is included."""
    one, register = own(first_instance, record, language), register_side(record, record.latest)
    pages = read_pdf(set_certificate(typesetter, one), lambda: None).pages
    places = {"包含": "不含", "不含": "包含", "Includes": "Excludes", "Excludes": "Includes"}
    exchanged = [
        replace(page, runs=tuple(run._replace(text=places.get(run.text, run.text)) for run in page.runs))
        for page in pages
    ]
    assert exchanged != list(pages)
    assert [difference.field for difference in compare(exchanged, register).differences] == ["scope"]


@pytest.mark.parametrize(("printed", "fields"), [("第 1 版", []), ("Version 1", []), ("第 2 版", ["version"])])
def test_a_version_may_stand_without_its_day_as_on_older_papers(
    first_instance: Staff, record: Record, typesetter: Typesetter, printed: str, fields: list[str]
) -> None:
    one, register = own(first_instance, record, "zh"), register_side(record, record.latest)
    pages = [
        replace(page, runs=tuple(run._replace(text=printed) if "版（自" in run.text else run for run in page.runs))
        for page in read_pdf(set_certificate(typesetter, one), lambda: None).pages
    ]
    assert [run.text for page in pages for run in page.runs].count(printed) == len(pages)
    assert [difference.field for difference in compare(pages, register).differences] == fields


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_altered_field_is_named(
    first_instance: Staff, record: Record, typesetter: Typesetter, language: Language
) -> None:
    true, register = own(first_instance, record, language), register_side(record, record.latest)

    def compared(one: CertificatePaper) -> Comparison:
        return compare(read_pdf(set_certificate(typesetter, one), lambda: None).pages, register)

    whole = compared(true)
    assert (whole.is_made, whole.differences, whole.unread, whole.strange) == (True, (), (), ())
    named: set[str] = set()
    for field, change in ALTERED:
        subject = copy.deepcopy(dict(true.subject))
        change(subject)
        comparison = compared(replace(true, subject=subject))
        assert field in {one.field for one in comparison.differences}, (field, comparison)
        if field not in {"scheme", "level"}:  # another scheme has no English scope, and other words
            assert {one.field for one in comparison.differences} == {field}
        named.add(field)
    for field, dated in DAYS:
        assert [(one.field, one.paper) for one in compared(dated(true)).differences] == [(field, DAY)]
        named.add(field)
    ((field, printed, held),) = compared(replace(true, effective=DAY)).differences
    assert (field, DAY in printed, true.effective in held) == ("version", True, True)
    assert named == {*FIELDS, "version"}
    assert true.subject["number"] == NUMBER
