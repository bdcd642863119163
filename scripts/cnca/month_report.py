"""`starmark cnca report`: the report of a month as a sheet to upload, and the entries that say it was reported.

The file stands whole on the disk before the first entry: what a crash leaves is a file without entries, and the same
command goes on from there. The other way round the register would say of a report that nobody has.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from certs.casework.cnca import month_entries, month_sheet, reporting_rules
from certs.casework.cnca.month import Month
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import CouldNotCheck, Refused, Words
from certs.instance import whole_files
from certs.lifecycle.request import Request
from certs.lifecycle.rules import RefusedItem
from certs.register.store.reader import open_reader
from scripts.cnca import month_workbook, settled_months
from scripts.cnca.month_option import MonthType
from scripts.desk import act_report, instance_access
from scripts.desk.act_options import FILE, ActOptions, acting, confirming_option
from scripts.desk.batch import Outcome, carry_out
from scripts.terminal import clock, colours, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, require, verb


@dataclass(frozen=True, slots=True)
class _Report:
    """The report of a month: its file, how many rows stand in it, what keeps it back, and who is reported already."""

    month: Month
    data: bytes
    rows: int
    faults: tuple[RefusedItem, ...]
    unreported: tuple[str, ...]
    reported: dict[str, date]


@verb(
    "report",
    Words(
        "写出一个月的证书信息月报（XLSX）供上传，并登记“已上报”。不写 --by 只写文件，不登记；上传以后写上 --by 再运行一次，文件不变。"
        "同一个月再报，得到同样的文件，不重复登记。",
        "Write the report of a month (XLSX) to upload, and record that it was reported. Without --by it writes the "
        "file and records nothing: once it is uploaded, run it again with --by. The same month again gives the same "
        "file, and nothing is recorded twice.",
    ),
)
@option(
    "--month", type=MonthType(), default=None, metavar="YYYY-MM", words=Words("哪个月，如 2026-11。", "Which month.")
)
@option("--to", type=FILE, default=None, metavar="FILE", words=Words("写到这个 XLSX 文件。", "The XLSX file to write."))
@option(
    "--date",
    "reported_on",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("上报的日期，默认今天；不早于月末。", "Day on which it was reported; today by default."),
)
@confirming_option
@acting
def command(month: Month | None, to: Path | None, reported_on: date | None, options: ActOptions) -> int:
    """Write the file of a month, then record that it was reported."""
    require("--month", month)
    require("--to", to)
    assert month is not None  # for the type checker: both were required
    assert to is not None
    today = beijing_day(clock.now())
    day = reported_on or today
    _require_over(month, day, today)
    remark = options.remark(month_entries.REPORTED)
    report = _compose(month)
    if report.faults:
        return act_report.report(month_entries.REPORTED, Outcome((), report.faults), options, **_about(report, None))
    new = _require_place(to, report.data)
    if not options.dry_run:
        if new:
            _write(to, report.data)
        _tell_written(report, to, options, new=new)
    if not report.unreported or not options.by:
        if options.by and not options.dry_run:
            settled_months.keep(remark.by, today)
        return _no_entries(report, to, options)
    if not _confirmed(report, day, options):
        raise Refused(
            "not_confirmed",
            f"没有得到确认，没有登记“已上报”。文件 {to} 已写好；上传以后再运行一次。",
            f"It was not confirmed, so nothing was recorded as reported. The file {to} stands; run this again once it "
            "is uploaded.",
        )
    requests = [
        Request(month_entries.REPORTED, number, effective=day, remark=remark, month=month.text)
        for number in report.unreported
    ]
    outcome = carry_out(requests, (), options)
    if outcome.done and not options.dry_run:
        settled_months.keep(remark.by, today)
    return act_report.report(
        month_entries.REPORTED, outcome, options, **_about(report, None if options.dry_run else to)
    )


def _require_over(month: Month, day: date, today: date) -> None:
    """Refuse a month that is not over, and a day of reporting that lies within it or ahead. Raises Refused."""
    if today <= month.last:
        raise Refused(
            "month_running",
            f"{month.text} 还没有过完（到 {month.last}），这时的月报会缺月底的证书。什么也没有办理；请在 {month.deadline} 以前，下个月初再报。",
            f"{month.text} is not over before {month.last} has passed: its report would lack what the rest of it "
            f"brings. Nothing was done; report it at the beginning of the next month, by {month.deadline}.",
        )
    if not month.last < day <= today:
        raise Refused(
            "reported_on",
            f"上报日期 {day} 不对：应在 {month.text} 过完以后，到今天（{today}）为止。什么也没有办理。",
            f"{day} cannot be the day of reporting: it lies after the end of {month.text}, up to today ({today}). "
            "Nothing was done.",
        )


def _compose(month: Month) -> _Report:
    """Read the month out of the register, and hold every row against the rules of reporting."""
    place = instance_access.instance(to_act=False)
    reader = open_reader(place.register_url)
    try:
        with Journal.open(place.casework_url) as journal, reader.view() as view:
            entries = month_entries.entries_of(view, month)
            trust = view.trust
            numbers = {entry.record.number for entry in entries}
            reported = month_entries.reported_for(view, journal, month, numbers)
    finally:
        reader.close()
    rows, faults = [], []
    for entry in entries:
        row = month_sheet.row_of(entry, trust.body.number_prefix)
        errors = reporting_rules.faults(row, month_sheet.level_of(entry.record.latest.subject), month)
        rows.append(row)
        if errors:
            faults.append(RefusedItem(entry.record.number, errors))
    data = month_workbook.workbook(month, trust, rows)
    return _Report(
        month, data, len(rows), tuple(faults), tuple(sorted(numbers - reported.keys())), dict(sorted(reported.items()))
    )


def _require_place(to: Path, data: bytes) -> bool:
    """Tell whether the file is still to be written; the same one may stand there. Raises Refused for another."""
    if whole_files.same(to, data):
        return False
    if to.exists():
        raise Refused(
            "file_exists",
            f"{to} 已经存在，内容和这个月的月报不同，没有覆盖，也没有登记。请换一个文件名。",
            f"{to} exists and is not the report of this month: it was not overwritten, and nothing was recorded. "
            "Choose another name.",
        )
    return True


def _write(to: Path, data: bytes) -> None:
    try:
        whole_files.write_new(to, data)
    except OSError as error:
        raise CouldNotCheck(
            "report_not_written",
            f"月报写不进 {to}（{error.strerror}），所以什么也没有登记。请检查目录和磁盘空间后重试。",
            f"The report could not be written to {to} ({error.strerror}), so nothing was recorded. Check the folder "
            "and the disk, then try again.",
        ) from error


def _tell_written(report: _Report, to: Path, options: ActOptions, *, new: bool) -> None:
    if options.as_json:
        return
    count = len(report.unreported) + len(report.reported)
    state = both("已写出", "was written") if new else both("已经在那里，内容相同", "was there already, the same")
    speech.show(
        both(
            f"{report.month.text} 的月报 {to} {state}：{report.rows} 件，{count} 张证书。最迟 {report.month.deadline} 上报。",
            f"The report of {report.month.text}, {to}, {state}: {report.rows} entries of {count} certificates. It is "
            f"to be reported by {report.month.deadline}.",
        )
        if report.rows
        else both(
            f"{report.month.text} 没有颁发或变动的证书，文件 {to} {state}，里面写明了这一点。",
            f"In {report.month.text} no certificate was issued or changed; the file {to} {state} and says so.",
        )
    )


def _no_entries(report: _Report, to: Path, options: ActOptions) -> int:
    """Tell why nothing is recorded: nobody signs for it yet, or all of it is reported already."""
    if options.as_json:
        speech.print_json({"changed": [], "refused": [], **_about(report, None if options.dry_run else to)})
        return 0
    if report.unreported:
        speech.show(
            both(
                f"没有写 --by，没有登记“已上报”。上传以后，写上 --by 工号再运行一次，登记 {len(report.unreported)} 张。",
                "There is no --by, so nothing was recorded as reported. Once it is uploaded, run this again with --by "
                f"CODE to record {len(report.unreported)}.",
            )
        )
    elif report.reported:
        first, last = min(report.reported.values()), max(report.reported.values())
        days = f"{first}" if first == last else both(f"{first} 至 {last}", f"{first} to {last}")
        speech.show(
            both(
                f"这个月的 {len(report.reported)} 张证书都已登记上报（{days}），没有再登记。",
                f"All {len(report.reported)} certificates of this month are recorded as reported ({days}); nothing was "
                "recorded again.",
            )
        )
    return 0


def _confirmed(report: _Report, day: date, options: ActOptions) -> bool:
    """Ask at a terminal whether the file was uploaded: the entries stand in the log for ever."""
    if options.yes or options.dry_run or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    speech.tell(
        both(
            f"要登记 {len(report.unreported)} 张证书已于 {day} 上报，登记以后不能收回。",
            f"{len(report.unreported)} certificates are to be recorded as reported on {day}, for ever.",
        ),
        colours.LOOK,
    )
    answer = click.prompt(
        both("文件已经上传到上报平台了吗？输入“是”登记", "Was the file uploaded? Type yes to record it"),
        default="",
        show_default=False,
        err=True,
        prompt_suffix=both("：", ": "),
    )
    return str(answer).strip().casefold() in {"是", "y", "yes"}


def _about(report: _Report, to: Path | None) -> dict[str, Any]:
    """Return what machines are told of the report beside the entries."""
    return {
        "month": report.month.text,
        "deadline": report.month.deadline.isoformat(),
        "file": None if to is None else str(to),
        "rows": report.rows,
        "unreported": list(report.unreported),
        "reported_before": [{"number": number, "day": day.isoformat()} for number, day in report.reported.items()],
    }
