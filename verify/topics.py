"""What the site says about a question that was typed where certificates are looked up: its pages that answer it best.

The build of the site leaves a list beside its pages, `topics.json`: each page with its titles, and the words of titles
and aliases in both languages, each with what it is worth. Nothing else is consulted, and nothing is kept of what was
asked. Text counts as a question when more of it are words of the list than not, once what asks (怎么办, how) is taken out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from certs import limits
from certs.errors import Words

TOPICS_FILE: Final = "topics.json"
_HAN: Final = re.compile("[\u3400-\u9fff]+")
_LATIN: Final = re.compile(r"[a-z0-9]+(?:[.'’][a-z0-9]+)*")
_LONGEST: Final = 8  # characters of a Chinese word
_STEM: Final = 5  # letters in which English words are taken for one: complain, complaint
_WORTH_NAMING: Final = 3  # a page is named when it is worth a third of the best


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the site: its path below the language, what it is called, and what it is about."""

    path: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Topics:
    """All pages; for each word what it is worth for which page; words that ask; words that only names of firms have."""

    pages: tuple[Topic, ...]
    words: Mapping[str, tuple[tuple[Topic, float], ...]]
    asking: frozenset[str]
    names: tuple[str, ...]


def topics_of(site: Path | None, question: str) -> tuple[Topic, ...]:
    """Return the pages that answer a question, best first; none where it reads as a name, or where there is no list."""
    listed = _listed(site / TOPICS_FILE) if site else None
    text = unicodedata.normalize("NFKC", question[: limits.QUERY]).lower()
    if listed is None or any(name in text for name in listed.names):
        return ()
    told: set[int] = set()
    asking: set[int] = set()
    words: set[str] = set()
    for start, word in _words(text):
        place = range(start, start + len(word))
        if known := _known(word, listed.words):
            told.update(place)
            words.update(known)
        elif word in listed.asking:
            asking.update(place)
    matter = {at for at, character in enumerate(text) if character.isalnum()} - (asking - told)
    if 2 * len(told) <= len(matter):
        return ()
    worth: Counter[Topic] = Counter()
    for word in words:
        for topic, points in listed.words[word]:
            worth[topic] += points  # type: ignore[assignment]  # a Counter adds up fractions as well
    best = worth.most_common(limits.TOPICS)
    return tuple(topic for topic, points in best if points * _WORTH_NAMING >= best[0][1])


def folded(word: str) -> str:
    """Return a word as the list has it: an English one without its plural."""
    return word.removesuffix("s") if word.isascii() and len(word) > len("gas") else word


def _known(word: str, words: Collection[str]) -> list[str]:
    """Return the words of the list that a word stands for: itself, or, in English, what goes on from the same stem."""
    word = folded(word)
    if word in words or not word.isascii() or len(word) < _STEM:
        return [word] if word in words else []
    return [each for each in words if len(each) >= _STEM and (each.startswith(word) or word.startswith(each))]


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Return every word that may stand in a text, with its place: each part of Chinese text, and each other word."""
    for run in _HAN.finditer(text):
        for start in range(run.start(), run.end()):
            for end in range(start + 1, min(run.end(), start + _LONGEST) + 1):
                yield start, text[start:end]
    for run in _LATIN.finditer(text):
        yield run.start(), run[0]


def _listed(file: Path) -> Topics | None:
    """Return the list as it stands now: the site may be built again while the service runs."""
    try:
        stat = file.stat()
        return _read(file, stat.st_mtime_ns, stat.st_size) if stat.st_size <= limits.TOPICS_FILE else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # no list, or none of ours
        return None


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int, _size: int) -> Topics:
    table = json.loads(file.read_bytes())
    words: dict[str, list[tuple[Topic, float]]] = {}
    pages = []
    for page in table["pages"]:
        topic = Topic(page["path"], Words(**page["title"]), Words(**page["text"]))
        pages.append(topic)
        for word, points in page["words"].items():
            words.setdefault(word, []).append((topic, float(points)))
    by_word = {word: tuple(worth) for word, worth in words.items()}
    return Topics(tuple(pages), by_word, frozenset(table["stop"]), tuple(table["names"]))
