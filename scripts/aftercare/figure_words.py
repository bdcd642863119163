"""The words of the desk's figures, the same in the terminal and on the wall."""

from __future__ import annotations

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
DUE: Final = {
    "complaint": Words("投诉、申诉", "complaint"),
    "correction": Words("案件期限", "case"),
    "expiry": Words("证书到期", "expiry"),
}


def told_days(step: StepTime) -> tuple[str, str]:
    """Tell how long a step takes: at most for half of the cases, at least for the slowest tenth."""
    half, tenth = f"{step.median:g}", f"{step.slowest_tenth:g}"
    return both(f"一半 ≤ {half} 天", f"half ≤ {half} d"), both(f"一成 ≥ {tenth} 天", f"tenth ≥ {tenth} d")
