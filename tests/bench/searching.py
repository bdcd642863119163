"""Search over a million names on SQLite: the median of two-character questions, and no miss against a plain scan."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert

from certs import limits
from certs.errors import Words
from certs.register.answers import near_names
from certs.register.append import name_index
from certs.register.store import name_search, text_forms
from certs.register.store.database import open_store
from certs.register.store.question_met import Closeness
from certs.register.store.reader import View, open_reader
from certs.register.store.tables import CERTIFICATE
from tests.bench.timing import Line, micro
from tests.register.founded_register import founded

NAMES: Final = 1_000_000
CHUNK: Final = 20_000
QUESTIONS: Final = 200
COMPLETE: Final = 2_000  # matches up to which the whole answer is compared, page by page; above, the first page
_PLACES: Final = (
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "宁波",
    "青岛",
    "成都",
    "重庆",
    "武汉",
    "苏州",
    "无锡",
    "佛山",
    "东莞",
    "合肥",
    "长沙",
    "郑州",
    "济南",
    "厦门",
    "温州",
)
_TRADES: Final = (
    "家用电器",
    "电子科技",
    "智能家居",
    "机电设备",
    "新能源",
    "汽车服务",
    "家具",
    "商贸",
    "网络科技",
    "医疗器械",
    "净水设备",
    "电梯",
    "空调制冷",
    "厨卫",
    "照明",
    "物业服务",
)
_ENDINGS: Final = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")


def names(seed: int) -> list[str]:
    """Make a million names of firms, whose trade names are two or three of 3,500 characters, some far commoner."""
    chosen = random.Random(seed)
    characters = [chr(0x4E00 + place) for place in chosen.sample(range(20_902), 3_500)]
    weights = [1 / (rank + 20) for rank in range(len(characters))]
    found = []
    for length in (2, 3):
        columns = [chosen.choices(characters, weights, k=NAMES // 2) for _ in range(length)]
        words = ["".join(word) for word in zip(*columns, strict=True)]
        found += [chosen.choice(_PLACES) + word + chosen.choice(_TRADES) + chosen.choice(_ENDINGS) for word in words]
    chosen.shuffle(found)
    return found


def questions(all_names: list[str], seed: int) -> list[str]:
    """Take parts of real names, most of them two characters long, and a few that no name holds."""
    chosen = random.Random(seed)
    found = []
    for length, share in ((2, 0.7), (1, 0.05), (3, 0.1), (4, 0.1)):
        for name in chosen.sample(all_names, int(QUESTIONS * share)):
            start = chosen.randrange(len(name) - length)
            found.append(name[start : start + length])
    return [*found, *("龘龘", "鱻靐", "青禾样", "qq", "有司", "市有", "a", "龘", "公公", "限限")]


def fill(connection: Connection, all_names: list[str]) -> None:
    """Index the names as the holders of so many certificates."""
    for start in range(0, len(all_names), CHUNK):
        part = [(f"99926SC{n:07d}R0M", name) for n, name in enumerate(all_names[start : start + CHUNK], start)]
        connection.execute(insert(CERTIFICATE), [_certificate(number, name) for number, name in part])
        name_index.index(
            connection, [(n, name_search.names_of({"holder": {"name": name}, "scope": []})) for n, name in part]
        )


def _certificate(number: str, name: str) -> dict[str, object]:
    return {
        "number": number,
        "uscc": "",
        "holder": name,
        "level": "",
        "valid_until": date(2029, 1, 1),
        "content": number,
        "last_position": 0,
    }


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


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    url = f"sqlite:///{folder / 'register.db'}"
    founded(url).close()
    all_names = names(27922)
    writer = open_store(url, write=True)
    started = time.perf_counter()
    with writer.writing() as connection:
        fill(connection, all_names)
    filled = time.perf_counter() - started
    writer.close()
    yield from _answers(url, all_names)
    yield from _forgiving(url, all_names)
    yield Line(Words("建立一百万个名称的索引", "indexing 1,000,000 names"), f"{filled:.0f} s", "—", filled, None, "s")


def scanned_for(folded: list[str], wanted: str) -> list[str]:
    """Return the numbers of those with a text in their name: which are it, begin with it, have it; the newest first."""
    held = [(name != wanted, not name.startswith(wanted), -n) for n, name in enumerate(folded) if wanted in name]
    return [f"99926SC{-n:07d}R0M" for *_, n in sorted(held)]


def _forgiving(url: str, all_names: list[str]) -> Iterator[Line]:
    """Ask by pinyin, by initials and with one wrong character, and yield the line."""
    reader = open_reader(url)
    with reader.view() as view:
        times = list(_roundabout(view, all_names))
    reader.close()
    forgiving = statistics.quantiles(times, n=100)[98]
    yield Line(
        Words(
            "在一百万个名称中按拼音、首字母和差一个字搜索，第 99 百分位",
            "search by pinyin, initials or with one slip, 99th percentile",
        ),
        micro(forgiving),
        "—",
        forgiving * 1e3,
        300,
        "ms",
    )


def _roundabout(view: View, all_names: list[str]) -> Iterator[float]:
    """Yield how long each such question takes, in seconds."""
    chosen = random.Random(27922)
    for name in chosen.sample(all_names, QUESTIONS):
        sounds = [sound.split("/")[0] for sound in text_forms.spell(text_forms.fold(name)).split(" ")]
        wrong = chosen.randrange(2, len(name) - 2)
        for question in (
            "".join(sounds[2 : 2 + chosen.randrange(2, 5)]),
            "".join(sound[0] for sound in sounds[: chosen.randrange(2, 7)]),
            name[:wrong] + "齉" + name[wrong + 1 :],
        ):
            started = time.perf_counter()
            if not view.find(question)[0]:
                near_names.one_slip_away(view, question, least=limits.NEAR_NAME)
            yield time.perf_counter() - started


def _answers(url: str, all_names: list[str]) -> Iterator[Line]:
    """Ask every question of the search and of a plain scan, and yield the lines that compare them."""
    folded = [text_forms.fold(name) for name in all_names]
    times, wrong, scan = [], 0, []
    reader = open_reader(url)
    with reader.view() as view:
        for question in questions(all_names, 2011):
            started = time.perf_counter()
            view.find(question)
            took = time.perf_counter() - started
            wanted = text_forms.fold(question)
            started = time.perf_counter()
            expected = scanned_for(folded, wanted)
            scan.append(time.perf_counter() - started)
            wrong += misses(view.connection, question, expected)
            if len(question) == 2:
                times.append(took)
    reader.close()
    asked = len(scan)
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    scanned = micro(statistics.median(scan))
    yield Line(
        Words(
            "在一百万个名称中搜索两个字（SQLite），中位数",
            "search of two characters over 1,000,000 names on SQLite, median",
        ),
        micro(p50),
        f"{scanned} scan",
        p50 * 1e3,
        5,
        "ms",
    )
    yield Line(
        Words("同上，第 99 百分位", "the same, 99th percentile"), micro(p99), f"{scanned} scan", p99 * 1e3, None, "ms"
    )
    yield Line(
        Words(
            f"与逐条扫描相比漏掉或多出的结果（{asked} 个问题）",
            f"answers missed or invented, against a plain scan ({asked} questions)",
        ),
        str(wrong),
        "0",
        wrong,
        0,
        "",
    )
