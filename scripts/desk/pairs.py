"""Pairing numbers with input files, for reissue and renew: each number gets the content of the file beside it.

A pair is a number and a file of one certificate, or a sheet of numbers and a sheet of as many certificates in the same
order. The register then refuses a content whose organisation is not the number's, so that a slip of a row does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from certs.certificate.reading.refused_input import RefusedInput, held_back
from certs.errors import Misuse, Refused, Words
from certs.lifecycle.request import Request
from scripts.desk import targets
from scripts.desk.input_drafts import read_files
from scripts.terminal.refusals import Item

_BY_ORDER: Final = Words(
    "这一行没有发现错误，但同一表格里有一行被拒绝，编号与行按顺序对应，所以这一行也没有办理；请改正那一行后一起重新提交。",
    "nothing is wrong with this row, but another row of its sheet was refused, and numbers go with rows by their "
    "order, so this one was not done either; mend the other and hand both in again.",
)


def pairs(
    given: Sequence[str], today: date, like: Request, *, skip_bad: bool = False
) -> tuple[tuple[Request, ...], tuple[Item, ...]]:
    """Return a request like the one given for each number and its draft, and what the reading of the files refused.

    Of a sheet with a refused row nothing is rewritten, since its rows go by their order; `skip_bad` names the others.
    Raises Misuse if the arguments do not come in pairs, Refused if a file does not hold one certificate for each
    number.
    """
    if not given or len(given) % 2:
        raise Misuse(
            "pairs",
            "编号和文件要成对写：NUMBER FILE。什么也没有办理。",
            "Numbers and files come in pairs: NUMBER FILE. Nothing was done.",
        )
    requests, refused = list[Request](), list[RefusedInput]()
    for number_text, file in zip(given[::2], given[1::2], strict=True):
        numbers = targets.numbers((number_text,))
        batch = read_files((Path(file),), today)
        refused.extend(batch.faults(skip_bad=skip_bad))
        if batch.refused and skip_bad:
            refused.extend(held_back(draft.source, _BY_ORDER) for draft in batch.drafts)
        if not batch.refused:
            _require_as_many(len(numbers), len(batch.drafts), file)
            requests.extend(
                replace(like, number=number, draft=draft) for number, draft in zip(numbers, batch.drafts, strict=True)
            )
    return tuple(requests), tuple(refused)


def _require_as_many(numbers: int, drafts: int, file: str) -> None:
    if numbers != drafts:
        raise Refused(
            "pairs",
            f"{file} 里有 {drafts} 张证书，却给了 {numbers} 个编号。什么也没有办理；两边要一样多，顺序相同。",
            f"{file} holds {drafts} certificate(s) for {numbers} number(s). Nothing was done; "
            "there must be as many, in the same order.",
        )
