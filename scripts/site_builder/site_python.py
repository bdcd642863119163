"""The page of modules that other programs may import: signatures and docstrings, taken from the sources as they stand.

`site/_data/python.toml` names the modules and their promised names. Docstrings are English and marked as such.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from scripts.site_builder.site_tables import LANGUAGES, ROOT

FILE: Final = ROOT / "site" / "_data" / "python.toml"
Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Promised:
    """One module that may be imported: what it is for, and the names in it that stay."""

    name: str
    zh: str
    en: str
    names: tuple[str, ...]

    def syntax(self) -> ast.Module:
        """Return the parsed source."""
        return ast.parse((ROOT / self.name.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8"))


def promised() -> list[Promised]:
    """Return the modules in the order of the page."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["module"]
    return [Promised(**{**row, "names": tuple(row["names"])}) for row in rows]


def snippets() -> dict[str, str]:
    """Return the sections in both languages by their path below the snippet folder."""
    modules = promised()
    return {
        f"{language}/python.md": "\n".join(section(module, language) for module in modules) for language in LANGUAGES
    }


def section(module: Promised, language: str) -> str:
    """Return the section of one module. Raises ValueError for a name that is not there, or says nothing of itself."""
    definitions = {node.name: node for node in module.syntax().body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    parts = [f"## {module.name}\n", escape(getattr(module, language)) + "\n"]
    for name in module.names:
        docstring = ast.get_docstring(definitions[name]) if name in definitions else None
        if docstring is None:
            raise ValueError(f"python.toml: {module.name} has no {name} with a docstring")
        parts += ["```python", stub(definitions[name]), "```", "", prose(docstring)]
    return "\n".join(parts)


def stub(node: Definition) -> str:
    """Return what a caller needs to see of a definition: its signature; of a class, its fields and public methods."""
    if isinstance(node, ast.FunctionDef):
        return _signature(node)
    bases = f"({', '.join(map(ast.unparse, node.bases))})" if node.bases else ""
    lines = [line for part in node.body for line in _member(part)]
    return "\n    ".join([f"class {node.name}{bases}:", *(lines or ["..."])])


def _member(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.AnnAssign | ast.Assign):
        yield ast.unparse(node)
    elif isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
        yield from (f"@{ast.unparse(mark)}" for mark in node.decorator_list)
        yield _signature(node)


def _signature(node: ast.FunctionDef) -> str:
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"def {node.name}({ast.unparse(node.args)}){returned}: ..."


def prose(docstring: str) -> str:
    """Return a docstring as HTML: a paragraph each, code marked; examples to type are left to the source."""
    paragraphs = [" ".join(block.split()) for block in docstring.split("\n\n") if not block.startswith(">>>")]
    coded = (re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False)) for text in paragraphs)
    return "".join(f'<p lang="en">{text}</p>\n' for text in coded)
