"""What a changed content must satisfy: the rules of reissue and renewal (design section 6). Pure, as `rules.py` is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from certs.certificate.fields import Draft
from certs.errors import FieldError
from certs.lifecycle.record import Record
from certs.lifecycle.rules import field_error, reason_errors, start_errors
from certs.scheme.schemes import SCHEMES


@dataclass(frozen=True, slots=True)
class ReissueItem:
    """A reissue asked for: the number, the new content, why, and from which day (None: the day of the act)."""

    number: str
    draft: Draft
    reason: str
    decision: str
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class RenewItem:
    """A renewal asked for: the number to be renewed and the content of its successor."""

    number: str
    draft: Draft
    decision: str


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
    if subject["holder"]["uscc"] != old["holder"]["uscc"] and reason != "correction":
        errors.append(
            field_error(
                "holder.uscc",
                subject["holder"]["uscc"],
                "conflict",
                "统一社会信用代码变了，就是另一家企业；若原来登记有误，原因用 correction。",
                "Another USCC is another organisation; if the old one was an error, the reason is correction.",
            )
        )
    if subject["holder"]["name"] != old["holder"]["name"] and reason not in {"holder-renamed", "correction"}:
        errors.append(
            field_error(
                "holder.name",
                subject["holder"]["name"],
                "conflict",
                "企业名称变了，原因应为 holder-renamed。",
                "The holder's name differs: the reason is holder-renamed.",
            )
        )
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

    The new certificate starts at the latest the day after the old one ends.
    """
    errors = start_errors(record, "renewed", today) + _successor_errors(record, draft)
    if record.successor is not None:
        errors.append(
            field_error(
                "number",
                record.number,
                "conflict",
                f"已经换发新证书 {record.successor}，不能再换一次。",
                f"It was renewed already, by {record.successor}.",
            )
        )
    latest = record.latest.valid_until + timedelta(days=1)
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
    errors = []
    if draft.holder.uscc != record.latest.subject["holder"]["uscc"]:
        errors.append(
            field_error(
                "holder.uscc",
                draft.holder.uscc,
                "conflict",
                "再认证必须是同一家企业（统一社会信用代码相同）。",
                "A renewal is for the same organisation, with the same USCC.",
            )
        )
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
