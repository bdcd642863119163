"""What is due of fifty thousand certificates and as many cases, gathered, put in order and written as JSON: with the
last month, which is not reported yet, read out of the log. The months before were reported, as the trail says.

On SQLite by processor time, which no neighbour spoils; on PostgreSQL, whose server works elsewhere, by the clock.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, insert, select

from certs.casework.aftercare import due_item, due_list, due_reporting
from certs.casework.aftercare.due_certificates import Terms
from certs.casework.cnca import month_entries, month_marks
from certs.casework.cnca.month import Month
from certs.casework.journal.casework_tables import CASES
from certs.casework.journal.journal import Journal
from certs.days import add_months, last_day_of_validity
from certs.errors import Words
from certs.register.store.database import open_store
from certs.register.store.reader import View, open_reader
from certs.register.store.tables import CERTIFICATE, EVENT, STANDING
from scripts.__main__ import CALM
from scripts.terminal import speech
from tests import postgres
from tests.bench.timing import Line, micro
from tests.register.founded_register import Register, draft, founded

COUNT: Final = 50_000
TODAY: Final = date(2027, 6, 1)
NOW: Final = datetime(2027, 6, 1, 4, tzinfo=UTC)
TIMES: Final = 7


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    casework = f"sqlite:///{folder / 'casework.db'}"
    Journal.create(casework).close()
    with Journal.open(casework) as journal, journal.acting() as connection:
        connection.execute(insert(CASES), [_case(number) for number in range(COUNT)])
    yield _line(f"sqlite:///{folder / 'register.db'}", casework, "SQLite", time.process_time)
    with postgres.running() as server:
        yield _line(server.fresh(), casework, "PostgreSQL", time.perf_counter)


def _line(url: str, casework: str, database: str, watch: Callable[[], float]) -> Line:
    register = founded(url)
    sample = _sample(register)
    register.close()
    store = open_store(url, write=True)
    with store.writing() as connection:
        _fill(connection, sample)
        connection.exec_driver_sql("ANALYZE")  # as the database does by itself in time
    store.close()
    took, count, reader = [], 0, open_reader(url)
    gc.freeze()  # as a command does with what it has loaded
    gc.set_threshold(CALM)
    with reader.view() as view, Journal.open(casework) as journal:
        with journal.acting() as cases:
            month_marks.keep_reported(cases, view, _reported(view), "clerk-01", NOW)
        with journal.reading() as cases:
            for _ in range(TIMES):
                started = watch()
                reporting = due_reporting.due(view, journal, cases, TODAY)
                items = due_list.due(view.connection, cases, TODAY, Terms(12), NOW, reporting)
                text = speech.json_bytes(due_item.to_json(items, TODAY))
                took.append(watch() - started)
                count = len(json.loads(text))
                assert any(item.what == "reporting" for item in items)
    reader.close()
    what = Words(
        f"{COUNT:,} 张证书和 {COUNT:,} 个案件里到期的（{database}）",
        f"what is due of {COUNT:,} certificates and {COUNT:,} cases on {database}",
    )
    return Line(what, micro(min(took)), f"{count:,} due", min(took) * 1e3, 300, "ms")


def _reported(view: View) -> Iterator[Month]:
    month, last = month_entries.first_month(view), Month.of(TODAY).before
    assert month is not None
    while month < last:
        yield month
        month = month.after


def _sample(register: Register) -> dict[str, Any]:
    """Return an entry as it stands in a log, to be put in under other numbers and days."""
    issued = register.issue(draft(1))[0]
    with register.store.reading() as connection:
        raw = connection.execute(select(EVENT.c.raw).where(EVENT.c.number == issued.number)).scalar_one()
    entry: dict[str, Any] = orjson.loads(raw)
    return entry


def _entry(sample: dict[str, Any], n: int, number: str, issued: date) -> dict[str, Any]:
    recorded = f"{issued}T02:00:00Z"
    row = {"position": 1_000 + n, "type": "issued", "number": number, "recorded": recorded, "raw": b""}
    if issued >= add_months(TODAY, -3):  # the log of before is not read
        row["raw"] = orjson.dumps({**sample, "number": number, "recorded": recorded, "effective": str(issued)})
    return row


def _fill(connection: Connection, sample: dict[str, Any]) -> None:
    """Put in certificates of three years, surveyed each year: of twelve months, each day's are alike many."""
    certificates, standings, entries = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
    for n in range(COUNT):
        issued = TODAY - timedelta(days=n * 7 % 1_090)
        surveilled = max(issued, TODAY - timedelta(days=n % 360))
        until = last_day_of_validity(issued)
        said = {"number": f"99926SC{n:07d}R0M", "uscc": f"91{n:016d}", "level": "five-star"}
        entries.append(_entry(sample, n, said["number"], issued))
        certificates.append({**said, "holder": f"样例企业{n}有限公司", "valid_until": until, "last_position": 0})
        status = "suspended" if n % 100 == 0 else "valid"
        row = {**said, "region": "33", "scheme": "gbt27922-2011", "surveilled": surveilled, "until": None}
        ends = until + timedelta(days=1)
        held = add_months(TODAY, 2) if status == "suspended" else None
        standings += [
            {**row, "begins": issued, "ends": ends, "status": status, "until": held},
            {**row, "begins": ends, "ends": None, "status": "expired"},
        ]
    connection.execute(insert(CERTIFICATE), certificates)
    connection.execute(insert(STANDING), standings)
    connection.execute(insert(EVENT), entries)


def _case(number: int) -> dict[str, object]:
    states = ("closed", "closed", "issued", "planned", "received")
    return {
        "case": f"A26-{number:05}",
        "kind": "certification",
        "state": states[number % len(states)],
        "name": f"样例企业{number}有限公司",
        "uscc": f"91{number:016}",
        "opened": "2026-01-05T02:00:00Z",
        "moved": "2026-02-05T02:00:00Z",
        "deadline": (TODAY + timedelta(days=number % 400 - 20)).isoformat() if number % 3 else None,
    }
