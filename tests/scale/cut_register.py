"""A register of any size whose further certificates are cut to the least: what is asked of those that are whole, and
what is done to them, goes through tree, indexes and log of all.

The first certificates are generated whole. Each further one has its entry of some hundred bytes, unsigned, its leaf in
the tree and its rows of certificate and version; it has no credential, is in no list of standings and in no search, and
was never published, so that only those that are whole can be asked for. Indexes are made after the rows.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Index, Table, create_engine, event
from sqlalchemy.schema import CreateIndex

from certs.casework.journal.journal import Journal
from certs.certificate import number as numbers
from certs.days import beijing_day, instant_text, last_day_of_validity
from certs.errors import Words
from certs.instance.folder import Instance, open_instance
from certs.log import tree
from certs.register.acts.mint import Minter
from certs.register.append import append_events, log_growth, serials
from certs.register.store import ledger, log_tree, status_bits
from certs.register.store.database import Store, open_store
from certs.register.store.tables import CERTIFICATE, EVENT, NODE, VERSION
from tests.scale import in_turn, lives, timetable
from tests.scale.figures import Figure
from tests.scale.generator import decided, hurry
from tests.scale.minting import Issues, issue, ring
from tests.scale.registers import Register, generated, opened

WHOLE: Final = 10_000  # certificates that are whole
_CHUNK: Final = 20_000  # certificates that are put in at once
_YEAR: Final = 22  # of their numbers: before that of all that are whole
_TABLES: Final = (EVENT, CERTIFICATE, VERSION)
_LAST: Final = range(7_990_000, 7_991_000)  # the n of the last ones, which are whole again
_SERIAL: Final = 90_000  # of the first of their numbers
_BYTES: Final = 300  # of an entry
_CONSISTENT: Final = Words("日志从一半到末尾的一致性证明", "consistency proof from half the log to its end")
_DISK: Final = Words("登记簿，每张证书的字节（大的按最少内容）", "register, bytes a certificate (of the large one cut)")


def measure(folder: Path, size: int) -> Iterator[Figure]:
    """Yield the figures of a register that is whole and of one of `size` certificates, asked in turn."""
    made = [(WHOLE, generated(folder, WHOLE)), (size, cut(folder, size))]
    with opened(made, WHOLE) as registers:
        yield from in_turn.of_one_certificate(registers)
        yield in_turn.figure(registers, _CONSISTENT, _grown)
        yield _bytes(registers)


def cut(folder: Path, size: int) -> Instance:
    """Return the instance of so many certificates, of which only the first are whole; it may be there from before."""
    home = folder / f"cut-{size}"
    if not home.exists():
        beside = folder / f"cut-{size}.part"
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(generated(folder, WHOLE).home, beside)
        instance = open_instance(beside)
        with (
            closing(open_store(instance.register_url, write=True)) as store,
            Journal.open(instance.casework_url) as journal,
        ):
            event.listen(store.engine, "connect", hurry)
            _fill(store, journal, size)
        beside.rename(home)
    return open_instance(home)


def _fill(store: Store, journal: Journal, size: int) -> None:
    indexes = [index for table in _TABLES for index in sorted(table.indexes, key=lambda one: str(one.name))]
    with store.writing() as connection:
        for index in indexes:
            connection.exec_driver_sql(f"DROP INDEX {index.name}")
        position, status_index = ledger.head(connection).size, status_bits.count(connection)
        nodes = log_tree.StoredNodes(connection)
        frontier: Sequence[bytes] = [nodes(*place) for place in tree.subtrees(0, position)]
        for start in range(WHOLE + 1, size + 1, _CHUNK):
            made = range(start, min(start + _CHUNK, size + 1))
            grown = tree.grow(position, frontier, _put(connection, made, position, status_index))
            _many(connection, NODE, grown.nodes)
            position, frontier, status_index = grown.size, grown.frontier, status_index + len(made)
        for index in indexes:
            connection.exec_driver_sql(_created(index))
        _end(connection, journal, position, status_index)


def _end(connection: Connection, journal: Journal, position: int, status_index: int) -> None:
    """Let certificates that are whole be the last ones, since an act looks at those; and sign the head over all."""
    trust, at = ledger.trust_of(connection), lives.NOW - timedelta(hours=1)
    decisions = decided(journal, [("issued", n) for n in _LAST], at)
    wanted = Issues(_LAST[0], _SERIAL, position, status_index, at, decisions)
    entries = issue(Minter(trust, ring(), at), trust, wanted)
    append_events.append(connection, entries)
    key = ring().get("log")
    log_growth.log(connection, trust, entries, key.public_raw, key.sign)  # type: ignore[arg-type]
    serials.fold(connection, trust.body.number_prefix)


def _put(connection: Connection, made: range, position: int, status_index: int) -> list[bytes]:
    """Put some certificates in, and return the leaves of their entries."""
    day = beijing_day(lives.NOW)
    recorded, until = instant_text(lives.NOW - timedelta(days=1)), f"{last_day_of_validity(day)}"
    events, certificates, versions, leaves = [], [], [], []
    for place, n in enumerate(made):
        number = numbers.compose(timetable.PREFIX, _YEAR, n, 0, "M")
        raw = b'{"cut":"%b"}' % sha256(b"%d" % n).hexdigest().encode().ljust(_BYTES)
        digest = sha256(raw).hexdigest()
        events.append((position + place, "issued", number, recorded, raw))
        certificates.append((number, f"91110000MA{n:08d}", "样例有限公司", "AAAAA", until, position + place))
        versions.append((status_index + place, number, 1, position + place, digest))
        leaves.append(tree.leaf_hash(raw))
    _many(connection, EVENT, events)
    _many(connection, CERTIFICATE, certificates)
    _many(connection, VERSION, versions)
    return leaves


def _many(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    columns, marks = ",".join(column.name for column in table.columns), ",".join("?" * len(table.columns))
    driver.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", rows)


def _created(index: Index) -> str:
    return str(CreateIndex(index).compile(create_engine("sqlite://")))


def _grown(register: Register, _: int) -> None:
    with register.store.reading() as connection:
        size = ledger.head(connection).size
        nodes = log_tree.StoredNodes(connection)
        nodes.load(tree.places(tree.consistency_ranges(size // 2, size)))
        tree.consistency_proof(size // 2, size, nodes)


def _bytes(registers: Sequence[Register]) -> Figure:
    return Figure(_DISK, "B", {r.size: (r.instance.home / "register.db").stat().st_size / r.size for r in registers})
