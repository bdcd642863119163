"""What is done to Material's search: the words that it cuts, the order of what it finds, when it asks for the index.

Material 9.8 fetches its index with every page, which is more than half of what a page weighs. In the built copy of its
script the index waits for the first use of the search: the field is entered, the overlay of a phone opens, or the
address asks (`?q=`). Marking what was found (`?h=`) still reads it, on the one page that was asked for.
"""

from __future__ import annotations

import json
import logging
from typing import Final

# jieba keeps these as one word, so that a search for 星级 would miss them.
TOO_LONG_WORDS: Final = ("五星级", "四星级", "三星级", "二星级")
BACKGROUND: Final = ("decisions/", "changelog/")
# what stands once in Material's script → what stands there in ours
DEFERRED: Final = (
    # start the worker's index: at once, or when the search opens → when the search opens
    ('L($(location.protocol!=="file:"),Je("search"))', 'Je("search")'),
    # mark what was found, which needs the index → only where the address says what that was
    ('V("search.highlight")?', 'V("search.highlight")&&new URLSearchParams(location.search).has("h")?'),
)


def cut_words() -> None:
    """Teach the word splitter of the search what to cut."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    for word in TOO_LONG_WORDS:
        jieba.del_word(word)


def ranked(index: str) -> str:
    """Return a search index in which decisions and changelog stand behind the pages that people look for."""
    table = json.loads(index)
    for entry in table["docs"]:
        if entry["location"].startswith(BACKGROUND):
            entry["boost"] = 0.2
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def deferred(script: str) -> str:
    """Return Material's script with an index that waits. Raises ValueError if Material is no longer as we know it."""
    for old, new in DEFERRED:
        if script.count(old) != 1:
            raise ValueError(
                f"expected {old} once in Material's script: it has changed, see scripts/site_builder/site_search.py"
            )
        script = script.replace(old, new)
    return script
