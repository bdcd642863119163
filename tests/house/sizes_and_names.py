"""Rules of size and of names, as functions over a source tree: each returns what breaks it, as readable lines."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from typing import Final

from tests.house.source_tree import PACKAGES, Tree

MODULE_LINES: Final = 300
FUNCTION_LINES: Final = 50
ROOM_MODULES: Final = 25  # files of one folder, `__init__.py` among them
EMPTY_NAMES: Final = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"})


def certs_init_is_empty(tree: Tree) -> list[str]:
    """`certs/__init__.py` says at most what `certs` is: importing one room must not pull in another."""
    body = tree.modules["certs"].syntax.body if "certs" in tree.modules else []
    return [
        f"certs:{node.lineno} holds code"
        for node in body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def sizes_are_kept(tree: Tree) -> list[str]:
    """A module is at most 300 lines long, a function 50, from its first line to its last."""
    found = []
    for module in tree.modules.values():
        lines = module.text.count("\n") + (not module.text.endswith("\n"))
        if lines > MODULE_LINES:
            found.append(f"{module.name} has {lines} lines")
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{module.name}:{node.lineno} {node.name} has {length} lines")
    return found


def names_say_something(tree: Tree) -> list[str]:
    """No module or class is named for being useful."""
    found = []
    for module in tree.modules.values():
        if EMPTY_NAMES & set(module.name.replace("_", ".").split(".")):
            found.append(f"{module.name} says nothing by its name")
        found += [
            f"{module.name}:{node.lineno} class {node.name} says nothing by its name"
            for node in ast.walk(module.syntax)
            if isinstance(node, ast.ClassDef) and node.name.lower().endswith(tuple(EMPTY_NAMES))
        ]
    return found


def nothing_is_shadowed(tree: Tree) -> list[str]:
    """No command's file has the name of a package that it must import: `python scripts/x.py` would find it first."""
    taken = {*PACKAGES, "tests", "site"} | set(sys.stdlib_module_names)
    return [
        f"{module.path.relative_to(tree.root)} shadows {module.name.rpartition('.')[2]}"
        for module in tree.under("scripts")
        if module.name.count(".") == 1 and module.name.rpartition(".")[2] in taken
    ]


def folders_are_small(tree: Tree) -> list[str]:
    """No folder holds more than 25 modules: what does not fit is another room."""
    count = Counter(module.path.parent.relative_to(tree.root) for module in tree.modules.values())
    return [f"{folder} has {number} modules" for folder, number in count.items() if number > ROOM_MODULES]


def no_two_modules_share_a_name(tree: Tree) -> list[str]:
    """A name means one thing: no two modules of different rooms are called the same, but for the verbs."""
    places: dict[str, list[str]] = {}
    for name, module in tree.modules.items():
        if module.path.name != "__init__.py" and not name.startswith("scripts.verbs.") and name.count(".") > 1:
            places.setdefault(name.rpartition(".")[2], []).append(name)
    return [f"{' and '.join(names)} share a name" for last, names in places.items() if len(names) > 1]
