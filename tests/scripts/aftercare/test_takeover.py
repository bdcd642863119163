"""`starmark takeover`: a body's certificates under old numbers and days, and what speaks against a row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import openpyxl
import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests.certificate.sample_inputs import Book
from tests.instances import served
from tests.register.founded_register import uscc
from tests.scripts.command_calls import Desk, entries

BY = ("--by", "clerk-01")
TODAY = beijing_day(clock.now())
DAY = timedelta(days=1)
ISSUED = TODAY - 400 * DAY
ENDS = TODAY + 200 * DAY
YEAR = ISSUED.year % 100
SUSPENDED = {"status": "暂停", "until": TODAY + 30 * DAY}
TWICE, BEFORE = "SH-2024-0001", "SH-2024-0002"
# What is wrong with a row, and with which field and code that is told.
BAD: dict[int, tuple[dict[str, Any], tuple[str, str]]] = {
    11: ({"number": TWICE}, ("taken_over.number", "duplicate")),
    22: ({"number": TWICE}, ("taken_over.number", "duplicate")),
    33: ({"number": BEFORE}, ("taken_over.number", "conflict")),
    44: ({"predecessor": BEFORE}, ("taken_over.predecessor", "conflict")),
    55: ({"status": "暂停"}, ("taken_over.until", "missing")),
    66: ({"status": "暂停", "until": TODAY + 190 * DAY}, ("taken_over.until", "range")),
    77: ({"score": 96.5}, ("certificate.level", "conflict")),
    88: ({"level": None}, ("certificate.score", "missing")),
    99: ({"status": "撤销"}, ("taken_over.status", "range")),
    110: ({"valid_until": TODAY - DAY}, ("taken_over.valid_until", "range")),
    121: ({"valid_until": ISSUED + 1_200 * DAY}, ("taken_over.valid_until", "range")),
    132: ({"number": None, "first_issued": None, "valid_until": None, "level": None, "score": 96.5, "headcount": 9,
           "issued": None}, ("taken_over.number", "missing")),
}  # fmt: skip


def old_number(row: int, count: int = 500) -> str:
    """Return the number of a row: the highest stand first, too far beyond the last of their year for that."""
    return f"999{YEAR}SC{9_900 + count - row:05}R0M"


def body(folder: Path, count: int, changes: dict[int, dict[str, Any]]) -> Path:
    """Write the sheet of a body's certificates, row by row."""
    book = Book(0)
    for row in range(1, count + 1):
        values = {
            "no": row,
            "name": f"样例{row % 2}号电器有限公司",
            "uscc": uscc(900 + row % 2),
            "address": "样例路1号",
            "scheme": "gbt27922-2011",
            "level": "四星级",
            "decided_by": "reviewer-02；decider-01",
            "issued": ISSUED,
            "number": old_number(row, count),
            "first_issued": ISSUED - 900 * DAY,
            "valid_until": ENDS,
            **changes.get(row, {}),
        }
        book.fill("证书", row + 2, **values)
        book.fill("范围", row + 2, no=row, name=f"家用空调器{row}型")
        book.fill("场所", row + 2, no=row, name="总部", address="样例路1号")
    file = folder / "body.xlsx"
    file.write_bytes(book.data())
    return file


def test_a_body_of_500_is_taken_over_and_each_bad_row_is_named(desk: Desk, tmp_path: Path) -> None:
    changes = {row: change for row, (change, _) in BAD.items()} | dict.fromkeys((5, 6), SUSPENDED)
    file, before = body(tmp_path, 500, changes), entries(desk.staff.home)
    rows = {f"{file} 证书!A{row + 2}": wrong for row, (_, wrong) in BAD.items()}
    said = desk.act("takeover", file, *BY)
    told = {item["source"]: [(e["field"], e["code"]) for e in item["errors"]] for item in said.json["refused"]}
    assert (said.code, told) == (1, {source: [wrong] for source, wrong in rows.items()})
    assert entries(desk.staff.home) == before
    copy = tmp_path / "refused.xlsx"
    said = desk.act("takeover", file, *BY, "--skip-bad", "--refused-to", copy)
    assert (said.code, len(said.json["issued"])) == (1, 488)
    assert [each["number"] for each in said.json["issued"] if "until" in each] == [old_number(5), old_number(6)]
    assert entries(desk.staff.home) == before + 488 + 2
    marked = [cell.comment for row in openpyxl.load_workbook(copy)["证书"].iter_rows(min_row=3) for cell in row]
    assert sum(comment is not None for comment in marked) == len(BAD)
    held = desk("audit", "--json")
    assert (held.code, held.json["differences"]) == (0, [])
    _holds(desk, tmp_path / "one.bundle", old_number(1), "valid")
    _holds(desk, tmp_path / "two.bundle", old_number(5), "suspended")
    with served(desk.staff.home) as address, urlopen(f"{address}/c/{old_number(5)}", timeout=30) as page:
        text = page.read().decode()
    assert "暂停" in text
    assert ENDS.isoformat() in text


def _holds(desk: Desk, bundle: Path, number: str, status: str) -> None:
    """Hold what is shown of a certificate to its old days, and the verdict of its bundle without a network to that."""
    shown = desk("show", number, "--json").json
    assert (shown["status"], shown["valid_until"], shown["level"]) == (status, ENDS.isoformat(), "four-star")
    assert desk("export", number, "--bundle", bundle).code == 0
    trust = desk.staff.home / "public" / "trust.json"
    verdict = desk("verify", bundle, "--offline", "--trust", trust, "--json").json
    expected = ("valid", "valid") if status == "valid" else ("not_valid", status)
    assert (verdict["overall"], verdict["code"]) == expected


@pytest.mark.parametrize("more", [(), BY])
def test_who_acts_is_named_and_the_same_body_is_taken_over_once(
    desk: Desk, tmp_path: Path, more: tuple[str, ...]
) -> None:
    file, before = body(tmp_path, 2, {2: SUSPENDED}), entries(desk.staff.home)
    said = desk.act("takeover", file, *more)
    if not more:
        assert (said.code, entries(desk.staff.home)) == (64, before)
        return
    assert (said.code, entries(desk.staff.home)) == (0, before + 3)
    again = desk.act("takeover", file, *more).json["refused"]
    assert {error["code"] for item in again for error in item["errors"]} == {"duplicate"}
    assert date.fromisoformat(said.json["issued"][1]["until"]) == SUSPENDED["until"]
