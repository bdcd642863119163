"""Whether the service says that it is up."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.verify.sample_service import World


def test_healthz_counts_the_entries(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        assert client.get("/healthz").get_json() == {
            "status": "ok",
            "entries": view.size,
            "as_of": "2026-12-10T04:00:00Z",
        }
