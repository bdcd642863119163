"""What the service is told once, when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from certs.instance.settings import Settings


def system_clock() -> datetime:
    """Read the clock of this machine, in UTC. The service reads it once a request."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of the instance, where its register is, where the built site lies, and the clock.

    `register_url` is a SQLAlchemy database URL. `site_dir` None means that no built site is served. `home` is the
    folder of the instance, where what witnesses cosigned is kept; None where there is none.
    """

    settings: Settings
    register_url: str
    site_dir: Path | None = None
    clock: Callable[[], datetime] = system_clock
    home: Path | None = None
