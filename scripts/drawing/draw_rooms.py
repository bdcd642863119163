"""Draw the rooms of the code and who may use whom, from `site/_data/rooms.toml`, which the tests hold the code to.

Only where a box stands is said here; what stands in it and every arrow comes from the table, and a table that no longer
fits the places stops the drawing. An arrow that others already imply is left out. Words are text
and not outlines: they are many and change with the table, and a box is wide enough for any face.

    python -m scripts.drawing.draw_pictures
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from certs.documents.marks.emblem import GOLD, PETROL, WHITE
from certs.documents.marks.shapes import box, figure, path, polygon
from scripts.drawing.draw_marks import ROOT
from scripts.drawing.picture_words import line, width, wrapped

LANES, LANE, EDGE, GAP, BETWEEN = 12, 76, 24, 16, 36
NAME, SIZE, CHIP, LEAD, INSET, ROW = 21, 15, 15, 21, 14, 31
PURE, WORLDLY, GROUND = "#DDEBE6", "#F3EFE2", "#CFD0C8"
# Row from the top, first and last lane of each box.
PLACES: Final = {
    "scripts": (0, 0, 12),
    "certs.mirror": (1, 4, 8),
    "certs.casework": (1, 8, 12),
    "verify": (2, 0, 7),
    "certs.audit": (2, 7, 12),
    "certs.documents": (3, 0, 8),
    "certs.publication": (4, 0, 12),
    "certs.register": (5, 0, 12),
    "certs.lifecycle": (6, 0, 4),
    "certs.log": (6, 4, 8),
    "certs.instance": (6, 8, 12),
    "certs.trust": (7, 0, 8),
    "certs.certificate": (8, 0, 8),
    "certs.scheme": (9, 0, 12),
}
TITLES: Final = {"zh": "代码的房间，和谁可以用谁", "en": "The rooms of the code, and who may use whom"}
LEGENDS: Final = {
    "zh": ("绿色：纯的，不读时钟、文件、网络", "菱形：网站可以进入", "箭头：可以使用；别的箭头已经说明的不画"),
    "en": (
        "green: pure, no clock, file or socket",
        "diamond: the web may enter",
        "arrow: may use; what others imply is left out",
    ),
}
GROUNDS: Final = {"zh": "谁都可以用：", "en": "for every room: "}
Room = Mapping[str, Any]


def rooms() -> dict[str, Room]:
    """Return the table by the name of the room."""
    rows = tomllib.loads((ROOT / "site" / "_data" / "rooms.toml").read_text(encoding="utf-8"))["room"]
    return {row["name"]: row for row in rows}


def ground() -> str:
    """Return the names of the modules that every room may use."""
    return ", ".join(sorted(file.stem for file in (ROOT / "certs").glob("[a-z]*.py")))


def top(name: str) -> str:
    """Return the box that a room stands in."""
    return ".".join(name.split(".")[: 2 if name.startswith("certs.") else 1])


def arrows(table: Mapping[str, Room]) -> dict[str, set[str]]:
    """Return whom each box may use. The web may use what is marked for it, the commands everything."""
    uses: dict[str, set[str]] = {box: set() for box in map(top, table)}
    for name, row in table.items():
        uses[top(name)] |= {top(used) for used in row["uses"]} - {top(name)}
        if row["web"] and name.startswith("certs."):
            uses["verify"].add(top(name))
    uses["scripts"] = set(uses) - {"scripts"}
    return uses


def needed(uses: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield the arrows that no others imply. Raises ValueError where arrows run in a ring."""

    def below(name: str, above: tuple[str, ...] = ()) -> set[str]:
        if name in above:
            raise ValueError(f"arrows run in a ring: {' > '.join((*above, name))}")
        return uses[name].union(*(below(used, (*above, name)) for used in uses[name]))

    for name, used in uses.items():
        implied: set[str] = set().union(*(below(other) for other in used))
        yield from ((name, other) for other in sorted(used - implied))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands, in units of the picture."""

    left: float
    top: float
    right: float
    bottom: float


def chips(name: str, table: Mapping[str, Room]) -> list[str]:
    """Return the rooms within a box, without those that lie deeper still."""
    depth = name.count(".") + 1
    return [other for other in table if other.startswith(name + ".") and other.count(".") == depth]


def places(language: str, table: Mapping[str, Room]) -> dict[str, Place]:
    """Return where each box stands. Raises ValueError if the table has other boxes than `PLACES`."""
    if {top(name) for name in table} != set(PLACES):
        raise ValueError("draw_rooms.PLACES and rooms.toml differ: give the new room a place")
    found: dict[str, Place] = {}
    above = float(EDGE)
    for row in range(1 + max(row for row, _, _ in PLACES.values())):
        boxes = {name: place for name, place in PLACES.items() if place[0] == row}
        lines = {name: _lines(name, language, table) for name in boxes}
        height = max(
            INSET * 1.5
            + NAME * 1.3
            + len(said) * LEAD
            + 10 * bool(chips(name, table))
            + len(chip_rows(name, table)) * ROW
            for name, said in lines.items()
        )
        for name, (_, first, last) in boxes.items():
            left, right = EDGE + first * LANE, EDGE + last * LANE
            found[name] = Place(left + GAP / 2, above, right - GAP / 2, above + height)
        above += height + BETWEEN
    return found


def _lines(name: str, language: str, table: Mapping[str, Room]) -> list[str]:
    return wrapped(table[name][language], SIZE, _room_within(name)) if name in table else []


def _room_within(name: str) -> float:
    """Return the width that is free within a box."""
    _, first, last = PLACES[name]
    return (last - first) * LANE - GAP - 2 * INSET


def drawn(name: str, place: Place, language: str, table: Mapping[str, Room]) -> str:
    """Return one box: its name, what it is for, and the rooms in it."""
    rows, left, above = table.get(name, {}), place.left + INSET, place.top + INSET * 0.8
    pure = rows.get("pure", all(table[chip]["pure"] for chip in chips(name, table)))
    shapes = path(PURE if pure else WORLDLY, box(place.left, place.top, place.right, place.bottom))
    words = line(name.replace(".", "/"), left, above, NAME, "bold")
    if rows.get("web"):
        shapes += dot(place.right - INSET, above + NAME / 2)
    for number, said in enumerate(_lines(name, language, table)):
        words += line(said, left, above + NAME * 1.4 + number * LEAD, SIZE)
    return shapes + words + "".join(_chip(chip, table[chip], at) for chip, at in placed_chips(name, table, place))


def chip_rows(name: str, table: Mapping[str, Room]) -> list[list[tuple[str, float]]]:
    """Return the rooms within a box in as many rows as they need, each with its distance from the left inset."""
    rows: list[list[tuple[str, float]]] = []
    room, left = _room_within(name), 0.0
    for chip in chips(name, table):
        wide = width(chip.rpartition(".")[2], CHIP) + 26
        if not rows or left + wide > room:
            rows, left = [*rows, []], 0.0
        rows[-1].append((chip, left))
        left += wide + 8
    return rows


def placed_chips(name: str, table: Mapping[str, Room], place: Place) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the rooms within a box, each with the left and top of its chip."""
    rows = chip_rows(name, table)
    for number, row in enumerate(rows):
        above = place.bottom - INSET - (len(rows) - number) * ROW + ROW - LEAD
        yield from ((chip, (place.left + INSET + left, above)) for chip, left in row)


