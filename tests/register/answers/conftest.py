"""The certificates that the tests of this folder ask for."""

from __future__ import annotations

import pytest

from tests.register.founded_register import Register, draft


@pytest.fixture
def number(register: Register) -> str:
    """The number of the first of two certificates."""
    return register.issue(draft(1), draft(2))[0].number
