"""How scores and counts are read: numbers, or texts with a unit."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from certs import limits
from certs.certificate.reading.tidy_text import tidy

if TYPE_CHECKING:
    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings, Place

_WHOLE = re.compile(r"\+?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0*)?")
_DECIMAL = re.compile(r"[0-9]{1,10}(?:\.[0-9]*)?")


def score(findings: Findings, field: Field, place: Place, value: object) -> Decimal:
    """Read a score, exactly as it is written."""
    text = _number_text(value, "分")
    if text is None or _DECIMAL.fullmatch(text) is None:
        code = "type" if text is None else "format"
        findings.add(
            place,
            value,
            code,
            f"{field.head.zh}应为数字，如 96.5（小数点用 .，不用逗号）。",
            "the score is a number such as 96.5, with a point and no comma.",
        )
        return Decimal(0)
    _, _, places = text.rstrip("0").partition(".") if "." in text else (text, "", "")
    if len(places) > limits.SCORE_DECIMALS:
        findings.add(
            place,
            value,
            "range",
            f"小数有 {len(places)} 位，最多 {limits.SCORE_DECIMALS} 位；请按评分记录键入准确的分数。",
            f"it has {len(places)} decimals; {limits.SCORE_DECIMALS} is the most. Type the score exactly as recorded.",
        )
        return Decimal(0)
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def count(findings: Findings, field: Field, place: Place, value: object) -> int:
    """Read a whole number within the limits of its field."""
    text = _number_text(value, "人项分")
    match = _WHOLE.fullmatch(text) if text is not None else None
    if match is None:
        code = "type" if text is None else "format"
        findings.add(
            place,
            value,
            code,
            f"{field.head.zh}应为整数，如 {max(field.least, 1)}。",
            f"“{field.head.en}” is a whole number, such as {max(field.least, 1)}.",
        )
        return field.least
    digits = match[1].replace(",", "").lstrip("0") or "0"
    number = int(digits) if len(digits) <= 12 else field.most + 1
    if not field.least <= number <= field.most:
        findings.add(
            place,
            value,
            "range",
            f"{field.head.zh}应在 {field.least} 与 {field.most} 之间。",
            f"“{field.head.en}” lies between {field.least} and {field.most}.",
        )
    return number


def _number_text(value: object, units: str) -> str | None:
    """Return a number as ASCII text without its unit, or None for what is no number at all."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    if isinstance(value, int):
        return str(value) if value.bit_length() < 64 else "x"
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 30 else "x"
    return unicodedata.normalize("NFKC", tidy(value)).replace(" ", "").rstrip(units)
