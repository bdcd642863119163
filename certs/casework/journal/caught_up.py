"""Rows that account for entries which came back from the public log after a loss, and the root key's word for them.

Who decided such entries is not known on this host. A row of the act `caught-up` says which they are; but whoever can
write to the journal can write such a row too, and so hide that decisions were taken out. It counts only with a note
that the root key signed (C2SP signed-note): the log, the first and last position, the root of the log's tree at the
entry after, and the Beijing day of the row. The second line keeps it from ever being read as a checkpoint. The note is
kept beside the row and never published (decision 0025).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from certs.casework.journal.journal import Decision, Row, digest_of
from certs.days import beijing_day, instant_text, parse_instant
from certs.errors import StarmarkError
from certs.log.c2sp_text import encode_base64
from certs.log.signed_note import Note, NoteKey, Sign, parse_note, sign_note, signed_by
from certs.trust.trust_list.trust_list import TrustList

CAUGHT_UP: Final = "caught-up"  # the act of such a row
_TAKEN: Final = re.compile(r"entries ([0-9]{1,15}) to ([0-9]{1,15}), (\S{20})", re.ASCII)


def caught_up(first: int, last: int, now: datetime) -> Decision:
    """Return the row that accounts for entries which came back from the public log: who decided them is not known
    here.
    """
    note = f"entries {first} to {last}, {instant_text(now)}"
    return Decision(CAUGHT_UP, "", (), note, digest_of({"first": first, "last": last}))


def taken_back(row: Row) -> range:
    """Return the positions that such a row accounts for; an empty range for any other row."""
    match = _TAKEN.fullmatch(row.decision.note) if row.decision.act == CAUGHT_UP else None
    if match is None or match.group(3) != row.recorded:
        return range(0)
    return range(int(match.group(1)), int(match.group(2)) + 1)


@dataclass(frozen=True, slots=True)
class Span:
    """What the root key signs for: the entries `first` to `last`, the root of the tree of `last + 1`, and a day."""

    first: int
    last: int
    root: bytes
    day: date

    def text(self, origin: str) -> str:
        """Return the four lines that are signed."""
        return f"{origin}\ncaught-up {self.first} {self.last}\n{encode_base64(self.root)}\n{self.day}\n"


def span_of(row: Row, root: bytes) -> Span:
    """Return what is to be signed for a row. `root` is that of the log's tree up to the last of its entries."""
    positions = taken_back(row)
    return Span(positions[0], positions[-1], root, beijing_day(parse_instant(row.recorded)))


def sign_span(span: Span, trust: TrustList, sign: Sign) -> bytes:
    """Return the note, signed by the root key (`sign`). Raises NotGenuine if it is not the one of the trust list."""
    text = span.text(trust.log_origin)
    return Note(text, (sign_note(text, _root_key(trust), sign),)).encode()


def is_signed(note: object, span: Span, trust: TrustList) -> bool:
    """Tell whether what stands beside a row is the root key's note for exactly this span."""
    if not isinstance(note, str):
        return False
    try:
        parsed = parse_note(note.encode())
        return parsed.text == span.text(trust.log_origin) and bool(signed_by(parsed, (_root_key(trust),)))
    except (StarmarkError, UnicodeEncodeError):
        return False


def ranges_of(rows: Iterable[Row]) -> list[range]:
    """Return the positions of all rows that account for some, signed or not."""
    return [positions for row in rows if (positions := taken_back(row))]


def _root_key(trust: TrustList) -> NoteKey:
    return NoteKey(f"{trust.host}/root", trust.active("root").raw)
