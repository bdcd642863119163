"""The letters of a complaint or an appeal, set as PDF in the language in which whoever wrote wants to be answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from certs.casework.cases import case_moves, case_store, complaint_case
from certs.casework.cases.complaint_case import Terms
from certs.casework.journal import trail
from certs.documents.letters import complaint_letters
from certs.documents.letters.complaint_letters import Correspondence
from scripts.cases import case_letter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from certs.casework.cases.case_store import Case
    from certs.documents.letters.written_letter import Language
    from certs.instance.folder import Instance


def terms(place: Instance) -> Terms:
    """Return within how many days the body has bound itself to answer."""
    rules = place.settings.rules
    return Terms(rules.complaint_acknowledged_days, rules.complaint_answered_days)


def acknowledgement(connection: Connection, place: Instance, case: Case, today: date) -> bytes:
    """Return the letter that a complaint or appeal was taken up."""
    to, language = _to(connection, case)
    until = terms(place).answer_by(to.received)
    letter = complaint_letters.acknowledgement(to, case_letter.sender(place), language, today, until)
    return case_letter.set_letter(place, letter)


def refusal(connection: Connection, place: Instance, case: Case, reason: str, today: date) -> bytes:
    """Return the letter that it is not taken up."""
    to, language = _to(connection, case)
    letter = complaint_letters.refusal(to, reason, case_letter.sender(place), language, today)
    return case_letter.set_letter(place, letter)


def answer(connection: Connection, place: Instance, case: Case, result: str, reason: str, today: date) -> bytes:
    """Return the answer."""
    to, language = _to(connection, case)
    letter = complaint_letters.answer(to, result, reason, case_letter.sender(place), language, today)
    return case_letter.set_letter(place, letter)


def _to(connection: Connection, case: Case) -> tuple[Correspondence, Language]:
    about = complaint_case.about(connection, case)
    contact = trail.latest(connection, case.identifier, case_store.CONTACT) or {}
    firm = case.name if case.kind == case_moves.APPEAL else ""  # only whom it concerns can appeal
    name = contact.get("name") or firm
    address = contact.get("address", "")
    certified = bool(about.number)
    to = Correspondence(case.kind, case.identifier, name, address, about.words, about.received, certified)
    return to, "en" if about.language == "en" else "zh"
