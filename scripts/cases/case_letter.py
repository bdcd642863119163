"""The letters of a case, set as PDF: they name no address, since nothing of a case is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from certs.casework.cases.case_store import Case
from certs.casework.cases.deciding import Ruling
from certs.casework.cases.evidence_count import Shortfall
from certs.casework.forms.application import Application
from certs.documents.letters import case_letters, letter_occasions, written_letter
from certs.documents.letters.case_letters import Applicant
from certs.documents.letters.written_letter import Letter, Sender
from certs.errors import Words
from certs.instance.folder import Instance
from certs.lifecycle.record import Record
from certs.register.store.reader import open_reader
from certs.scheme.schemes import evidence


def request(
    place: Instance, case: Case, application: Application, missing: Sequence[Shortfall], until: date | None, today: date
) -> bytes:
    """Return the letter that asks for what is missing."""
    items = [(_numbered(each), each.why) for each in missing]
    letter = case_letters.request_letter(_applicant(case, application), items, sender(place), "zh", today, until)
    return set_letter(place, letter)


def decision(
    place: Instance, case: Case, application: Application, ruling: Ruling, today: date, about: str = ""
) -> bytes:
    """Return the notice of a decision; `about` is the certificate that the case is about, "" for a first one."""
    applicant = replace(_applicant(case, application), kind=case.kind, number=about)
    letter = case_letters.decision_letter(applicant, ruling.level, ruling.reason, sender(place), "zh", today)
    return set_letter(place, letter)


def refusal(place: Instance, case: Case, application: Application, reason: str, about: str, today: date) -> bytes:
    """Return the notice that an application is not accepted; `about` is as of `decision`."""
    applicant = replace(_applicant(case, application), kind=case.kind, number=about)
    return set_letter(place, case_letters.refusal_letter(applicant, reason, sender(place), "zh", today))


def revocation(place: Instance, record: Record) -> bytes:
    """Return the notice of the revocation that the register has by now."""
    noticed = letter_occasions.decision_about(record, "revocation")
    return set_letter(place, written_letter.decision_letter(noticed, sender(place), "zh"))


def _numbered(each: Shortfall) -> Words:
    number = evidence().number_of(each.code)
    return Words(f"{number} {each.words.zh}".strip(), f"{number} {each.words.en}".strip())


def _applicant(case: Case, application: Application) -> Applicant:
    address = application.content["holder"]["address"]
    return Applicant(case.identifier, application.name, address, application.products)


def sender(place: Instance) -> Sender:
    """Return who writes: the body as its register names it."""
    reader = open_reader(place.register_url)
    try:
        with reader.view() as view:
            body, base_url = view.trust.body, view.trust.base_url
    finally:
        reader.close()
    settings = place.settings
    on_packaging = settings.mark_policy == "covered-products"
    return Sender(body, base_url, settings.body.is_sample, settings.documents, on_packaging)


def set_letter(place: Instance, letter: Letter) -> bytes:
    """Return a letter as PDF, set with the fonts of the instance."""
    from certs.documents.letters import letter_pdf
    from certs.documents.typesetting import Typesetter  # the fonts take long, and most calls need none

    return letter_pdf.set_letter(Typesetter(place.fonts), letter)
