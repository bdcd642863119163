"""Keeping in the trail which months are reported as a whole, once that is so."""

from __future__ import annotations

from datetime import date

from certs.casework.cnca import month_marks, open_months
from certs.casework.journal.casework_tables import has_cases
from certs.casework.journal.journal import Journal
from certs.casework.journal.journal_store import schema_of
from scripts.cases import case_desk
from scripts.desk import instance_access
from scripts.terminal import clock


def keep(by: str, today: date) -> None:
    """Keep it of every month of which it is not kept yet. A crash before it costs time alone: `due` counts again."""
    place = case_desk.instance()
    with instance_access.reader() as reader, reader.view() as view, Journal.open(place.casework_url) as journal:
        with journal.reading() as casework:
            if not has_cases(schema_of(casework)):
                return  # an older journal goes on as it is
            months = open_months.unmarked(view, journal, casework, today)
        if months:
            with journal.acting() as casework:
                month_marks.keep_reported(casework, view, months, by, clock.now())
