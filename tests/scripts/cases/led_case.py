"""A case as staff lead it from the command line: the people listed, evidence, plan, score sheets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from certs.days import beijing_day
from certs.scheme.schemes import evidence
from scripts.terminal import clock
from tests.instances import Staff
from tests.scripts.cases import filled_forms as forms
from tests.scripts.cases import filled_scores

CLERK, BY_TWO = ("--by", "clerk-01"), ("--by", "decider-01", "--by", "decider-02")
ASSESSOR = "assessor-07"
Sheet = Callable[[Any], None]


def listed(staff: Staff) -> None:
    """Put the people of the body on its list."""
    registered = ("--role", "assessor", "--registration", "2026-FW-1", "--until", "2099-12-31")
    people = {"clerk-01": ("--role", "clerk"), ASSESSOR: registered}
    people |= {f"decider-0{n}": ("--role", "decider") for n in (1, 2)}
    for code, rest in people.items():
        staff.run("staff", "add", code, *rest, *CLERK)


def sent(folder: Path, products: Sequence[str], leave_out: frozenset[str] = frozenset()) -> Path:
    """Write the evidence as an applicant names it: a file for each item, with its number, products and copies."""
    folder.mkdir()
    for item in evidence().items:
        if item.code not in leave_out:
            copies = item.copies[0] if item.copies else 1
            name = f"{item.number} {item.name.zh[:8]} {'、'.join(products)} {copies}份.pdf"
            (folder / name).write_bytes(b"%PDF-1.4 " + item.code.encode() + "".join(products).encode())
    return folder


def scored(staff: Staff, case: str, folder: Path, *changes: Sheet) -> list[Path]:
    """Write the score sheets of a case and fill them in, the headquarters' first and with changes."""
    folder.mkdir()
    staff.run("case", "template", "score", "--case", case, "--to", folder / "score.xlsx")
    files = [folder / "score.xlsx", *sorted(folder.glob("score-*.xlsx"))]
    filled_scores.fill_score_sheets(files, beijing_day(clock.now()), ASSESSOR)
    for each in changes:
        filled_scores.change(files[0], each)
    return files


def answer(clause: str, *values: object) -> Sheet:
    """Answer a clause: the finding, drawn, failing, what was seen."""

    def change(book: Any) -> None:
        rows = {str(row[0].value): row[0].row for row in book["评分"].iter_rows(min_row=3)}
        for column, value in enumerate(values, 4):
            book["评分"].cell(rows[clause], column).value = value

    return change


def deduction(row: int, closed: object) -> Sheet:
    """Take a point off outside the score, with its correction."""

    def change(book: Any) -> None:
        values = ("违反企业自己的服务规定", f"第 {row} 行：逾期上门", "改排班", "工单 20 份", closed)
        for column, value in enumerate(values, 1):
            book["特别扣分"].cell(row, column).value = value

    return change


@dataclass(frozen=True, slots=True)
class Led:
    """A case as it is led."""

    staff: Staff
    case: str
    folder: Path

    def show(self) -> dict[str, Any]:
        """What `case show` says of it."""
        shown: dict[str, Any] = json.loads(self.staff.run("case", "show", self.case, "--json"))
        return shown

    def do(self, name: str, *arguments: str | Path, code: int = 0) -> str:
        """Run one command upon it."""
        return self.staff.run("case", name, self.case, *arguments, code=code)

    def assess(self, closed: object) -> str:
        """Hand in the score sheets of all sites: two special deductions, one deletion, one sample."""
        changes = (
            answer("5.2.6", "删减", None, None, "不涉及废弃商品回收"),
            answer("5.2.4", "抽样", 20, 10, "10 张维修单没有回访"),
            deduction(3, "2026-11-28"),
            deduction(4, closed),
        )
        files = scored(self.staff, self.case, self.folder / f"scores-{closed}", *changes)
        for file in files[1:]:
            filled_scores.change(file, answer("5.2.6", "不在此评"))
        return self.do("assess", *files, *CLERK, "--json")


def plan(led: Led) -> Path:
    """Write the plan: every site by the one assessor."""
    led.staff.run("case", "template", "plan", "--case", led.case, "--to", led.folder / "plan.xlsx")
    book = openpyxl.load_workbook(led.folder / "plan.xlsx")
    for row, (name, _, _) in enumerate(forms.SITES, 2):
        for column, value in enumerate((beijing_day(clock.now()), "现场评价", name, ASSESSOR), 1):
            book["计划"].cell(row, column).value = value
    return forms.saved(book, led.folder / "plan.xlsx")


def assessed(led: Led) -> None:
    """Lead a case to its result by the shortest way."""
    led.do("accept", *CLERK)
    led.do("plan", plan(led), *CLERK)
    led.assess("2026-11-28")


def papers_of(number: str) -> list[str]:
    """The names of the files that an issue writes for the holder."""
    return sorted(["certificate.pdf", "certificate.en.pdf", "decision.pdf", f"starmark-{number}.zip"])


def public_files_with(home: Path, *secret: str) -> list[str]:
    """Name the public files of an instance that hold one of these words, for each: its register and publication."""
    files = [home / "register.db", *(path for path in (home / "public").rglob("*") if path.is_file())]
    return [path.name for path in files for each in secret if each.encode() in path.read_bytes()]
