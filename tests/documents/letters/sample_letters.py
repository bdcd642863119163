"""Letters to look at: a register in which each reason of each decision was used once, and who writes about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from certs.documents.letters.letter_occasions import DECISIONS, Decision, decision_about
from certs.documents.letters.written_letter import Language, Letter, Sender, decision_letter
from certs.instance.document_settings import DocumentSettings
from certs.lifecycle.reasons import MAIN_RENEWED, REASONS
from certs.lifecycle.record import Record
from certs.trust.trust_list.trust_list import Body
from tests.register.founded_register import SETTINGS, TODAY, Register, draft, founded

TERMS: Final = DocumentSettings(appeal_days=30, renewal_months=6)
BODY: Final = Body(
    SETTINGS.body.name,
    SETTINGS.body.name_en,
    SETTINGS.body.approval_number,
    SETTINGS.body.number_prefix,
    SETTINGS.body.address,
    SETTINGS.body.website,
    "投诉与申诉：400-000-0000，complaints@cert.example.cn",
)
SENDER: Final = Sender(BODY, SETTINGS.base_url, sample=True, terms=TERMS, on_packaging=True)
CASES: Final = tuple(
    (about, kind, reason)
    for about, kinds in DECISIONS.items()
    for kind in kinds
    for reason in REASONS[kind]
    if reason != MAIN_RENEWED  # nobody decides it: it follows from the renewal of a main certificate
)


@dataclass
class Written:
    """A register with a decision for each case, by type of entry and reason."""

    register: Register
    numbers: dict[tuple[str, str], str]

    def record(self, number: str) -> Record:
        """Return a record as it stands now."""
        with self.register.reader().view() as view:
            record = view.record(number)
        assert record is not None
        return record

    def decision(self, about: str, kind: str, reason: str) -> Decision:
        """Return the decision of a case."""
        return decision_about(self.record(self.numbers[kind, reason]), about)

    def letter(self, about: str, kind: str, reason: str, language: Language = "zh", sender: Sender = SENDER) -> Letter:
        """Return the letter about it."""
        return decision_letter(self.decision(about, kind, reason), sender, language)


def written(url: str) -> Written:
    """Make the register: what needs a suspension first gets one, and the clock moves on six days between."""
    register = founded(url)
    issued = register.issue(*(draft(n) for n in range(1, len(CASES) + 1)))
    numbers = {(kind, reason): one.number for (_, kind, reason), one in zip(CASES, issued, strict=True)}
    until = TODAY + timedelta(days=5)
    for (kind, reason), number in numbers.items():
        if kind == "restored" or reason == "suspension-expired":
            register.change("suspended", number, "complaint", until=until)
    register.later(days=6)
    for place, ((kind, reason), number) in enumerate(numbers.items(), start=1):
        if kind == "renewed":
            register.renew(number, draft(place))
        else:
            days = {"until": TODAY + timedelta(days=60)} if kind == "suspended" else {}
            register.change(kind, number, reason, **days)
    return Written(register, numbers)
