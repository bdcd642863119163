"""The page of threats: what is tried, what stands against it, which tests hold it; one file for both languages."""

from __future__ import annotations

import tomllib
from html import escape
from typing import Any, Final

from certs.errors import Words
from scripts.site_builder.site_tables import LANGUAGES, ROOT

FILE: Final = ROOT / "site" / "_data" / "threats.toml"
_FIELDS: Final = frozenset({"row", "zh", "en", "zh_defence", "en_defence", "tests"})
_TESTS: Final = Words("测试：", "Tests:")


def threats(text: str) -> list[dict[str, Any]]:
    """Return the threats of the file. Raises ValueError naming one that is not as it should be."""
    entries: list[dict[str, Any]] = tomllib.loads(text).get("threat", [])
    for each in entries:
        if each.keys() != _FIELDS or not each["tests"] or not all("::" in name for name in each["tests"]):
            raise ValueError(f"threats.toml, row {each.get('row', '?')}: wants {sorted(_FIELDS)}, with a test or more")
    return entries


def snippets() -> dict[str, str]:
    """Return the sections in both languages."""
    entries = threats(FILE.read_text(encoding="utf-8"))
    return {f"{language}/threats.md": _sections(entries, language) for language in LANGUAGES}


def _sections(entries: list[dict[str, Any]], language: str) -> str:
    """Give each threat a heading, its defence, and its tests line by line: their names are too long for a column."""
    tests = getattr(_TESTS, language)
    return "\n".join(
        f"## {each['row']} {escape(each[language])} {{ #t{each['row']} }}\n\n{escape(each[f'{language}_defence'])}\n\n"
        f"{tests}\n\n<ul>{_names(each['tests'])}</ul>\n"
        for each in entries
    )


def _names(tests: list[str]) -> str:
    """Name each test by its file and itself; both may break where the line ends."""
    return "".join(
        f"<li><code>{escape(name.removeprefix('tests/'))}</code></li>".replace("/", "/<wbr>")
        .replace("::", "::<wbr>")
        .replace("_", "_<wbr>")
        .replace("</<wbr>", "</")
        for name in tests
    )
