"""Fifty thousand cases listed, and one case with 400 files opened.

On SQLite by processor time, which no neighbour spoils; on PostgreSQL, whose server works elsewhere, by the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from certs.casework.cases import case_store, evidence_count
from certs.casework.cases.case_outcomes import outcomes
from certs.casework.cases.evidence_files import pieces_of
from certs.casework.journal import journal_store
from certs.casework.journal.casework_tables import CASES, FILES, PAPERS, SCHEMA, lift, seal_of
from certs.casework.journal.journal import Journal
from certs.errors import Words
from certs.scheme.schemes import evidence
from tests import postgres
from tests.bench.timing import Line, micro

COUNT: Final = 50_000
FILE_COUNT: Final = 400
TODAY: Final = date(2026, 11, 29)
STATES: Final = ("closed", "closed", "issued", "planned", "received")
TIMES: Final = 5
PRODUCTS: Final = tuple(f"样例产品{number}" for number in range(20))


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    yield from _lines(f"sqlite:///{folder / 'casework.db'}", "SQLite", time.process_time)
    with postgres.running() as server:
        yield from _lines(server.fresh(), "PostgreSQL", time.perf_counter)


def _lines(url: str, database: str, watch: Callable[[], float]) -> Iterator[Line]:
    Journal.create(url).close()
    with Journal.open(url) as journal, journal.acting() as connection:
        if journal_store.schema_of(connection) != SCHEMA:
            lift(connection, 2, SCHEMA)
        connection.execute(sa.insert(CASES), [_case(number) for number in range(COUNT)])
        connection.execute(sa.insert(FILES), [_file(number) for number in range(FILE_COUNT)])
        _decide(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")  # as the server does by itself in time
    with Journal.open(url) as journal, journal.reading() as connection:
        case = case_store.find(connection, "A26-00001")
        items = evidence().items

        def listed() -> None:
            _, cases = case_store.listing(connection, TODAY, 200)
            outcomes(connection, [each for each in cases if each.state == "closed"])

        took = {
            Words(f"列出 {COUNT:,} 个案件（JSON）", f"{COUNT:,} cases listed (JSON)"): lambda: case_store.listing_json(
                connection, TODAY
            ),
            Words(f"列出 {COUNT:,} 个案件（终端）", f"{COUNT:,} cases listed (terminal)"): listed,
            Words(f"清点一个案件的 {FILE_COUNT} 份材料", f"{FILE_COUNT} files of a case counted"): lambda: (
                evidence_count.missing(items, PRODUCTS, pieces_of(connection, case), TODAY)
            ),
        }
        for what, action in took.items():
            least = _shortest(action, watch)
            words = Words(f"{what.zh}，{database}", f"{what.en} on {database}")
            yield Line(words, micro(least), "—", least * 1e3, 300, "ms")


def _decide(connection: sa.Connection) -> None:
    """Give each closed case its decision, as the trail seals one."""
    body = '{"decided_by":["decider-01","decider-02"],"level":"four-star","reason":"","result":"grant"}'
    rows = []
    for number in range(COUNT):
        if STATES[number % len(STATES)] == "closed":
            salt = number.to_bytes(32, "big")
            kept = {"case": f"A26-{number:05}", "entry": number, "kind": case_store.DECISION, "personal": 0}
            rows.append({**kept, "commitment": seal_of(salt, body), "salt": salt, "body": body})
    connection.execute(sa.insert(PAPERS), rows)


def _shortest(action: Callable[[], object], watch: Callable[[], float]) -> float:
    times = []
    for _ in range(TIMES):
        started = watch()
        action()
        times.append(watch() - started)
    return min(times)


def _case(number: int) -> dict[str, object]:
    return {
        "case": f"A26-{number:05}",
        "state": STATES[number % len(STATES)],
        "name": f"样例企业{number}有限公司",
        "uscc": f"91{number:016}",
        "opened": "2026-01-05T02:00:00Z",
        "moved": "2026-02-05T02:00:00Z",
        "deadline": "2026-12-20" if number % 3 else None,
        "kind": ("certification", "renewal", "change")[number % 3],
        "number": f"99926SC{number:05}R0M" if number % 5 else None,
    }


def _file(number: int) -> dict[str, object]:
    items = evidence().items
    return {
        "case": "A26-00001",
        "sha256": f"{number:064x}",
        "entry": 1,
        "name": f"{number}.pdf",
        "kind": "pdf",
        "size": 1000,
        "item": items[number % len(items)].code,
        "copies": 1,
        "products": f'["{PRODUCTS[number % len(PRODUCTS)]}"]',
        "valid_until": None,
    }
