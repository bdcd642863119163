"""A founded register on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register.founded_register import Register, founded
from tests.register.office import Office


@pytest.fixture
def register(store_url: str) -> Iterator[Register]:
    """A founded register, once on SQLite and once on PostgreSQL."""
    made = founded(store_url)
    yield made
    made.close()


@pytest.fixture
def small_register(tmp_path: Path) -> Iterator[Register]:
    """A founded register on SQLite, for what does not hang on the database."""
    made = founded(f"sqlite:///{tmp_path / 'register.db'}")
    yield made
    made.close()


@pytest.fixture
def office(small_register: Register) -> Office:
    """A register whose keys change."""
    return Office(small_register)
