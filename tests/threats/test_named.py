"""Each threat names its tests, and each of these is there: what a page tells of tests is not only told."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from scripts.site_builder import site_threats
from tests.instances import ROOT
from tests.site.built_pages import Built

ROWS = {2, 4, 5, 6, 7, 8, 16, 17, 18}
THREATS = site_threats.threats(site_threats.FILE.read_text(encoding="utf-8"))


@cache
def collected(path: str) -> frozenset[str]:
    """Return the names of the test functions that pytest would collect from a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return frozenset(name for name in functions if name.startswith("test_"))


def missing(names: list[str]) -> list[str]:
    """Return which of these tests are not there."""
    parts = [(name, *name.split("::")) for name in names]
    return [name for name, path, function in parts if not (ROOT / path).is_file() or function not in collected(path)]


def test_every_row_is_told_once() -> None:
    assert sorted(each["row"] for each in THREATS) == sorted(ROWS)


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: f"row-{threat['row']}")
def test_every_named_test_is_there(threat: dict[str, list[str]]) -> None:
    assert missing(threat["tests"]) == []
    assert len(set(threat["tests"])) == len(threat["tests"])


def test_a_test_that_is_not_there_is_found() -> None:
    assert missing(
        ["tests/threats/test_named.py::test_never", "tests/nowhere.py::test_x", "tests/threats/test_named.py::missing"]
    ) == ["tests/threats/test_named.py::test_never", "tests/nowhere.py::test_x", "tests/threats/test_named.py::missing"]


WITHOUT_TESTS = '[[threat]]\nrow = 1\nzh = ""\nen = ""\nzh_defence = ""\nen_defence = ""\ntests = []\n'


@pytest.mark.parametrize("text", ["[[threat]]\nrow = 1\n", WITHOUT_TESTS, WITHOUT_TESTS.replace("[]", '["x"]')])
def test_a_threat_without_a_test_stops_the_build(text: str) -> None:
    with pytest.raises(ValueError, match="row 1"):
        site_threats.threats(text)


@pytest.mark.parametrize("page", ["/developers/threats/", "/en/developers/threats/"])
def test_the_page_names_every_test(built: Built, page: str) -> None:
    text = built.documents[page].text
    assert [name for each in THREATS for name in each["tests"] if name.removeprefix("tests/") not in text] == []
