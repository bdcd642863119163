"""What is installed is what is used: each import is asked for by name, each name is used, each file is locked."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest

from tests.house.rooms import INSTALLED
from tests.house.source_tree import PACKAGES, Tree

ROOT: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ("requirements", "requirements-site", "requirements-dev")
# Used without an import: each with the file that uses it, and how it is named there.
WITHOUT_IMPORT: Final = {
    "granian": ("scripts/network/web_workers.py", '"granian"'),
    "psycopg": ("certs/register/store/server_address.py", "postgresql+psycopg"),
    "mkdocs-material": ("mkdocs.yml", "name: material"),
    "pymdown-extensions": ("mkdocs.yml", "pymdownx.snippets"),
    "flask-cors": ("tests/publication/object_store.py", "flask-cors"),
    "setuptools": ("pyproject.toml", 'build-backend = "setuptools'),
    "mypy": ("Makefile", "$(BIN)/mypy"),
    "ruff": ("Makefile", "$(BIN)/ruff"),
    "pip-tools": ("Makefile", "$(BIN)/pip-compile"),
    "pytest-timeout": ("pyproject.toml", "timeout_method"),
    "pytest-xdist": ("Makefile", "--dist loadfile"),
}
# Who may import what: the rooms, and the file that must name what they import.
ROOMS: Final = {
    "requirements": ("certs", "verify", *INSTALLED),
    "requirements-site": ("scripts.site_builder", "scripts.demo"),
    "requirements-dev": ("scripts.drawing", "scripts.release", "tests"),
}


def spelled(name: str) -> str:
    """Return the one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(lock: str) -> set[str]:
    """Return the distributions that a requirements file names itself."""
    lines = (ROOT / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    return {spelled(re.split(r"==|\[", line)[0]) for line in lines if "==" in line}


TREE: Final = Tree(ROOT, (*PACKAGES, "tests"))


@cache
def imported(*rooms: str) -> dict[str, str]:
    """Return the distributions that the rooms import, each with a module that does it."""
    distributions = packages_distributions()
    uses: dict[str, str] = {}
    for room in rooms:
        for module in TREE.under(room):
            if room == "scripts" and module.name.count(".") > 1:
                continue  # a room of its own
            for target, _ in module.imported:
                package = target.partition(".")[0]
                if package not in {*PACKAGES, "tests", "_typeshed"} | set(sys.stdlib_module_names):
                    uses |= {spelled(name): module.name for name in distributions.get(package, [package])}
    return uses


@pytest.mark.parametrize("lock", LOCKS)
def test_each_import_is_asked_for_by_name(lock: str) -> None:
    allowed = set().union(*(named(smaller) for smaller in LOCKS[: LOCKS.index(lock) + 1]))
    uses = imported(*ROOMS[lock])
    assert {name: module for name, module in uses.items() if name not in allowed} == {}
    assert len(uses) > 2  # the search itself works


@pytest.mark.parametrize("lock", LOCKS)
def test_each_name_is_used(lock: str) -> None:
    unused = named(lock) - set(imported(*ROOMS[lock])) - set(WITHOUT_IMPORT)
    assert unused == set()


@pytest.mark.parametrize("name", WITHOUT_IMPORT)
def test_what_is_used_without_an_import_is_named_where_it_is_used(name: str) -> None:
    file, word = WITHOUT_IMPORT[name]
    assert word in (ROOT / file).read_text(encoding="utf-8")
    assert name in set().union(*(named(lock) for lock in LOCKS))


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_exactly_with_a_hash_for_each_file_and_names_no_host(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    allowed = re.compile(r"[A-Za-z0-9-]+(\[[a-z0-9,-]+\])?==\S+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not allowed.fullmatch(line)] == []
    pins = [index for index, line in enumerate(lines) if "==" in line]
    assert all("--hash" in lines[index + 1] for index in pins)


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_asked_for_is_what_is_locked(name: str) -> None:
    asked = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = {re.sub(r"\[.*\]", "", line).lower().replace("_", "-") for line in asked if "==" in line}
    locked = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    pinned = {re.sub(r"\[.*\]", "", line.removesuffix(" \\")).lower() for line in locked.splitlines() if "==" in line}
    assert wanted <= pinned
    assert all("==" in line or line.startswith(("#", "-r ")) for line in asked if line)


def test_a_larger_lock_holds_the_same_versions_as_the_smaller_ones() -> None:
    locked = [(ROOT / f"{name}.txt").read_text(encoding="utf-8") for name in LOCKS]
    pins = [set(re.findall(r"^\S+==\S+", text, re.MULTILINE)) for text in locked]
    runtime, site, everything = pins
    assert runtime < site < everything
