"""A letter as PDF. What it prints follows from the letter alone: the same letter is the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certs.certificate.number import in_address
from certs.days import day_begins
from certs.documents.letters import letter_words as words
from certs.documents.letters.written_letter import Letter, written_day
from certs.trust.qr import qr_symbol, qr_token

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

TEMPLATE: Final = "letters/letter.typ"


def set_letter(typesetter: Typesetter, letter: Letter) -> bytes:
    """Return the PDF, dated as the letter is. Raises StarmarkError where it cannot be set."""
    return typesetter.pdf(TEMPLATE, letter_data(letter), day_begins(letter.day))


def letter_data(letter: Letter) -> dict[str, Any]:
    """Return all that the template prints."""
    body, base_url = letter.sender.body, letter.sender.base_url
    return {
        "language": letter.language,
        "title": letter.title,
        "number": letter.number,
        "holder": letter.holder,
        "address": letter.address,
        "opening": letter.opening,
        "facts": letter.facts,
        "rows": [{"label": row.label, "paragraphs": row.paragraphs} for row in letter.rows],
        "closing": letter.closing,
        "day": written_day(letter.day, letter.language),
        "body": {"zh": body.name, "en": body.name_en},
        "foot": [letter.say(words.APPROVAL, number=body.approval_number), body.address, body.website],
        "sample": letter.say(words.SAMPLE) if letter.sender.sample else "",
        "seal": letter.say(words.SEAL),
        "scan": letter.say(words.SCAN),
        "page": f"{base_url}/c/{in_address(letter.number)}",
        "qr": _symbol(letter) if letter.published else "",
        "qr_alt": letter.say(words.QR_ALT),
    }


def _symbol(letter: Letter) -> str:
    text = qr_token.short_text(letter.sender.base_url, letter.number)
    return qr_symbol.svg(qr_symbol.short_symbol(text)).decode("ascii")
