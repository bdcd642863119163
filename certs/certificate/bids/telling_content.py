"""What a text in a list of bids looks like: a certificate's number, a day, a firm, a USCC. By its form alone."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from certs.certificate import number as numbers
from certs.certificate import uscc

# Also with a digit too few or too many: whoever mistypes a number still means one.
_OURS_LIKE: Final = re.compile(r"[0-9OIL]{3,8}SC[0-9OIL]{2,10}R[0-9OIL]{1,2}[A-Z]?(?:-[0-9OIL]{1,2})?")
_DAY: Final = re.compile(
    r"(?:[0-9]{4}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}\s?[日号]?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|"
    r"(?:19|20|21)[0-9]{6})"
    r"(?:[T ]?\s?(?:上午|下午)?\s?[0-9]{1,2}[:时点].*)?"
)
_YEARLESS: Final = re.compile(
    r"(?:([0-9]{1,2})\s?月\s?([0-9]{1,2})\s?[日号]?|([0-9]{1,2})[-/]([0-9]{1,2}))(?:\s?(?:上午|下午)?\s?[0-9]{1,2}[:时点].*)?"
)
_FIRM: Final = re.compile(
    r"(?:公司|集团|厂|中心|商行|商店|经营部|服务部|门市部|合作社|事务所|研究院|研究所|总店|分店)(?:[（(][^（）()]*[)）])?$|"
    r"\b(?:co\.?,? ?ltd|ltd|limited|inc|corp|corporation|company|llc|gmbh|plc|group)\.?$",
    re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"[(（]?[0-9]{1,4}[)）.、．]?")
_FEW_DIGITS: Final = 6  # of a number taken over; a model has fewer


def looks_like_number(text: str) -> bool:
    """Tell whether a text has the form of a certificate number: ours, also mistyped, or another body's."""
    plain = numbers.compact(text)
    if _OURS_LIKE.fullmatch(plain):
        return True
    digits = sum(character.isdigit() for character in plain)
    return (
        numbers.is_taken_over_form(plain)
        and digits >= _FEW_DIGITS
        and not plain.isdigit()
        and not looks_like_day(text)
        and not looks_like_uscc(text)
    )


def looks_like_day(text: str) -> bool:
    """Tell whether a text is written like a day, of whatever order and however wrong, or like several."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return all(_DAY.fullmatch(piece) or _YEARLESS.fullmatch(piece) for piece in re.split(r"\s*[、,;至到]\s*", plain))


def yearless_day(text: str) -> tuple[int, int] | None:
    """Return month and day of a text that names no year: 11月25日, 11/25; None for any other."""
    match = _YEARLESS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    month, day = int(match[1] or match[3]), int(match[2] or match[4])
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def looks_like_firm(text: str) -> bool:
    """Tell whether a text ends as names of firms do."""
    return _FIRM.search(text.strip()) is not None


def looks_like_uscc(text: str) -> bool:
    """Tell whether a text is a USCC, its check digit included."""
    return uscc.is_valid(text)


def is_serial(text: str) -> bool:
    """Tell whether a text only counts rows: 1, (2), 3."""
    return _SERIAL.fullmatch(text.strip()) is not None
