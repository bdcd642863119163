"""How a command speaks: Chinese or English, in tables that fit a terminal, or JSON for machines.

Answers go to standard output, everything else (progress, warnings, refusals) to standard error. Text that came from
outside is shown without the control characters that could repaint a terminal. Rich draws, and is loaded only for that.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TextIO

import click
import orjson

from certs.errors import Words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

LANGUAGES: Final = ("zh", "en")
_LINE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_AS_GIVEN: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_LANGUAGE: ContextVar[str] = ContextVar("starmark_language", default="en")


def language_of(argv: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return `zh` or `en`: what `--lang` says, else the locale of the terminal."""
    for place, word in enumerate(argv):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(argv):
            value = argv[place + 1]
        if value in LANGUAGES:
            return value
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def speak(language: str) -> None:
    """Use this language from now on."""
    _LANGUAGE.set(language)


def say(words: Words) -> str:
    """Return the sentence in the language in use."""
    return words.zh if _LANGUAGE.get() == "zh" else words.en


def both(zh: str, en: str) -> str:
    """Return one of two wordings by the language in use."""
    return zh if _LANGUAGE.get() == "zh" else en


def plain(text: object) -> str:
    """Return text for a terminal: control, format and unassigned characters are replaced, so that nothing is hidden."""
    return "".join("�" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} else c for c in str(text))


def console(stream: TextIO | None = None) -> Console:
    """Return a console that shows text as it is: no markup, no emoji, no guessing at what to colour."""
    from rich.console import Console

    return Console(file=stream or sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)


def styled(text: str, style: str = "") -> Text:
    """Return a text with a style; its control characters are the caller's to replace (`plain`)."""
    from scripts.terminal.line_breaks import Prose

    return Prose(text, style=style)


def stacked(*lines: str) -> Text:
    """Return texts from outside as one that has each on a line of its own, for a cell or by itself."""
    return styled("\n".join(map(plain, lines)))


def show(thing: object) -> None:
    """Print a table or a sentence to standard output."""
    _print(sys.stdout, thing, "")


def tell(thing: object, style: str = "") -> None:
    """Print a table or a sentence to standard error."""
    _print(sys.stderr, thing, style)


def _print(stream: TextIO, thing: Any, style: str) -> None:
    """Print it as one: Rich joins the texts that it is given alone, and would break them as it breaks English."""
    from rich.console import Group

    from scripts.terminal.line_breaks import Sentence

    shown = Sentence(plain(thing), style=style) if isinstance(thing, str) else thing
    console(stream).print(Group(shown), crop=False)


def tell_lines(text: str, style: str = "") -> None:
    """Print a text of several lines to standard error, such as the evidence of a fork."""
    for line in text.splitlines():
        tell(line, style)


def print_json(value: object) -> None:
    """Print a machine's answer to standard output, as UTF-8 whatever the locale."""
    click.echo(json_bytes(value))


def json_bytes(value: object) -> bytes:
    """Write a machine's answer: indented, but of a list, which may be long, an item a line, which is far faster."""
    if isinstance(value, list) and value:
        return _in_one(value) or _printable("[\n" + ",\n".join(map(_line, value)) + "\n]")
    return _printable(json.dumps(value, ensure_ascii=False, indent=2))


def _in_one(values: list[object]) -> bytes | None:
    """Write objects that begin with the same name in one go, and break the lines between them; None for others.

    A seam stands nowhere in a text, where the quotation mark is escaped: there are no more than there are items, unless
    an item holds such a list itself.
    """
    names = {next(iter(value), None) if isinstance(value, dict) else None for value in values}
    name = names.pop()
    if names or not isinstance(name, str):
        return None
    try:
        begins, written = orjson.dumps({name: 0})[:-2], orjson.dumps(values, option=_AS_GIVEN)
    except TypeError:
        return None
    items = written.split(b"}," + begins)
    if len(items) != len(values):
        return None
    items[0] = b"[\n" + items[0].removeprefix(b"[")
    items[-1] = items[-1].removesuffix(b"]") + b"\n]"
    return (b"},\n" + begins).join(items)


def _line(value: object) -> str:
    try:
        return orjson.dumps(value, option=_AS_GIVEN).decode()
    except TypeError:  # half a character, as the name of a file may have: a question mark stands for it
        return _LINE.encode(value)


def _printable(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def heading(text: str) -> None:
    """Print a heading to standard output."""
    show(styled(text, "bold"))


def facts(columns: int = 2) -> Table:
    """Return an empty table without heads, for names and what they stand for."""
    grid = table(*[""] * columns)
    grid.show_header = False
    grid.columns[0].no_wrap, grid.columns[0].style = True, "dim"
    return grid


def table(*heads: str) -> Table:
    """Return an empty table in the style of every command; the last column takes the room that is left."""
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in heads:
        grid.add_column(head, overflow="fold")
    return grid


def row(grid: Table, *cells: object, style: str = "") -> None:
    """Add one row of outside text to a table."""
    from rich.text import Text

    grid.add_row(*(cell if isinstance(cell, Text) else styled(plain(cell)) for cell in cells), style=style or None)
