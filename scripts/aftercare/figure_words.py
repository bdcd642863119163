"""The words of the desk's figures, the same in the terminal and on the wall."""

from __future__ import annotations

from math import ceil, floor
from typing import Final

from certs.casework.aftercare.desk_figures import StepTime
from certs.errors import Words
from scripts.terminal.speech import both

WEEKDAYS: Final = (
    Words("星期一", "Monday"),
    Words("星期二", "Tuesday"),
    Words("星期三", "Wednesday"),
    Words("星期四", "Thursday"),
    Words("星期五", "Friday"),
    Words("星期六", "Saturday"),
    Words("星期日", "Sunday"),
)
_WHOLE: Final = 10  # days from which no tenths are told


def told_days(step: StepTime) -> tuple[str, str]:
    """Tell how long a step takes: at most for half of the cases, at least for the slowest tenth."""
    half = f"{step.median:g}" if step.median < _WHOLE else f"{ceil(step.median)}"
    tenth = f"{step.slowest_tenth:g}" if step.slowest_tenth < _WHOLE else f"{floor(step.slowest_tenth)}"
    en = f"half ≤ {half}\N{NO-BREAK SPACE}d", f"tenth ≥ {tenth}\N{NO-BREAK SPACE}d"
    return both(f"一半 ≤ {half} 天", en[0]), both(f"一成 ≥ {tenth} 天", en[1])
