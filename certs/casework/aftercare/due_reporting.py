"""Which months are still to be reported to the national register: all that are over, until reported or waived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from certs.casework.aftercare.due_item import DueItem
from certs.casework.cnca.open_months import open_months
from certs.casework.journal.journal import Journal
from certs.errors import Words
from certs.register.store.reader import View


def due(view: View, journal: Journal, casework: Connection, day: date) -> Iterator[DueItem]:
    """Yield one item for each month, with how many certificates it concerns. Raises CouldNotCheck."""
    for month, numbers in open_months(view, journal, casework, day).items():
        count = len(numbers)
        command = f"starmark cnca report --month {month.text} --to FILE.xlsx --by CODE"
        words = Words(
            f"{month.text} 有 {count} 张证书没有上报，最迟 {month.deadline}：{command}",
            f"Certificates of {month.text} that are not reported: {count}; due by {month.deadline}: {command}",
        )
        yield DueItem("reporting", month.deadline, words)
