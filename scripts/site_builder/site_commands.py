"""The staff commands as a table, from the commands themselves: every verb with the first line of its help."""

from __future__ import annotations

from typing import Final

import click

from certs.errors import Words
from scripts.__main__ import VERBS, Starmark
from scripts.site_builder.site_rules import row, said
from scripts.site_builder.site_tables import LANGUAGES, data_table
from scripts.terminal.verb_frame import Verb
from scripts.terminal.verb_group import VerbGroup

HEADS: Final = (Words("命令", "Verb"), Words("做什么", "Purpose"))


def verbs() -> dict[str, Words]:
    """Return what each verb says of itself, in the order of the work. Raises ValueError for one that says nothing."""
    group = Starmark("starmark")
    context = click.Context(group)
    commands = {name: group.get_command(context, name) for name in VERBS}
    if silent := [name for name, command in commands.items() if not isinstance(command, Verb | VerbGroup)]:
        raise ValueError(f"no help in two languages: {', '.join(silent)}")
    return {name: command.words for name, command in commands.items() if isinstance(command, Verb | VerbGroup)}


def commands(language: str) -> str:
    """Return the table. A help text names its verb first where the words for it differ; the first line is enough."""
    heads = [said(words, language) for words in HEADS]
    rows = [
        row(f"<code>{name}</code>", [said(words, language).split("\n", 1)[0]], heads) for name, words in verbs().items()
    ]
    return data_table(heads, rows)


def snippets() -> dict[str, str]:
    """Return the snippet in both languages by its path below the snippet folder."""
    return {f"{language}/commands.md": commands(language) for language in LANGUAGES}
