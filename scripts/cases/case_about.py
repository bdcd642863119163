"""`starmark case open --renew`, `--change`, `--revoke`: a case about a certificate that is there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certs.casework.aftercare.standing_subs import named, standing_subs
from certs.casework.cases import concern, content_changes
from certs.casework.cases.assessed_case import SCHEME
from certs.casework.cases.case_moves import CHANGE, RENEWAL, REVOCATION
from certs.casework.cases.case_store import Case
from certs.casework.cases.concern import Concern
from certs.casework.cases.content_changes import Change
from certs.casework.forms.application import Application
from certs.days import beijing_day
from certs.errors import Refused
from certs.instance.folder import Instance
from certs.lifecycle.record import Record
from certs.register.answers.not_found import NotFound
from scripts.cases import case_desk, concerned, main_and_subs
from scripts.desk import instance_access
from scripts.terminal import clock, lookup_tables, speech
from scripts.terminal.speech import both, say

_OPENED = {
    RENEWAL: ("已为证书 {} 换证立案。", "opened for the renewal of {}."),
    CHANGE: ("已为证书 {} 变更立案。", "opened for a change of {}."),
    REVOCATION: ("已为证书 {} 撤销立案。", "opened for the revocation of {}."),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a case is to be opened for: its kind, the certificate as typed, the reason of a revocation, a sheet."""

    kind: str
    number: str
    reason: str
    file: Path | None


def open_about(wish: Wish, code: str, *, as_json: bool) -> int:
    """Open the case, with what is known of the certificate carried over."""
    record = concerned.look_up(wish.number)
    if isinstance(record, NotFound):
        return lookup_tables.tell_not_found(record, as_json=as_json)
    place = case_desk.instance()
    _require_open(record, wish.kind)
    if wish.kind == CHANGE and wish.file is None:
        main_and_subs.require_own_level(record)
    sheet = None if wish.file is None else case_desk.read_application(place, wish.file)
    with case_desk.acting(place) as connection:
        before = concern.leading_case(connection, record.number)
        known = concern.carried(connection, record.number, record.latest.subject)
        application = sheet or (concern.of_register(record.latest.subject) if wish.kind == REVOCATION else known)
        if application is None:
            raise _no_data(record.number, wish.kind)
        changes = () if wish.kind == REVOCATION else _changes(record, application, wish)
        about = Concern(
            record.number,
            record.latest.version,
            record.latest.subject["level"],
            before.identifier if before else "",
            wish.reason,
            changes,
        )
        case = concern.open_about(connection, wish.kind, about, application, code, clock.now())
    _note(place, record, wish.kind, application)
    return _tell(case, changes, as_json=as_json)


def _require_open(record: Record, kind: str) -> None:
    concerned.require_not_ended(record, renewal=kind == RENEWAL)
    if kind == REVOCATION:
        return
    if record.successor is not None:
        raise concerned.renewed(record, record.successor)
    if record.latest.subject["scheme"] != SCHEME.code:
        raise Refused(
            "case_scheme",
            f"证书 {record.number} 按 {record.latest.subject['scheme']} 评价，案件的评分表只有 {SCHEME.code} 的。没有立案；"
            "请用 starmark renew 或 reissue 按文件办理。",
            f"Certificate {record.number} is of {record.latest.subject['scheme']}, and cases have the score sheets of "
            f"{SCHEME.code} alone. No case was opened; use starmark renew or reissue with a file.",
        )


def _changes(record: Record, application: Application, wish: Wish) -> tuple[Change, ...]:
    """Return what is asked to be otherwise. Raises Refused for another organisation, and for a sheet without a change.

    A renewal takes no new name: the register knows the organisation by one, and a change gives it another.
    """
    holder = record.latest.subject["holder"]
    if application.uscc != holder["uscc"]:
        raise Refused(
            "case_holder",
            f"基本信息表的统一社会信用代码是 {application.uscc}，证书 {record.number} 的是 {holder['uscc']}：不是同一家企业。"
            "没有立案；请核对编号和表。原来登记错了的，用 starmark reissue（原因 correction）更正。",
            f"The sheet has the USCC {application.uscc}, certificate {record.number} has {holder['uscc']}: these are "
            "two organisations. No case was opened; check number and sheet. What was registered in error is mended "
            "with starmark reissue (correction).",
        )
    changes = content_changes.changes_between(record.latest.subject, application.content)
    if wish.kind == RENEWAL and application.name != holder["name"]:
        raise Refused(
            "case_holder",
            f"基本信息表的名称是“{application.name}”，证书 {record.number} 的是“{holder['name']}”。没有立案；"
            f"企业更名先办变更：starmark case open --change {record.number} FILE.xlsx。",
            f"The sheet has the name “{application.name}”, certificate {record.number} has “{holder['name']}”. No case "
            f"was opened; a new name comes first: starmark case open --change {record.number} FILE.xlsx.",
        )
    if wish.kind == CHANGE and wish.file is not None and not changes:
        raise Refused(
            "case_no_change",
            f"基本信息表与证书 {record.number} 现在的内容相同，没有要变更的，没有立案。只变更星级的，不交表。",
            f"The sheet says what certificate {record.number} says already: there is nothing to change, and no case "
            "was opened. For a change of the level alone, hand in no sheet.",
        )
    return changes


def _no_data(number: str, kind: str) -> Refused:
    option = "--renew" if kind == RENEWAL else "--change"
    return Refused(
        "case_basic",
        f"没有案件记着证书 {number} 的人数和各场所的类型，登记簿里也没有。没有立案；请用 starmark case template basic "
        f"--number {number} --to FILE.xlsx 写出填好已知内容的表，补齐以后：starmark case open {option} {number} FILE.xlsx。",
        f"No case knows the headcount of certificate {number} and what kind of place each site is, and the register "
        f"has neither. No case was opened; starmark case template basic --number {number} --to FILE.xlsx writes the "
        f"sheet with what is known; complete it, then: starmark case open {option} {number} FILE.xlsx.",
    )


def _note(place: Instance, record: Record, kind: str, application: Application) -> None:
    if kind == REVOCATION:
        return
    concerned.note_suspended(record)
    if kind == RENEWAL:
        concerned.note_time(place, record, beijing_day(clock.now()))
        _note_subs(record.number)
    if not application.contact:
        case_desk.note(
            "请注意：以前的联系人已经删除，案件里没有联系人。",
            "Note: the contact of before was deleted, so that the case has none.",
        )


def _note_subs(number: str) -> None:
    """Say what becomes of the sub-certificates of a certificate that is renewed."""
    with instance_access.reader() as reader, reader.view() as view:
        subs = standing_subs(view.connection, beijing_day(clock.now())).get(number)
    if subs:
        told = named(subs)
        case_desk.note(
            f"请注意：{number} 有 {told.zh}。换证时没有一起换的，同日注销；要保留的，也各自立案换证：starmark case open --renew。",
            f"Note: {number} has {told.en}. Those that are not renewed with it end on the same day: open a case for "
            "each that is to stay: starmark case open --renew.",
        )


def _tell(case: Case, changes: tuple[Change, ...], *, as_json: bool) -> int:
    zh, en = _OPENED[case.kind]
    listed: list[dict[str, Any]] = [change.to_json() for change in changes]
    more = {"kind": case.kind, "number": case.number, "changes": listed}
    code = case_desk.tell_moved(case, both(zh.format(case.number), en.format(case.number)), as_json=as_json, more=more)
    if changes and not as_json:
        grid = speech.facts()
        for change in changes:
            speech.row(grid, say(change.words), say(change.detail))
        speech.show(grid)
    return code
