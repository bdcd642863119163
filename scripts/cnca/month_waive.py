"""`starmark cnca waive`: months that are not reported from here, with the reason why."""

from __future__ import annotations

from certs.casework.cnca import month_marks, open_months
from certs.casework.cnca.month import Month
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import Refused, Words
from scripts.cases import case_desk
from scripts.cases.case_options import by_one_option, read_code
from scripts.cnca.month_option import MonthType
from scripts.desk import instance_access
from scripts.desk.act_options import json_option
from scripts.terminal import clock, speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, require, verb


@verb(
    "waive",
    Words(
        "记下哪些月份不从这里上报和理由（例如已在原系统报过）；`due` 不再提醒这几个月。登记簿不变，要上报的仍可用 report 上报。",
        "Record that months are not reported from here, and why (such as: reported from an earlier system); `due` no "
        "longer names them. The register does not change, and `report` may still report them.",
    ),
)
@option(
    "--month",
    "months",
    type=MonthType(),
    multiple=True,
    metavar="YYYY-MM",
    words=Words("哪个月，如 2026-11；可以写几次。", "Which month; may be given several times."),
)
@option("--reason", default="", metavar="TEXT", words=Words("为什么不上报。", "Why it is not reported."))
@by_one_option
@json_option
def command(months: tuple[Month, ...], reason: str, by: tuple[str, ...], *, as_json: bool) -> int:
    """Record it."""
    require("--month", months or None)
    require("--reason", reason)
    code, text = read_code(by, "--by"), case_desk.one_text(reason, "--reason")
    wanted, now = sorted(set(months)), clock.now()
    place = case_desk.instance()
    with (
        instance_access.reader() as reader,
        reader.view() as view,
        Journal.open(place.casework_url) as journal,
        case_desk.acting(place) as casework,
    ):
        waiting = open_months.open_months(view, journal, casework, beijing_day(now))
        for month in wanted:
            if month not in waiting:
                raise _nothing_waits(month)
        for month in wanted:
            month_marks.keep_waived(casework, month, code, text, now)
    _tell({month: len(waiting[month]) for month in wanted}, as_json=as_json)
    return 0


def _nothing_waits(month: Month) -> Refused:
    return Refused(
        "month_not_open",
        f"{month.text} 没有要上报的：没有过完、没有颁发或变动的证书、已经上报，或已经记下不报。什么也没有记下；"
        "starmark due 列出要上报的月份。",
        f"Nothing of {month.text} waits to be reported: it runs yet, nothing was issued or changed in it, or it is "
        "reported or waived already. Nothing was recorded; starmark due names the months that wait.",
    )


def _tell(waived: dict[Month, int], *, as_json: bool) -> None:
    if as_json:
        speech.print_json({"waived": [{"month": month.text, "certificates": n} for month, n in waived.items()]})
        return
    for month, count in waived.items():
        speech.show(
            both(
                f"{month.text} 记为不从这里上报：{count} 张证书。登记簿没有变化。",
                f"{month.text} is not reported from here: {count} certificates. The register has not changed.",
            )
        )
