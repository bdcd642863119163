"""A month reported from the command line: the sheet, the entries, and what is not done twice."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from certs.casework.cnca.month import Month
from certs.casework.cnca.month_sheet import COLUMNS
from certs.days import beijing_day, parse_instant
from certs.instance.folder import open_instance
from scripts.terminal import clock
from tests import instances
from tests.scripts.command_calls import Desk, entries
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import commands, section
from verify import Config, create_app

CLERK = ("--by", "clerk-01")
_SHOWN = ("证书编号", "组织名称", "证书状态", "证书到期日期")


class Moved:
    """A clock at some days of the next month, and what a command says of it at the command line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, month: Month, day: int) -> None:
        self.today = (month.last + timedelta(days=1)).replace(day=day)
        moment = datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=4)
        monkeypatch.setattr(clock, "now", lambda: moment)
        self.confirmed = ("--confirm-clock", self.today.isoformat())


@pytest.fixture
def month(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Month:
    """The month in which the certificate of the instance was issued; the clock stands still just behind that."""
    (issue,) = desk("history", instances.number(1), "--json").json["entries"]
    recorded = parse_instant(issue["recorded"])
    monkeypatch.setattr(clock, "now", lambda: recorded + timedelta(seconds=1))
    return Month.of(beijing_day(recorded))


def rows(file: Path) -> list[dict[str, str]]:
    sheet = openpyxl.load_workbook(file)["证书"]
    heads, *lines = ([cell.value or "" for cell in row] for row in sheet.iter_rows())
    assert heads == [head for head, _ in COLUMNS.values()]
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines]


def reported(desk: Desk) -> list[Any]:
    return [e for e in desk("history", instances.number(1), "--json").json["entries"] if e["type"] == "reported"]


