"""One line as people paste it, its parts in any order and apart by blanks: what is which is told by its look."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from certs.certificate.bids import telling_content
from certs.certificate.bids.column_headings import ASKED, labelled

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
_LABELLED: Final = re.compile(r"(?:(?<=[\s,，;；、|。])|^)[^:：,，;；、|。\s0-9]{1,30}\s*[:：]\s*")
_BLANKS: Final = " ,，;；|、"
_MARK: Final = "\0="  # before what a label announces
Parts = dict[str, str]


def parted(line: str) -> Parts:
    """Return the parts of a line, as far as they are there: number, name, product, on, and brand or model by a label.

    `days` has all of them where there are several and none is called the bid day: then there is no `on`.
    """
    rest, parts = _labels_marked(line.replace("\u3000", "\t")), {}
    match = _number(_narrow(rest))
    if match is not None:
        parts["number"] = match[0].strip()
        rest = f"{rest[: match.start()]}\t\0number\t{rest[match.end() :]}"
    days = [(day.start(), day.end(), day[0].strip()) for day in _DAY.finditer(_narrow(rest))]
    called = [text for start, _, text in days if rest[:start].rstrip().endswith(f"{_MARK}on")]
    for start, end, _ in reversed(days):
        rest = f"{rest[:start]}\t\0on\t{rest[end:]}"
    _take_days(parts, called or [text for _, _, text in days])
    return _rest([piece for piece in re.split(r"\t+", rest) if piece.strip()], parts)


def _take_days(parts: Parts, days: Sequence[str]) -> None:
    if len(days) == 1:
        parts["on"] = days[0]
    elif days:
        parts["days"] = "、".join(days)


def _labels_marked(line: str) -> str:
    """Return a line in which each label stands apart, as a mark of what it announces."""
    return _LABELLED.sub(_marked, line)


def _marked(match: re.Match[str]) -> str:
    role = _announced(match)
    return f"\t{_MARK}{role}\t" if role else match[0]


def _announced(match: re.Match[str]) -> str | None:
    return labelled(f"{match[0]}.")[0]


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
    if any(match.start() and _announced(match) for text in texts for match in _LABELLED.finditer(text)):
        return parted("\t".join(texts))  # 编号 单位：甲公司，产品：乙: the commas part only some of it
    parts: Parts = {}
    pieces: list[str] = []
    days: list[str] = []
    called: list[str] = []
    for text in texts:
        label, value = labelled(text)
        role = _role(value, parts)
        if role == "on":
            (called if label == "on" else days).append(value)
            pieces.append("\0on")
        elif role == "number":
            parts["number"] = value
            pieces.append("\0number")
        else:
            pieces += [f"{_MARK}{label}", value] if label else [text]
    _take_days(parts, called or days)
    return _rest(pieces, parts, whole=True)


def _role(text: str, parts: Parts) -> str | None:
    if "number" not in parts and telling_content.looks_like_number(text):
        return "number"
    return "on" if telling_content.looks_like_day(text) else None


def _rest(pieces: Sequence[str], parts: Parts, *, whole: bool = False) -> Parts:
    """Tell name and product apart: a firm by the end of its name, else what stands first, or before the number."""
    groups: list[tuple[str, bool]] = []  # what stands there, and whether the number came before it
    after, label = False, ""
    for piece in (piece.strip(_BLANKS) for piece in pieces):
        if piece.startswith("\0"):
            after = after or piece == "\0number"
            label = piece.removeprefix(_MARK) if piece.startswith(_MARK) else ""
            continue
        texts = [piece] if whole or label in ASKED else _apart(piece)
        if label and texts and not (label in parts and label not in ASKED):
            text = texts.pop(0)
            parts[label] = f"{parts[label]} {text}" if label in parts else text
        label = ""
        groups += [(text, after) for text in texts]
    if groups and telling_content.is_serial(groups[0][0]) and (len(groups) > 1 or parts):
        groups.pop(0)  # 1. 2. 3. before each line
    firm = next((place for place, group in enumerate(groups) if telling_content.looks_like_firm(group[0])), None)
    if firm is None and groups and (len(groups) > 1 or not groups[0][1]):
        firm = 0
    if firm is not None and "name" not in parts:
        parts["name"] = groups.pop(firm)[0]
    if groups:
        parts["product"] = " ".join(filter(None, (parts.get("product", ""), *(text for text, _ in groups))))
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
