"""One bid to check, as it was given: a certificate's number, the bidder's name, a product, a day; any may be missing.

What cannot be read is told beside it and stays where it stood: no row is ever dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from certs import limits
from certs.certificate import pasted_text
from certs.certificate.bids.cell_faults import FIELDS, LABELS, NOTHING_CLEAR, error_of
from certs.certificate.bids.reading_notes import place_words
from certs.certificate.bids.telling_content import yearless_day
from certs.certificate.filler_words import Means, meaning
from certs.certificate.reading.asked_moment import FIRST_DAY, LAST_DAY, Moment, read_moment
from certs.certificate.reading.written_days import read_day
from certs.errors import FieldError, Malformed, Refused, Words

_BESIDE_DAY: Final = re.compile(r"北京时间|上午|下午|晚上|整$")


@dataclass(frozen=True, slots=True)
class Bid:
    """What one row asks. The texts are as given, without what nobody sees; `moment` None: the day of asking.

    `error` says why the row was not understood. `sheet` and `row` (from 1) say where a file had it; `row` 0: nowhere.
    `unasked` are brand and model of a row whose product is not known: they are never asked alone. `same_as` is the
    row, on the same sheet, that asks the very same. `fault` is the code of cell_faults.py that `error` comes from.
    """

    number: str = ""
    name: str = ""
    product: str = ""
    on: str = ""
    moment: Moment | None = None
    error: FieldError | None = None
    sheet: str = ""
    row: int = 0
    unasked: str = ""
    same_as: int | None = None
    fault: str = ""

    @property
    def place(self) -> Words | None:
        """Where the row stood, for people."""
        return place_words(self.sheet, self.row) if self.row else None


def bid(
    number: str,
    name: str,
    product: str,
    on: str | date,
    *,
    sheet: str = "",
    row: int = 0,
    unasked: str = "",
    fault: str = "",
) -> Bid:
    """Return one bid from its texts; what is wrong with them stands in `error`, the first fault only.

    `fault` is one of cell_faults.py, and comes before what the texts themselves show.
    """
    texts = [pasted_text.shown(text) for text in (number, name, product)]
    day = pasted_text.shown(on) if isinstance(on, str) else on.isoformat()
    error = error_of(fault, dict(zip(FIELDS, (*texts, day), strict=True))) if fault else None
    for place, field in enumerate(FIELDS[:3]):
        texts[place], wrong = _content(field, texts[place])
        error = error or wrong
    if fault == NOTHING_CLEAR:
        texts[1] = pasted_text.shown(name)
    moment, wrong = _moment(day)
    error = error or wrong
    if error is None and not texts[0] and not texts[1]:
        error = FieldError("number", "", "missing", _NEITHER)
    shown = [text[: limits.QUERY] for text in texts]
    left = pasted_text.shown(unasked)[: limits.QUERY]
    return Bid(shown[0], shown[1], shown[2], day[: limits.QUERY], moment, error, sheet[:40], row, left, fault=fault)


_NEITHER: Final = Words(
    "这一行既没有证书编号，也没有单位名称，不知道要查什么。请至少写上一样。",
    "This row has neither a certificate number nor a name, so that there is nothing to look up. Write one of them.",
)


def _content(field: str, text: str) -> tuple[str, FieldError | None]:
    """Return what a text says: nothing for 无; a fault where it refers to something else, or is too long."""
    most = limits.PRODUCT if field == "product" else limits.QUERY
    label = LABELS[field]
    if len(text) > most:
        return text, FieldError(
            field,
            text,
            "range",
            Words(
                f"{label.zh}超过 {most} 个字符。请写短一些。",
                f"The {label.en} has more than {most} characters. Make it shorter.",
            ),
        )
    means = meaning(text) if text else None
    if means is Means.NOTHING:
        return "", None
    if means is None:
        return text, None
    return text, FieldError(
        field,
        text,
        "unknown",
        Words(
            f"{label.zh}写的是“{text}”，看不出指什么。请在这一行写明。",
            f"The {label.en} says “{text}”, which names nothing. Write it out in this row.",
        ),
    )


def _moment(text: str) -> tuple[Moment | None, FieldError | None]:
    """Read a day as staff write them, or an instant; a bid may also be opened at an hour."""
    if not text or meaning(text) is Means.NOTHING:
        return None, None
    if (yearless := yearless_day(text)) is not None:
        return None, FieldError("on", text, "format", year_missing(text, yearless))
    try:
        day = read_day(" ".join(_BESIDE_DAY.sub(" ", text).split()), timed=True)
    except Malformed as malformed:
        return _instant(text, malformed.words)
    if not FIRST_DAY <= day <= LAST_DAY:
        words = Words(
            f"开标日应在 {FIRST_DAY} 与 {LAST_DAY} 之间。", f"The bid day must lie between {FIRST_DAY} and {LAST_DAY}."
        )
        return None, FieldError("on", text, "range", words)
    return Moment(day), None


def year_missing(text: str, day: tuple[int, int], year: int | None = None) -> Words:
    """Say that a day has no year; `year`, where the other rows tell one, is proposed with the row's own day."""
    tail = f"{day[0]:02}-{day[1]:02}"
    zh, en = (f"{year}-{tail}",) * 2 if year else (f"年份-{tail}", f"YEAR-{tail}")
    return Words(
        f"“{text}”缺年份，看不出是哪一年；请补上四位年份，如 {zh}。",
        f"“{text}” has no year; put the four-digit year first, such as {en}.",
    )


def _instant(text: str, why: Words) -> tuple[Moment | None, FieldError | None]:
    try:
        return read_moment(text), None
    except Refused:
        return None, FieldError("on", text, "format", why)
