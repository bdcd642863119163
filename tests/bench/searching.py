"""Search over a million names on SQLite and PostgreSQL: how long questions of one to six characters take, those by
pinyin and with a slip too; and on SQLite no miss against a plain scan.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from certs import limits
from certs.errors import Words
from certs.register.answers import near_names
from certs.register.store import name_search, text_forms
from certs.register.store.database import open_store
from certs.register.store.question_met import Closeness
from certs.register.store.reader import View, open_reader
from tests import postgres
from tests.bench.timing import Line, micro
from tests.register.founded_register import founded
from tests.register.store import million_names

QUESTIONS: Final = 240
ROUNDABOUT: Final = 60  # of each kind: by pinyin, by initials, with a slip
COMPLETE: Final = 2_000  # matches up to which the whole answer is compared, page by page; above, the first page
ASKED: Final = 3  # times that each question is put; the quickest counts, since others may use the machine


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines, first of SQLite, then of a PostgreSQL of our own."""
    all_names = million_names.names(27922)
    url = f"sqlite:///{folder / 'register.db'}"
    yield _filled(url, all_names, "SQLite")
    yield from _timed(url, all_names, "SQLite", 5)
    yield _compared(url, all_names)
    with postgres.running() as server:
        url = server.fresh()
        yield _filled(url, all_names, "PostgreSQL")
        yield from _timed(url, all_names, "PostgreSQL", 10)


def _filled(url: str, all_names: list[str], database: str) -> Line:
    founded(url).close()
    writer = open_store(url, write=True)
    started = time.perf_counter()
    with writer.writing() as connection:
        million_names.fill(connection, all_names)
    took = time.perf_counter() - started
    writer.close()
    what = Words(f"建立一百万个名称的索引（{database}）", f"indexing 1,000,000 names on {database}")
    return Line(what, f"{took:.0f} s", "—", took, None, "s")


def _timed(url: str, all_names: list[str], database: str, most: float) -> Iterator[Line]:
    """Yield how long the first page of each question takes; its median may be `most` milliseconds."""
    reader = open_reader(url)
    with reader.view() as view:
        asked = million_names.questions(all_names, QUESTIONS, 2011)
        times = [_quickest(partial(view.find, question)) for question in asked]
        forgiving = [_quickest(partial(_forgiven, view, question)) for question in _inexact(all_names)]
    reader.close()
    of, words = len(asked), f"在一百万个名称中搜索 1 至 6 个字（{database}）"
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    what = Words(f"{words}，中位数", f"search of 1 to 6 characters over 1,000,000 names on {database}, median")
    yield Line(what, micro(p50), f"{of} asked", p50 * 1e3, most, "ms")
    what = Words("同上，第 99 百分位", "the same, 99th percentile")
    yield Line(what, micro(p99), f"{of} asked", p99 * 1e3, 100, "ms")
    p99 = statistics.quantiles(forgiving, n=100)[98]
    what = Words(
        f"按拼音、首字母和差一个字搜索（{database}），第 99 百分位",
        f"by pinyin, initials or with one slip on {database}, 99th percentile",
    )
    yield Line(what, micro(p99), f"{len(forgiving)} asked", p99 * 1e3, 300, "ms")


def _quickest(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(ASKED):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return min(times)


def _inexact(all_names: list[str]) -> Iterator[str]:
    """Yield questions by pinyin, by initials and with one wrong character."""
    chosen = random.Random(27922)
    for name in chosen.sample(all_names, ROUNDABOUT):
        sounds = [sound.split("/")[0] for sound in text_forms.spell(text_forms.fold(name)).split(" ")]
        wrong = chosen.randrange(2, len(name) - 2)
        yield "".join(sounds[2 : 2 + chosen.randrange(2, 5)])
        yield "".join(sound[0] for sound in sounds[: chosen.randrange(2, 7)])
        yield name[:wrong] + "齉" + name[wrong + 1 :]


def _forgiven(view: View, question: str) -> None:
    if not view.find(question)[0]:
        near_names.one_slip_away(view, question, least=limits.NEAR_NAME)


def _compared(url: str, all_names: list[str]) -> Line:
    """Ask every question of a plain scan as well, and count what is missed or invented."""
    folded = [text_forms.fold(name) for name in all_names]
    asked = million_names.questions(all_names, QUESTIONS, 2011)
    reader = open_reader(url)
    with reader.view() as view:
        wrong = sum(
            misses(view.connection, question, scanned_for(folded, text_forms.fold(question))) for question in asked
        )
    reader.close()
    what = Words(
        f"与逐条扫描相比漏掉或多出的结果（{len(asked)} 个问题）",
        f"answers missed or invented, against a plain scan ({len(asked)} questions)",
    )
    return Line(what, str(wrong), "0", wrong, 0, "")


def scanned_for(folded: list[str], wanted: str) -> list[str]:
    """Return the numbers of those with a text in their name: which are it, begin with it, have it."""
    held = [(name != wanted, not name.startswith(wanted), -n) for n, name in enumerate(folded) if wanted in name]
    return [million_names.number(-n) for *_, n in sorted(held)]


def misses(connection: Connection, question: str, expected: list[str]) -> int:
    """Return how many of the expected numbers the search leaves out, and how many it invents."""
    found: list[str] = []
    before: name_search.Place | None = None
    while len(found) < min(len(expected), COMPLETE) + 20:
        matches, before = name_search.find(
            connection, question, limit=100 if len(expected) <= COMPLETE else 20, before=before
        )
        found += [match.number for match in matches if match.closeness <= Closeness.PART]
        if len(expected) > COMPLETE or before is None:
            break
    wanted = expected if len(expected) <= COMPLETE else expected[:20]
    return len(set(wanted) ^ set(found)) + (found != wanted)
