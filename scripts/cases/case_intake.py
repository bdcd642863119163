"""`starmark case open`, `accept`, `refuse`, `close`: what came is taken in and answered, and the case ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from certs.casework.cases import case_moves, case_store, complaint_case
from certs.casework.cases.case_moves import CHANGE, RENEWAL, REVOCATION
from certs.casework.cases.case_store import REASON, Act, Case
from certs.casework.journal.trail import Paper
from certs.days import beijing_day
from certs.errors import Misuse, Words
from certs.instance import whole_files
from certs.instance.folder import Instance
from certs.lifecycle.reasons import REASONS
from certs.register.answers.not_found import NotFound
from scripts.cases import case_about, case_desk, case_letter, complaint_letter, main_and_subs
from scripts.cases.case_about import Wish
from scripts.cases.case_options import by_one_option, case_argument, read_code
from scripts.desk.act_options import FILE, json_option, reason_option, require_reason
from scripts.terminal import clock, lookup_tables
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, require, verb

_KINDS: Final = {"renew": RENEWAL, "change": CHANGE, "revoke": REVOCATION}


def _about(name: str, zh: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return option(f"--{name}", default=None, metavar="NUMBER", words=Words(zh, en))


_reason = option(
    "--reason", default=None, metavar="TEXT", words=Words("理由，写给企业看；不公开。", "The reason; never published.")
)


def _letter(zh: str, en: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return option("--letter", type=FILE, default=None, metavar="FILE.pdf", words=Words(zh, en))


@verb(
    "open",
    Words(
        "立案：收到申请时，读企业基本信息表；或就一张证书换证（--renew）、变更（--change，变更星级不交表）、撤销（--revoke，写 "
        "--reason），已知的内容都带过来。给出编号；有错的全部列出，并写出标注好的副本。",
        "Open a case: on the basic data sheet of an application; or about a certificate, to renew it (--renew), to "
        "change it (--change; without a sheet for the level alone) or to revoke it (--revoke with --reason), with all "
        "that is known carried over. What is wrong is told all at once, with a marked copy.",
    ),
    REASONS["revoked"],
)
@argument(
    "file",
    type=FILE,
    required=False,
    metavar="[FILE.xlsx]",
    words=Words("填好的企业基本信息表。", "The filled basic data sheet."),
)
@_about("renew", "换证：这张证书到期以前的再认证。", "Renew this certificate, after a new full assessment.")
@_about("change", "变更：名称、地址、场所、范围或星级。", "Change its name, address, sites, scope or level.")
@_about("revoke", "撤销这张证书。", "Revoke this certificate.")
@_about("sub-of", "申请的是这张证书的子证书。", "What is applied for is a sub-certificate of this one.")
@reason_option("revoked")
@by_one_option
@json_option
def opening(
    file: Path | None,
    reason: str | None,
    by: tuple[str, ...],
    *,
    as_json: bool,
    sub_of: str | None,
    **about: str | None,
) -> int:
    """Open a case."""
    code, wish = read_code(by, "--by"), _wish(file, reason, about)
    if wish is not None:
        if sub_of is not None:
            raise _sub_of_alone()
        return case_about.open_about(wish, code, as_json=as_json)
    require("FILE.xlsx", file)
    assert file is not None
    place, now = case_desk.instance(), clock.now()
    main = None if sub_of is None else main_and_subs.main_as_typed(sub_of)
    if isinstance(main, NotFound):
        return lookup_tables.tell_not_found(main, as_json=as_json)
    application = case_desk.read_application(place, file).under(main.number if main else "")
    with case_desk.acting(place) as connection:
        case = case_store.open_application(connection, application, code, now)
    return case_desk.tell_moved(case, both("已立案。", "opened."), as_json=as_json)


def _sub_of_alone() -> Misuse:
    return Misuse(
        "usage",
        "--sub-of 只和申请的基本信息表一起写，不和 --renew、--change、--revoke 一起写。什么也没有办理。",
        "--sub-of goes with the sheet of an application, not with --renew, --change or --revoke. Nothing was done.",
    )


def _wish(file: Path | None, reason: str | None, about: Mapping[str, str | None]) -> Wish | None:
    """Return what a case about a certificate is opened for; None for an application. Raises Misuse."""
    given = [(name, number) for name, number in about.items() if number is not None]
    if len(given) > 1 or (given and given[0][0] == "revoke" and file is not None):
        raise Misuse(
            "usage",
            "--renew、--change、--revoke 只写一个；撤销不交基本信息表。什么也没有办理。",
            "Give one of --renew, --change and --revoke; a revocation takes no sheet. Nothing was done.",
        )
    if reason is not None and (not given or given[0][0] != "revoke"):
        raise Misuse(
            "usage",
            "--reason 是撤销的原因，只和 --revoke 一起写。什么也没有办理。",
            "--reason is that of a revocation: give it with --revoke alone. Nothing was done.",
        )
    if not given:
        return None
    ((name, number),) = given
    if name == "revoke":
        require_reason("revoked", reason)
    return Wish(_KINDS[name], number, reason or "", file)


@verb("accept", Words("受理申请、投诉或申诉。", "Accept an application, a complaint or an appeal."))
@case_argument
@_letter("投诉、申诉：把受理通知书写到这个文件。", "Complaint or appeal: write the letter to this file.")
@by_one_option
@json_option
def accepting(case: str, letter: Path | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Accept it."""
    return _move(case, Move("accept", "", letter), by, both("已受理。", "accepted."), as_json=as_json)


