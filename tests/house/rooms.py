"""Who may enter which room: the table of `site/_data/rooms.toml`, and the rules that hold a source tree to it.

Arrows run one way (decision 0001); how the rooms are cut is decision 0023.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.house.source_tree import Module, Tree, is_under

GROUND: Final = frozenset({"certs.errors", "certs.limits", "certs.days", "certs.canonical", "certs.version"})
TABLE: Final = Path(__file__).resolve().parents[2] / "site" / "_data" / "rooms.toml"
SIGNING: Final = "certs.trust.signing"  # closed to the web although its room is pure: it makes signatures
DOORS: Final = frozenset({"verify.app", "verify.failures", "verify.wsgi"})  # they put the service together
INSTALLED: Final = (
    "scripts",
    "scripts.terminal",
    "scripts.network",
    "scripts.desk",
    "scripts.verbs",
    "scripts.papers",
    "scripts.cases",
    "scripts.aftercare",
    "scripts.cnca",
)
BUILDERS: Final = ("scripts.demo", "scripts.drawing", "scripts.release", "scripts.site_builder")


@dataclass(frozen=True, slots=True)
class Room:
    """One room: its dotted name, the rooms that it may use besides the ground, and what it may do."""

    name: str
    zh: str
    en: str
    uses: frozenset[str]
    pure: bool
    web: bool


def _read(path: Path) -> dict[str, Room]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["room"]
    return {row["name"]: Room(**{**row, "uses": frozenset(row["uses"])}) for row in rows}


ROOMS: Final = _read(TABLE)


def room_of(module: Module) -> str:
    """Return the room that a module is in: its package, or the package that it opens."""
    return module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]


def every_room_is_in_the_table(tree: Tree) -> list[str]:
    """A folder with modules in it has a row, and says in its first line what it is for."""
    found = []
    for room in sorted({room_of(module) for module in tree.modules.values()} - {"certs", "certs.register"}):
        if room.endswith(".versions"):
            continue
        if room not in ROOMS:
            found.append(f"{room} has no row in rooms.toml")
        elif not (tree.modules[room].text if room in tree.modules else "").startswith('"""'):
            found.append(f"{room} does not say what it is for")
    return found


def arrows_point_one_way(tree: Tree) -> list[str]:
    """A room uses only the rooms that its row names; `certs` never the web or the commands."""
    found = []
    for module in tree.under("certs", "verify", "scripts"):
        for name, line in tree.uses(module.name).items():
            if not _may(module, tree.modules[name]):
                found.append(f"{module.name}:{line} imports {name}: no arrow from {_shown(module)} to {name}")
    return found


def _shown(module: Module) -> str:
    return "the ground" if module.name in GROUND else room_of(module)


def _may(module: Module, target: Module) -> bool:
    here, there = room_of(module), room_of(target)
    if target.path.name == "__init__.py" and is_under(module.name, target.name):
        return True  # importing a module runs the packages that it lies in
    if _is_bare(target):
        return True  # the arrow goes to what is named within it
    if target.name in GROUND:
        return module.name not in GROUND or here == there
    if here == there:
        return module.name not in GROUND
    if module.name in DOORS:
        return is_under(target.name, "certs", "verify")
    top, other = here.partition(".")[0], there.partition(".")[0]
    if there in (ROOMS[here].uses if here in ROOMS else ()):
        return True
    return other == "certs" and top in {"verify", "scripts"}  # what the web may enter of it has a rule of its own


def _is_bare(module: Module) -> bool:
    """Tell whether a module is a package that says what it is for, and nothing else."""
    body = module.syntax.body
    return module.path.name == "__init__.py" and all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body
    )


def the_web_enters_its_rooms_only(tree: Tree) -> list[str]:
    """The web reaches the ground and the rooms marked `web`, but never signing, not even by somebody else's import."""
    found = []
    for module in tree.under("verify"):
        for name, chain in tree.reach(module.name).items():
            target = tree.modules[name]
            room = room_of(target)
            allowed = name in GROUND or _is_bare(target) or (room in ROOMS and ROOMS[room].web)
            if name == SIGNING or not allowed:
                found.append(f"{module.name} reaches {name} by {' > '.join(chain)}")
    return found


def what_is_installed_needs_no_builder(tree: Tree) -> list[str]:
    """Nothing that a body's host runs imports the demo, the drawings or the builders of the site."""
    found = []
    for module in tree.under("certs", "verify", *INSTALLED):
        if is_under(module.name, *BUILDERS):
            continue
        for name, chain in tree.reach(module.name).items():
            if is_under(name, *BUILDERS):
                found.append(f"{module.name} reaches {name} by {' > '.join(chain)}")
    return found
