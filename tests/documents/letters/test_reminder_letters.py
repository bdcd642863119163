"""Reminders of a surveillance and of a suspension that ends: the days, what to do, no blame, one sheet each."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pikepdf
import pytest

from certs.documents.letters import reminder_letters
from certs.documents.letters.letter_pdf import set_letter
from certs.documents.letters.written_letter import Language, Letter
from certs.documents.typesetting import Typesetter
from certs.lifecycle.record import fold
from tests.documents.letters.sample_letters import SENDER
from tests.register.founded_register import TODAY, Register, draft

DEADLINE = date(2027, 11, 24)
UNTIL = TODAY + timedelta(days=30)


def letter(register: Register, kind: str, language: Language) -> Letter:
    number = register.issue(draft(1))[0].number
    if kind == "suspension":
        register.change("suspended", number, "requirements-not-met", until=UNTIL)
    with register.reader().view() as view:
        record = view.record(number)
    assert record is not None
    version = fold(record.entries).version_on(TODAY)
    if kind == "surveillance":
        return reminder_letters.surveillance_letter(version, DEADLINE, SENDER, language, TODAY)
    return reminder_letters.suspension_letter(version, record.standing(TODAY), SENDER, language, TODAY)


@pytest.mark.parametrize(
    ("kind", "language", "title", "said"),
    [
        ("surveillance", "zh", "监督评价提醒函", "2027年11月24日以前（含当日）"),
        ("surveillance", "en", "Reminder of surveillance", "24\u00a0November\u00a02027"),
        ("suspension", "zh", "暂停期限将满提醒函", "期限届满不会自动恢复"),
        ("suspension", "en", "Reminder that a suspension is about to run out", "not restored by itself"),
    ],
)
def test_a_reminder_says_by_when_and_what_to_do(
    small_register: Register, kind: str, language: Language, title: str, said: str
) -> None:
    written = letter(small_register, kind, language)
    assert (written.title, said in written.opening) == (title, True)
    assert written.rows[-1].paragraphs == (SENDER.body.complaints,)
    with pikepdf.open(io.BytesIO(set_letter(Typesetter(), written))) as opened:
        assert len(opened.pages) == 1
