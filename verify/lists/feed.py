"""What a feed tells, in whatever form: in both languages at once, as a reader of feeds names no language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from verify import addresses

_FALSE: Final = "签名没有通过，请不要采信 Signature does not hold, do not rely on it: "


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of the log as a feed tells it: whose certificate, where the name is known, and whether it holds."""

    event: LoggedEvent
    holds: bool
    holder: str = ""

    def address(self, base_url: str) -> str:
        """Return the page that tells more: of the certificate, else of the log."""
        number = self.event.number
        return f"{base_url}/c/{addresses.in_address(number)}" if number else f"{base_url}/log"

    def name(self, base_url: str) -> str:
        """Return what the entry is called for ever, wherever the log is copied to (RFC 4151)."""
        host, day = base_url.removeprefix("https://"), self.event.recorded.date().isoformat()
        return f"tag:{host},{day}:log/{self.event.position}"

    def title(self) -> str:
        """Return what happened, to which certificate of whom."""
        kind = ENTRY_TYPES[self.event.type].title
        return f"{'' if self.holds else _FALSE}{kind.zh} {kind.en} {self.event.number} {self.holder}".strip()

    def summary(self) -> str:
        """Return the place in the log, the day from which it holds, and the public reason."""
        reason = REASONS.get(self.event.type, {}).get(self.event.reason or "")
        why = f" {reason.zh} {reason.en}" if reason else ""
        return f"#{self.event.position} {self.event.effective.isoformat()}.{why}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it tells of, the page beside it, when it was last changed, and its entries, the newest first.

    `path` is its address without the ending, which names the form.
    """

    title: str
    path: str
    page: str
    updated: datetime
    entries: Sequence[FeedEntry]
