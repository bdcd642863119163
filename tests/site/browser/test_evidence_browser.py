"""The list of evidence in Chromium: ticks stay, and the workbook comes down."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from certs.scheme.schemes import evidence

pytestmark = pytest.mark.browser


def test_ticks_stay_and_the_workbook_comes_down(page: Page, origin: str) -> None:
    page.goto(f"{origin}/certify/evidence/")
    page.check("[data-evidence='contracts']")
    page.check("[data-evidence='licence']")
    page.reload()
    expect(page.locator("#evidence-count")).to_have_text(f"已备 2 项，共 {len(evidence().items)} 项。")
    assert page.locator("[data-evidence='contracts']").is_checked()
    page.get_by_role("button", name="全部清空").click()
    expect(page.locator("#evidence-count")).to_contain_text("已备 0 项")
    page.get_by_role("button", name="撤回清空").click()
    expect(page.locator("#evidence-count")).to_contain_text("已备 2 项")
    with page.expect_download() as download:
        page.click("#evidence-tools a")
    assert download.value.suggested_filename == "evidence-gbt27922-2011.xlsx"
