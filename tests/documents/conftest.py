"""What the tests of certificates share: a register with every sample issued, and their prints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.documents.sample_papers import Press, pressed


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    ready = pressed(tmp_path_factory.mktemp("press"))
    yield ready
    ready.register.close()
