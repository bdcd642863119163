"""Clock corrections: entries whose recorded instants were taken from a clock that was wrong (meanings.md, "Clock").

An entry is never changed. What the root logged about the clock stands beside it: everybody who is shown such an entry
is shown the note. Order is by entry number, so nothing else hangs on those instants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certs.days import BEIJING, instant_text, parse_instant
from certs.errors import Words
from certs.lifecycle.events import LoggedEvent


@dataclass(frozen=True, slots=True)
class Correction:
    """What the log says about a wrong clock.

    When the clock showed `false_instant` it was in truth `true_instant`; so for the entries from `first_affected` up to
    `position`, the entry that says so, not included.
    """

    position: int
    false_instant: datetime
    true_instant: datetime
    first_affected: int

    def affects(self, position: int) -> bool:
        """Tell whether an entry was recorded by the wrong clock."""
        return self.first_affected <= position < self.position

    @property
    def words(self) -> Words:
        """The note beside an affected entry."""
        false, true = (
            at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") for at in (self.false_instant, self.true_instant)
        )
        return Words(
            f"这条的登记时刻取自一台走错的时钟：它显示 {false} 时，实际是 {true}（北京时间）。"
            f"更正见日志第 {self.position} 条；先后以条目编号为准。",
            f"The recorded instant of this entry comes from a clock that was wrong: when it showed {false} it was "
            f"{true} (Beijing time). Entry {self.position} of the log corrects it; order is by entry number.",
        )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, as the API and the commands give it."""
        return {
            "position": self.position,
            "false_instant": instant_text(self.false_instant),
            "true_instant": instant_text(self.true_instant),
            "first_affected": self.first_affected,
            "message": self.words.to_json(),
        }


def corrections_in(events: Iterable[LoggedEvent]) -> tuple[Correction, ...]:
    """Return the corrections among these events, in log order."""
    return tuple(
        Correction(
            event.position,
            parse_instant(event.body["false_instant"]),
            parse_instant(event.body["true_instant"]),
            event.body["first_affected"],
        )
        for event in events
        if event.type == "clock-corrected"
    )


def correction_of(corrections: Iterable[Correction], position: int) -> Correction | None:
    """Return the newest correction that affects an entry; None where its clock is not known to have been wrong."""
    return next((one for one in reversed(tuple(corrections)) if one.affects(position)), None)
