"""The rules of the house as functions over a source tree: each returns what breaks it, as readable lines.

They read the code and run none of it. `test_architecture.py` applies them to this tree, and to small broken
trees that show that each rule can fail.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

PACKAGES: Final = ("certs", "verify", "scripts")
GROUND: Final = frozenset({"certs.errors", "certs.bounds", "certs.days", "certs.canonical"})

# Which rooms a room may use besides itself and the ground. What is not listed may use nothing.
MAY_USE: Final = {
    "scheme": frozenset[str](),
    "certificate": frozenset({"scheme"}),
    "trust": frozenset({"scheme", "certificate"}),
    "log": frozenset({"scheme", "certificate", "trust"}),  # keys and proofs are one matter; nothing points back
    "register": frozenset({"scheme", "certificate", "trust", "log"}),
    "documents": frozenset({"scheme", "certificate", "trust", "log", "register"}),
    "casework": frozenset({"scheme", "certificate", "trust", "log", "register"}),
}
PURE_ROOMS: Final = ("scheme", "certificate", "trust", "log")

# Modules through which a pure room could reach the world.
WORLDLY: Final = frozenset(
    {
        "time",
        "os",
        "pathlib",
        "socket",
        "subprocess",
        "shutil",
        "tempfile",
        "glob",
        "fileinput",
        "threading",
        "multiprocessing",
        "asyncio",
        "logging",
        "random",
        "secrets",
        "uuid",
        "getpass",
        "platform",
        "signal",
        "ctypes",
        "sqlite3",
        "sqlalchemy",
        "psycopg",
        "http",
        "urllib.request",
        "requests",
        "ssl",
        "flask",
        "importlib",
    }
)
WORLDLY_CALLS: Final = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"})
WORLDLY_METHODS: Final = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink"})
CLOCKS: Final = frozenset({"now", "utcnow", "today", "localtime", "gmtime"})
SHIPPED: Final = "shipped"  # the one module of a room that reads the data shipped beside the code

SIGNING: Final = "certs.trust.signing"  # the one pure module that needs randomness: for keys, and for sealing them

CLOSED_TO_VERIFY: Final = (SIGNING, "certs.casework", "certs.register.acts", "certs.register.founding", "scripts")
CLOSED_TO_CERTS: Final = ("flask", "werkzeug", "click", "rich", "argparse", "getpass", "logging")

MODULE_LINES: Final = 300
FUNCTION_LINES: Final = 50
EMPTY_NAMES: Final = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"})


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, its text, and what it says."""

    name: str
    path: Path
    text: str

    @cached_property
    def syntax(self) -> ast.Module:
        """Return the parsed source."""
        return ast.parse(self.text, str(self.path))

    @property
    def room(self) -> str:
        """Return the room of `certs` that it is in, or an empty string."""
        parts = self.name.split(".")
        return (
            parts[1]
            if len(parts) > 2 or (parts[0] == "certs" and self.path.name == "__init__.py" and len(parts) == 2)
            else ""
        )

    def imported(self) -> Iterator[tuple[str, int]]:
        """Yield each imported dotted name with its line, those inside functions too: they are reached as well."""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                parts = package.split(".")
                base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
                origin = ".".join(part for part in (base, node.module or "") if part)
                yield origin, node.lineno
                yield from ((f"{origin}.{alias.name}", node.lineno) for alias in node.names)


