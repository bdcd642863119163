"""A register that tests damage in one place after another, the service over it, and every address that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine

from certs import limits
from certs.lifecycle import signed_objects
from certs.publication.publish import publish
from tests.register.founded_register import SETTINGS, Register, draft, founded, ring, uscc
from verify import Config, create_app
from verify.service import EXTENSION

NUMBER: Final = "99926SC00001R0M"
ADDRESSES: Final = (
    "/",
    "/verify",
    "/en/verify?q=青禾",
    "/verify?q=青禾第1家",
    f"/verify?q={uscc(1)}",
    f"/verify?q={NUMBER}",
    "/verify?q=99926SC00001R0S",
    "/verify?q=nothing",
    f"/c/{NUMBER}",
    f"/en/c/{NUMBER}?at=2026-11-24",
    "/c/99926SC00002R0M",
    f"/c/{NUMBER}.json",
    f"/c/{NUMBER}.jwt",
    f"/c/{NUMBER}.svg",
    f"/c/{NUMBER}/badge.svg",
    f"/c/{NUMBER}.proof",
    f"/c/{NUMBER}.bundle",
    "/q/ABC",
    "/q/{token}",
    f"/api/v1/certificates/{NUMBER}",
    "/api/v1/certificates/99926SC00003R0M",
    "/api/v1/certificates?q=青禾&limit=100",
    "/trust.json",
    "/.well-known/did.json",
    "/status/did.json",
    "/contexts/v1",
    "/log",
    f"/log/proof?number={NUMBER}",
    "/log/checkpoint",
    "/log/tile/0/000.p/8",
    "/log/tile/entries/000.p/8",
    "/feed.atom",
    f"/c/{NUMBER}/feed.json",
    "/status/revocation/1",
    "/status/suspension/1?at=2026-11-24",
    "/healthz",
)


class Damaged(NamedTuple):
    """A register that is damaged in one place after another, and the service over it."""

    register: Register
    engine: Engine
    client: FlaskClient
    addresses: tuple[str, ...]

    def answers(self) -> dict[str, int]:
        """Ask every address; each has an answer that blames nobody, and a monitor knows of every "could not check"."""
        statuses = {}
        for path in self.addresses:
            answer = self.client.get(path)
            statuses[path] = answer.status_code
            assert answer.status_code in {200, 303, 404, 503}, (path, answer.status_code, answer.data[-600:])
            assert b"Traceback" not in answer.data
        if 503 in statuses.values():
            unheard = [path for path, status in statuses.items() if status == 503]
            assert "/healthz" in unheard, unheard
        return statuses


@contextmanager
def damageable(url: str, folder: Path) -> Iterator[Damaged]:
    """Make a register of everything that is asked for, and the service over it; a look at its health is made anew."""
    register = founded(url)
    register.issue(draft(1), draft(2))
    register.later(hours=1)
    register.change("suspended", "99926SC00002R0M", "complaint", until=date(2027, 1, 5))
    publish(register.store, folder / "public", ring().get("list"), register.now)
    record = register.reader().look(NUMBER).record
    token = signed_objects.qr_text(record.latest, SETTINGS.base_url).rpartition("/")[2] if record else ""
    register.close()
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    app = create_app(Config(SETTINGS, url, None, lambda: register.now))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "HEALTH_SECONDS", 0)
        yield Damaged(register, engine, app.test_client(), tuple(path.replace("{token}", token) for path in ADDRESSES))
    app.extensions[EXTENSION].register.close()
    engine.dispose()
