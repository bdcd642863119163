"""Where a line may break: at a blank, or between two Chinese characters, never beside a bracket or before a stop.

Rich breaks at blanks only, and Chinese has none: it would cut 青禾家用电器（样例）有限公司 wherever the column ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_CLOSING: Final = frozenset("，。；：！？、）】》”’…—,.;:!?)]}｜")
_OPENING: Final = frozenset("（【《“‘([{")
# An address, or the path of a file from the root: what people click, or copy into the next command.
_ADDRESS: Final = re.compile(r"(?:https?://|(?<![^\s（“‘：(\"':=])/)[^\s，。；：！？、】》”’\"']+")


class Prose(Text):
    """A text that is wrapped by these rules, unless its column lets nothing be wrapped."""

    whole_addresses = False

    def wrap(self, console: Console, width: int, *, no_wrap: bool | None = None, **how: Any) -> Lines:
        """Return the lines of the text at a width, in columns of the terminal."""
        if no_wrap:
            return super().wrap(console, width, no_wrap=no_wrap, **how)
        lines = Lines()
        for line in self.split("\n", allow_blank=True):
            for part in line.divide(breaks(line.plain, width, self.whole_addresses)):
                part.rstrip()
                lines.append(part)
        return lines


class Sentence(Prose):
    """A text that is printed by itself: where an address is wider than the terminal, the terminal wraps it."""

    whole_addresses = True


def breaks(text: str, width: int, whole_addresses: bool = False) -> list[int]:
    """Return the places at which a line of text is broken; a piece that is wider than a line is cut where it ends.

    With `whole_addresses` an address or a path is not cut: it begins a line, and nothing follows it there.
    """
    places, used = list[int](), 0
    for start, piece in _pieces(text):
        room = cell_len(piece.rstrip())
        if used and used + room > width:
            places.append(start)
            used = 0
        if room <= width:
            used += cell_len(piece)
            continue
        if whole_addresses and _ADDRESS.search(piece):
            used = room
            continue
        for place, letter in enumerate(piece, start):  # wider than any line
            if used and used + cell_len(letter) > width:
                places.append(place)
                used = 0
            used += cell_len(letter)
    return places


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield what is not to be broken, with its place."""
    start = 0
    inside = {place for address in _ADDRESS.finditer(text) for place in range(address.start() + 1, address.end())}
    for place in range(1, len(text)):
        if place not in inside and _may_break(text[place - 1], text[place]):
            yield start, text[start:place]
            start = place
    if text:
        yield start, text[start:]


def _may_break(before: str, after: str) -> bool:
    if before.isspace():
        return not after.isspace()
    if before in _OPENING or after in _CLOSING or after.isspace():
        return False
    if after in _OPENING or before in "）)":  # a company's name goes on on both sides of its bracket
        return False
    return cell_len(before) == 2 or cell_len(after) == 2
