"""Entries in bulk, read and folded as far as each can be by itself, in whatever process."""

from __future__ import annotations

from collections.abc import Sequence

from certs.audit.folding.log_leaves import Leaf
from certs.register.append.append_events import Appended, fold_issue
from certs.register.store.stored_bytes import stored_event, stored_record


def read(leaves: Sequence[Leaf]) -> list[Appended]:
    """Return entries, issues with the rows that follow from them. Raises CouldNotCheck for one that is damaged."""
    events = (stored_event(position, raw) for position, raw in leaves)
    return [fold_issue(event, stored_record((event,))) if event.type == "issued" else event for event in events]
