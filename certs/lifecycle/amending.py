"""What a changed content must satisfy (meanings.md, "Reissue and renewal"). Pure, as `rules.py` is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from certs.certificate.fields import Draft
from certs.errors import FieldError
from certs.lifecycle.record import Record
from certs.lifecycle.rules import field_error, reason_errors, start_errors
from certs.lifecycle.same_organisation import holder_errors
from certs.lifecycle.sub_certificates import ended_with_main
from certs.scheme.schemes import SCHEMES


def reissue_errors(record: Record, subject: Mapping[str, Any], reason: str, day: date) -> list[FieldError]:
    """Check a changed content against the version it replaces.

    Same organisation and scheme, a change, a reason that fits the level.
    """
    old = record.latest.subject
    errors = reason_errors("reissued", reason) + start_errors(record, "reissued", day)
    if record.latest.effective > day:
        errors.append(
            field_error(
                "effective",
                day,
                "conflict",
                f"已登记的新版本从 {record.latest.effective} 起生效，这次不能更早。",
                f"A version already recorded takes effect on {record.latest.effective}; this one cannot come "
                f"before it.",
            )
        )
    if subject["scheme"] != old["scheme"]:
        errors.append(
            field_error(
                "certificate.scheme",
                subject["scheme"],
                "conflict",
                "换发不能更换评价方案，需要新发证书。",
                "A reissue cannot change the scheme; issue a new certificate.",
            )
        )
    errors += holder_errors("reissued", reason, old["holder"], subject["holder"])
    return errors + _level_errors(old, subject, reason)


def _level_errors(old: Mapping[str, Any], new: Mapping[str, Any], reason: str) -> list[FieldError]:
    step = _stars(new) - _stars(old)
    expected = "level-raised" if step > 0 else "level-lowered" if step < 0 else None
    if expected and reason not in {expected, "correction"}:
        return [
            field_error(
                "reason",
                reason,
                "conflict",
                f"星级变了，原因应为 {expected}。",
                f"The level differs: the reason is {expected}.",
            )
        ]
    if expected is None and reason in {"level-raised", "level-lowered"}:
        return [
            field_error(
                "reason", reason, "conflict", "按这次的得分，星级没有变。", "By this score the level does not change."
            )
        ]
    return []


def _stars(subject: Mapping[str, Any]) -> int:
    return SCHEMES[subject["scheme"]].level(subject["level"]).stars


def renew_errors(record: Record, draft: Draft, starts: date, today: date) -> list[FieldError]:
    """Check a renewal: same organisation, a new number, one at a time, without a gap.

    The new certificate starts at the latest the day after the old one ends. A sub-certificate that ended with the
    renewal of its main may still be renewed.
    """
    ended = ended_with_main(record)
    errors = (start_errors(record, "renewed", today) if ended is None else []) + _successor_errors(record, draft)
    if record.successor is not None:
        errors.append(
            field_error(
                "number",
                record.number,
                "conflict",
                f"已经换证，新证书是 {record.successor}，不能再换一次。",
                f"It was renewed already, by {record.successor}.",
            )
        )
    latest = ended or record.latest.valid_until + timedelta(days=1)
    if starts > latest:
        errors.append(
            field_error(
                "certificate.issued",
                starts,
                "range",
                f"新证书最迟应从 {latest} 开始，中间不能断开。",
                f"The new certificate starts on {latest} at the latest; there may be no gap.",
            )
        )
    if starts <= record.issued:
        errors.append(
            field_error(
                "certificate.issued",
                starts,
                "range",
                f"新证书不能早于原证书的颁证日期 {record.issued}。",
                f"The new certificate cannot start before the old one was issued on {record.issued}.",
            )
        )
    return errors


def _successor_errors(record: Record, draft: Draft) -> list[FieldError]:
    errors = holder_errors("renewed", "", record.latest.subject["holder"], {"uscc": draft.holder.uscc})
    if draft.taken_over is not None:
        errors.append(
            field_error(
                "taken_over.number",
                draft.taken_over.number,
                "conflict",
                "再认证要签发新的编号，不能接收旧编号；请删去 [taken_over]。",
                "A renewal gets a new number and takes none over; remove [taken_over].",
            )
        )
    return errors


def issue_day_kept_errors(record: Record, draft: Draft) -> list[FieldError]:
    """Check that a reissue leaves the day of issue as it is."""
    if draft.issued in {None, record.issued}:
        return []
    return [
        field_error(
            "certificate.issued",
            draft.issued,
            "conflict",
            f"换发不改变颁证日期 {record.issued}。",
            f"A reissue does not change the day of issue, {record.issued}.",
        )
    ]
