"""The words that commands print for codes: levels, statuses, acts. Scheme and rules own them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from certs.days import BEIJING, beijing_day
from certs.errors import Words
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.own_judgement import UNKNOWN
from certs.scheme.schemes import SCHEMES
from scripts.terminal.colours import OF_STATUS
from scripts.terminal.speech import both, say, styled

if TYPE_CHECKING:
    from rich.text import Text

_LEVELS: Final[Mapping[str, Words]] = {level.code: level.name for scheme in SCHEMES.values() for level in scheme.levels}


def level(code: str) -> str:
    """Return the name of a level."""
    return say(_LEVELS[code])


def status(code: str, *, overdue: bool = False) -> Text:
    """Return a status, in its colour; an overdue suspension says so, and one that does not hold shows none."""
    if code == UNKNOWN:
        return styled(both("无法确认", "cannot be told"), "bold red")
    text = say(STATUS_WORDS[code]) + (both("（已逾期）", " (overdue)") if overdue else "")
    return styled(text, OF_STATUS[code])


def status_of(answer: Answer) -> Text:
    """Return the status of a certificate on the day asked."""
    return status(answer.status, overdue=answer.standing.overdue)


def today_of(answer: Answer) -> str | Text:
    """Return today's status of a certificate that was asked about on another day; "" where today was asked about."""
    if answer.day == answer.today or answer.status_today == UNKNOWN:
        return ""
    return status(answer.status_today, overdue=answer.standing_today.overdue)


def asked_about(answer: Answer) -> str:
    """Return the day asked about; where an instant was, with its time in Beijing."""
    if answer.instant is None:
        return answer.day.isoformat()
    time = answer.instant.astimezone(BEIJING).strftime("%H:%M:%S")
    return both(f"{answer.day} {time}（北京时间）", f"{answer.day} {time} (Beijing time)")


def later_entries(answer: Answer) -> str:
    """Return the entries that hold on the day asked about and were recorded only after it."""
    return "；".join(
        both(
            f"{act(event.type)}，从 {event.effective} 起生效，{beijing_day(event.recorded)} 登记",
            f"{act(event.type)}, in effect from {event.effective}, recorded {beijing_day(event.recorded)}",
        )
        for event in answer.recorded_later
    )


def act(event_type: str) -> str:
    """Return the name of a type of entry."""
    return say(ENTRY_TYPES[event_type].word)


def day(value: date | None) -> str:
    """Return a day, or a dash."""
    return value.isoformat() if value else "—"
