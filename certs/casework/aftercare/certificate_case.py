"""From a certificate to the case that led to it, and back."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import sqlalchemy as sa

from certs.casework.cases.case_moves import CERTIFICATION, RENEWAL
from certs.casework.journal.casework_tables import cases, has_cases
from certs.casework.journal.journal_store import schema_of

_LEADING: Final = (CERTIFICATION, RENEWAL)
_CASE: Final = re.compile(r"A[0-9]{2}-[0-9]+")


def names_case(text: str) -> bool:
    """Tell whether what was typed is the id of a case rather than the number of a certificate."""
    return _CASE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).upper()) is not None


def case_of(connection: sa.Connection, number: str) -> str:
    """Return the case that led to a certificate; "" where there is none, as for one taken over."""
    version = schema_of(connection)
    if not has_cases(version):
        return ""
    rows = cases(version)
    led = rows.c.kind.in_(_LEADING) & rows.c.state.in_(("issued", "closed"))
    query = sa.select(rows.c.case).where(rows.c.number == number, led).order_by(rows.c.case).limit(1)
    return str(connection.execute(query).scalar() or "")
