"""Drawing a page of help.

Click parses; the help is drawn here, because Click counts characters where a terminal counts columns, and one Chinese
character takes two.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Mapping
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from certs.errors import Words
from scripts.terminal import speech

_WIDEST: Final = 100  # columns; longer lines are hard to read


class HelpPage:
    """One page of help, drawn by columns."""

    def __init__(self, ctx: click.Context, words: Words) -> None:
        columns = min(shutil.get_terminal_size().columns, _WIDEST)
        self._file = io.StringIO()
        self._console = Console(
            file=self._file,
            width=columns,
            markup=False,
            highlight=False,
            emoji=False,
            force_terminal=sys.stdout.isatty(),
            no_color="NO_COLOR" in os.environ,
        )
        pieces = " ".join(ctx.command.collect_usage_pieces(ctx))
        self._console.print(Text(f"{speech.both('用法：', 'Usage: ')}{ctx.command_path} {pieces}", style="bold"))
        self._console.print()
        self._console.print(speech.say(words))

    def section(self, title: str, rows: Mapping[str, Words]) -> None:
        """Draw a titled list of names and sentences; an empty one is left out."""
        if not rows:
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, words in rows.items():
            grid.add_row("  " + name, speech.say(words))
        self._console.print()
        self._console.print(Text(title, style="bold"))
        self._console.print(grid)

    def text(self) -> str:
        """Return the page."""
        return "\n".join(line.rstrip() for line in self._file.getvalue().splitlines())
