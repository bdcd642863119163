"""The page of threats: what is tried, what stands against it, which tests hold it; one file for both languages."""

from __future__ import annotations

import tomllib
from html import escape
from typing import Any, Final

from certs.errors import Words
from scripts.site_tables import LANGUAGES, ROOT, data_table

FILE: Final = ROOT / "site" / "_data" / "threats.toml"
_FIELDS: Final = frozenset({"row", "zh", "en", "zh_defence", "en_defence", "tests"})
_HEADS: Final = (Words("攻击", "Attack"), Words("靠什么挡住", "What stands against it"), Words("测试", "Tests"))


def threats(text: str) -> list[dict[str, Any]]:
    """Return the threats of the file. Raises ValueError naming one that is not as it should be."""
    found: list[dict[str, Any]] = tomllib.loads(text).get("threat", [])
    for each in found:
        if each.keys() != _FIELDS or not each["tests"] or not all("::" in name for name in each["tests"]):
            raise ValueError(f"threats.toml, row {each.get('row', '?')}: wants {sorted(_FIELDS)}, with a test or more")
    return found


def snippets() -> dict[str, str]:
    """Return the table in both languages."""
    found = threats(FILE.read_text(encoding="utf-8"))
    return {f"{language}/threats.md": _table(found, language) for language in LANGUAGES}


def _table(found: list[dict[str, Any]], language: str) -> str:
    heads = [getattr(words, language) for words in _HEADS]
    rows = [f'<tr role="row" id="t{each["row"]}"><th scope="row" role="rowheader">{each["row"]} '
            f'{escape(each[language])}</th> <td role="cell" data-l="{heads[1]}">{escape(each[f"{language}_defence"])}'
            f'</td> <td role="cell" data-l="{heads[2]}">{_names(each["tests"])}</td></tr>' for each in found]
    return data_table(heads, rows)


def _names(tests: list[str]) -> str:
    """Name each test by its file and itself; both may break where the line ends."""
    return "<br>".join(f"<code>{escape(name.removeprefix('tests/'))}</code>".replace("/", "/<wbr>").replace(
        "::", "::<wbr>").replace("_", "_<wbr>").replace("</<wbr>code>", "</code>") for name in tests)
