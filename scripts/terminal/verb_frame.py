"""The frame of every verb: bilingual help with reason codes, and the options that all verbs share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from certs.errors import Misuse, Words
from scripts.terminal import speech
from scripts.terminal.exit_codes import EXIT_CODES

_HOME: Final = "starmark.home"


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
        from scripts.terminal.help_page import HelpPage

        page = HelpPage(ctx, self.words)
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
