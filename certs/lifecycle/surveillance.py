"""Surveillance of a certificate: when a result may be recorded, which was the last, and by when the next is due.

A result that was passed is an entry of the log; it changes no status. One that was failed never reaches the log: what
the public sees of it is the suspension, revocation or new version that follows.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from certs import limits
from certs.days import add_months
from certs.errors import FieldError
from certs.lifecycle import rules
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.request import Request

PASSED: Final = "surveillance-passed"


def last_passed(record: Record, day: date) -> date | None:
    """Return the day of the last surveillance that was passed by a day; None where there was none yet."""
    return max((e.effective for e in record.counted if e.type == PASSED and e.effective <= day), default=None)


def counted_from(record: Record, day: date) -> date:
    """Return the day from which the next surveillance is reckoned: of the last one passed, else of the issue."""
    return last_passed(record, day) or record.issued


def due_by(since: date, valid_until: date, months: int = limits.SURVEILLANCE_MONTHS) -> date | None:
    """Return the last day for the surveillance after `since`; None where the certificate ends before that day."""
    deadline = add_months(since, months)
    return deadline if deadline <= valid_until else None


def none_since(record: Record, day: date) -> date | None:
    """Return since when none is recorded, where more than the longest time has passed on a day, and it has not ended.

    That is all that the register knows: a surveillance may have been made and not been recorded yet.
    """
    if record.standing(day).code in ENDED | {"not_yet_valid"}:
        return None
    since = counted_from(record, day)
    deadline = due_by(since, record.version_on(day).valid_until)
    return since if deadline is not None and day > deadline else None


def result_errors(record: Record, request: Request, today: date) -> list[FieldError]:
    """Check one result against a record: its day, the status on that day and today, and that it was not recorded."""
    day = request.effective or today
    earliest = max(record.issued, add_months(today, -limits.SURVEILLANCE_BACK_MONTHS))
    if not earliest <= day <= today:
        return rules.start_errors(record, PASSED, today) or [_range_error(day, earliest, today)]
    errors = rules.start_errors(record, PASSED, day) or rules.start_errors(record, PASSED, today)
    if not errors and any(e.type == PASSED and e.effective == day for e in record.counted):
        errors = [_recorded_error(record.number, day)]
    return errors


def _range_error(day: date, earliest: date, today: date) -> FieldError:
    months = limits.SURVEILLANCE_BACK_MONTHS
    return rules.field_error(
        "date",
        day,
        "range",
        f"监督的日期只能在 {earliest} 到今天（{today}）之间：不早于颁证，最多往前 {months} 个月，不能是以后的日子。",
        f"A surveillance lies between {earliest} and today ({today}): not before the issue, at most {months} months "
        "ago, and never ahead.",
    )


def _recorded_error(number: str, day: date) -> FieldError:
    return rules.field_error(
        "date",
        day,
        "duplicate",
        f"{number} 在 {day} 的监督已经登记为通过：没有要登记的。日期写错的，写对的日期再登记。",
        f"The surveillance of {number} on {day} is recorded as passed: there is nothing to record. If the day is "
        "wrong, record it under the right one.",
    )
