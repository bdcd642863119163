"""A month whose certificates are reported: its days, and by when they have to be reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from certs import limits
from certs.days import add_months
from certs.errors import Malformed

_MONTH: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month, named by its first day. All days are Beijing days."""

    first: date

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `2026-11`, and nothing else. Raises Malformed."""
        match = _MONTH.fullmatch(text.strip())
        if match is None:
            raise Malformed(
                "month", f"“{text[:40]}”不是月份，应写成 2026-11。", f"“{text[:40]}” is no month; write 2026-11."
            )
        return cls(date(int(match[1]), int(match[2]), 1))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month of a day."""
        return cls(day.replace(day=1))

    @property
    def text(self) -> str:
        """Return the month as `2026-11`."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        """The last day of the month."""
        return add_months(self.first, 1) - timedelta(days=1)

    @property
    def deadline(self) -> date:
        """The last day on which the month may be reported: the 10th of the next, holidays or not."""
        return add_months(self.first, 1).replace(day=limits.REPORT_DAY)

    @property
    def before(self) -> Month:
        """The month before."""
        return Month(add_months(self.first, -1))

    @property
    def after(self) -> Month:
        """The month after."""
        return Month(add_months(self.first, 1))