@verb(
    "refuse",
    Words(
        "不受理申请，或者不归本机构处理的投诉、申诉；写明理由，--letter 写出不予受理通知书。",
        "Refuse an application, or a complaint or appeal that is not ours to judge, with the reason; --letter writes "
        "the notice.",
    ),
)
@case_argument
@_reason
@_letter("把不予受理通知书写到这个文件。", "Write the notice to this file.")
@by_one_option
@json_option
def refusing(case: str, reason: str | None, letter: Path | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Refuse it."""
    move = Move("refuse", case_desk.one_text(reason, "--reason"), letter)
    return _move(case, move, by, both("不受理。", "refused."), as_json=as_json)


@verb(
    "close",
    Words(
        "办结案件，写明理由；办结以后不再办理，只能删除个人信息。",
        "Close a case, with the reason; only personal data can be deleted afterwards.",
    ),
)
@case_argument
@_reason
@by_one_option
@json_option
def closing(case: str, reason: str | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Close it."""
    move = Move("close", case_desk.one_text(reason, "--reason"))
    return _move(case, move, by, both("已办结。", "closed."), as_json=as_json)


@dataclass(frozen=True, slots=True)
class Move:
    """A step that takes a case on: the act, the reason where it has one, and where its letter goes."""

    act: str
    reason: str = ""
    letter: Path | None = None


def _move(case: str, move: Move, by: tuple[str, ...], words: str, *, as_json: bool) -> int:
    code, place, now = read_code(by, "--by"), case_desk.instance(), clock.now()
    written = None
    with case_desk.acting(place) as connection:
        present = case_store.find(connection, case)
        complaint = present.kind in case_moves.COMPLAINTS
        if move.letter is not None and not complaint and move.act != "refuse":
            raise _no_letter(present)
        papers = (Paper(REASON, {"text": move.reason}, personal=complaint),) if move.reason else ()
        deadline = _answer_by(connection, place, present) if complaint and move.act == "accept" else None
        moved = case_store.act(connection, present, Act(move.act, (code,), papers, deadline), now)
        if move.letter is not None:
            written = _letter_of(connection, place, moved, move, beijing_day(now))
    if move.letter is not None and written is not None:
        whole_files.write(move.letter, written, whole_files.PRIVATE)
    return case_desk.tell_moved(moved, words, as_json=as_json)


def _answer_by(connection: Connection, place: Instance, case: Case) -> date | None:
    return complaint_letter.terms(place).answer_by(complaint_case.about(connection, case).received)


def _letter_of(connection: Connection, place: Instance, case: Case, move: Move, today: date) -> bytes:
    if case.kind not in case_moves.COMPLAINTS:
        application = case_store.application(connection, case)
        return case_letter.refusal(place, case, application, move.reason, case.number, today)
    if move.act == "accept":
        return complaint_letter.acknowledgement(connection, place, case, today)
    return complaint_letter.refusal(connection, place, case, move.reason, today)


def _no_letter(case: Case) -> Misuse:
    kind = case_moves.KINDS[case.kind]
    return Misuse(
        "usage",
        f"案件 {case.identifier} 是{kind.zh}，受理时没有信；accept 的 --letter 只用于投诉和申诉。什么也没有办理。",
        f"Case {case.identifier} is of the kind “{kind.en}”, which is accepted without a letter: --letter of accept is "
        "for complaints and appeals. Nothing was done.",
    )
