"""Which days of issue may be registered on a day: one rule, for whoever reads a file and for the register itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from certs import limits


def issue_days(today: date) -> tuple[date, date]:
    """Return the first and the last day of issue that may be registered today, both included."""
    return today - timedelta(days=limits.ISSUE_DAYS_BACK), today + timedelta(days=limits.ISSUE_DAYS_AHEAD)


def off_by(issued: date, today: date, *, taken_over: bool) -> Literal["early", "late"] | None:
    """Tell on which side a day of issue is out of range, if it is. One that is taken over may lie any time back."""
    first, last = issue_days(today)
    if issued > last:
        return "late"
    return "early" if issued < first and not taken_over else None
