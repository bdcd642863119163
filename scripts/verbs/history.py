"""`starmark history`: every entry of the log about one certificate, in the order in which it was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from certs.days import BEIJING
from certs.errors import Words
from certs.lifecycle.corrections import Correction, correction_of
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.register.answers.not_found import NotFound
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import answer_json, clock, code_words, lookup_tables, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, verb


@verb("history", Words("显示一张证书在日志里的全部条目。", "Show every entry of the log about one certificate."))
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@option(
    "--inputs",
    type=FILE,
    default=None,
    metavar="FILE",
    words=Words(
        "拿保存的输入文件（TOML 或 XLSX）与工作日志核对：哪一次办理依据它；都不依据它时退出码 1。",
        "Hold a kept input file (TOML or XLSX) against the staff journal: which act was decided on it; exit 1 if none.",
    ),
)
@json_option
def command(number: str, inputs: Path | None, as_json: bool) -> int:
    """Show the entries."""
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, clock.now())
    if isinstance(certificate, NotFound):
        return lookup_tables.tell_not_found(certificate, as_json=as_json)
    if inputs is not None:
        from scripts.desk import against_journal

        return against_journal.report(certificate.record, inputs, as_json=as_json)
    if as_json:
        speech.print_json(
            {
                "number": certificate.number,
                "entries": [
                    answer_json.event(e, correction_of(certificate.corrections, e.position))
                    for e in certificate.record.entries
                ],
            }
        )
    else:
        speech.show(f"{certificate.number}  {certificate.version.subject['holder']['name']}")
        _show(certificate.record.entries, certificate.corrections)
    return 0


def _show(entries: Iterable[LoggedEvent], corrections: tuple[Correction, ...]) -> None:
    table = speech.table(
        both("条目", "entry"),
        both("登记时刻", "recorded"),
        both("生效日", "effective"),
        both("事项", "act"),
        both("说明", "detail"),
    )
    for column in table.columns[:4]:
        column.no_wrap = True
    for entry in entries:
        recorded = entry.recorded.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        speech.row(
            table,
            entry.position,
            recorded,
            entry.effective,
            code_words.act(entry.type),
            _detail(entry, correction_of(corrections, entry.position)),
        )
    speech.show(table)
    speech.show(both("登记时刻为北京时间。", "Recorded instants are in Beijing time."))


def _detail(entry: LoggedEvent, correction: Correction | None) -> str:
    reason = REASONS.get(entry.type, {}).get(entry.reason or "")
    parts = (
        say(reason) if reason else "",
        both(f"到 {entry.until} 为止。", f"Until {entry.until}.") if entry.until else "",
        f"{both('接续：', 'Successor: ')}{entry.body['successor']}" if "successor" in entry.body else "",
        say(correction.words) if correction else "",
    )
    return both("", " ").join(part for part in parts if part)
