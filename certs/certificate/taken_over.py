"""What is told of a certificate that is taken over from another register, and between which days it can stand.

These rows belong to the table of `fields.py`. Pure: `today` is the Beijing day of the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from certs import limits
from certs.certificate.field_kinds import Kind, row, table
from certs.days import add_months, last_day_of_validity
from certs.errors import Words

SUSPENDED: Final = "suspended"
STANDINGS: Final[Mapping[str, Words]] = MappingProxyType(
    {"valid": Words("有效", "valid"), SUSPENDED: Words("暂停", "suspended")}
)
MAY_BE_LEFT_OUT: Final = frozenset({"score", "headcount"})  # fields of a certificate that an old one may lack


@table
class TakenOver:
    """A certificate that another register issued and this one takes over under its old number.

    `valid_until` None is three years from the day of issue. `status` "" is valid; `until` is the last day of a
    suspension, included, and None for what is not suspended.
    """

    number: str = row(
        Kind.NUMBER,
        ("原证书编号", "Number taken over"),
        ("只在接收其他登记系统的旧证书时填写，编号不变。", "Only for a certificate taken over; it keeps its number."),
        width=22,
    )
    first_issued: date = row(
        Kind.DAY,
        ("初次获证日期", "First issued"),
        ("只在接收旧证书时填写。", "Only for a taken-over certificate."),
        width=14,
    )
    predecessor: str = row(
        Kind.NUMBER,
        ("上一张证书编号", "Predecessor"),
        ("接收的旧证书由哪张证书换来，可不填。", "The certificate it renewed; may be left empty."),
        width=22,
        default="",
    )
    valid_until: date | None = row(
        Kind.DAY,
        ("原有效期至", "Valid until"),
        (
            f"旧证书上写的最后一天；不填为颁证起 {limits.VALIDITY_YEARS} 年。",
            f"The last day on the old certificate; {limits.VALIDITY_YEARS} years from the issue if left empty.",
        ),
        width=14,
        default=None,
    )
    status: str = row(
        Kind.STANDING,
        ("现在状态", "Status"),
        ("有效或暂停，不填为有效；已经终止的不接收。", "valid or suspended; valid if left empty. Ended ones stay out."),
        width=12,
        default="",
    )
    until: date | None = row(
        Kind.DAY,
        ("暂停到", "Suspended until"),
        ("暂停的最后一天；只在状态为暂停时填写。", "The last day of the suspension; only for a suspended one."),
        width=14,
        default=None,
    )

    @property
    def suspended(self) -> bool:
        """Tell whether it is taken over as suspended."""
        return self.status == SUSPENDED

    def ends(self, issued: date) -> date:
        """Return its last day, included."""
        return self.valid_until or last_day_of_validity(issued)


def day_errors(taken: TakenOver, issued: date, today: date) -> Iterator[tuple[str, object, str, Words]]:
    """Yield what is wrong with the days of a take-over: the field, its value, a code of field errors, and why."""
    longest, ends = last_day_of_validity(issued), taken.ends(issued)
    if ends > longest or ends < issued:
        yield (
            "valid_until",
            ends,
            "range",
            Words(
                f"有效期至只能在颁证日期 {issued} 与 {longest}（{limits.VALIDITY_YEARS} 年）之间，请核对旧证书。",
                f"the last day lies between the day of issue, {issued}, and {longest} ({limits.VALIDITY_YEARS} years); "
                "check the old certificate.",
            ),
        )
    elif ends < today:
        yield (
            "valid_until",
            ends,
            "range",
            Words(
                f"有效期到 {ends} 已经结束：已经终止的证书不接收。旧证书另写了更晚的有效期的，填在 valid_until。",
                f"it ended on {ends}, and certificates that have ended are not taken over. Where the old certificate "
                "names a later last day, write it into valid_until.",
            ),
        )
    else:
        yield from _suspension_errors(taken, issued, ends, today)


def _suspension_errors(
    taken: TakenOver, issued: date, ends: date, today: date
) -> Iterator[tuple[str, object, str, Words]]:
    if not taken.suspended:
        if taken.until is not None:
            yield (
                "until",
                taken.until,
                "conflict",
                Words("只有暂停才有截止日期；请把状态写为暂停，或留空。", "only a suspension has a last day."),
            )
        return
    if issued > today:
        yield (
            "status",
            taken.status,
            "conflict",
            Words(
                f"颁证日期 {issued} 还没有到，不能已经暂停。", f"it is issued on {issued} only: it is not suspended."
            ),
        )
        return
    latest = min(add_months(today, limits.SUSPENSION_MONTHS) - timedelta(days=1), ends)
    if taken.until is None:
        yield (
            "until",
            "",
            "missing",
            Words(
                f"暂停必须写明截止日期，在 {today} 与 {latest} 之间。",
                f"a suspension needs its last day, between {today} and {latest}.",
            ),
        )
    elif not today <= taken.until <= latest:
        yield (
            "until",
            taken.until,
            "range",
            Words(
                f"暂停从接收当天起最长 {limits.SUSPENSION_MONTHS} 个月，也不得超过有效期：截止日期只能在 {today} 与 {latest} 之间。",
                f"a suspension lasts {limits.SUSPENSION_MONTHS} months from the day of the take-over at most and not "
                f"past the certificate's end: its last day lies between {today} and {latest}.",
            ),
        )
