"""A reason as an option takes it: its code, or the public sentence that it stands for."""

from __future__ import annotations

from typing import Any

import click

from certs.errors import Words
from certs.lifecycle import reasons
from scripts.terminal.verb_frame import WrongValue


class Reason(click.ParamType[str]):
    """The reason of one act: `refused-surveillance`, 拒绝接受监督, or "Surveillance was refused"."""

    name = "reason"

    def __init__(self, act: str) -> None:
        self._act = act

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code, or refuse the call with all that may be given: exit 64."""
        code = reasons.code_of(self._act, str(value))
        if code is None:
            wanted = reason_list(self._act)
            raise WrongValue(
                Words(f"没有“{value}”这个原因。{wanted.zh}", f"there is no reason “{value}”. {wanted.en}"), ctx, param
            )
        return code


def reason_list(act: str) -> Words:
    """Return the codes of an act with their sentences, one a line, as a refusal lists them."""
    codes = reasons.REASONS[act]
    width = max(map(len, codes)) + 2
    zh = "\n".join(f"  {code:{width}}{words.zh}" for code, words in codes.items())
    en = "\n".join(f"  {code:{width}}{words.en}" for code, words in codes.items())
    return Words(f"写下列代码之一，或它后面的意思：\n{zh}", f"Give one of these codes, or what it stands for:\n{en}")
