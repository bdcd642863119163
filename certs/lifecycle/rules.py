"""What may be done to a certificate, and when (meanings.md, "Status").

Pure: a record and days go in, field errors come out. Every rule reports with the field at fault, so that a batch can
list all its errors at once and nothing is done half.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from certs import limits
from certs.certificate import issue_day
from certs.days import add_months, beijing_day
from certs.errors import FieldError, Refused, Words
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import MAIN_RENEWED, REASONS, reason_choices
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.request import Request
from certs.lifecycle.statuses import STATUS_WORDS


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """One item of an act that cannot be done, with everything wrong with it. `source` is the file, cell or number."""

    source: str
    errors: tuple[FieldError, ...]


class BatchRefused(Refused):
    """An act of one or many items was refused whole: nothing has changed. `items` names each one at fault."""

    def __init__(self, items: tuple[RefusedItem, ...]) -> None:
        super().__init__(
            "refused",
            f"有 {len(items)} 项不能办理，本次没有改动任何内容。请按下列说明改正后重做。",
            f"{len(items)} item(s) cannot be done, so nothing was changed. Mend what is listed and repeat the act.",
            errors=tuple(e for item in items for e in item.errors),
        )
        self.items = items


def field_error(field: str, value: object, code: str, zh: str, en: str) -> FieldError:
    """Make one field error."""
    return FieldError(field, str(value), code, Words(zh, en))


def check_clock(recorded: datetime | None, now: datetime, confirm: date | None) -> None:
    """Refuse to act on a clock that lies behind the log, or far ahead of it without confirmation. Raises Refused."""
    if recorded is None:
        return
    today, last = beijing_day(now), beijing_day(recorded)
    if now < recorded:
        raise Refused(
            "clock_behind",
            f"本机时间早于最后一条记录（{last}）。请先校准时钟；如果是那条记录的时间错了，需要用根密钥登记更正。",
            f"This machine's clock lies before the last entry ({last}). Set the clock; "
            "if that entry's time was wrong, a correction signed by the root key is needed.",
        )
    if (today - last).days > limits.CLOCK_GAP_DAYS and confirm != today:
        raise Refused(
            "clock_gap",
            f"距最后一条记录（{last}）已超过 {limits.CLOCK_GAP_DAYS} 天，请确认今天确实是 {today}：加上 --confirm-clock {today} 再做一次。",
            f"The last entry is over {limits.CLOCK_GAP_DAYS} days old ({last}). Make sure that today is {today}: "
            f"repeat with --confirm-clock {today}.",
        )


def issue_day_errors(issued: date, today: date, *, taken_over: bool) -> list[FieldError]:
    """Check the day of issue by the rule of `certificate.issue_day`."""
    earliest, latest = issue_day.issue_days(today)
    if issue_day.off_by(issued, today, taken_over=taken_over):
        return [
            field_error(
                "certificate.issued",
                issued,
                "range",
                f"颁证日期 {issued} 超出范围：只能在 {earliest} 到 {latest} 之间。更早的只能作为接管旧证书登记。",
                f"The day of issue {issued} is out of range: {earliest} to {latest}. Older ones only by take-over.",
            )
        ]
    return []


def effective_errors(effective: date, today: date) -> list[FieldError]:
    """Check the day an act takes effect: today, or some days ahead; never before."""
    latest = today + timedelta(days=limits.ACT_DAYS_AHEAD)
    if not today <= effective <= latest:
        return [
            field_error(
                "effective",
                effective,
                "range",
                f"生效日期只能在今天（{today}）到 {latest} 之间，不能倒填。",
                f"An act takes effect between today ({today}) and {latest}; it cannot be back-dated.",
            )
        ]
    return []


def start_errors(record: Record, act: str, day: date) -> list[FieldError]:
    """Check that the certificate's status on the day allows the act, and that it forestalls no revocation."""
    code = record.standing(day).code
    if code in ENTRY_TYPES[act].starts:
        return _forestalled_errors(record, act, day)
    status, verb = STATUS_WORDS[code], ENTRY_TYPES[act].verb
    if code in ENDED:
        zh, en = "已经终止，不能再办理", "It has ended, so nothing more can be done to it"
    elif code == "suspended":
        zh, en = (
            "暂停期间只能延长、恢复、撤销或注销",
            "While suspended it can only be prolonged, restored, revoked or ended",
        )
    elif act == "restored":
        zh, en = "现在没有暂停", "It is not suspended"
    else:
        zh, en = "它还没有生效", "It is not valid yet"
    return [
        field_error(
            "number",
            record.number,
            "conflict",
            f"{record.number} 在 {day} 的状态是“{status.zh}”，不能{verb.zh}。{zh}。",
            f"{record.number} is {status.en} on {day}, so it is not possible to {verb.en} it. {en}.",
        )
    ]


