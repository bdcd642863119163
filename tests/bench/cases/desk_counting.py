"""The figures of the desk over 50,000 cases with their trail, and as many certificates, with all that is due of them;
by processor time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from certs.casework.aftercare import due_list
from certs.casework.aftercare.desk_figures import desk_figures
from certs.casework.aftercare.due_certificates import Terms
from certs.casework.journal import journal_store
from certs.casework.journal.casework_tables import CASES, SCHEMA, TRAIL, lift
from certs.casework.journal.journal import Journal
from certs.days import instant_text
from certs.errors import Words
from certs.register.store.database import open_store
from certs.register.store.tables import CERTIFICATE, EVENT, STANDING
from scripts.__main__ import CALM
from tests.bench.timing import Line, micro
from tests.register.founded_register import founded

COUNT: Final = 50_000
TODAY: Final = date(2026, 11, 29)
NOW: Final = datetime(2026, 11, 29, 4, tzinfo=UTC)
TIMES: Final = 3
MOST: Final = 1_000  # milliseconds
ACTS: Final = ("open", "evidence", "accept", "plan", "assess", "decide", "issue", "close")
STATES: Final = ("received", "received", "accepted", "planned", "assessed", "decided", "issued", "closed")
BEGAN: Final = datetime(2023, 11, 29, 2, tzinfo=UTC)
_APART: Final = timedelta(minutes=31)  # between two cases: three years of them


def measure(folder: Path) -> Iterator[Line]:
    """Yield the line."""
    casework, register = f"sqlite:///{folder / 'casework.db'}", f"sqlite:///{folder / 'register.db'}"
    _fill_casework(casework)
    _fill_register(register)
    store = open_store(register, write=False)
    gc.freeze()  # as a command does with what it has loaded
    gc.set_threshold(CALM)
    with Journal.open(casework) as journal, journal.reading() as cases, store.reading() as certificates:
        took = _shortest(
            lambda: desk_figures(certificates, cases, TODAY, due_list.due(certificates, cases, TODAY, Terms(12), NOW))
        )
    store.close()
    what = Words(f"工作台的数字，{COUNT:,} 个案件和证书", f"figures of the desk, {COUNT:,} cases and certificates")
    yield Line(what, micro(took), "—", took * 1e3, MOST, "ms")


def _shortest(action: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        action()
        times.append(time.process_time() - started)
    return min(times)


def _fill_casework(url: str) -> None:
    Journal.create(url)
    with Journal.open(url) as journal, journal.acting() as connection:
        if journal_store.schema_of(connection) != SCHEMA:
            lift(connection, 2, SCHEMA)
        connection.execute(sa.insert(CASES), [_case(number) for number in range(COUNT)])
        rows = [row for number in range(COUNT) for row in _trail(number)]
        for place, row in enumerate(rows, 1):
            row |= {"id": place, "digest": f"{place:064x}"}
        connection.execute(sa.insert(TRAIL), rows)


def _far(number: int) -> int:
    """Return how many acts a case has: all but every twentieth went to its end."""
    return len(ACTS) if number % 20 else 1 + number // 20 % (len(ACTS) - 1)


def _at(number: int, act: int) -> str:
    return instant_text(BEGAN + number * _APART + timedelta(days=act * (2 + number % 9)))


def _case(number: int) -> dict[str, object]:
    far = _far(number)
    return {
        "case": f"A26-{number:05}",
        "state": STATES[far - 1],
        "name": f"样例企业{number}有限公司",
        "uscc": f"91{number:016}",
        "opened": _at(number, 0),
        "moved": _at(number, far - 1),
        "deadline": "2026-11-20" if number % 3 else None,
        "kind": ("certification", "renewal", "change")[number % 3],
        "number": f"99926SC{number:05}R0M",
    }


def _trail(number: int) -> list[dict[str, object]]:
    rest = {"by_codes": '["clerk-01"]', "papers": "{}", "previous": "0" * 64}
    return [
        {"case": f"A26-{number:05}", "act": ACTS[place], "recorded": _at(number, place), **rest}
        for place in range(_far(number))
    ]


def _fill_register(url: str) -> None:
    founded(url).close()
    writer = open_store(url, write=True)
    with writer.writing() as connection:
        for start in range(0, COUNT, 10_000):
            numbers = [(n, f"99926SC{n:07d}R0M") for n in range(start, start + 10_000)]
            connection.execute(
                sa.insert(CERTIFICATE),
                [
                    {"number": one, "uscc": f"91{n:016}", "holder": "", "level": ""}
                    | {"valid_until": TODAY + timedelta(days=n % 1_096), "last_position": 0}
                    for n, one in numbers
                ],
            )
            connection.execute(sa.insert(STANDING), [_standing(n, one) for n, one in numbers])
            connection.execute(sa.insert(EVENT), [_event(n, one) for n, one in numbers])
    writer.close()


def _standing(n: int, number: str) -> dict[str, object]:
    status = ("valid", "valid", "valid", "suspended", "revoked")[n % 5]
    level = ("five-star", "four-star", "three-star", "qualified")[n % 4]
    place = {"uscc": f"91{n:016}", "region": "33", "scheme": "gbt27922-2011", "level": level}
    last = {"until": TODAY if status == "suspended" else None, "surveilled": TODAY - timedelta(days=n % 360)}
    return {"number": number, "begins": date(2026, 1, 1), "ends": None, "status": status, **place, **last}


def _event(n: int, number: str) -> dict[str, object]:
    recorded = instant_text(BEGAN + n * _APART)
    return {"position": 1_000 + n, "type": "issued", "number": number, "recorded": recorded, "raw": b""}
