"""`starmark show`: one certificate with everything it says, as it stood on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from certs.certificate import number as numbers
from certs.certificate.reading.asked_moment import Moment
from certs.errors import Words
from certs.lifecycle.record import Record
from certs.lifecycle.renewals import newest_of_chain
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.kin import Kin, SubLine, kin_of
from certs.register.answers.not_found import NotFound
from certs.register.answers.own_judgement import shown_status
from scripts.desk import instance_access
from scripts.desk.act_options import json_option
from scripts.terminal import answer_json, clock, code_words, lookup_tables, speech
from scripts.terminal.content_rows import holder_rows, scope_rows
from scripts.terminal.lookup_tables import at_option
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, verb

if TYPE_CHECKING:
    from rich.text import Text

_ITEMS = 10  # scope items and sites listed; the rest is in --json and on the web


@verb("show", Words("显示一张证书的全部内容和状态。", "Show one certificate: what it says, and its status."))
@argument("number", metavar="NUMBER", words=Words("证书编号。", "The certificate's number."))
@at_option
@json_option
def command(number: str, moment: Moment | None, as_json: bool) -> int:
    """Show the certificate."""
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, number, clock.now(), moment)
        if isinstance(certificate, NotFound):
            return lookup_tables.tell_not_found(certificate, as_json=as_json)
        newest = newest_of_chain(certificate.record, lambda number: reader.look(number).record)
        with reader.view() as view:
            kin = kin_of(view, certificate.record, certificate.trust, certificate.day)
    if as_json:
        speech.print_json(answer_json.certificate(certificate) | kin.to_json())
    else:
        tell(certificate, newest, kin)
    return 0


def tell(answer: Answer, newest: Record | None, kin: Kin) -> None:
    """Print one certificate for people; `newest` is the last one that was renewed from it."""
    table = speech.facts()
    for name, value in _rows(answer, newest, kin):
        if value:
            speech.row(table, name, value)
    speech.heading(say(answer.verdict.message))
    speech.show("")
    speech.show(table)


def _rows(answer: Answer, newest: Record | None, kin: Kin) -> list[tuple[str, str | Text]]:
    record, version, subject = answer.record, answer.version, answer.version.subject
    return [
        (both("编号", "number"), record.number),
        (both("状态", "status"), code_words.status_of(answer)),
        (both("查询日", "as of"), code_words.asked_about(answer)),
        (both("今天的状态", "status today"), code_words.today_of(answer)),
        (both("晚于查询日登记", "recorded later"), code_words.later_entries(answer)),
        *((row.name, _listed(row.lines)) for row in holder_rows(subject)),
        (both("颁证日期", "issued"), record.issued.isoformat()),
        (
            both("首次颁证", "first issued"),
            record.first_issued.isoformat() if record.first_issued != record.issued else "",
        ),
        (both("有效期至", "valid until"), version.valid_until.isoformat()),
        (both("版本", "version"), str(version.version)),
        (both("前一证书", "predecessor"), record.predecessor or ""),
        (both("接续证书", "successor"), _successor(answer, newest)),
        (both("主证书", "main certificate"), kin.main or ""),
        (both("子证书", "sub-certificates"), _listed([_sub_line(sub) for sub in kin.subs]) if kin.subs else ""),
        *((row.name, _listed(row.lines)) for row in scope_rows(subject)),
        (both("网址", "address"), f"{answer.trust.base_url}/c/{numbers.in_address(record.number)}"),
    ]


def _successor(answer: Answer, newest: Record | None) -> str:
    """Name the last certificate of the chain with its status today, as the web does, and the way to it."""
    if newest is None:
        return answer.record.successor or ""
    status = code_words.status(shown_status(newest, answer.trust, answer.today)).plain
    if newest.number == answer.record.successor:
        return both(f"{newest.number}（今天：{status}）", f"{newest.number} (today: {status})")
    return both(
        f"先换成 {answer.record.successor}，最新的是 {newest.number}（今天：{status}）",
        f"first {answer.record.successor}, the newest is {newest.number} (today: {status})",
    )


def _sub_line(sub: SubLine) -> str:
    sites = "；".join(site["name"] for site in sub.sites[:_ITEMS])
    return f"{sub.number}  {code_words.status(sub.status).plain}  {sub.holder['name']}｜{sites}"


def _listed(lines: Sequence[str]) -> Text:
    more = len(lines) - _ITEMS
    shown = list(lines[:_ITEMS])
    if more > 0:
        shown.append(both(f"……另有 {more} 项（--json 可见全部）", f"… and {more} more (--json shows all)"))
    return speech.stacked(*shown)
