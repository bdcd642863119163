"""The list by which the service answers a question that was typed where certificates are looked up: `topics.json`.

Each page that has `aliases`, with its title and description and the words of its titles and aliases, all in both
languages; each word with what it is worth: by the weights of the site's search, and the more the fewer pages have it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any, Final

from scripts.site_builder import site_search
from verify.topics import TOPICS_FILE, folded

FOLDERS: Final = {"zh": "", "en": "en"}
_BETWEEN_WORDS: Final = re.compile(r"[\s\u200b、，。？！：；（）“”《》,?!:;()/·-]+")
Entry = dict[str, Any]  # of a search index: a page, or a section of one


def write(site: Path) -> None:
    """Write the list beside the pages. It reads the indexes of the search, so it comes after they are made."""
    settings = site_search.settings()
    entries = {language: _entries(site / folder) for language, folder in FOLDERS.items()}
    fronts = {language: site_search.front_matters(language) for language in FOLDERS}
    titles = {language: _titles(listed) for language, listed in entries.items()}
    worth = {
        path: _worth(path, [*entries["zh"], *entries["en"]], settings)
        for path, front in fronts["zh"].items()
        if "aliases" in front
    }
    pages_with = Counter(word for words in worth.values() for word in words)
    pages = [
        {
            "path": path,
            "title": {language: titles[language][path] for language in FOLDERS},
            "text": {language: fronts[language][path]["description"] for language in FOLDERS},
            "words": {word: round(points * math.log(1 + len(worth) / pages_with[word]), 1) for word, points in words},
        }
        for path, words in ((path, words.items()) for path, words in worth.items())
    ]
    listed = {"pages": pages, "stop": settings["stop"], "names": settings["names"]}
    (site / TOPICS_FILE).write_text(json.dumps(listed, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _entries(folder: Path) -> list[Entry]:
    index: dict[str, list[Entry]] = json.loads((folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    return index["docs"]


def _titles(entries: Iterable[Entry]) -> dict[str, str]:
    return {
        entry["location"]: _plain(entry["title"]).replace("\u200b", "")
        for entry in entries
        if "#" not in entry["location"]
    }


def _worth(path: str, entries: Iterable[Entry], settings: dict[str, Any]) -> dict[str, float]:
    """Return each word of the titles and aliases of a page, with the most that it counts there."""
    words: dict[str, float] = {}
    for entry in entries:
        address, _, section = entry["location"].partition("#")
        if address == path:
            whole = 1 if section else settings["page_title"]
            for field in ("title", "aliases"):
                points = settings["fields"][field] * whole * entry.get("boost", 1)
                for word in _words(entry.get(field, "")):
                    if word not in settings["stop"]:
                        words[word] = max(words.get(word, 0), points)
    return words


def _words(text: str) -> Iterator[str]:
    return (folded(word) for word in _BETWEEN_WORDS.split(_plain(text).lower()) if len(word) > 1)


def _plain(text: str) -> str:
    return unescape(re.sub("<[^>]*>", "", text))
