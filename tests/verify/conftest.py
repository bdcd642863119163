"""One register in every situation for all tests of the service: they only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.verify.world import NOON, World, made


@pytest.fixture(scope="session")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, made once."""
    world = made(f"sqlite:///{tmp_path_factory.mktemp('world') / 'register.db'}")
    yield world
    world.register.close()


@pytest.fixture
def world(shared_world: World) -> World:
    """The world at noon of its day."""
    shared_world.now = NOON
    return shared_world


@pytest.fixture
def client(world: World) -> FlaskClient:
    """A client that keeps no cookies."""
    return world.client()