def _chip(name: str, row: Room, at: tuple[float, float]) -> str:
    left, above = at
    word = name.rpartition(".")[2]
    right = left + width(word, CHIP) + 26
    mark = dot(right - 8, above + 12) if row["web"] else ""
    return path(WHITE, box(left, above, right, above + 25)) + line(word, left + 6, above + 4, CHIP) + mark


def dot(middle: float, height: float) -> str:
    """Return the mark of a room that the web may enter."""
    return path(GOLD, polygon([(middle - 4, height), (middle, height - 4), (middle + 4, height), (middle, height + 4)]))


def arrow(name: str, used: str, where: Mapping[str, Place]) -> str:
    """Return an arrow straight down. Raises ValueError if the boxes are not above each other, or one is between."""
    start, end = where[name], where[used]
    left, right = max(start.left, end.left), min(start.right, end.right)
    middle = (left + right) / 2
    between = [p for p in where.values() if start.bottom < p.top and p.bottom < end.top and p.left < middle < p.right]
    if left >= right or start.bottom >= end.top or between:
        raise ValueError(f"no straight way from {name} down to {used}: change draw_rooms.PLACES")
    tip = end.top - 3
    head = polygon([(middle - 7, tip - 11), (middle + 7, tip - 11), (middle, tip)])
    return path(PETROL, box(middle - 1.5, start.bottom + 3, middle + 1.5, tip - 10) + head)


def picture(language: str, table: Mapping[str, Room]) -> str:
    """Return the SVG file of one language."""
    where = places(language, table)
    foot = max(place.bottom for place in where.values()) + GAP
    wide = LANES * LANE + 2 * EDGE
    base = Place(EDGE + GAP / 2, foot, wide - EDGE - GAP / 2, foot + 38)
    high = base.bottom + 16 + len(LEGENDS[language]) * LEAD + EDGE
    inner = path(WHITE, box(0, 0, wide, high)) + path(GROUND, box(base.left, base.top, base.right, base.bottom))
    inner += line(GROUNDS[language] + ground(), base.left + INSET, base.top + 10, SIZE)
    inner += "".join(drawn(name, place, language, table) for name, place in where.items())
    inner += "".join(arrow(name, used, where) for name, used in needed(arrows(table)))
    for number, words in enumerate(LEGENDS[language]):
        inner += line(words, base.left, base.bottom + 16 + number * LEAD, SIZE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {figure(high)}" width="{wide}" '
        f'height="{figure(high)}" role="img" font-family="sans-serif">'
        f"<title>{TITLES[language]}</title>{inner}</svg>\n"
    )


def drawings() -> dict[str, str]:
    """Return every drawing by its name in `verify/static/starmark/pictures`."""
    return {f"rooms-{language}.svg": picture(language, rooms()) for language in TITLES}
