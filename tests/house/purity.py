"""Rules of pure code, as functions over a source tree: each returns what breaks it, as readable lines.

Bytes and `now` go into the pure rooms, decisions come out. `certs` as a whole reads no clock and talks to nobody.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from tests.house.rooms import GROUND, ROOMS, room_of
from tests.house.source_tree import Module, Tree, is_under

# Modules through which a pure room could reach the world.
WORLDLY: Final = frozenset(
    [
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
    ]
)
WORLDLY_CALLS: Final = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"})
WORLDLY_METHODS: Final = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink"})
CLOCKS: Final = frozenset({"now", "utcnow", "today", "localtime", "gmtime"})
CLOSED_TO_CERTS: Final = ("flask", "werkzeug", "click", "rich", "argparse", "getpass", "logging")

# The modules that read the data shipped beside the code: data that comes with the code is code (decision 0005).
SHIPPED_DATA: Final = frozenset(
    {"certs.scheme.schemes", "certs.certificate.shipped_lists", "certs.trust.credential.context_file"}
)
SEALING: Final = "certs.trust.sealed_key"  # the one pure module that asks for randomness: salts of sealed keys


def _pure(tree: Tree) -> list[Module]:
    pure = {room.name for room in ROOMS.values() if room.pure}
    return [m for m in tree.under("certs") if m.name in GROUND or room_of(m) in pure]


def pure_rooms_stay_pure(tree: Tree) -> list[str]:
    """A pure room imports nothing that reaches the world, directly or through another module of ours."""
    pure = _pure(tree)
    inside = {module.name for module in pure} | {"certs"}
    found = []
    for module in pure:
        for target, line in module.imported:
            if is_under(target, *WORLDLY) and not _is_excused(module, target):
                found.append(f"{module.name}:{line} imports {target}")
        for name, chain in tree.reach(module.name).items():
            if name not in inside and not (is_under(module.name, name) and _runs_nothing(tree.modules[name])):
                found.append(f"{module.name} reaches {name} by {' > '.join(chain)}")
    return found


def _runs_nothing(module: Module) -> bool:
    """Whether a package says only what it is for: a pure room may lie in one that is not."""
    return module.path.name == "__init__.py" and all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in module.syntax.body
    )


def _is_excused(module: Module, target: str) -> bool:
    """A few modules may do one worldly thing each: read the data shipped beside the code, and ask for randomness."""
    if _is_shipped(module):
        return target == "importlib" or is_under(target, "importlib.resources")
    return module.name == SEALING and target == "os" and _asks_os_only_for_randomness(module)


def _is_shipped(module: Module) -> bool:
    return module.name in SHIPPED_DATA


def _asks_os_only_for_randomness(module: Module) -> bool:
    used = {
        node.attr
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    return used == {"urandom"}


def pure_rooms_call_nothing_worldly(tree: Tree) -> list[str]:
    """A pure room opens no file and prints nothing; only `SHIPPED_DATA` names who reads what lies beside the code."""
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
        for target, line in module.imported:
            if is_under(target, "time"):
                found.append(f"{module.name}:{line} imports {target}")
    return found


def certs_talks_to_nobody(tree: Tree) -> list[str]:
    """`certs` prints nothing, and reads no command line and no environment; it knows neither Flask nor Click."""
    found = []
    for module in tree.under("certs"):
        found += [
            f"{module.name}:{line} imports {target}"
            for target, line in module.imported
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
