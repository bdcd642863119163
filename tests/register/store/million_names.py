"""A million names of firms that do not exist, put into the search of a register on SQLite or PostgreSQL at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, insert, text

from certs.register.append import name_index
from certs.register.store import name_search
from certs.register.store.question_met import Name
from certs.register.store.tables import CERTIFICATE, NAME

NAMES: Final = 1_000_000
LENGTHS: Final = (1, 2, 3, 4, 5, 6)  # characters of the questions
_CHUNK: Final = 20_000
_UNTIL: Final = date(2029, 1, 1)
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


def questions(all_names: list[str], count: int, seed: int) -> list[str]:
    """Take so many parts of real names, of each length as many, and a few texts that no name holds."""
    chosen = random.Random(seed)
    parts = []
    for length in LENGTHS:
        for name in chosen.sample(all_names, count // len(LENGTHS)):
            start = chosen.randrange(len(name) - length)
            parts.append(name[start : start + length])
    return [*parts, *("龘龘", "鱻靐", "青禾样", "qq", "有司", "市有", "a", "龘", "公公", "限限")]


def number(place: int) -> str:
    """Return the number of the certificate that a name is the holder of, by the name's place."""
    return f"99926SC{place:07d}R0M"


def fill(connection: Connection, all_names: list[str]) -> None:
    """Index the names as the holders of so many certificates."""
    if connection.dialect.name != "sqlite":
        _fill_postgresql(connection, all_names)
        return
    for start in range(0, len(all_names), _CHUNK):
        part = list(enumerate(all_names[start : start + _CHUNK], start))
        connection.execute(insert(CERTIFICATE), [_certificate(place, name) for place, name in part])
        name_index.index(connection, [(number(place), _texts(name)) for place, name in part])


def _fill_postgresql(connection: Connection, all_names: list[str]) -> None:
    """Copy the names, and make the index of the search after them: that takes a tenth of the time."""
    made = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'name_grams'")
    definition = connection.execute(made).scalar_one()
    connection.execute(text("DROP INDEX name_grams"))
    certificates = (tuple(_certificate(place, name).values()) for place, name in enumerate(all_names))
    _copy(connection, f"certificate ({', '.join(_certificate(0, ''))})", certificates)
    rows = ((number(place), *one) for place, name in enumerate(all_names) for one in _texts(name))
    _copy(connection, f"name (number, {', '.join(Name._fields)})", rows)
    connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    connection.execute(text(definition))
    connection.execute(text(f"ANALYZE {CERTIFICATE.name}, {NAME.name}"))


def _copy(connection: Connection, into: str, rows: Iterator[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _texts(name: str) -> list[Name]:
    return name_search.names_of({"holder": {"name": name}, "scope": []})


def _certificate(place: int, name: str) -> dict[str, Any]:
    texts = {"number": number(place), "uscc": "", "holder": name, "level": ""}
    return {**texts, "valid_until": _UNTIL, "last_position": 0}
