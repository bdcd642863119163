"""One authority for all tests of signatures: making keys and starting a process takes longer than most of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.documents.signature.sample_authority import Authority, authority


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("authority")) as running:
        yield running
