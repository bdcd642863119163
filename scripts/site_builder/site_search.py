"""What is done to Material's search: the words that it cuts, what it asks and ranks by, when it asks for the index.

Material 9.8 cuts a Chinese question at the first word that its index lacks, lets every ending count, and puts one word
in a title above all else. In the built copy of its worker `site_search.js` decides instead what is asked and what comes
first, by `site/_data/search.toml` and by the `aliases` in the front matter of a page: words that people use for its
matter and that it lacks (decision 0032).

Material also fetches its index with every page, which is more than half of what a page weighs. In the built copy of its
script the index waits for the first use of the search: the field is entered, the overlay of a phone opens, or the
address asks (`?q=`). Marking what was found (`?h=`) still reads it, on the one page that was asked for. And it searches
when a key comes up: ours searches whenever the field changes, by mouse, touch or voice too.
"""

from __future__ import annotations

import json
import logging
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from mkdocs.utils.meta import get_data

from scripts.site_builder.site_tables import ROOT

SITE: Final = ROOT / "site"
FILE: Final = SITE / "_data" / "search.toml"
RANKING: Final = Path(__file__).with_name("site_search.js")
# jieba keeps these as one word, so that a search for 星级 would miss them.
TOO_LONG_WORDS: Final = ("五星级", "四星级", "三星级", "二星级")
Replacements = Sequence[tuple[str, str]]
# what stands once in Material's script → what stands there in ours
DEFERRED: Final[Replacements] = (
    # start the worker's index: at once, or when the search opens → when the search opens
    ('L($(location.protocol!=="file:"),Je("search"))', 'Je("search")'),
    # mark what was found, which needs the index → only where the address says what that was
    ('V("search.highlight")?', 'V("search.highlight")&&new URLSearchParams(location.search).has("h")?'),
    # search when a key comes up → when the text changes
    ('L(t.pipe(Re(zt)),h(e,"keyup"),o)', 'L(t.pipe(Re(zt)),h(e,"input"),o)'),
)
# what stands once in Material's worker → what stands there in ours
RANKED: Final[Replacements] = (
    # the question, cut by Material → the question
    (
        r'e=e.replace(new RegExp("\\p{sc=Han}+","gu"),s=>[...fe(s,this.index.invertedIndex)].join("* ")),e=ce(e),!e',
        "!e",
    ),
    ("le(e).filter(s=>s.presence!==lunr.Query.presence.PROHIBITED)", "[]"),
    # what Lunr finds → what site_search.js finds, with the words that were found; none are told as missing
    (
        "this.index.search(e).reduce((s,{ref:o,score:a,matchData:u})=>{",
        "ranked(e,this.index,this.map).reduce((s,{ref:o,score:a,matchData:u,terms:f})=>{",
    ),
    ("let f=he(r,Object.keys(u.metadata));", ""),
    # the score, raised for pages and for the share of words found → the score
    ("let g=+!c.parent+Object.values(f).filter(l=>l).length/Object.keys(f).length;", ""),
    ("score:a*(1+K(g,2))", "score:a"),
)


def cut_words() -> None:
    """Teach the word splitter of the search what to cut."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    for word in TOO_LONG_WORDS:
        jieba.del_word(word)


def settings() -> dict[str, Any]:
    """Return what the search goes by: weights, `behind` by folder; `stop` words and `names` of both languages."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return table | {name: " ".join(table[name].values()).split() for name in ("stop", "names")}


def front_matters(language: str) -> dict[str, dict[str, Any]]:
    """Return the front matter of each page of a language, by its address below the language."""
    folder = SITE / "en" if language == "en" else SITE
    fronts = {}
    for file in sorted(folder.rglob("*.md")):
        path = file.relative_to(folder).with_suffix("")
        address = path.parent if path.name == "index" else path
        if path.parts[0] not in {"en", "_data"}:
            _, fronts["" if address == Path() else f"{address}/"] = get_data(file.read_text(encoding="utf-8"))
    return fronts


def enriched(index: str) -> str:
    """Return a search index with aliases, in which some folders stand behind the pages that people look for."""
    table, here = json.loads(index), settings()
    table["config"]["fields"] = {field: {"boost": 1.0} for field in here["fields"]}
    fronts = front_matters(*table["config"]["lang"])
    for entry in table["docs"]:
        location: str = entry["location"]
        if words := fronts.get(location, {}).get("aliases"):  # of the page itself, not of a section of it
            entry["aliases"] = " ".join(map(str, words))
        for folder, boost in here["behind"].items():
            if location.startswith(folder):
                entry["boost"] = boost
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def deferred(script: str) -> str:
    """Return Material's script with an index that waits. Raises ValueError if Material is no longer as we know it."""
    return _replaced(script, DEFERRED)


def ranking(worker: str) -> str:
    """Return Material's worker with our ranking. Raises ValueError if Material is no longer as we know it."""
    here = settings()
    fields, title, stop = (json.dumps(here[name], ensure_ascii=False) for name in ("fields", "page_title", "stop"))
    given = f"const FIELDS = {fields};\nconst PAGE_TITLE = {title};\nconst STOP = new Set({stop});\n"
    return given + RANKING.read_text(encoding="utf-8") + _replaced(worker, RANKED)


def _replaced(script: str, replacements: Replacements) -> str:
    for old, new in replacements:
        if script.count(old) != 1:
            raise ValueError(
                f"expected {old} once in Material's script: it has changed, see scripts/site_builder/site_search.py"
            )
        script = script.replace(old, new)
    return script