def _forestalled_errors(record: Record, act: str, day: date) -> list[FieldError]:
    """Refuse an end without fault while one for a fault is recorded for a later day (decision 0019)."""
    ahead = [e for e in record.counted if e.type == "revoked" and e.effective > day]
    if act not in {"withdrawn", "renewed"} or not ahead:
        return []
    revoked = min(e.effective for e in ahead)
    verb = ENTRY_TYPES[act].verb
    return [
        field_error(
            "number",
            record.number,
            "conflict",
            f"{record.number} 已登记从 {revoked} 起撤销，不能在此之前{verb.zh}：那会写成“不表示企业有过错”。撤销照登记的日期生效；需要更早终止，请用更早的日期再办一次撤销。",
            f"{record.number} is to be revoked from {revoked}, so it is not possible to {verb.en} it before that: that "
            "would say that no fault is implied. The revocation takes effect as recorded; to end it sooner, revoke it "
            "for an earlier day.",
        )
    ]


def reporting_errors(record: Record, request: Request, today: date) -> list[FieldError]:
    """Check what is recorded as reported, in whatever status: its day has come, and the certificate was there."""
    day = request.effective or today
    if min(record.issued, today) <= day <= today:
        return []
    return [
        field_error(
            "effective",
            day,
            "range",
            f"{record.number} 的上报日期只能在颁证日（{record.issued}）到今天（{today}）之间。",
            f"The day of reporting lies between the issue of {record.number} ({record.issued}) and today ({today}).",
        )
    ]


def change_errors(record: Record, request: Request, today: date) -> list[FieldError]:
    """Check one status act against a record: day, reason, status, and a suspension's end."""
    day = request.effective or today
    errors = effective_errors(day, today) + reason_errors(request.act, request.reason)
    if request.act == "suspended":
        errors += until_errors(record, request.until, day) or _same_suspension_errors(record, request, day)
    elif request.until is not None:
        errors.append(
            field_error(
                "until", request.until, "unknown", "只有暂停才有截止日期。", "Only a suspension has a last day."
            )
        )
    # An end, with or without fault, may be ordered while another end lies ahead, but only for an earlier day.
    errors += start_errors(record, request.act, day)
    if request.reason == MAIN_RENEWED:
        errors.append(
            field_error(
                "reason",
                request.reason,
                "conflict",
                "这个原因只由主证书的换证写下（starmark renew），不能自己选。",
                "Only the renewal of a main certificate gives this reason (starmark renew); it cannot be chosen.",
            )
        )
    if request.act == "revoked" and request.reason == "suspension-expired" and not record.standing(day).overdue:
        errors.append(
            field_error(
                "reason",
                request.reason,
                "conflict",
                "暂停还没有期满，不能用这个原因。",
                "The suspension has not run out, so this reason does not hold.",
            )
        )
    return errors


def _same_suspension_errors(record: Record, request: Request, day: date) -> list[FieldError]:
    """Refuse a suspension that says what the one in force on that day says: the log would keep it for ever."""
    standing = record.standing(day)
    if (standing.event_type, standing.until, standing.reason) != ("suspended", request.until, request.reason):
        return []
    return [
        field_error(
            "until",
            request.until,
            "duplicate",
            f"{record.number} 已从 {standing.since} 起暂停到 {request.until}，原因也相同：没有要登记的。延长或提前请写另一个截止日期。",
            f"{record.number} is suspended since {standing.since} until {request.until} for the same reason: there is "
            "nothing to record. To prolong or shorten it, give another last day.",
        )
    ]


def reason_errors(event_type: str, reason: str) -> list[FieldError]:
    """Check a reason code against the closed list of its act."""
    allowed = REASONS[event_type]
    if reason in allowed:
        return []
    return [
        field_error(
            "reason",
            reason,
            "range",
            f"原因代码不对，只能是：{reason_choices(event_type).zh}。",
            f"That is no reason for this act; it must be one of: {reason_choices(event_type).en}.",
        )
    ]


def until_errors(record: Record, until: date | None, day: date) -> list[FieldError]:
    """Check a suspension's last day.

    Given, not before it begins, no longer in all than is allowed, not past the certificate's end. That a certificate
    has ended by then is for `start_errors` to say.
    """
    if until is None:
        return [field_error("until", "", "missing", "暂停必须写明截止日期。", "A suspension needs its last day.")]
    began = record.suspension_began(day) or day
    latest = min(add_months(began, limits.SUSPENSION_MONTHS) - timedelta(days=1), record.latest.valid_until)
    if latest < day <= record.latest.valid_until:
        return [_no_longer(record.number, until, began, latest)]
    if day <= latest and not day <= until <= latest:
        return [
            field_error(
                "until",
                until,
                "range",
                f"暂停从 {began} 起最长 {limits.SUSPENSION_MONTHS} 个月，也不得超过证书有效期：截止日期只能在 {day} 到 {latest} 之间。",
                f"Suspended since {began}, for at most {limits.SUSPENSION_MONTHS} months and not past the "
                f"certificate's end: the last day lies between {day} and {latest}.",
            )
        ]
    return []


def _no_longer(number: str, until: date, began: date, latest: date) -> FieldError:
    return field_error(
        "until",
        until,
        "range",
        f"{number} 从 {began} 起暂停，最长到 {latest}（{limits.SUSPENSION_MONTHS} 个月），已经满了，不能再延长；请恢复、撤销或注销。",
        f"{number} is suspended since {began}, and {latest} ({limits.SUSPENSION_MONTHS} months) was the longest: it "
        "cannot be prolonged again. Restore, revoke or end it.",
    )
