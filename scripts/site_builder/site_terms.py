"""The words of the field: the page of terms and the tooltips of short forms, from one file for both languages.

A short form becomes a line `*[CNCA]: …`, which every page of a language ends with (`auto_append` in mkdocs*.yml).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from certs.errors import Words
from certs.scheme.data_file import Entry, read_entries
from scripts.site_builder.site_tables import LANGUAGES

FILE: Final = Path(__file__).resolve().parents[2] / "site" / "_data" / "glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name, its meaning, what people also say, and its short form with what that stands for."""

    name: Words
    text: Words
    others: tuple[tuple[str, ...], tuple[str, ...]]
    short: str
    full: Words

    @property
    def anchor(self) -> str:
        """Return the address of the term within its page, the same in both languages."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.en.lower()).strip("-")


def terms(data: bytes) -> tuple[Term, ...]:
    """Return the terms of the file. Raises Malformed, naming the line."""
    read = read_entries(data, FILE.name, "term")
    read.head.only("format")
    by_anchor: dict[str, Term] = {}
    for entry in read.entries["term"]:
        term = _term(entry)
        if term.anchor in by_anchor:
            raise entry.wrong(f"{term.name.en} 前面已经有了", f"{term.name.en} stands there already", "en")
        by_anchor[term.anchor] = term
    return tuple(by_anchor.values())


def _term(entry: Entry) -> Term:
    entry.only("zh", "en", "zh_text", "en_text", "other_zh", "other_en", "short", "zh_full", "en_full")
    others = tuple(entry.texts(name) if name in entry.table else () for name in ("other_zh", "other_en"))
    short = entry.text("short") if "short" in entry.table else ""
    if not short and {"zh_full", "en_full"} & set(entry.table):
        raise entry.wrong("有全称，却没有 short", "there is a full form, but short is missing", "zh_full")
    return Term(
        Words(entry.text("zh"), entry.text("en")),
        Words(entry.text("zh_text"), entry.text("en_text")),
        (others[0], others[1]),
        short,
        Words(entry.text("zh_full"), entry.text("en_full")) if short else Words("", ""),
    )


def said(words: Words, language: str) -> str:
    """Return words in one language, safe inside HTML."""
    return escape(words.zh if language == "zh" else words.en)


def glossary(listed: tuple[Term, ...], language: str) -> str:
    """Return the terms as a list of definitions, each with an anchor, in the order of the file."""
    also, comma = {"zh": ("也说：", "、"), "en": ("Also: ", ", ")}[language]
    entries = []
    for term in listed:
        others = term.others[LANGUAGES.index(language)]
        more = f' <span class="quiet">{also}{escape(comma.join(others))}</span>' if others else ""
        entries.append(
            f'<dt id="{term.anchor}"><b>{said(term.name, language)}</b></dt> <dd>{said(term.text, language)}{more}</dd>'
        )
    return f'<dl class="terms">{" ".join(entries)}</dl>\n'


def tooltips(entries: tuple[Term, ...], language: str) -> str:
    """Return the short forms with what they stand for, as Markdown abbreviations."""
    return "".join(f"*[{term.short}]: {getattr(term.full, language)}\n" for term in entries if term.short)


def snippets() -> dict[str, str]:
    """Return both snippets in both languages by their path below the snippet folder. Raises Malformed."""
    entries = terms(FILE.read_bytes())
    texts = {}
    for language in LANGUAGES:
        texts[f"{language}/glossary.md"] = glossary(entries, language)
        texts[f"{language}/abbreviations.md"] = tooltips(entries, language)
    return texts
