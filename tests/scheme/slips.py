"""Where a slip was made in a data file, and where its error must say it is."""

from __future__ import annotations


def line_of(text: str, part: str) -> int:
    """Return the line on which the first such part begins."""
    return text.count("\n", 0, text.index(part) + len(part) - len(part.lstrip("\n"))) + 1


def head_of(text: str, part: str) -> int:
    """Return the line of the head `[[…]]` that the first such part stands below."""
    return text.count("\n", 0, text.rindex("[[", 0, text.index(part))) + 1


def due(text: str, part: str, told: str) -> int:
    """Return the line to be told: that of the slip, or of the head where what is missing has no line."""
    return head_of(text, part) if told.endswith("is missing") and not part.startswith(", ") else line_of(text, part)
