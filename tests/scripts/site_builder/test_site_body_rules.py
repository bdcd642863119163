"""The body's rules, fees and forms on the site: what it wrote, marked where it is a sample, and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from certs.instance.rule_settings import Fees, RuleSettings
from certs.instance.settings import Settings
from scripts.site_builder import site_body, site_body_rules


@pytest.fixture
def sample() -> Settings:
    return site_body.read()


def test_the_sample_shows_its_figures_and_says_that_they_are_made_up(sample: Settings) -> None:
    texts = site_body_rules.snippets(sample)
    for name, zh, en in (
        ("body-fees", "3,000", "a person-day"),
        ("body-rules", "2026-01-01", "no day of filing stated"),
        ("person-days", ">4.5<", "Outlets assessed"),
        ("outlet-rule", "没有查到各机构通用的公式", "no formula common to all"),
    ):
        assert zh in texts[f"zh/{name}.md"]
        assert en in texts[f"en/{name}.md"]
        assert "样例" in texts[f"zh/{name}.md"]
        assert "sample" in texts[f"en/{name}.md"]
    assert "到期前 6 个月" in texts["zh/renewal-lead.md"]


def test_a_body_that_has_stated_nothing_publishes_no_figure(sample: Settings) -> None:
    texts = site_body_rules.snippets(replace(sample, rules=RuleSettings()))
    for name in ("body-fees", "body-rules", "person-days"):
        assert texts[f"zh/{name}.md"] == "本机构还没有公布，签合同以前书面告知。\n"
    assert not any(c.isdigit() for c in texts["zh/renewal-lead.md"])


def test_only_stated_fees_are_there_and_a_real_body_is_no_sample(sample: Settings) -> None:
    real = replace(sample.body, approval_number="CNCA-R-2002-001")
    settings = replace(sample, body=real, rules=RuleSettings(fees=Fees(copy=0)))
    text = site_body_rules.fees(settings, "zh")
    assert (text.count("<tr"), ">0<" in text, "样例" in text) == (2, True, False)


def test_the_forms_to_download_are_those_that_are_read(tmp_path: Path) -> None:
    for page in ("certify/process", "en/certify/process"):
        (tmp_path / page).mkdir(parents=True)
    site_body_rules.write_forms(tmp_path)
    for language in ("", "en/"):
        folder = tmp_path / f"{language}certify/process"
        assert {file.name for file in folder.iterdir()} == {"basic-data.xlsx", "score-sheet.xlsx"}
        titles = openpyxl.load_workbook(io.BytesIO((folder / "score-sheet.xlsx").read_bytes())).sheetnames
        assert titles == ["场所", "过程", "评分", "特别扣分", "说明"]
