"""Asking before what cannot be taken back: a certificate that ends, and one for a firm that lost one for cause.

What is asked, and why it is that: decision 0029.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import click

from certs.certificate import number as numbers
from certs.errors import Misuse, Refused
from certs.register.acts.orders import Changed, Issued
from scripts.desk.preview import lost_words, preview
from scripts.terminal import code_words, colours, speech
from scripts.terminal.speech import both

_ASKING: Final = frozenset({"revoked", "withdrawn"})
_YES: Final = frozenset({"是", "y", "yes"})


def confirm(act: str, results: Sequence[Issued | Changed], *, yes: bool) -> None:
    """Ask the person at the terminal, where this act wants it. `yes` answers; what was noticed is told all the same.

    A firm that lost a certificate is told of at a renewal too, which continues one that is good and so asks nothing.
    Raises Misuse where nobody is there to be asked, Refused where the answer is another.
    """
    again = [result for result in results if isinstance(result, Issued) and result.lost]
    if again:
        _tell_lost(again)
    issuing = bool(again) and act == "issued"
    if yes or not (issuing or act in _ASKING):
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Misuse(
            "not_confirmed",
            "这次办理要先确认，但没有终端可以询问。什么也没有办理；先用 --dry-run 看会办什么，再加上 --yes。",
            "This act wants to be confirmed, and there is no terminal to ask at. Nothing was done; look at it with "
            "--dry-run, then add --yes.",
        )
    if issuing:
        _confirm_issue()
    else:
        preview(results, speech.tell)
        _confirm_end(act, results)


def _tell_lost(issued: Sequence[Issued]) -> None:
    speech.tell(
        both("注意：下列企业的证书曾被撤销。", "Caution: these firms have lost a certificate by revocation."),
        colours.LOOK,
    )
    for one in issued:
        for revocation in one.lost:
            speech.tell(f"  {one.holder}  {lost_words(revocation)}")


def _confirm_issue() -> None:
    answer = _answer(both("仍要签发吗？输入“是”继续", "Issue all the same? Type yes to go on"))
    if answer.strip().casefold() not in _YES:
        raise _declined()


def _confirm_end(act: str, results: Sequence[Issued | Changed]) -> None:
    word = code_words.act(act)
    if len(results) == 1:
        answer = _answer(
            both(f"{word}后不能恢复。请再输入一次证书编号", "This is final. Type the number of the certificate again")
        )
        right = numbers.compact(answer) == results[0].number
    else:
        answer = _answer(
            both(
                f"要{word} {len(results)} 张证书，{word}后不能恢复。请输入张数",
                f"{len(results)} certificates are to be {word}, for ever. Type how many",
            )
        )
        right = numbers.compact(answer) == str(len(results))
    if not right:
        raise _declined()


def _answer(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False, err=True, prompt_suffix=both("：", ": ")))


def _declined() -> Refused:
    return Refused("not_confirmed", "没有得到确认，什么也没有办理。", "It was not confirmed, so nothing was done.")
