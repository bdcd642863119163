"""One term for one thing: the words of `site/_data/terms.toml` on every page, in data, service and commands."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.statuses import STATUS_WORDS
from scripts.site_builder import site_terms
from tests.site.built_pages import CHINESE, ENGLISH, ROOT
from verify.catalogue import english

FILE: Final = ROOT / "site" / "_data" / "terms.toml"
TERMS: Final[list[dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["term"]
CHINESE_WORDS: Final = re.compile(r"[\u4e00-\u9fff]")
BOTH: Final = pytest.mark.parametrize("language", ["zh", "en"])


def lines(language: str) -> Iterator[tuple[str, str]]:
    """Return every line that people read, with its file; what glossary and `aliases` say that others say stays out."""
    folder = CHINESE if language == "zh" else ENGLISH
    for path in sorted(folder.rglob("*.md")):
        if path.relative_to(folder).parts[0] not in {"en", "decisions"} and path.name != "changelog.md":
            written = path.read_text(encoding="utf-8").splitlines()
            yield from ((str(path.relative_to(ROOT)), line) for line in written if not line.startswith("aliases:"))
    data = [site_terms.FILE, *(ROOT / "certs" / "scheme").glob("*.toml"), ROOT / "verify" / "menu.toml"]
    for path in data:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not re.match(r"other_|#", line):
                yield str(path.relative_to(ROOT)), line
    named = [STATUS_WORDS.values(), *((kind.word, kind.title, kind.verb, kind.noun) for kind in ENTRY_TYPES.values())]
    yield from (("certs/lifecycle", getattr(words, language)) for row in named for words in row if words)
    yield from (("verify/translations", text) for pair in english().items() for text in [pair[language == "en"]])
    for path in sorted(path for room in ("certs", "scripts", "verify") for path in (ROOT / room).rglob("*.py")):
        yield from ((str(path.relative_to(ROOT)), text) for text in sentences(path, language))


def sentences(path: Path, language: str) -> Iterator[str]:
    """Return what a module says to people: its texts of a language, without docstrings; English ones have a blank."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            chinese = bool(CHINESE_WORDS.search(node.value))
            if chinese if language == "zh" else not chinese and " " in node.value:
                yield node.value


def wrong(text: str, language: str) -> list[str]:
    """Return the refused words of a line. What stands in quotes or in code is somebody else's word."""
    plain = re.sub(r"“[^”]*”|`[^`]*`|\([^)]*\.md[^)]*\)", "", text)
    found = []
    for term in TERMS:
        if not any(word in plain for word in term.get(f"allowed_with_{language}", ())):
            pattern = "|".join(term.get(f"refused_{language}", ["(?!)"]))
            found += re.findall(rf"\b(?:{pattern})\b" if language == "en" else pattern, plain, re.IGNORECASE)
    return found


@BOTH
def test_no_other_word_is_used_for_a_term(language: str) -> None:
    assert [(file, found, line[:80]) for file, line in lines(language) if (found := wrong(line, language))] == []


@BOTH
def test_every_term_is_used(language: str) -> None:
    whole = "\n".join(line for _, line in lines(language)).lower()
    assert [term[language] for term in TERMS if term[language].lower() not in whole] == []


@BOTH
def test_no_term_is_refused_by_another(language: str) -> None:
    assert [term[language] for term in TERMS if wrong(term[language], language)] == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("请持证企业提供", "zh", ["持证企业"]),
        ("评价人员到现场", "zh", ["评价人员"]),
        ("在协会注册的审查员", "zh", []),
        ("有人说“吊销”", "zh", []),
        ("revoked or withdrawn", "en", ["withdrawn"]),
        ("the API's `withdrawn`", "en", []),
        ("The auditors visit", "en", ["auditors"]),
        ("an auditor registered with CCAA", "en", []),
        ("the certificate holder and the certified company", "en", ["certificate holder", "certified company"]),
    ],
)
def test_a_refused_word_is_found(text: str, language: str, found: list[str]) -> None:
    assert wrong(text, language) == found
