"""Pages of the directory of a million organisations on SQLite: the first and those far on, under each filter."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert

from certs import limits
from certs.certificate.regions import regions
from certs.errors import Words
from certs.register.store import directory_rows
from certs.register.store.database import open_store
from certs.register.store.directory_rows import NONE, Filters
from certs.register.store.tables import CERTIFICATE, STANDING
from certs.scheme.schemes import SCHEMES
from tests.bench.timing import Line, micro
from tests.register.founded_register import founded

CERTIFICATES: Final = 1_500_000  # of a million organisations
CHUNK: Final = 10_000
TIMES: Final = 30  # times that each page is asked for
TODAY: Final = date(2028, 1, 1)
DEPTHS: Final = (0.25, 0.5, 0.9)
LISTS: Final = {
    "valid, suspended": Filters(("valid", "suspended")),
    "every status": NONE,
    "one province": Filters(("valid", "suspended"), region="33"),
    "one level": Filters(("valid",), levels=(("gbt27922-2011", "five-star"),)),
    "revoked": Filters(("revoked",)),
    "valid on a day": Filters(valid_on=date(2027, 6, 1)),
}


def fill(connection: Connection) -> None:
    """Put in so many certificates of two thirds as many organisations, of which one in fifty was revoked."""
    chosen = random.Random(26)
    levels = [(scheme.code, level.code) for scheme in SCHEMES.values() for level in scheme.levels]
    for start in range(0, CERTIFICATES, CHUNK):
        rows: list[dict[str, Any]] = []
        certificates = []
        for n in range(start, start + CHUNK):
            region = chosen.choice(list(regions()))
            scheme, level = chosen.choice(levels)
            said = {"region": region, "scheme": scheme, "level": level, "uscc": f"91{region}{n * 2 // 3:014d}"}
            number = f"99926SC{n:07d}R0M"
            until = date(2027 + n % 4, 1 + n % 12, 1 + n % 28)
            certificates.append({"number": number, "uscc": said["uscc"], "holder": "", "level": level})
            then = "revoked" if n % 50 == 0 else "expired"
            rows += [
                {"number": number, "begins": date(2026, 1, 1), "ends": until, "status": "valid", **said},
                {"number": number, "begins": until, "ends": None, "status": then, **said},
            ]
        connection.execute(
            insert(CERTIFICATE), [{**one, "valid_until": TODAY, "last_position": 0} for one in certificates]
        )
        connection.execute(insert(STANDING), rows)


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    url = f"sqlite:///{folder / 'register.db'}"
    founded(url).close()
    writer = open_store(url, write=True)
    with writer.writing() as connection:
        fill(connection)
    writer.close()
    store = open_store(url, write=False)
    worst, first_of_worst, name = 0.0, 0.0, ""
    with store.reading() as connection:
        for kind, filters in LISTS.items():
            usccs = _all(connection, filters)
            first = _page(connection, filters, "")
            deep = max(_page(connection, filters, usccs[int(len(usccs) * depth)]) for depth in DEPTHS)
            if deep / first > worst:
                worst, first_of_worst, name = deep / first, first, kind
        started = time.process_time()
        directory_rows.counted(connection, TODAY)
        counted = time.process_time() - started
    store.close()
    yield Line(
        Words(
            f"名录里任何一页，与第一页相比（一百万家组织，{len(LISTS)} 种条件里最差的）",
            f"any page of the directory against the first (1,000,000 organisations, the worst of {len(LISTS)} filters)",
        ),
        f"{worst:.2f} × {micro(first_of_worst)}",
        name,
        worst,
        2,
        "x",
    )
    yield Line(
        Words("数出一百五十万张证书", "counting 1,500,000 certificates"), micro(counted), "—", counted * 1e3, None, "ms"
    )


def _all(connection: Connection, filters: Filters) -> list[str]:
    usccs: list[str] = []
    while page := directory_rows.organisations(connection, filters, TODAY, usccs[-1] if usccs else "", 5_000):
        usccs += page
    return usccs


def _page(connection: Connection, filters: Filters, after: str) -> float:
    """Return the shortest processor time of a page: its organisations, and what stands under each."""
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        usccs = directory_rows.organisations(connection, filters, TODAY, after, limits.PAGE + 1)
        directory_rows.of_organisations(connection, filters, TODAY, usccs, 5)
        times.append(time.process_time() - started)
    return min(times)
