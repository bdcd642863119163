"""What every view reaches for: the settings, the register, the renderer and the clock of the service that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from certs.days import require_instant
from certs.publication.files.accepted_witnesses import Witnessed
from verify.access.register_access import Register
from verify.access.register_health import Health
from verify.config import Config
from verify.kept_answers import KeptAnswers
from verify.papers import JudgedFiles, Kits, Papers, Stacks
from verify.rendering import Renderer
from verify.witness_notes import Witnesses

EXTENSION = "starmark"


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of one service, made once by `create_app`."""

    config: Config
    register: Register
    renderer: Renderer
    kept: KeptAnswers
    witnesses: Witnesses
    health: Health
    papers: Papers
    kits: Kits
    stacks: Stacks
    files: JudgedFiles

    def witnessed(self) -> Witnessed | None:
        """Return the head that witnesses cosigned last."""
        return self.witnesses.newest(self.register)

    def cosigned(self, size: int, raw: bytes) -> bytes:
        """Return a head of the log, with what witnesses put under it where it is that very head that they saw."""
        witnessed = self.witnessed()
        return witnessed.raw if witnessed is not None and witnessed.size == size else raw

    def now(self) -> datetime:
        """Read the clock: once a request, whole seconds, UTC. Answers of a copy of the register are as of its state."""
        return require_instant(self.register.as_of(self.config.clock()))


def service() -> Service:
    """Return the service that answers the current request."""
    return cast("Service", current_app.extensions[EXTENSION])
