"""Fifty thousand cases listed, and one case with 400 files opened; by processor time, which no neighbour spoils."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from certs.casework.cases import case_store, evidence_count
from certs.casework.cases.evidence_files import pieces_of
from certs.casework.journal import journal_store
from certs.casework.journal.casework_tables import CASES, FILES, SCHEMA, lift
from certs.casework.journal.journal import Journal
from certs.errors import Words
from certs.scheme.schemes import evidence
from tests.bench.timing import Line, micro

COUNT: Final = 50_000
FILE_COUNT: Final = 400
TODAY: Final = date(2026, 11, 29)
TIMES: Final = 5
PRODUCTS: Final = tuple(f"样例产品{number}" for number in range(20))


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    url = f"sqlite:///{folder / 'casework.db'}"
    Journal.create(url)
    with Journal.open(url) as journal, journal.acting() as connection:
        if journal_store.schema_of(connection) != SCHEMA:
            lift(connection, 2, SCHEMA)
        connection.execute(sa.insert(CASES), [_case(number) for number in range(COUNT)])
        connection.execute(sa.insert(FILES), [_file(number) for number in range(FILE_COUNT)])
    with Journal.open(url) as journal, journal.reading() as connection:
        case = case_store.find(connection, "A26-00001")
        items = evidence().items
        listed = _shortest(lambda: case_store.listing_json(connection, TODAY))
        shown = _shortest(lambda: case_store.listing(connection, TODAY, 200))
        opened = _shortest(lambda: evidence_count.missing(items, PRODUCTS, pieces_of(connection, case), TODAY))
    zh, en = f"列出 {COUNT:,} 个案件", f"{COUNT:,} cases listed"
    yield Line(Words(f"{zh}（JSON）", f"{en} (JSON)"), micro(listed), "—", listed * 1e3, 300, "ms")
    yield Line(Words(f"{zh}（终端）", f"{en} (terminal)"), micro(shown), "—", shown * 1e3, 300, "ms")
    what = Words(f"清点一个案件的 {FILE_COUNT} 份材料", f"{FILE_COUNT} files of a case counted")
    yield Line(what, micro(opened), "—", opened * 1e3, 300, "ms")


def _shortest(action: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        action()
        times.append(time.process_time() - started)
    return min(times)


def _case(number: int) -> dict[str, object]:
    states = ("closed", "closed", "issued", "planned", "received")
    return {
        "case": f"A26-{number:05}",
        "state": states[number % len(states)],
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
