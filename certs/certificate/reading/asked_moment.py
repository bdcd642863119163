"""Reading what people ask about by `at`: a day, or an instant, on the web, in the API and behind `--at` alike.

Days are read as staff write them (`written_days`). An instant names its offset, and stands for the Beijing day that it
falls in (meanings.md, "Days and times").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from certs.certificate import pasted_text
from certs.certificate.reading.written_days import read_day
from certs.days import beijing_day, instant_text, require_instant
from certs.errors import FieldError, Refused, StarmarkError, Words

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_LONGEST: Final = 40  # characters of a day or an instant
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """What `at` asks about: a Beijing day, and the instant of it where one was given."""

    day: date
    instant: datetime | None = None

    @property
    def text(self) -> str:
        """The moment as it is asked about again: `2026-11-23`, or `2026-11-23T07:02:41Z`."""
        return instant_text(self.instant) if self.instant else self.day.isoformat()


def read_moment(text: str) -> Moment | None:
    """Read a day in any of the usual forms, or an instant; None where nothing is asked. Raises Refused (`at`)."""
    words = pasted_text.shown(text)
    if not words:
        return None
    if len(words) > _LONGEST:
        raise no_moment(words)
    try:
        instant = _instant(words) if _INSTANT.fullmatch(words) else None
        day = read_day(words) if instant is None else beijing_day(instant)
    except (StarmarkError, ValueError, OverflowError) as exc:
        raise no_moment(words) from exc
    if not FIRST_DAY <= day <= LAST_DAY:
        told = Words(
            f"日期应在 {FIRST_DAY} 与 {LAST_DAY} 之间。", f"The day must lie between {FIRST_DAY} and {LAST_DAY}."
        )
        raise _refused(words, "range", told)
    return Moment(day, instant)


def _instant(text: str) -> datetime:
    """An address turns `+08:00` into ` 08:00`, so a blank before the offset is read as the plus it was."""
    head, tail = text[:10] + "T" + text[11:-6], text[-6:].replace(" ", "+")
    return require_instant(datetime.fromisoformat(text[:10] + "T" + text[11:] if text.endswith("Z") else head + tail))


def no_moment(text: str) -> Refused:
    """Return the refusal of what is neither a day nor an instant."""
    return _refused(
        text,
        "format",
        Words(
            f"“{text[:_LONGEST]}”不是能看懂的日期或时刻。请核对，写成 2026-11-23，或带时区的 2026-11-23T09:30:00+08:00。",
            f"“{text[:_LONGEST]}” is no day and no time that we can read. Check it, and write 2026-11-23, or with an "
            "offset 2026-11-23T09:30:00+08:00.",
        ),
    )


def _refused(value: str, code: str, words: Words) -> Refused:
    return Refused("bad_question", *words, errors=(FieldError("at", value, code, words),))
