"""Asking for the passphrase of the keys: from a file or a prompt, never from an argument or the environment."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Final

import click

from certs import limits
from certs.errors import Misuse, Refused
from scripts.terminal import colours, speech

_BYTES: Final = 4 * limits.PASSPHRASE[1] + 2  # UTF-8 takes at most four bytes a character, and a line may end in two


def passphrase(file: Path | None, *, new: bool = False, of_root: bool = False) -> str:
    """Return the passphrase from the file, or ask for it where a person sits; a new one is asked for twice.

    `of_root` is for a ceremony, which wants that of the root key as well as that of the keys on the host.

    Raises Misuse if there is neither a file nor a person, Refused if it is too short or the file does not fit.
    """
    text = _from_file(file) if file is not None else _from_person(new=new, of_root=of_root)
    fewest, most = limits.PASSPHRASE
    if not fewest <= len(text) <= most or not text.isprintable():
        raise Refused(
            "passphrase_form",
            f"口令应为 {fewest} 到 {most} 个字符，写在一行，不含控制字符。什么也没有办理。",
            f"A passphrase has {fewest} to {most} characters on one line, without control characters. Nothing was "
            "done.",
        )
    return text


def _from_file(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(_BYTES + 1)
            mode = stat.S_IMODE(file.stat().st_mode)
    except OSError as error:
        raise Refused(
            "passphrase_file",
            f"读不了口令文件（{error.strerror}）。什么也没有办理；请检查文件名和权限。",
            f"The passphrase file cannot be read ({error.strerror}). Nothing was done; check its name and rights.",
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and sys.stderr.isatty():
        speech.tell(
            speech.both(
                "注意：别的账户也能读取口令文件，请运行 chmod 600。",
                "Caution: other accounts may read the passphrase file; run chmod 600 on it.",
            ),
            colours.NOTE,
        )
    try:
        return data.decode("utf-8").removesuffix("\n").removesuffix("\r") if len(data) <= _BYTES else ""
    except UnicodeDecodeError as error:
        raise Refused(
            "passphrase_file",
            "口令文件不是 UTF-8 文本。什么也没有办理。",
            "The passphrase file is no UTF-8 text. Nothing was done.",
        ) from error


def _from_person(*, new: bool, of_root: bool) -> str:
    if not sys.stdin.isatty():
        option = "--root-passphrase-file" if of_root else "--passphrase-file"
        raise Misuse(
            "missing_option",
            f"缺少选项 {option}：没有终端可以输入口令。什么也没有办理。",
            f"The option {option} is missing, and there is no terminal to ask for the passphrase. Nothing was done.",
        )
    wanted = (
        speech.both("根密钥口令", "Passphrase of the root key")
        if of_root
        else speech.both("密钥口令", "Passphrase of the keys")
    )
    while True:
        answer = _hidden(wanted)
        if not new or _hidden(speech.both("再输入一次", "Once more")) == answer:
            return answer
        speech.tell(speech.both("两次输入的不同，请重新输入。", "The two differ; enter them again."), colours.NOTE)


def _hidden(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True, prompt_suffix=speech.both("：", ": ")))
