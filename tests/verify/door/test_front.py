"""What each request comes through first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from certs.instance.service_settings import ServiceSettings
from tests.register.founded_register import SETTINGS
from tests.verify.sample_service import World
from verify import Config, create_app
from verify.door import front


def test_requests_are_counted_while_they_are_answered_and_not_after(world: World) -> None:
    app = world.app()
    ongoing = front.put_before(app, ServiceSettings())
    seen: list[int] = []

    def view() -> str:
        seen.append(ongoing.count)
        return "x"

    app.view_functions["search.search"] = view
    client = app.test_client()
    client.get("/verify")
    client.get("/nope")
    client.get("/verify", headers={"Host": ""})
    assert (seen, ongoing.count) == ([1], 0)


@pytest.mark.parametrize(
    ("host", "protocol", "status"),
    [
        ("", "HTTP/1.1", 400),
        ("a.example,b.example", "HTTP/1.1", 400),
        ("", "HTTP/1", 200),
        ("a.example", "HTTP/1.1", 200),
    ],
)
def test_a_request_names_one_host(world: World, host: str, protocol: str, status: int) -> None:
    app = world.app()
    front.put_before(app, ServiceSettings())
    asked = {"HTTP_HOST": host, "SERVER_PROTOCOL": protocol}
    answer = app.test_client().get("/contexts/v1", environ_overrides=asked)
    assert answer.status_code == status
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"


def test_https_is_demanded_of_names_below_where_a_body_says_so(world: World) -> None:
    settings = replace(SETTINGS, service=ServiceSettings(hsts_subdomains=True))
    client = create_app(Config(settings, world.register.url)).test_client()
    assert client.get("/verify").headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
