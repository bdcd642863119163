"""The newest entries of the log, as pages, feeds and the API show them."""

from __future__ import annotations

from typing import NamedTuple

from certs.lifecycle.events import LoggedEvent
from certs.register.answers.own_judgement import entry_holds
from certs.register.store.reader import View


class Shown(NamedTuple):
    """An entry of the log, and whether its signature holds: else nobody may rely on what it says."""

    event: LoggedEvent
    holds: bool


def newest(view: View, count: int, before: int | None) -> tuple[int, list[Shown]]:
    """Return the size of the log and up to `count` entries below `before`, the newest first."""
    size = view.size
    end = size if before is None else min(before, size)
    start = max(0, end - count)
    events = view.events(start, end - start)[::-1]
    return size, [Shown(event, entry_holds(event, view.trust)) for event in events]
