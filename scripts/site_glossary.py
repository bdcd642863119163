"""The words of the field: the page of terms and the tooltips of short forms, from one file for both languages.

A short form becomes a line `*[CNCA]: …`, which every page of a language ends with (`auto_append` in mkdocs*.yml).
"""

from __future__ import annotations

import re
import tomllib
from html import escape
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parent.parent / "site" / "_data" / "glossary.toml"
_NEEDED: Final = frozenset({"zh", "en", "zh_text", "en_text"})
_MORE: Final = frozenset({"other_zh", "other_en", "short", "zh_full", "en_full"})


def terms(text: str) -> list[dict[str, Any]]:
    """Return the terms of the file. Raises ValueError naming the term that lacks a field, or has an unknown one."""
    found: list[dict[str, Any]] = tomllib.loads(text).get("term", [])
    for place, term in enumerate(found, start=1):
        fields = set(term)
        wanted = _NEEDED | ({"zh_full", "en_full"} if "short" in term else set())
        if wanted - fields or fields - _NEEDED - _MORE:
            raise ValueError(f"glossary.toml, term {place} ({term.get('zh', '?')}): missing "
                             f"{sorted(wanted - fields)}, unknown {sorted(fields - _NEEDED - _MORE)}")
    return found


def glossary(found: list[dict[str, Any]], language: str) -> str:
    """Return the terms as a list of definitions, each with an anchor, in the order of the file."""
    also = {"zh": "也说：", "en": "Also: "}[language]
    entries = []
    for term in found:
        others = term.get(f"other_{language}", [])
        more = f" <span class=\"quiet\">{also}{escape('、'.join(others) if language == 'zh' else ', '.join(others))}</span>"
        entries.append(f'<dt id="{anchor(term)}"><b>{escape(term[language])}</b></dt> '
                       f'<dd>{escape(term[f"{language}_text"])}{more if others else ""}</dd>')
    return f'<dl class="terms">{" ".join(entries)}</dl>\n'


def anchor(term: dict[str, Any]) -> str:
    """Return the address of a term within its page, the same in both languages."""
    return re.sub(r"[^a-z0-9]+", "-", term["en"].lower()).strip("-")


def tooltips(found: list[dict[str, Any]], language: str) -> str:
    """Return the short forms with what they stand for, as Markdown abbreviations."""
    return "".join(f"*[{term['short']}]: {term[f'{language}_full']}\n" for term in found if "short" in term)


def snippets() -> dict[str, str]:
    """Return both snippets in both languages by their path below the snippet folder."""
    found = terms(FILE.read_text(encoding="utf-8"))
    made = {}
    for language in ("zh", "en"):
        made[f"{language}/glossary.md"] = glossary(found, language)
        made[f"{language}/abbreviations.md"] = tooltips(found, language)
    return made
