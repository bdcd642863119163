"""What all tests share: the databases, a second user, an instance, a served instance, and the closed network.

All of it is the real thing; what is missing makes tests fail, never be skipped (decision 0012).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import instances, otheruser, postgres, sockets
from tests.register.register_fixtures import office, register, small_register
from tests.scripts.command_calls import Desk
from tests.site.built_site import browser, built, host, origin

__all__ = ["browser", "built", "host", "office", "origin", "register", "small_register"]  # fixtures for every folder

sockets.arm()

# A run started in the background of a shell ignores Ctrl-C, and so would every process that it starts; some tests
# press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Loaded machines make any one example slow by chance: a deadline would fail the day, not the code. The examples are
# the same in each run, so that a red run can be looked at; STARMARK_HYPOTHESIS=search looks for new ones.
_CALM = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("starmark", deadline=None, derandomize=True, suppress_health_check=_CALM)
settings.register_profile("search", deadline=None, max_examples=2_000, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("STARMARK_HYPOTHESIS", "starmark"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """A PostgreSQL of our own, started at first use."""
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh empty database: each test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.db'}"
        return
    server: postgres.PostgresServer = request.getfixturevalue("postgres_server")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def other_user() -> otheruser.OtherUser:
    """A second user of this machine, who owns nothing."""
    return otheruser.other_user()


@pytest.fixture(scope="session")
def first_instance(tmp_path_factory: pytest.TempPathFactory) -> instances.Staff:
    """An instance made from the example profile, with the example certificate issued. Not to be changed: copy it."""
    staff = instances.made(tmp_path_factory.mktemp("first"))
    instances.seal_cheaply(staff.home)
    staff.issue(instances.EXAMPLES / "certificate.toml")
    return staff


@pytest.fixture
def staff(first_instance: instances.Staff, tmp_path: Path) -> instances.Staff:
    """A copy of that instance, for one test to change."""
    return instances.copied(first_instance, tmp_path)


@pytest.fixture
def desk(staff: instances.Staff, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk that calls commands in this process, at a copy of the instance with `instances.number(1)`."""
    return Desk(staff, capsys)
