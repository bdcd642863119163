"""From the plan to a recorded assessment and its report: score sheets filled in as assessors would, and refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests.documents.sample_papers import plain, read_text
from tests.scripts.cases import filled_forms as forms
from tests.scripts.cases.filled_scores import change, meet, take_steps
from tests.scripts.cases.test_case_intake import plan, visit
from tests.scripts.command_calls import Desk, assert_clear

BY = ("--by", "clerk-01")
DAY, PEOPLE = "2026-11-23", "assessor-07；assessor-08"


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> str:
    """A case that is planned: headquarters and 杭州网点."""
    case = str(desk("case", "open", forms.saved(forms.basic(), tmp_path / "basic.xlsx"), *BY, "--json").json["case"])
    assert desk("case", "accept", case, *BY).code == 0
    file = plan(desk, case, tmp_path / "plan.xlsx", visit(DAY), visit(DAY, "杭州网点"))
    assert desk("case", "plan", case, file, *BY).code == 0
    return case


@pytest.fixture
def sheets(desk: Desk, case: str, tmp_path: Path) -> list[Path]:
    """Its score sheets, filled in: everything met at headquarters, two losses at the outlet."""
    said = desk("case", "template", "score", "--case", case, "--to", tmp_path / "score.xlsx")
    assert said.code == 0, said
    files = [tmp_path / "score.xlsx", tmp_path / "score-1-杭州网点.xlsx"]
    change(files[0], at_headquarters)
    change(files[1], at_outlet)
    return files


def at_headquarters(book: Any) -> None:
    meet(book)
    take_steps(book, DAY, PEOPLE)


def at_outlet(book: Any) -> None:
    take_steps(book, DAY, PEOPLE)
    for row in range(3, book["评分"].max_row + 1):
        clause = book["评分"].cell(row, 1).value
        book["评分"].cell(row, 4).value = {"5.2.4": "抽样", "5.3.1": "不符合"}.get(clause, "不在此评")
        if clause == "5.2.4":
            for column, value in enumerate((20, 3, "3 张维修单没有回访"), 5):
                book["评分"].cell(row, column).value = value
        if clause == "5.3.1":
            book["评分"].cell(row, 7).value = "没有顾客档案"
    for column, value in enumerate(("违反企业自己的服务规定", "逾期上门"), 1):
        book["特别扣分"].cell(3, column).value = value


def test_sheets_come_to_a_recorded_score_and_a_report(
    desk: Desk, case: str, sheets: list[Path], tmp_path: Path
) -> None:
    few = desk("case", "assess", case, *sheets, *BY, "--json")
    assert (few.code, few.json["error"]["code"], "宁波网点" in few.json["error"]["message"]["zh"]) == (
        1,
        "outlets_few",
        True,
    )
    done = desk("case", "assess", case, *sheets, "--reason", "宁波网点停业", *BY, "--json").json
    # 5.2.4: 8 × 17/20; 5.3.1: one of two sites; less one special deduction: 100 − 1.2 − 6.5 − 1.
    expected = {"state": "assessed", "score": "91.3", "level": "four-star", "margin": "3.7", "open_corrections": 1}
    assert {name: done[name] for name in expected} == expected
    assert done["assessors"] == ["assessor-07", "assessor-08"]
    assert ["杭州网点" not in w["zh"] and "宁波网点" in w["zh"] for w in done["warnings"]] == [True]
    shown = desk("case", "show", case, "--json").json
    assert (shown["state"], shown["score"], shown["level"]) == ("assessed", "91.3", "four-star")
    assert (shown["trail"][-1]["act"], shown["trail"][-1]["reason"]) == ("assess", "宁波网点停业")
    steps = [(step["code"], step["words"]["zh"]) for step in shown["next"]]
    assert [step for step in steps if step[0] == "correct"] == [("correct", "整改：杭州网点，逾期上门")]
    for language, words in (("zh", "四星级"), ("en", "Four stars")):
        pdf = tmp_path / f"report.{language}.pdf"
        assert desk("case", "report", case, "--language", language, "--to", pdf).code == 0
        text = plain(read_text(pdf))
        assert plain(words) in text
        assert plain("3 张维修单没有回访") in text
    told = desk("case", "assess", case, *sheets, "--reason", "宁波网点停业", *BY, lang="zh")
    assert (told.code, "四星级，最终得分 91.3" in told.out, "没有关闭" in told.err) == (0, True, True)
    assert desk("audit").code == 0


def test_the_proposal_shows_its_rule(desk: Desk, case: str) -> None:
    told = desk("case", "sample", case, "--json").json
    assert (told["outlets"], told["wanted"], len(told["proposed"])) == (3, 2, 2)
    assert "平方根" in told["rule"]["zh"]
    assert "没有查到" in desk("case", "sample", case, lang="zh").out


def test_slips_are_told_at_once_with_marked_copies(desk: Desk, case: str, sheets: list[Path]) -> None:
    def spoil(cell: str, value: str) -> Callable[[Any], None]:
        return lambda book: book["评分"].__setitem__(cell, value)

    change(sheets[0], spoil("D3", "基本符合"))
    refused = desk("case", "assess", case, *sheets, *BY, "--json")
    assert (refused.code, [error["field"] for error in refused.json["errors"]]) == (1, ["评分!D3"])
    change(sheets[1], spoil("E3", "=1+1"))
    refused = desk("case", "assess", case, *sheets, *BY, "--json")
    assert [error["field"] for error in refused.json["errors"]] == [
        "score.xlsx 评分!D3",
        "score-1-杭州网点.xlsx 评分!E3",
    ]
    assert all(file.with_name(f"{file.stem}-marked.xlsx").is_file() for file in sheets)
    assert desk("case", "show", case, "--json").json["score"] is None


def test_sheets_must_fit_the_case(desk: Desk, case: str, sheets: list[Path], tmp_path: Path) -> None:
    def fields(*files: Path) -> list[tuple[str, str]]:
        refused = desk("case", "assess", case, *files, *BY, "--json")
        assert refused.code == 1
        return [(error["field"], error["code"]) for error in refused.json["errors"]]

    assert fields(sheets[0]) == [("杭州网点", "missing")]
    still_to_come = (beijing_day(clock.now()) + timedelta(days=1)).isoformat()
    change(sheets[0], lambda book: book["过程"].__setitem__("B3", still_to_come))
    assert fields(*sheets) == [(forms.SITES[0][0], "range")]
    change(sheets[0], lambda book: book["过程"].__setitem__("B3", DAY))
    change(sheets[1], lambda book: book["场所"].__setitem__("B3", "绍兴网点"))
    assert fields(*sheets) == [("绍兴网点", "unknown"), ("杭州网点", "missing")]
    assert_clear(desk("case", "assess", case, *BY), 64)
    assert_clear(desk("case", "report", case, "--to", tmp_path / "r.pdf"), 1)


def test_only_registered_assessors_count_once_there_is_a_list(desk: Desk, case: str, sheets: list[Path]) -> None:
    add = ("staff", "add")
    assert desk(*add, "clerk-01", "--role", "clerk", *BY).code == 0
    registered = ("--role", "assessor", "--registration", "2026-1-0001", "--until", "2099-12-31")
    assert desk(*add, "assessor-07", *registered, *BY).code == 0
    refused = desk("case", "assess", case, *sheets, *BY, "--json")
    assert refused.code == 1
    assert {error["value"] for error in refused.json["errors"]} == {"assessor-08"}
    assert desk(*add, "assessor-08", *registered, *BY).code == 0
    assert desk("case", "assess", case, *sheets, "--reason", "抽一个", *BY).code == 0
