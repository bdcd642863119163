"""The frame of every verb: bilingual help with reason codes, and the options that all verbs share.

Click parses; the help is drawn here, because Click counts characters where a terminal counts columns, and one Chinese
character takes two.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from certs.errors import Misuse, Words
from scripts.terminal import speech

_HOME: Final = "starmark.home"
_WIDEST: Final = 100  # columns; longer lines are hard to read
EXIT_CODES: Final = {
    "0": Words("办好了；证书有效。", "Done; valid."),
    "1": Words("被拒绝；证书无效或不真实。", "Refused; not valid or not genuine."),
    "2": Words("无法核对或无法办理。", "Could not check, or could not be done."),
    "64": Words("命令写错了。", "The command line is wrong."),
}


class Option(click.Option):
    """An option whose help is a sentence in both languages."""

    def __init__(self, *declarations: str, words: Words, **settings: Any) -> None:
        super().__init__(list(declarations), **settings)
        self.words = words


class WrongValue(click.BadParameter):
    """A value of an option or argument that is wrong, with the reason in both languages."""

    def __init__(self, words: Words, ctx: click.Context | None, param: click.Parameter | None) -> None:
        super().__init__(words.en, ctx, param)
        self.words = words


class Argument(click.Argument):
    """An argument whose help is a sentence in both languages."""

    def __init__(self, *declarations: str, words: Words, **settings: Any) -> None:
        super().__init__(list(declarations), **settings)
        self.words = words


class Verb(click.Command):
    """One verb. `codes` are the reason codes it takes, each with its public sentence."""

    def __init__(
        self, *arguments: Any, words: Words, codes: Mapping[str, Words] | None = None, **settings: Any
    ) -> None:
        super().__init__(*arguments, **settings)
        self.words, self.codes = words, codes or {}
        self.params = [*self.params, *shared_options()]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence, for the list of verbs. Click's `limit` counts characters and is not used."""
        del limit
        return speech.say(self.words).split("\n", 1)[0]

    def get_help(self, ctx: click.Context) -> str:
        """Draw the help at the width of the terminal."""
        page = Page(ctx, self.words)
        page.section(
            speech.both("参数", "Arguments"),
            {p.human_readable_name: p.words for p in self.params if isinstance(p, Argument)},
        )
        page.section(speech.both("选项", "Options"), _option_rows(self, ctx))
        page.section(speech.both("原因代码", "Reason codes"), self.codes)
        page.section(speech.both("退出码", "Exit codes"), EXIT_CODES)
        return page.text()


def _option_rows(command: click.Command, ctx: click.Context) -> dict[str, Words]:
    return {_declaration(option, ctx): option.words for option in command.params if isinstance(option, Option)}


def _declaration(option: Option, ctx: click.Context) -> str:
    name = ", ".join(option.opts)
    return name if option.is_flag else f"{name} {option.make_metavar(ctx)}"


class Page:
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


def shared_options() -> list[click.Parameter]:
    """Return what may stand before or after the verb: --home, --lang, --help."""
    return [
        Option(
            "--home",
            type=click.Path(path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_remember_home,
            words=Words(
                "登记实例的目录；默认取环境变量 STARMARK_HOME，否则 ./instance。",
                "Folder of the instance; STARMARK_HOME if that is set, else ./instance.",
            ),
        ),
        Option(
            "--lang",
            type=click.Choice(speech.LANGUAGES),
            metavar="zh|en",
            expose_value=False,
            callback=_remember_language,
            is_eager=True,
            words=Words("输出语言；默认随终端的语言设置。", "Language of the output; the terminal's by default."),
        ),
        Option(
            "--help",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_show_help,
            words=Words("显示这份说明。", "Show this help."),
        ),
    ]


def _remember_home(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[_HOME] = value


def _remember_language(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        speech.speak(value)


def _show_help(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def home(otherwise: Path = Path("instance")) -> Path:
    """Return the folder of the instance that this call is about; `otherwise` where nobody has named one."""
    given = click.get_current_context().meta.get(_HOME)
    return given if isinstance(given, Path) else Path(os.environ.get("STARMARK_HOME") or otherwise)


def verb(
    name: str, words: Words, codes: Mapping[str, Words] | None = None
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function the command of a verb."""
    return click.command(name, cls=Verb, words=words, codes=codes, add_help_option=False)


def option(*declarations: str, words: Words, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a verb an option."""
    return click.option(*declarations, cls=_placed(Option), words=words, **settings)


def argument(*declarations: str, words: Words, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a verb an argument."""
    return click.argument(*declarations, cls=_placed(Argument), words=words, **settings)


def _placed(kind: type[Option | Argument]) -> Any:
    """Bridge Click's decorators, which pass the declarations as one list."""
    return lambda declarations, **settings: kind(*declarations, **settings)


def require(name: str, value: object) -> None:
    """Refuse a call that lacks an option which the act needs. Raises Misuse: exit 64."""
    if value in (None, ""):
        raise Misuse(
            "missing_option",
            f"缺少选项 {name}。什么也没有办理；用 --help 查看写法。",
            f"The option {name} is missing. Nothing was done; see --help.",
        )
