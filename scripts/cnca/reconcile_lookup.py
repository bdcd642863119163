"""`starmark cnca reconcile`: a saved result of the national lookup held against the register, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from certs import limits
from certs.casework.cnca import reconciliation
from certs.casework.cnca.lookup_fields import label_of, plain
from certs.casework.cnca.read_lookup import Lookup, read
from certs.casework.cnca.reconciliation import Compared
from certs.certificate.reading.refused_input import FileRefused
from certs.days import beijing_day
from certs.errors import CouldNotCheck, Words
from certs.lifecycle.record import Record
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, input_file, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, verb

if TYPE_CHECKING:
    from rich.text import Text

_SHOWN: Final = 200  # rows, and lines that were not understood, on a terminal; --json has all
_RESULTS: Final = {
    reconciliation.AGREE: Words("一致", "agree"),
    reconciliation.DIFFER: Words("不一致", "differ"),
    reconciliation.UNCLEAR: Words("看不懂", "not understood"),
    reconciliation.MISSING_THERE: Words("那边没有", "missing there"),
    reconciliation.MISSING_HERE: Words("这里没有", "missing here"),
    reconciliation.OTHER_BODY: Words("其他机构的证书", "of another body"),
}


@verb(
    "reconcile",
    Words(
        "把保存下来的全国平台（cx.cnca.cn）查询结果和登记簿逐行核对，不联网：网页（.html）、复制的文字（.txt）、填写的表格（.xlsx、.csv）都可以。"
        "全部一致退出码 0，有出入 1，读不了 2。",
        "Hold a saved result of the national lookup (cx.cnca.cn) against the register, row by row and without a "
        "network: a page (.html), copied text (.txt), a typed sheet (.xlsx, .csv). Exit 0 where all agree, 1 where "
        "something differs, 2 where it cannot be read.",
    ),
)
@argument(
    "files",
    nargs=-1,
    required=True,
    type=FILE,
    metavar="FILE…",
    words=Words("保存的查询结果，几页就几个文件。", "Saved results."),
)
@option(
    "--holder",
    default="",
    metavar="NAME|USCC",
    words=Words(
        "只查了这一家企业的，写它的名称或信用代码：别家的证书不算“那边没有”。",
        "The result is of this organisation alone: certificates of others are not missed there.",
    ),
)
@json_option
def command(files: tuple[Path, ...], holder: str, as_json: bool) -> int:
    """Compare, and tell what differs."""
    lookup = Lookup()
    for file in files:
        part = _read(file)
        lookup.rows += part.rows
        lookup.not_understood += part.not_understood
    if not lookup.rows:
        raise CouldNotCheck(
            "lookup_empty",
            f"{files[0]} 里没有认得出的证书：要有“证书编号”这个表头或名目，下面是编号。没有核对。",
            f"No certificate was recognised in {files[0]}: it needs the head or label 证书编号 with numbers under or "
            "beside it. Nothing was compared.",
        )
    today = beijing_day(clock.now())
    with instance_access.reader() as reader, reader.view() as view:
        records = view.records(view.numbers())
        compared = reconciliation.reconcile(lookup.rows, records, view.trust.body.name, today, _of(records, holder))
    if as_json:
        speech.print_json(_json(compared, lookup))
    else:
        _show(compared, records)
        _tell_rest(lookup)
    return 0 if all(each.result in reconciliation.FINE for each in compared) else 1


def _read(file: Path) -> Lookup:
    try:
        return read(input_file.read(file, limits.XLSX_FILE), str(file))
    except FileRefused as error:
        raise _unreadable(file, *error.words) from error
    except OSError as error:
        cause = error.strerror or ""
        raise _unreadable(file, f"{cause}；请检查文件名和权限。", f"{cause}; check its name and rights.") from error


def _unreadable(file: Path, zh: str, en: str) -> CouldNotCheck:
    return CouldNotCheck(
        "lookup_unreadable", f"读不了 {file}：{zh}没有核对。", f"{file} cannot be read: {en} Nothing was compared."
    )


def _of(records: Mapping[str, Record], holder: str) -> frozenset[str]:
    """Return the numbers that the result should have: all of the body, or those of one organisation."""
    wanted = plain(holder).upper()
    return frozenset(
        number
        for number, record in records.items()
        if not wanted or wanted in {plain(record.latest.subject["holder"][name]).upper() for name in ("name", "uscc")}
    )


def _json(compared: Sequence[Compared], lookup: Lookup) -> dict[str, Any]:
    numbers = {name: [each.number for each in compared if each.result == name] for name in _RESULTS}
    left = [{"place": place, "text": text} for place, text in lookup.not_understood]
    return {**numbers, "rows": [each.to_json() for each in compared], "not_understood": left}


def _show(compared: Sequence[Compared], records: Mapping[str, Record]) -> None:
    others = [each for each in compared if each.result != reconciliation.AGREE]
    if others:
        table = speech.table(
            both("编号", "number"),
            both("结果", "result"),
            both("登记簿 → 全国平台", "register → lookup"),
            both("天数", "days"),
        )
        table.columns[0].no_wrap = table.columns[1].no_wrap = True
        for each in others[:_SHOWN]:
            speech.row(table, each.number, say(_RESULTS[each.result]), _told(each, records), _days(each))
        speech.show(table)
        if len(others) > _SHOWN:
            speech.show(both(f"（只列出前 {_SHOWN} 行，全部见 --json）", f"(the first {_SHOWN}; --json has all)"))
    counts = Counter(each.result for each in compared)
    told = (f"{say(words)} {counts[name]}" for name, words in _RESULTS.items() if counts[name])
    speech.show(both("，", ", ").join(told))


def _told(compared: Compared, records: Mapping[str, Record]) -> Text | str:
    if compared.result == reconciliation.MISSING_THERE:
        return str(records[compared.number].latest.subject["holder"]["name"])
    parts = [f"{label_of(each.field)}: {each.here} → {each.there}" for each in compared.differences]
    parts += [f"{label_of(name)}: {text}?" for name, text in compared.unread]
    return speech.stacked(*parts)


def _days(compared: Compared) -> str:
    if compared.lag is not None:
        return both(f"上报用了 {compared.lag} 天", f"reported after {compared.lag} days")
    if compared.waiting is not None:
        return both(f"已过 {compared.waiting} 天", f"{compared.waiting} days ago")
    return ""


def _tell_rest(lookup: Lookup) -> None:
    """List what belongs to no certificate: menus and the like, or a row that was not recognised."""
    if not lookup.not_understood:
        return
    count = len(lookup.not_understood)
    speech.tell(both(f"下列 {count} 处没有看作证书：", f"{count} lines were not taken as certificates:"), colours.NOTE)
    for place, text in lookup.not_understood[:_SHOWN]:
        speech.tell(f"  {place}: {speech.plain(text)[:100]}")
