"""A whole day on a primary and two standbys, the primary lost at noon: a few, and the ten thousand of a large body."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scale.day import BATCH, hold, play

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "pg_service.conf"))


def test_a_day_with_a_batch_of_ten(tmp_path: Path) -> None:
    _, visitors = play(tmp_path, 10, cheap=True)
    hold(visitors)


@pytest.mark.slow
def test_a_day_with_a_batch_of_ten_thousand(tmp_path: Path) -> None:
    _, visitors = play(tmp_path, BATCH)
    hold(visitors)
