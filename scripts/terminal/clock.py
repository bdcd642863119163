"""The only place where a staff command reads the clock, once a call."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, in UTC with whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
