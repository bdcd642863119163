"""Which entries of the log were made by one act: a head is signed after its last, and after none before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from certs.lifecycle.entry_types import ROOT_TYPES
from certs.lifecycle.reasons import MAIN_RENEWED

# A renewal is two entries of one act, and one more for each sub-certificate that ends with its main.
_KINDS: Final = {"issued": "issue", "renewed": "issue", "reissued": "reissue"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What an audit remembers of an entry that holds. `with_main`: it ended since its main certificate was renewed."""

    position: int
    type: str
    number: str
    recorded: str
    decision: str
    with_main: bool

    @classmethod
    def of(cls, position: int, kind: str, number: str, body: Mapping[str, Any]) -> Entry:
        """Return what is remembered of an entry with this body."""
        with_main = body.get("reason") == MAIN_RENEWED
        return cls(position, kind, number, body["recorded"], body.get("decision", ""), with_main)


def ends(entries: Sequence[Entry], size: int) -> set[int]:
    """Return the sizes at which an act has certainly ended, so that a head was signed; `size` is that of the log.

    The next entry was recorded at another instant, or is of a kind that no act puts after the one before it. Two acts
    of one kind within one second cannot be told from one act.
    """
    kinds = _kinds(entries)
    ended = {
        after.position
        for (before, kind), (after, other) in pairwise(zip(entries, kinds, strict=True))
        if after.position == before.position + 1 and (before.recorded, kind) != (after.recorded, other)
    }
    return ended | ({size} if size else set())


def _kinds(entries: Sequence[Entry]) -> list[str]:
    """Return the kind of act of each entry; of one decision it is one act: what is taken over and suspended at once."""
    kinds: list[str] = []
    for place, entry in enumerate(entries):
        together = place > 0 and entry.decision == entries[place - 1].decision
        kinds.append(kinds[-1] if together else _kind(entry))
    return kinds


def _kind(entry: Entry) -> str:
    if entry.type in ROOT_TYPES:
        return "root"
    return "issue" if entry.with_main else _KINDS.get(entry.type, "status")
