"""One register in every situation for all tests of the service: they only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.verify import compiled_templates
from tests.verify.sample_service import NOON, World, made


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with compiled_templates.kept():
        yield


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


@pytest.fixture(scope="session")
def shared_app(shared_world: World) -> Flask:
    """The service over the world, made once: its templates take longer to compile than a test takes."""
    return shared_world.app()


@pytest.fixture
def client(shared_app: Flask, world: World) -> FlaskClient:
    """A client that keeps no cookies, at noon of the world's day."""
    assert world.now == NOON
    return shared_app.test_client(use_cookies=False)
