"""What Click says of a wrong command line in English, said in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from certs.errors import Words
from scripts.terminal.verb_frame import WrongValue

_SEE_HELP: Final = Words("用 --help 查看写法。", "See --help.")
_SURPLUS: Final = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_OF_PATHS: Final[Mapping[str, Words]] = {
    "is a directory.": Words("这是目录，要写一个文件。", "it is a folder; name a file."),
    "is a file.": Words("这是文件，要写一个目录。", "it is a file; name a folder."),
    "is not readable.": Words("没有权限读取。", "it may not be read by this account."),
    "is not writable.": Words("没有权限写入。", "it may not be written by this account."),
}


def usage_words(error: click.ClickException) -> Words:
    """Return what is wrong, and what to write instead."""
    match error:
        case click.NoSuchOption():
            near = _nearest(error.possibilities)
            return Words(
                f"没有选项 {error.option_name}。{near.zh}", f"There is no option {error.option_name}. {near.en}"
            )
        case click.exceptions.NoSuchCommand():
            near = _nearest(error.possibilities)
            return Words(
                f"没有命令 {error.command_name}。{near.zh}", f"There is no verb {error.command_name}. {near.en}"
            )
        case click.MissingParameter():
            name = _name(error)
            return Words(f"缺少 {name}。{_SEE_HELP.zh}", f"{name} is missing. {_SEE_HELP.en}")
        case click.BadParameter():
            name, why = _name(error), _why(error)
            return Words(f"{name} 的值不对：{why.zh}", f"The value of {name} is wrong: {why.en}")
        case click.BadOptionUsage():
            return _bad_option(error)
        case _:
            return _otherwise(error)


def _why(error: click.BadParameter) -> Words:
    if isinstance(error, WrongValue):
        return error.words
    match error.param.type if error.param is not None else None:
        case click.Choice() as choice:
            codes = [str(one) for one in choice.choices]
            return Words(f"只能是：{'、'.join(codes)}。", f"it must be one of: {', '.join(codes)}.")
        case click.IntRange() as span:
            return Words(
                f"应为 {span.min} 到 {span.max} 之间的整数。",
                f"a whole number from {span.min} to {span.max} is wanted.",
            )
        case click.types.IntParamType():
            return Words("应为整数。", "a whole number is wanted.")
        case click.Path():
            return next((words for end, words in _OF_PATHS.items() if error.message.endswith(end)), _SEE_HELP)
        case _:
            return _SEE_HELP


def _bad_option(error: click.BadOptionUsage) -> Words:
    name = error.option_name
    if "requires" in error.message:
        return Words(f"{name} 后面要写一个值。{_SEE_HELP.zh}", f"{name} wants a value after it. {_SEE_HELP.en}")
    return Words(
        f"{name} 不带值，请删去等号和后面的内容。", f"{name} takes no value; remove the sign = and what follows."
    )


def _otherwise(error: click.ClickException) -> Words:
    surplus = _SURPLUS.fullmatch(error.message)
    if surplus is not None:
        return Words(f"多写了：{surplus[1]}。{_SEE_HELP.zh}", f"This is too much: {surplus[1]}. {_SEE_HELP.en}")
    return Words(f"命令写得不对。{_SEE_HELP.zh}", f"The command line is wrong: {error.format_message()} {_SEE_HELP.en}")


def _nearest(possibilities: Sequence[str] | None) -> Words:
    if not possibilities:
        return _SEE_HELP
    return Words(f"是不是想写 {'、'.join(possibilities)}？", f"Did you mean {', '.join(possibilities)}?")


def _name(error: click.BadParameter) -> str:
    parameter: Any = error.param
    if parameter is None:
        return str(error.param_hint or "")
    return str(parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name)