class Tree:
    """The Python sources under a root, and how they reach each other."""

    def __init__(self, root: Path, packages: tuple[str, ...] = PACKAGES) -> None:
        self.root = root
        self.modules = {m.name: m for package in packages for m in _modules(root, package)}

    def uses(self, name: str) -> dict[str, int]:
        """Return the modules of this tree that importing `name` runs directly, with the line that does it."""
        found: dict[str, int] = {}
        for target, line in self.modules[name].imported():
            for known in _with_parents(target):
                if known in self.modules and known != name:
                    found.setdefault(known, line)
        return found

    def reach(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return every module that importing `name` runs, each with the chain of imports that leads to it."""
        chains: dict[str, tuple[str, ...]] = {name: (name,)}
        waiting = [name]
        while waiting:
            here = waiting.pop(0)
            for following in self.uses(here):
                if following not in chains:
                    chains[following] = (*chains[here], following)
                    waiting.append(following)
        return chains

    def under(self, *prefixes: str) -> list[Module]:
        """Return the modules that are, or lie in, one of these packages."""
        return [module for name, module in sorted(self.modules.items()) if is_under(name, *prefixes)]


def is_under(name: str, *prefixes: str) -> bool:
    """Whether a dotted name is one of the prefixes or lies below one."""
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def _modules(root: Path, package: str) -> Iterator[Module]:
    for path in sorted((root / package).rglob("*.py")):
        parts = list(path.relative_to(root).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield Module(name, path, path.read_text(encoding="utf-8"))


def _with_parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[: count + 1]) for count in range(len(parts))]


def _pure(tree: Tree) -> list[Module]:
    return [module for module in tree.under("certs") if module.name in GROUND or module.room in PURE_ROOMS]


def pure_rooms_stay_pure(tree: Tree) -> list[str]:
    """A pure room imports nothing that reaches the world, directly or through another module of ours."""
    pure = _pure(tree)
    inside = {module.name for module in pure} | {"certs"}
    found = []
    for module in pure:
        for target, line in module.imported():
            if is_under(target, *WORLDLY) and not _is_excused(module, target):
                found.append(f"{module.name}:{line} imports {target}")
        for name, chain in tree.reach(module.name).items():
            if name not in inside:
                found.append(f"{module.name} reaches {name} by {' > '.join(chain)}")
    return found


def _is_excused(module: Module, target: str) -> bool:
    """Two modules may do one worldly thing each: read the data shipped beside the code, and ask for randomness."""
    if _is_shipped(module):
        return target == "importlib" or is_under(target, "importlib.resources")
    return module.name == SIGNING and target == "os" and _asks_os_only_for_randomness(module)


def _is_shipped(module: Module) -> bool:
    return module.name.rpartition(".")[2] == SHIPPED


def _asks_os_only_for_randomness(module: Module) -> bool:
    used = {
        node.attr
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    return used == {"urandom"}


def pure_rooms_call_nothing_worldly(tree: Tree) -> list[str]:
    """A pure room opens no file and prints nothing; only its `shipped.py` reads the data beside the code."""
    found = []
    for module in _pure(tree):
        for call, name in _calls(module):
            bare = isinstance(call.func, ast.Name) and name in WORLDLY_CALLS
            method = isinstance(call.func, ast.Attribute) and name in WORLDLY_METHODS and not _is_shipped(module)
            if bare or method:
                found.append(f"{module.name}:{call.lineno} calls {name}")
    return found


def _calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node, node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node, node.func.attr


def certs_reads_no_clock(tree: Tree) -> list[str]:
    """Nothing in `certs` asks what time it is: `now` is a parameter, and only the edge reads the clock."""
    found = []
    for module in tree.under("certs"):
        for call, name in _calls(module):
            if isinstance(call.func, ast.Attribute) and name in CLOCKS:
                found.append(f"{module.name}:{call.lineno} reads the clock by {name}()")
        for target, line in module.imported():
            if is_under(target, "time"):
                found.append(f"{module.name}:{line} imports {target}")
    return found


def certs_talks_to_nobody(tree: Tree) -> list[str]:
    """`certs` prints nothing, and reads no command line and no environment; it knows neither Flask nor Click."""
    found = []
    for module in tree.under("certs"):
        found += [
            f"{module.name}:{line} imports {target}"
            for target, line in module.imported()
            if is_under(target, *CLOSED_TO_CERTS)
        ]
        found += [
            f"{module.name}:{call.lineno} calls {name}"
            for call, name in _calls(module)
            if isinstance(call.func, ast.Name) and name in {"print", "input"}
        ]
        found += [
            f"{module.name}:{node.lineno} uses {node.attr}"
            for node in ast.walk(module.syntax)
            if isinstance(node, ast.Attribute) and node.attr in {"argv", "environ", "getenv", "stdout", "stderr"}
        ]
    return found


def arrows_point_one_way(tree: Tree) -> list[str]:
    """A room of `certs` uses only the rooms below it, and `certs` never the web or the commands."""
    found = []
    for module in tree.under("certs"):
        for name, line in tree.uses(module.name).items():
            target = tree.modules[name]
            if not is_under(name, "certs"):
                found.append(f"{module.name}:{line} imports {name}")
            elif target.room and target.room != module.room and target.room not in MAY_USE.get(module.room, ()):
                found.append(
                    f"{module.name}:{line} imports {name}: no arrow from {module.room or 'the ground'} to {target.room}"
                )
    return found


def verify_cannot_issue(tree: Tree) -> list[str]:
    """The web never reaches signing, staff acts or casework, not even through somebody else's import."""
    found = []
    for module in tree.under("verify"):
        for name, chain in tree.reach(module.name).items():
            if is_under(name, *CLOSED_TO_VERIFY):
                found.append(f"{module.name} reaches {name} by {' > '.join(chain)}")
    return found


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


RULES: Final[tuple[Callable[[Tree], list[str]], ...]] = (
    pure_rooms_stay_pure,
    pure_rooms_call_nothing_worldly,
    certs_reads_no_clock,
    certs_talks_to_nobody,
    arrows_point_one_way,
    verify_cannot_issue,
    certs_init_is_empty,
    sizes_are_kept,
    names_say_something,
    nothing_is_shadowed,
)
