"""The basic data sheet that is filled with what is known says, read back, what it was filled with."""

from __future__ import annotations

from datetime import date

import pytest

from certs.casework.forms.application import Application
from certs.casework.forms.basic_data import BASIC, read_basic_data
from certs.casework.forms.filled_basic import filled_rows
from certs.casework.sheets.draw_form import draw
from tests.casework.forms.test_basic_data import data_of
from tests.scripts.cases.filled_forms import COMPANY, basic

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    "company",
    [
        COMPANY,
        {**COMPANY, "申请远程审核": "是", "远程审核的理由": "台风", "曾用名": "青禾（样例）电器厂；青禾（样例）商行", "电子邮箱": "a@example.org"},
    ],
    ids=["plain", "with lists"],
)  # fmt: skip
def test_what_was_filled_in_is_read_back(company: dict[str, object]) -> None:
    application, _ = read_basic_data(data_of(basic(company, repairs="否")), TODAY)
    assert application is not None
    again, findings = read_basic_data(draw(BASIC, filled_rows(application)), TODAY)
    assert findings.errors == []
    assert again == application


def test_what_is_not_known_stays_empty_and_is_asked_for() -> None:
    application, _ = read_basic_data(data_of(basic()), TODAY)
    assert application is not None
    registered = {**application.content, "certificate": {}}
    sites = [{"kind": ""} for _ in application.sites]
    known = Application(registered, {"sites": sites, "held": []}, {}, {})
    _, findings = read_basic_data(draw(BASIC, filled_rows(known)), TODAY)
    assert {error.code for error in findings.errors} == {"missing"}
    fields = {error.field for error in findings.errors}
    assert {"company.headcount", "company.contact", "sites[0].kind"} <= fields
