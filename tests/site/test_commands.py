"""What the pages tell staff to type exists: every verb, every option, every reason code of every `starmark` line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Final

import click
import pytest

from certs.lifecycle.reasons import REASONS
from scripts.__main__ import VERBS
from tests.site.built_pages import CHINESE
from tests.site.page_commands import command_of

GLOBAL: Final = frozenset({"--home", "--lang", "--help"})
ACTS: Final = {
    "suspend": "suspended",
    "restore": "restored",
    "revoke": "revoked",
    "withdraw": "withdrawn",
    "reissue": "reissued",
}
PAGES: Final = sorted(
    path
    for path in CHINESE.rglob("*.md")
    if not {"decisions", "_data"} & set(path.parts) and path.name != "changelog.md"
)


def commands(text: str) -> list[str]:
    """Return every `starmark …` of a page: lines of code blocks, and code within sentences."""
    lines = re.findall(r"^\s*(starmark\b.*)$", text, re.MULTILINE)
    return lines + re.findall(r"`(starmark [^`\n]+)`", text)


def wrong(line: str) -> list[str]:
    """Return what does not exist of a command line."""
    _, *words = shlex.split(line)
    words = words[2:] if words[:1] == ["--home"] else words
    options = {word.partition("=")[0] for word in words if word.startswith("--")}
    if not words or words[0].startswith("-"):
        return sorted(options - GLOBAL)
    if words[0] not in VERBS:
        return [words[0]]
    command, rest = command_of(words)
    if isinstance(command, click.Group):
        return rest[:1] or [words[0]]
    known = {name for parameter in command.params for name in parameter.opts}
    codes = set(REASONS.get(ACTS.get(words[0], ""), ()))
    reasons = {words[place + 1] for place, word in enumerate(words) if word == "--reason"}
    return sorted(options - known - GLOBAL) + (sorted(reasons - codes) if words[0] in ACTS else [])


def missing(line: str) -> list[str]:
    """Return the arguments that a command line must have and that are not there."""
    verb, *words = [word for word in shlex.split(line)[1:] if not word.startswith("<")]
    if verb.startswith("-") or "--help" in words:
        return []
    command, words = command_of([verb, *words])
    given, _, _ = command.make_parser(click.Context(command, resilient_parsing=True)).parse_args(list(words))
    required = [p for p in command.params if isinstance(p, click.Argument) and p.required and p.name]
    return [p.human_readable_name for p in required if not isinstance(given.get(p.name or ""), (str, tuple))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(CHINESE)))
def test_every_command_of_a_page_exists(page: Path) -> None:
    assert [(line, found) for line in commands(page.read_text(encoding="utf-8")) if (found := wrong(line))] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "staff"], ids=lambda page: page.name)
def test_what_staff_are_told_to_type_is_whole(page: Path) -> None:
    assert [(line, found) for line in commands(page.read_text(encoding="utf-8")) if (found := missing(line))] == []
    assert missing("starmark backup") == ["FILE"]


def test_there_are_commands_to_look_at() -> None:
    found = {line.split()[1] for path in PAGES for line in commands(path.read_text(encoding="utf-8"))}
    assert {
        "init",
        "issue",
        "suspend",
        "restore",
        "revoke",
        "withdraw",
        "reissue",
        "renew",
        "find",
        "show",
        "history",
        "verify",
        "export",
        "recover",
        "serve",
        "keys",
        "audit",
        "publish",
    } <= found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("starmark conjure", ["conjure"]),
        ("starmark issue x --magic", ["--magic"]),
        ("starmark suspend 1 --reason fraud", ["fraud"]),
        ("starmark --magic", ["--magic"]),
    ],
)
def test_what_does_not_exist_is_found(line: str, found: list[str]) -> None:
    assert wrong(line) == found
