"""Rows of a list that ask the very same as an earlier one: each is answered, and says which row it repeats."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from certs.certificate import number as numbers
from certs.certificate.bids.bid import Bid


def repeats_marked(bids: Iterable[Bid]) -> tuple[Bid, ...]:
    """Return the bids with `same_as`, within one sheet: a firm may bid for two lots with the same certificate."""
    first: dict[tuple[object, ...], int] = {}
    marked = []
    for bid in bids:
        row = first.setdefault(_question(bid), bid.row)
        marked.append(replace(bid, same_as=row) if row != bid.row else bid)
    return tuple(marked)


def _question(bid: Bid) -> tuple[object, ...]:
    day = bid.moment or _plain(bid.on)
    return bid.sheet, numbers.compact(bid.number), _plain(bid.name), _plain(bid.product), _plain(bid.unasked), day


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