def test_a_month_is_written_then_recorded_and_never_twice(
    desk: Desk, month: Month, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    number, file = instances.number(1), tmp_path / "month.xlsx"
    until = date.fromisoformat(desk("show", number, "--json").json["valid_from"]) + timedelta(days=90)
    suspend = ("suspend", number, "--reason", "mark-misuse", "--until", until.isoformat(), *CLERK)
    assert desk.act(*suspend).code == 0
    call = ("cnca", "report", "--month", month.text, "--to", file)
    running = desk.act(*call, *CLERK)
    assert (running.code, running.json["error"]["code"], file.exists()) == (1, "month_running", False)

    moved = Moved(monkeypatch, month, 5)
    before = entries(desk.staff.home)
    rehearsed = desk.act(*call, *CLERK, *moved.confirmed, "--dry-run")
    assert (rehearsed.code, len(rehearsed.json["changed"]), file.exists()) == (0, 1, False)
    unsigned = desk.act(*call, *moved.confirmed)
    assert (unsigned.code, unsigned.json["unreported"], unsigned.json["changed"]) == (0, [number], [])
    written = file.read_bytes()
    issue, suspension = rows(file)
    assert (issue["status_code"], issue["activity"], issue["change"]) == ("01", "01", "颁发证书")
    assert "五星级" in issue["scope"]
    assert (suspension["status_code"], suspension["suspended_until"]) == ("02", until.isoformat())
    assert entries(desk.staff.home) == before

    signed = desk.act(*call, *CLERK, *moved.confirmed)
    assert signed.code == 0, signed
    assert [c["type"] for c in signed.json["changed"]] == ["reported"]
    assert (signed.json["changed"][0]["status"], entries(desk.staff.home)) == ("suspended", before + 1)
    place = open_instance(desk.staff.home)
    client = create_app(Config(place.settings, place.register_url, None, clock.now, None)).test_client()
    page = client.get(f"/c/{number}").get_data(as_text=True)
    assert f"<dt>信息上报日期</dt><dd>{moved.today}</dd>" in page
    sheet = tmp_path / "report.pdf"
    assert desk("report", number, "--to", sheet).code == 0
    assert "Reported to CNCA" in pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_range()
    assert desk("verify", sheet, "--json").json["paper"]["differences"] == []
    again = desk.act("cnca", "report", "--month", month.text, "--to", tmp_path / "again.xlsx", *CLERK)
    assert (again.code, again.json["changed"]) == (0, [])
    assert again.json["reported_before"] == [{"number": number, "day": moved.today.isoformat()}]
    assert (tmp_path / "again.xlsx").read_bytes() == written == file.read_bytes()
    assert "nothing was recorded again" in " ".join(desk(*call, *CLERK).out.split())
    assert (entries(desk.staff.home), len(reported(desk))) == (before + 1, 1)
    assert desk("audit", "--json").json["differences"] == []


def test_what_happens_before_a_late_report_belongs_to_its_own_month(
    desk: Desk, month: Month, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The certificate changes in the next month, and only then is the first one reported: neither stands for both."""
    number = instances.number(1)
    moved = Moved(monkeypatch, month, 3)
    until = (moved.today + timedelta(days=60)).isoformat()
    suspended = desk.act("suspend", number, "--reason", "other", "--until", until, *CLERK, *moved.confirmed)
    assert suspended.code == 0, suspended
    following = Month.of(moved.today)
    late = Moved(monkeypatch, following, 2)
    for each in (month, following, month, following):
        said = desk.act(
            "cnca", "report", "--month", each.text, "--to", tmp_path / f"{each.text}.xlsx", *CLERK, *late.confirmed
        )
        assert said.code == 0, said
    assert [len(rows(tmp_path / f"{each.text}.xlsx")) for each in (month, following)] == [1, 1]
    assert len(reported(desk)) == 2


def test_a_month_without_certificates_is_a_file_that_says_so(
    desk: Desk, month: Month, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    moved = Moved(monkeypatch, month, 5)
    file, before = tmp_path / "empty.xlsx", entries(desk.staff.home)
    said = desk.act("cnca", "report", "--month", month.before.text, "--to", file, *CLERK, *moved.confirmed)
    assert (said.code, said.json["rows"], said.json["changed"]) == (0, 0, [])
    sheet = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))["证书"]
    assert sheet["A2"].value == "本月没有颁发或变动的证书。"
    assert entries(desk.staff.home) == before


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("--month", "2026-13", "--to", "x.xlsx"), 64, "usage"),
        (("--month", "2026-11"), 64, "missing_option"),
        (("--to", "x.xlsx"), 64, "missing_option"),
        (("--month", "MONTH", "--to", "taken.xlsx"), 1, "file_exists"),
        (("--month", "MONTH", "--to", "no/such/folder.xlsx"), 2, "report_not_written"),
        (("--month", "MONTH", "--to", "x.xlsx", "--date", "FIRST"), 1, "reported_on"),
        (("--month", "MONTH", "--to", "x.xlsx", "--date", "2100-01-01"), 1, "reported_on"),
    ],
)
def test_what_is_refused_records_nothing(
    desk: Desk,
    month: Month,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    error: str,
) -> None:
    moved, before = Moved(monkeypatch, month, 5), entries(desk.staff.home)
    monkeypatch.chdir(tmp_path)
    Path("taken.xlsx").write_bytes(b"something else")
    stands = {"MONTH": month.text, "FIRST": month.first.isoformat()}
    given = [stands.get(each, each) for each in arguments]
    said = desk.act("cnca", "report", *given, *CLERK, *moved.confirmed)
    assert (said.code, said.json["error"]["code"]) == (code, error), said
    assert (entries(desk.staff.home), Path("taken.xlsx").read_bytes()) == (before, b"something else")
    assert not Path("x.xlsx").exists()


def test_the_page_is_typed_as_it_stands(
    desk: Desk, month: Month, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page, english = ((folder / "staff" / "aftercare.md").read_text(encoding="utf-8") for folder in (CHINESE, ENGLISH))
    typed = [*commands(section(page, "上报全国平台")), *commands(section(page, "和全国平台核对"))]
    told = ("Reporting to the national register", "Reconciling with the national register")
    assert typed == [each for title in told for each in commands(section(english, title))]
    facts = desk("show", instances.number(1), "--json").json
    shown = (facts["number"], facts["holder"]["name"], "有效", facts["valid_until"])
    cells = [f"<tr>{''.join(f'<td>{text}</td>' for text in line)}</tr>" for line in (_SHOWN, shown)]
    (tmp_path / "result.html").write_bytes(f"<html><table>{''.join(cells)}</table></html>".encode("gbk"))
    moved = Moved(monkeypatch, month, 5)
    monkeypatch.chdir(tmp_path)
    for command in typed:
        words = command.text.replace("2026-11", month.text).split()[1:]
        keys = (
            ("--passphrase-file", desk.staff.passphrase_file, *moved.confirmed)
            if words[1] == "report" and "--by" in words
            else ()
        )
        said = desk(*words, *keys)
        assert said.code == command.code, said
    assert (len(typed), len(reported(desk))) == (4, 1)
