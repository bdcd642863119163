"""The tables of the search alone, filled in bulk for as many certificates as are asked for: ten million without a log,
a signature or a file, which the search does not miss. How long questions of many kinds take there.

On SQLite only. What is written is what `name_index` writes, in the same order; only the two indexes of the texts are
made after them, and the full-text index gathers more before it writes a segment, then forgets that it was told so.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache, partial
from itertools import count, pairwise
from multiprocessing import get_context
from pathlib import Path
from threading import Semaphore
from typing import Final, NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.schema import CreateIndex

from certs import limits
from certs.errors import Words
from certs.register.answers import near_names
from certs.register.store import name_search, text_forms
from certs.register.store.reader import View, open_reader
from certs.register.store.tables import NAME
from tests.register.founded_register import founded
from tests.register.store.million_names import number
from tests.scale import firms, typed_questions
from tests.scale.figures import Figure

_DRAWN: Final = 10_000  # certificates of which questions are made: every register has them
_ASKED: Final = 2  # times that each question is put; the quickest counts
_MEDIAN: Final = Words("中位数", "median")
_SLOWEST: Final = Words("最慢", "slowest")
_CHUNK: Final = 5_000  # certificates whose texts one process makes at once
_PROCESSES: Final = 2
_AHEAD: Final = 20  # chunks that may be made before they are written
_GATHERED: Final = 256 * 2**20  # bytes of the full-text index that are gathered in memory before they are written
_QUICK: Final = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA temp_store=FILE"


class _Text(NamedTuple):
    number: str
    field: str
    text: str
    folded: str
    spelled: str
    tokens: str


def measure(folder: Path, size: int) -> Iterator[Figure]:
    """Fill the tables in a folder, unless they are there from before, and yield the figures of that size."""
    started = time.perf_counter()
    file = filled(folder, size)
    took = time.perf_counter() - started
    yield _figure(Words("只有搜索的表：建立", "the search tables alone: filling them"), "s", size, took)
    share = file.stat().st_size / size
    yield _figure(Words("同上，每张证书的字节", "the same, bytes a certificate"), "B", size, share)
    with closing(open_reader(f"sqlite:///{file}")) as reader, reader.view() as view:
        for kind, asked in typed_questions.of(min(size, _DRAWN)):
            times = [_quickest(partial(_ask, view, question)) * 1e3 for question in asked]
            for of, chosen in ((_MEDIAN, statistics.median(times)), (_SLOWEST, max(times))):
                yield _figure(Words(f"{kind.zh}，{of.zh}", f"{kind.en}, {of.en}"), "ms", size, chosen)


def _figure(what: Words, unit: str, size: int, value: float) -> Figure:
    return Figure(what, unit, {size: value})


def _quickest(ask: Callable[[], object]) -> float:
    """Return the processor time of a question that was asked before."""
    times = []
    for _ in range(_ASKED):
        started = time.process_time()
        ask()
        times.append(time.process_time() - started)
    return min(times)


def _ask(view: View, question: str) -> None:
    if not view.find(question)[0]:
        near_names.one_slip_away(view, question, least=limits.NEAR_NAME)


def filled(folder: Path, size: int) -> Path:
    """Return the register that has the texts of so many certificates, and nothing else of them.

    It may be there from before.
    """
    file = folder / f"names-{size}.db"
    if not file.exists():
        beside = file.with_suffix(".part")
        beside.unlink(missing_ok=True)
        founded(f"sqlite:///{beside}").close()
        with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
            _fill(connection, size)
        beside.rename(file)
    return file


def _fill(connection: sqlite3.Connection, size: int) -> None:
    connection.executescript(_QUICK)
    indexes = sorted(NAME.indexes, key=lambda index: str(index.name))
    for index in indexes:
        connection.execute(f"DROP INDEX {index.name}")
    connection.execute("INSERT INTO name_grams (name_grams, rank) VALUES ('hashsize', ?)", (_GATHERED,))
    connection.execute("BEGIN")
    ids = count(1)
    for chunk in _chunks(size):
        rows = list(zip(chunk, ids, strict=False))  # in this order, since zip takes one more of the first
        connection.executemany(
            "INSERT INTO name (id, number, field, text, folded, spelled) VALUES (?, ?, ?, ?, ?, ?)",
            ((place, *row[:-1]) for row, place in rows),
        )
        connection.executemany(
            "INSERT INTO name_grams (rowid, grams) VALUES (?, ?)", ((place, row.tokens) for row, place in rows)
        )
    connection.execute("COMMIT")
    connection.execute("DELETE FROM name_grams_config WHERE k = 'hashsize'")
    for index in indexes:
        connection.execute(str(CreateIndex(index).compile(create_engine("sqlite://"))))


def _chunks(size: int) -> Iterator[list[_Text]]:
    if size <= _CHUNK:
        yield texts(range(1, size + 1))
        return
    ahead = Semaphore(_AHEAD)

    def asked_for() -> Iterator[range]:
        for start in range(1, size + 1, _CHUNK):
            ahead.acquire()
            yield range(start, min(start + _CHUNK, size + 1))

    with get_context("fork").Pool(_PROCESSES) as pool:
        for chunk in pool.imap(texts, asked_for()):
            ahead.release()
            yield chunk


def texts(places: range) -> list[_Text]:
    """Return the texts of some certificates as the search has them."""
    return [
        _Text(number(n), *name, tokens(name.folded, name.spelled))
        for n in places
        for name in name_search.names_of(firms.searched(n))
    ]


def tokens(folded: str, spelled: str) -> str:
    """Return the tokens of a text, those of each two neighbours from memory: some may stand there twice."""
    sounds = spelled.split(" ")
    if len(sounds) != len(folded) or len(folded) == 1 or text_forms.BREAK in sounds:
        return _tokens(folded, spelled)
    marks = f"{text_forms.START}{folded[0]} {folded[-1]}{text_forms.END}"
    return " ".join((marks, *map(_of_neighbours, pairwise(folded), pairwise(sounds))))


@lru_cache(maxsize=1_000_000)
def _of_neighbours(characters: tuple[str, str], sounds: tuple[str, str]) -> str:
    made = text_forms.tokens("".join(characters), " ".join(sounds))
    return " ".join(token for token in made if text_forms.START not in token and text_forms.END not in token)


@lru_cache(maxsize=8_192)
def _tokens(folded: str, spelled: str) -> str:
    return " ".join(text_forms.tokens(folded, spelled))
