"""Rules of where tests lie: each room has a folder of its own below `tests`, and other folders have a reason."""

from __future__ import annotations

from typing import Final

from tests.house.rooms import room_of
from tests.house.source_tree import Tree

WITHOUT_TESTS: Final = frozenset({"certs", "certs.register", "certs.register.store.migrations"})
# What is tested here is no room, but the whole: how fast, how it grows and looks, what faults do to it, what strangers'
# software and the site say of it, what threatens it, and how it is set up.
_WHOLE: Final = ("bench", "browser", "deploy", "examples", "faults", "house", "interop", "mutants", "scale", "site")
NO_ROOMS: Final = frozenset({*_WHOLE, "threats", "vectors"})


def folder_of(room: str) -> str:
    """Return where the tests of a room lie, below `tests`."""
    return room.removeprefix("certs.").replace(".", "/")


def every_room_has_its_tests(tree: Tree) -> list[str]:
    """A room with modules in it has a folder with at least one test module."""
    rooms = {room_of(module) for module in tree.modules.values() if module.path.name != "__init__.py"}
    return [
        f"{room} has no tests in tests/{folder_of(room)}"
        for room in sorted(rooms - WITHOUT_TESTS)
        if not room.endswith(".versions") and not list((tree.root / "tests" / folder_of(room)).glob("test_*.py"))
    ]


def every_test_lies_in_its_room(tree: Tree) -> list[str]:
    """A folder below `tests` is that of a room or has a reason, and a test named for a module lies in its room."""
    rooms = {room_of(module) for module in tree.modules.values()}
    known = {folder_of(room) for room in rooms - {"certs"}} | {"."}
    homes: dict[str, set[str]] = {}
    for module in tree.modules.values():
        homes.setdefault(f"test_{module.path.name}", set()).add(folder_of(room_of(module)))
    found = []
    for path in sorted((tree.root / "tests").rglob("*.py")):
        folder = path.parent.relative_to(tree.root / "tests").as_posix()
        if folder.partition("/")[0] in NO_ROOMS:
            continue
        if folder not in known:
            found.append(f"tests/{folder} is the folder of no room")
        elif folder != "." and folder not in homes.get(path.name, {folder}):
            found.append(f"tests/{folder}/{path.name} belongs to tests/{' or tests/'.join(sorted(homes[path.name]))}")
    return found
