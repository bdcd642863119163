"""What is due of an instance, and what each kind of it is called: for the list and for the figures."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Connection

from certs.casework.aftercare import due_cases, due_keys, due_list, due_reporting
from certs.casework.aftercare.due_certificates import Terms
from certs.casework.aftercare.due_item import DueItem
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import StarmarkError, Words
from certs.instance.folder import Instance
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.register.store.reader import View
from scripts.terminal import clock

WHAT: Final = {
    "surveillance": Words("监督", "surveillance"),
    "expiry": Words("到期", "expiry"),
    "suspension": Words(ENTRY_TYPES["suspended"].word.zh, "suspension"),
    "correction": Words("补正", "correction"),
    "reporting": Words("上报", "reporting"),
    "complaint": Words("投诉", "complaint"),
    "confirmation": Words("复核", "confirmation"),
    "key": Words("密钥", "key"),
    "list": Words("列表", "list"),
}


def items(place: Instance, view: View, journal: Journal, casework: Connection, day: date) -> list[DueItem]:
    """Return it as of a day, in order; `casework` is the journal's. Raises CouldNotCheck."""
    rules, now = place.settings.rules, clock.now()
    terms = Terms(rules.surveillance_months, rules.renewal_months)
    more = (
        *due_reporting.due(view, journal, casework, day),
        *due_cases.confirmations(casework, day, rules.decision_days),
        *due_keys.due(view.connection, view.trust, day, rules.key_months, _documents_end(place)),
    )
    return due_list.due(view.connection, casework, day, terms, now, more)


def _documents_end(place: Instance) -> date | None:
    """Return the last day of the certificate that signs PDFs; None where none does, or its file cannot be read.

    That it cannot be read is told by whoever signs: here it would hide all else.
    """
    from certs.documents.signature import signing_certificate  # what loads it takes longer than all of this

    name = place.settings.documents.signing_certificate
    if not name:
        return None
    try:
        chain = signing_certificate.read_chain((place.home / name).read_bytes())
    except (OSError, StarmarkError):
        return None
    return beijing_day(chain.leaf.not_valid_after_utc)
