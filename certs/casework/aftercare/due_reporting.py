"""Which months are still to be reported to the national register: the last two that are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from certs.casework.aftercare.due_item import DueItem
from certs.casework.cnca.month import Month
from certs.casework.cnca.month_entries import unreported
from certs.casework.journal.journal import Journal
from certs.errors import Words
from certs.register.store.reader import View


def due(view: View, journal: Journal, day: date) -> Iterator[DueItem]:
    """Yield one item for each month, with how many certificates it concerns. Raises CouldNotCheck."""
    last = Month.of(day).before
    for month in (last.before, last):
        count = len(unreported(view, journal, month))
        if count:
            command = f"starmark cnca report --month {month.text} --to FILE.xlsx --by CODE"
            words = Words(
                f"{month.text} 有 {count} 张证书没有上报，最迟 {month.deadline}：{command}",
                f"Certificates of {month.text} that are not reported: {count}; due by {month.deadline}: {command}",
            )
            yield DueItem("reporting", month.deadline, words)
