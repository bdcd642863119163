"""What published files are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from certs.audit.audit_status_lists import Version
from certs.audit.audited_acts import Entry
from certs.trust.trust_list.trust_list import TrustList


@dataclass(frozen=True, slots=True)
class Ground:
    """What the files are compared with: the rebuilt register, its trust list, the stored status lists, and today.

    `tree` is where tiles and roots are read: the rebuilt register, or the stored one where only its end was rebuilt.
    """

    connection: Connection
    tree: Connection
    trust: TrustList
    size: int
    entries: tuple[Entry, ...]
    lists: tuple[Version, ...]
    trust_lists: tuple[tuple[int, bytes], ...]
    today: date
    agreeing: frozenset[int] = frozenset()  # entries whose published files have been seen to be theirs
    mirror: bool = False  # publishes nothing of its own
    start: int = 0  # entries before it were not read
