"""One register of decisions for all tests of the letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.documents.letters.sample_letters import Written, written


@pytest.fixture(scope="session")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    made = written(f"sqlite:///{tmp_path_factory.mktemp('letters') / 'register.db'}")
    yield made
    made.register.close()
