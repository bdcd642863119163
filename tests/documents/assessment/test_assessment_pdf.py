"""The assessment report as clients hold it, read back by software that did not write it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from certs.casework.assessment.combination import combine
from certs.casework.assessment.site_findings import Step
from certs.casework.assessment.told_report import ReportPaper, report_data
from certs.documents.assessment.assessment_pdf import set_assessment
from certs.documents.typesetting import Typesetter
from certs.instance.settings import Settings, parse_settings
from tests.casework.assessment.assessed_sites import GBT, RULES, activities, headquarters, outlet
from tests.documents.assessment.sample_reports import PAPER, SITES
from tests.documents.sample_papers import HOSTILE, plain, read_text
from tests.instances import EXAMPLES


def printed(pdf: bytes, folder: Path) -> str:
    """What poppler reads from it, without blanks."""
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    return plain(read_text(file))


@pytest.fixture(scope="module")
def settings() -> Settings:
    return parse_settings((EXAMPLES / "profile.toml").read_bytes())


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


SAID = {
    "zh": [
        "评价报告",
        "三星级",
        "12637/144（约 87.75）",
        "离四星级还差 323/144（约 2.25） 分",
        "抽查 20 个，不符合 3 个",
        "评了 3 个场所，西店不符合",
        "服务管理人员 20 人，售后服务管理师 2 人，至少要 2 人",
        "不经营需要回收的商品",
        "尚未关闭",
        "不是认证决定",
        "没有查到各机构通用的公式",
        "是样例",
    ],
    "en": [
        "Assessment report",
        "Three stars",
        "3 of 20 samples fail",
        "Not met at 西店, of 3 sites",
        "no decision",
        "closed on 2026-12-08",
        "are a sample",
    ],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_declares_itself_and_says_what_a_decision_rests_on(
    typesetter: Typesetter, settings: Settings, tmp_path: Path, language: str
) -> None:
    pdf = set_assessment(typesetter, report_data(PAPER, language), settings, PAPER.day)
    assert pdf == set_assessment(Typesetter(), report_data(PAPER, language), settings, PAPER.day)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert str(opened.Root.Lang).partition("-")[0] == language
    text = printed(pdf, tmp_path)
    assert [words for words in SAID[language] if plain(words) not in text] == []


def test_a_perfect_result_and_one_without_a_level_are_told(
    settings: Settings, typesetter: Typesetter, tmp_path: Path
) -> None:
    def text(*sites: object) -> str:
        paper = replace(PAPER, sites=sites, result=combine(sites, GBT, RULES), sample=None)  # type: ignore[arg-type]
        return printed(set_assessment(typesetter, report_data(paper, "zh"), settings, paper.day), tmp_path)

    best = text(headquarters(bonus="上门时限领先"))
    for words in ("五星级", "已是最高一级", "没有删减", "没有特别扣分项", "没有发现不符合", "上门时限领先"):
        assert words in best
    assert ("网点抽样" in best, "约" in best) == (False, False), "an exact figure is not about anything"
    backwards = text(headquarters(activities=tuple(reversed(activities(*Step)))))
    assert backwards.index("文件审查") < backwards.index("顾客访谈") < backwards.index("末次会议")
    failed = text(headquarters(deductions=SITES[0].deductions[:1] * 5))
    assert "不合格" in failed
    assert "特别扣分项达到规定的项数即不合格" in failed


def test_names_are_words_and_never_markup(settings: Settings, typesetter: Typesetter, tmp_path: Path) -> None:
    sites = (headquarters(site=HOSTILE[0]), outlet("东" * 90))
    paper: ReportPaper = replace(PAPER, sites=sites, organisation=HOSTILE[1], result=combine(sites, GBT, RULES))
    text = printed(set_assessment(typesetter, report_data(paper, "zh"), settings, paper.day), tmp_path)
    assert text.count(plain(HOSTILE[0])) >= 2
    assert plain(HOSTILE[1]) in text
