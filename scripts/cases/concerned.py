"""The certificate that a case is about, as the register has it now: whether the case can be led on with it."""

from __future__ import annotations

from datetime import date

from certs import limits
from certs.casework.cases.case_moves import RENEWAL, REVOCATION
from certs.casework.cases.case_store import Case
from certs.casework.cases.concern import Concern
from certs.days import add_months, beijing_day
from certs.errors import CouldNotCheck, Refused
from certs.instance.folder import Instance
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.statuses import STATUS_WORDS
from certs.lifecycle.sub_certificates import ended_with_main
from certs.register.answers.not_found import NotFound
from certs.register.answers.own_judgement import UNKNOWN
from scripts.cases import case_desk
from scripts.desk import instance_access
from scripts.terminal import clock, lookup_tables


def look_up(text: str) -> Record | NotFound:
    """Return the record of a certificate as people type its number. Raises CouldNotCheck where it does not hold."""
    with instance_access.reader() as reader:
        certificate = lookup_tables.look_up(reader, text, clock.now())
    if isinstance(certificate, NotFound):
        return certificate
    if certificate.status == UNKNOWN:
        raise CouldNotCheck("record_broken", *certificate.verdict.message)
    return certificate.record


def require_not_ended(record: Record, case: str = "", *, renewal: bool = False) -> None:
    """Raise Refused for a certificate that has ended; `case` is the one that can then only be closed.

    A sub-certificate that ended because its main was renewed can still be renewed, under the new main.
    """
    standing = record.standing(beijing_day(clock.now()))
    if standing.code not in ENDED or (renewal and ended_with_main(record) is not None):
        return
    status = STATUS_WORDS[standing.code]
    zh = f"案件 {case} 办不成了，请用 starmark case close {case} 办结。" if case else "没有立案。"
    en = f"Case {case} comes to nothing: end it with starmark case close {case}." if case else "No case was opened."
    raise Refused(
        "certificate_ended",
        f"证书 {record.number} 从 {standing.since} 起“{status.zh}”，不能再换证、变更或撤销。{zh}",
        f"Certificate {record.number} is {status.en} since {standing.since}: it is not renewed, changed or revoked any "
        f"more. {en}",
    )


def require_current(case: Case, about: Concern) -> None:
    """Hold the certificate of a decided case against what it was when the case was opened.

    Raises Refused where it has ended since, was renewed, or has another version: then what was carried over is old.
    """
    record = look_up(about.number)
    assert isinstance(record, Record)  # a number of the register stays in it
    require_not_ended(record, case.identifier, renewal=case.kind == RENEWAL)
    if case.kind == REVOCATION:
        return
    if record.successor is not None:
        raise renewed(record, record.successor)
    if record.latest.version != about.version:
        raise Refused(
            "certificate_changed",
            f"立案以后，证书 {about.number} 另外换发成了第 {record.latest.version} 版，案件里的内容是第 {about.version} "
            f"版的。什么也没有办理；请用 starmark case close {case.identifier} 办结，再按现在的内容立案。",
            f"Since the case was opened, certificate {about.number} was reissued as version {record.latest.version}, "
            f"while the case holds the content of version {about.version}. Nothing was done; close it with starmark "
            f"case close {case.identifier} and open another on what the certificate says now.",
        )


def renewed(record: Record, successor: str) -> Refused:
    """Return the refusal of a certificate that has a successor."""
    return Refused(
        "certificate_renewed",
        f"证书 {record.number} 已经换证，新证书是 {successor}。什么也没有办理；请就新证书办理。",
        f"Certificate {record.number} was renewed already, by {successor}. Nothing was done; act on the new one.",
    )


def note_suspended(record: Record) -> None:
    """Say of a suspended certificate that nothing is issued of it before it is restored."""
    if record.standing(beijing_day(clock.now())).code == "suspended":
        case_desk.note(
            f"请注意：证书 {record.number} 正在暂停。可以办案件，恢复以后才能换证或换发。",
            f"Note: certificate {record.number} is suspended. The case can be led on; it is renewed or reissued only "
            "after it was restored.",
        )


def note_time(place: Instance, record: Record, today: date) -> None:
    """Say where a renewal comes earlier or later than the body's rules want."""
    ends, months = record.latest.valid_until, place.settings.rules.renewal_months
    if today < add_months(ends, -max(months, limits.REMINDER_MONTHS)):
        case_desk.note(
            f"请注意：证书 {record.number} 的有效期到 {ends}，现在换证早了。已经立案；新证书开始那天，旧证书就注销。",
            f"Note: certificate {record.number} is valid until {ends}, so this renewal is early. The case is open; the "
            "old certificate ends the day the new one starts.",
        )
    elif months and today > add_months(ends, -months):
        case_desk.note(
            f"请注意：按规则应在到期前 {months} 个月（{add_months(ends, -months)} 以前）申请，证书到 {ends} 为止："
            "时间紧，过期以后不能换证，只能重新认证。",
            f"Note: by the rules a renewal is applied for {months} months before the end, by "
            f"{add_months(ends, -months)}, and the certificate ends on {ends}. Time is short: once it has expired it "
            "cannot be renewed, only certified anew.",
        )
