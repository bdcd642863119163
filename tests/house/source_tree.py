"""The Python sources of a tree, read and never run: what each module imports, and what it reaches through others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

PACKAGES: Final = ("certs", "verify", "scripts")


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

    @cached_property
    def imported(self) -> tuple[tuple[str, int], ...]:
        """The imported dotted names with their lines, those inside functions too: they are reached as well."""
        return tuple(self._imported())

    def _imported(self) -> Iterator[tuple[str, int]]:
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
        self._uses: dict[str, dict[str, int]] = {}

    def uses(self, name: str) -> dict[str, int]:
        """Return the modules of this tree that importing `name` runs directly, with the line that does it."""
        if name not in self._uses:
            self._uses[name] = {}
            for target, line in self.modules[name].imported:
                for known in _with_parents(target):
                    if known in self.modules and known != name:
                        self._uses[name].setdefault(known, line)
        return self._uses[name]

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
