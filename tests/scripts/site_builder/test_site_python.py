"""The page of modules to import says what they are: each name there, with its parameters, its words, and no key."""

from __future__ import annotations

import importlib
import inspect
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from scripts.site_builder import site_python
from scripts.site_builder.site_python import Promised
from tests.house.rooms import GROUND, ROOMS, SIGNING, room_of
from tests.house.source_tree import Tree
from tests.instances import ROOT

MODULES = site_python.promised()
TREE = Tree(ROOT, ("certs",))
BUNDLE = "certs.publication.files.bundle_"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_each_promised_name_can_be_imported_and_takes_what_the_page_says(module: Promised) -> None:
    loaded = importlib.import_module(module.name)
    for name in module.names:
        promised = getattr(loaded, name)
        stub = next(block for block in stubs(module) if re.match(rf"(def|class) {name}\b", block))
        if inspect.isfunction(promised):
            arguments = re.search(r"\((.*)\) -> ", stub)
            assert arguments is not None
            assert re.findall(r"(\w+)(?=: )", arguments[1]) == list(inspect.signature(promised).parameters)
        words = " ".join((inspect.getdoc(promised) or "").split("\n\n")[0].split())
        assert words in re.sub(r"</?code>", "`", unescape(site_python.section(module, "en")))


def stubs(module: Promised) -> list[str]:
    blocks: list[str] = re.findall(
        r"^```python\n(.*?)\n```$", site_python.section(module, "zh"), re.MULTILINE | re.DOTALL
    )
    return blocks


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_what_may_be_imported_reaches_no_file_no_network_and_no_signing(module: Promised) -> None:
    reached = TREE.reach(module.name)
    pure = {name for name, room in ROOMS.items() if room.pure}
    worldly = [
        name
        for name in reached
        if name not in GROUND and room_of(TREE.modules[name]) not in {*pure, "certs"} and not name.startswith(BUNDLE)
    ]
    assert [name for name in worldly if TREE.modules[name].path.name != "__init__.py"] == []
    assert SIGNING not in reached


def test_a_class_shows_its_fields_and_public_methods_only() -> None:
    head = next(stub for module in MODULES for stub in stubs(module) if stub.startswith("class Head"))
    assert head.splitlines() == [
        "class Head:",
        "    origin: str",
        "    size: int",
        "    root: bytes",
        "    @property",
        "    def text(self) -> str: ...",
    ]


@pytest.mark.parametrize("name", ["no_such_name", "_NUMBER"])
def test_a_name_that_is_not_there_stops_the_build(name: str) -> None:
    broken = replace(MODULES[0], names=(name,))
    with pytest.raises(ValueError, match=name):
        site_python.section(broken, "en")


def test_words_become_html_and_examples_to_type_stay_in_the_source() -> None:
    text = "Tell `a<b` from & to.\n\n>>> f(1)\n2\n\nRaises\nMalformed."
    assert site_python.prose(text) == (
        '<p lang="en">Tell <code>a&lt;b</code> from &amp; to.</p>\n<p lang="en">Raises Malformed.</p>\n'
    )


def test_both_languages_have_the_same_signatures() -> None:
    pages = site_python.snippets()
    found = [re.findall(r"```python\n.*?```", pages[f"{language}/python.md"], re.DOTALL) for language in ("zh", "en")]
    assert found[0] == found[1]
    assert len(found[0]) == sum(len(module.names) for module in MODULES)
    assert all(Path(ROOT / package / "py.typed").is_file() for package in ("certs", "verify"))
