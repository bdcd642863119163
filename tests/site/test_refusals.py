"""The page on refusals names every code that a staff command can print, and none that does not exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from certs.errors import FIELD_CODES
from tests.site.built_pages import CHINESE, ENGLISH, ROOT

KINDS: Final = frozenset({"Refused", "CouldNotCheck", "Malformed", "NotGenuine", "Misuse"})
TREES: Final = [
    ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("certs", "scripts")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def kinds(trees: list[ast.Module]) -> frozenset[str]:
    """Return the names of the errors that carry a code to staff: the kinds, and what is derived from them."""
    derived = {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & KINDS
    }
    return KINDS | derived


def called(call: ast.Call) -> str:
    """Return the name that a call calls, without what it is taken from."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def texts(node: ast.expr, function: ast.FunctionDef | None) -> Iterator[str]:
    """Return the texts that an argument can be: itself, or what its function assigns to that name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Name) and function is not None:
        for each in ast.walk(function):
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == node.id:
                yield from (
                    part.value
                    for part in ast.walk(each.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )


def codes_of(tree: ast.Module, errors: frozenset[str]) -> set[str]:
    """Return the codes that a module raises: by an error's name, by its base class, or by a function of its own."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    makers = {node.name for node in functions if makes_from_code(node, errors)}
    found = {
        code
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name in errors
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and called(call) == "__init__" and call.args
        for code in texts(call.args[0], None)
    }
    for function in (None, *functions):
        for call in ast.walk(function or tree):
            if isinstance(call, ast.Call) and call.args and (called(call) in errors or called(call) in makers):
                found |= set(texts(call.args[0], function))
    return found


def makes_from_code(function: ast.FunctionDef, errors: frozenset[str]) -> bool:
    """Return whether a function makes an error of the code that is its first argument."""
    first = function.args.args[0].arg if function.args.args else ""
    return any(
        isinstance(call, ast.Call) and called(call) in errors and call.args and ast.unparse(call.args[0]) == first
        for call in ast.walk(function)
    )


def codes() -> set[str]:
    """Return every code that staff can meet, those of single fields included."""
    errors = kinds(TREES)
    return set(FIELD_CODES).union(*(codes_of(tree, errors) for tree in TREES))


def listed(folder: Path) -> list[str]:
    """Return the codes in the first cells of the page's tables."""
    text = (folder / "staff" / "refusals.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("folder", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_code_of_a_staff_command_is_explained_once(folder: Path) -> None:
    named = listed(folder)
    assert sorted(codes() - set(named)) == [], "not on the page"
    assert sorted(set(named) - codes()) == [], "on the page, and raised nowhere"
    assert len(named) == len(set(named)), "explained twice"


def test_both_languages_list_the_codes_in_the_same_order() -> None:
    assert listed(CHINESE) == listed(ENGLISH)


def test_the_search_for_codes_finds_each_way_of_raising_one() -> None:
    by_name = {"no_register", "batch", "key_locked", "ceremony_raced", "wrong_root", "backup_passphrase"}
    assert by_name | {"refused", "root_stays", "not_there", "consistency_length", "glyph"} <= codes()
    tree = ast.parse("def f(code):\n return Refused(code, 1)\ndef g():\n f('a')\n raise errors.Malformed('b', 2)")
    assert codes_of(tree, KINDS) == {"a", "b"}
