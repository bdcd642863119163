"""Pairing numbers with input files, for reissue and renew: each number gets the content of the file beside it.

A pair is a number and a file of one certificate, or a sheet of numbers and a sheet of as many certificates in the same
order. The register then refuses a content whose organisation is not the number's, so that a slip of a row does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from certs.casework.desk import Rewrite
from certs.certificate.refusals import RefusedInput
from certs.errors import Misuse, Refused, Words
from scripts import targets
from scripts.issuing import read_files
from scripts.refusals import Item


def pairs(given: Sequence[str], today: date, reason: str = "",
          effective: date | None = None) -> tuple[tuple[Rewrite, ...], tuple[Item, ...]]:
    """Return what is to be rewritten, and what the reading of the files refused.

    Raises Misuse if the arguments do not come in pairs, Refused if a file does not hold one certificate for each
    number.
    """
    if not given or len(given) % 2:
        raise Misuse("pairs", Words("编号和文件要成对写：NUMBER FILE。什么也没有办理。",
                                    "Numbers and files come in pairs: NUMBER FILE. Nothing was done."))
    items, refused = list[Rewrite](), list[RefusedInput]()
    for number_text, file in zip(given[::2], given[1::2], strict=True):
        numbers = targets.numbers((number_text,))
        batch = read_files((Path(file),), today)
        refused.extend(batch.refused)
        if not batch.refused:
            _require_as_many(len(numbers), len(batch.drafts), file)
            items.extend(Rewrite(number, draft, reason, effective)
                         for number, draft in zip(numbers, batch.drafts, strict=True))
    return tuple(items), tuple(refused)


def _require_as_many(numbers: int, drafts: int, file: str) -> None:
    if numbers != drafts:
        raise Refused("pairs", Words(f"{file} 里有 {drafts} 张证书，却给了 {numbers} 个编号。什么也没有办理；两边要一样多，顺序相同。",
                                     f"{file} holds {drafts} certificate(s) for {numbers} number(s). Nothing was done; "
                                     "there must be as many, in the same order."))
