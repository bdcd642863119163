"""A desk that calls commands in this process, on a copy of the first instance."""

from __future__ import annotations

import pytest

from tests.instances import Staff
from tests.scripts.command_calls import Desk


@pytest.fixture
def desk(staff: Staff, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk at a fresh copy of the instance with the example certificate, `instances.number(1)`."""
    return Desk(staff, capsys)
