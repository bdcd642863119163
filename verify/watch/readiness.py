"""Whether what the service answers with is of today: how old register, lists and publication are (decision 0050)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from certs import limits
from certs.errors import StarmarkError
from certs.instance.folder import PUBLIC_NAME
from certs.log.checkpoint import parse_checkpoint
from certs.publication.files import status_list_versions
from certs.publication.files.self_check import Cause
from certs.register.store.reader import View
from certs.register.store.status_bits import PURPOSES

CHECKPOINT: Final = f"{PUBLIC_NAME}/log/checkpoint"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the register has come and since when, how far the publication, and until when the lists hold.

    `published` is None where no publication lies beside the service; `lists_until` where a list is missing.
    """

    entries: int
    recorded: datetime
    published: int | None
    lists_until: datetime | None

    def causes(self, now: datetime) -> tuple[Cause, ...]:
        """Return why the answers are not of today: by code, and by what is late."""
        causes = []
        if self.lists_until is None or self.lists_until < now:
            causes.append(Cause("status_list_stale", "status_list"))
        if self.published is not None and self.published > self.entries:
            causes.append(Cause("register_behind", "register"))
        waited = now - self.recorded > timedelta(seconds=limits.PUBLISHING_SECONDS)
        if self.published is not None and self.published < self.entries and waited:
            causes.append(Cause("publication_behind", "publication"))
        return tuple(causes)


def freshness_of(view: View, home: Path | None, now: datetime) -> Freshness:
    """Return how fresh everything is."""
    count = status_list_versions.how_many(view.connection)
    lists = [
        status_list_versions.list_at(view.connection, purpose, number, now)
        for purpose in PURPOSES
        for number in range(1, max(count, 1) + 1)
    ]
    ends = [one.valid_until for one in lists if one is not None]
    until = min(ends) if ends and len(ends) == len(lists) else None
    return Freshness(view.size, view.recorded, published_size(home), until)


def published_size(home: Path | None) -> int | None:
    """Return how many entries the published head has; None where there is none that can be read."""
    if home is None:
        return None
    try:
        return parse_checkpoint((home / CHECKPOINT).read_bytes()[: limits.NOTE]).head.size
    except (OSError, StarmarkError):
        return None
