"""The papers that staff and applicants would have prepared for the handbook of cases."""

from __future__ import annotations

from datetime import timedelta

import openpyxl

from certs.days import beijing_day
from scripts.terminal import clock
from tests.scripts.cases import filled_forms
from tests.scripts.cases.filled_scores import fill_score_sheets
from tests.site.page_commands import Hosts


def lay_out_case(hosts: Hosts, text: str) -> None:
    """Prepare the file that a command of the handbook of cases is given."""
    desk = hosts.root / "desk"
    if "application.xlsx" in text:
        filled_forms.saved(filled_forms.basic(), desk / "application.xlsx")
    if "renamed.xlsx" in text:
        book = openpyxl.load_workbook(desk / "known.xlsx")
        book["企业"]["B2"] = "青禾智能电器（样例）有限公司"
        book.save(desk / "renamed.xlsx")
    if "received" in text:
        (desk / "received").mkdir(exist_ok=True)
        (desk / "received" / "16 维修记录 家用空调器 4份.pdf").write_bytes(b"%PDF-1.4 sample")
    if "filled-plan.xlsx" in text:
        book, day = openpyxl.load_workbook(desk / "plan.xlsx"), beijing_day(clock.now()) + timedelta(days=7)
        for row, (name, _, _) in enumerate(filled_forms.SITES, 2):
            for column, value in enumerate((day, "现场评价", name, "assessor-07"), 1):
                book["计划"].cell(row, column).value = value
        book.save(desk / "filled-plan.xlsx")
    if "case assess" in text:
        fill_score_sheets(sorted(desk.glob("score*.xlsx")), beijing_day(clock.now()))
