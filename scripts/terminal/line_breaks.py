"""Where a line may break: at a blank, or between two Chinese characters, never beside a bracket or before a stop.

Rich breaks at blanks only, and Chinese has none: it would cut 青禾家用电器（样例）有限公司 wherever the column ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_CLOSING: Final = frozenset("，。；：！？、）】》”’…—,.;:!?)]}｜")
_OPENING: Final = frozenset("（【《“‘([{")


class Prose(Text):
    """A text that is wrapped by these rules, unless its column lets nothing be wrapped."""

    def wrap(self, console: Console, width: int, *, no_wrap: bool | None = None, **how: Any) -> Lines:
        """Return the lines of the text at a width, in columns of the terminal."""
        if no_wrap:
            return super().wrap(console, width, no_wrap=no_wrap, **how)
        lines = Lines()
        for line in self.split("\n", allow_blank=True):
            for part in line.divide(breaks(line.plain, width)):
                part.rstrip()
                lines.append(part)
        return lines


def breaks(text: str, width: int) -> list[int]:
    """Return the places at which a line of text is broken; a piece that is wider than a line is cut where it ends."""
    places, used = list[int](), 0
    for start, piece in _pieces(text):
        room = cell_len(piece.rstrip())
        if used and used + room > width:
            places.append(start)
            used = 0
        if room <= width:
            used += cell_len(piece)
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
    for place in range(1, len(text)):
        if _may_break(text[place - 1], text[place]):
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
