"""The certificate as we print it, and each of its fields altered in turn: every one is named, in both editions."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from certs.documents.certificate_paper import CertificatePaper, Language, paper_of, set_certificate
from certs.documents.paper.comparison import Comparison, compare
from certs.documents.paper.printed_labels import FIELDS
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.paper.register_side import register_side
from certs.documents.typesetting import Typesetter
from certs.lifecycle.record import Record
from certs.register.store.reader import open_reader
from tests.documents.paper.altered_papers import NUMBER, record_of
from tests.instances import Staff, number

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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_altered_field_is_named(
    first_instance: Staff, record: Record, typesetter: Typesetter, language: Language
) -> None:
    paper, register = own(first_instance, record, language), register_side(record, record.latest)

    def compared(one: CertificatePaper) -> Comparison:
        return compare(read_pdf(set_certificate(typesetter, one), lambda: None).pages, register)

    whole = compared(paper)
    assert (whole.is_made, whole.differences, whole.unread, whole.strange) == (True, (), (), ())
    named: set[str] = set()
    for field, change in ALTERED:
        subject = copy.deepcopy(dict(paper.subject))
        change(subject)
        comparison = compared(replace(paper, subject=subject))
        assert field in {one.field for one in comparison.differences}, (field, comparison)
        if field not in {"scheme", "level"}:  # another scheme has no English scope, and other words
            assert {one.field for one in comparison.differences} == {field}
        named.add(field)
    for field, dated in DAYS:
        assert [(one.field, one.paper) for one in compared(dated(paper)).differences] == [(field, DAY)]
        named.add(field)
    assert named == set(FIELDS)
    assert paper.subject["number"] == NUMBER
