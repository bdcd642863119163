"""One line as people paste it, its parts in any order and apart by blanks: what is which is told by its look."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from certs.certificate.bids import telling_content

_NUMBER: Final = re.compile(
    r"(?<![0-9A-Z])[0-9OIL]{3,4} ?[0-9OIL]{2} ?SC ?[0-9OIL]{2,10} ?R ?[0-9OIL]{1,2} ?[A-Z]?(?:-[0-9]{1,2})?"
    r"(?![0-9A-Z])",
    re.IGNORECASE,
)
_DAY: Final = re.compile(
    r"(?<![0-9])(?:[0-9]{4} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4})"
    r"(?: ?[0-9]{1,2}[:时点][0-9]{2}(?:[:分][0-9]{2})?)?(?![0-9])"
)
_APART: Final = re.compile(r"\s{2,}|[,，;；|、](?!\s*(?:ltd|limited|inc|llc|corp)\b)", re.IGNORECASE)
Parts = dict[str, str]


def parted(line: str) -> Parts:
    """Return number, name, product and on of a line, as far as they are there."""
    rest, parts = line.replace("\u3000", "\t"), {}
    for role, find in (("number", _number), ("on", _DAY.search)):
        match = find(_narrow(rest))
        if match is not None:
            parts[role] = match[0].strip()
            rest = f"{rest[: match.start()]}\t\0{role}\t{rest[match.end() :]}"
    return _rest([piece for piece in re.split(r"\t+", rest) if piece.strip()], parts)


def _narrow(text: str) -> str:
    """Return full-width signs as plain ones, each in its place."""
    return "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)


def _number(text: str) -> re.Match[str] | None:
    """Find a number of ours, or else a word by which another body would number a certificate."""
    ours = _NUMBER.search(text)
    words = re.finditer(r"[^\s,，;；|、]+", text)
    return ours or next((word for word in words if telling_content.looks_like_number(word[0])), None)


def of_cells(texts: Sequence[str]) -> Parts:
    """Return the same of a row whose cells are told apart already, but not what each of them is."""
    parts: Parts = {}
    pieces: list[str] = []
    for text in texts:
        role = _role(text, parts)
        if role is None:
            pieces.append(text)
        else:
            parts[role] = text
            pieces.append(f"\0{role}")
    return _rest(pieces, parts, whole=True)


def _role(text: str, parts: Parts) -> str | None:
    if "number" not in parts and telling_content.looks_like_number(text):
        return "number"
    if "on" not in parts and telling_content.looks_like_day(text):
        return "on"
    return None


def _rest(pieces: Sequence[str], parts: Parts, *, whole: bool = False) -> Parts:
    """Tell name and product apart: a firm by the end of its name, else what stands first, or before the number."""
    groups: list[tuple[str, bool]] = []  # what stands there, and whether the number came before it
    after = False
    for piece in pieces:
        if piece.startswith("\0"):
            after = after or piece == "\0number"
            continue
        groups += [(text, after) for text in ([piece.strip()] if whole else _apart(piece))]
    if groups and telling_content.is_serial(groups[0][0]) and (len(groups) > 1 or parts):
        groups.pop(0)  # 1. 2. 3. before each line
    if not groups:
        return parts
    firm = next((place for place, group in enumerate(groups) if telling_content.looks_like_firm(group[0])), None)
    if firm is None and (len(groups) > 1 or not groups[0][1]):
        firm = 0
    if firm is not None:
        parts["name"] = groups.pop(firm)[0]
    if groups:
        parts["product"] = " ".join(text for text, _ in groups)
    return parts


def _apart(text: str) -> list[str]:
    """Return the parts of a run of words: at marks, else at wide gaps, else behind the name of a firm."""
    pieces = [piece.strip() for piece in _APART.split(text.strip()) if piece.strip()]
    if len(pieces) != 1:
        return pieces
    words = pieces[0].split(" ")
    if telling_content.is_serial(words[0]) and len(words) > 1:
        return [words[0], *_apart(" ".join(words[1:]))]
    end = next((place for place in range(1, len(words)) if telling_content.looks_like_firm(" ".join(words[:place]))), 0)
    if end:
        return [" ".join(words[:end]), *_apart(" ".join(words[end:]))]
    if len(words) > 1 and not words[0].isascii():
        return [words[0], " ".join(words[1:])]  # Chinese has no blanks within a name
    return pieces
