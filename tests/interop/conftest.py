"""The files that `starmark export` writes: all that unrelated software gets to see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.instances import Staff


@dataclass(frozen=True, slots=True)
class Exported:
    """One exported certificate."""

    folder: Path
    number: str

    def bytes(self, name: str) -> bytes:
        """Return a file as it is."""
        return (self.folder / name).read_bytes()

    def json(self, name: str) -> dict[str, Any]:
        """Return a JSON file, read by the standard library."""
        found: dict[str, Any] = json.loads(self.bytes(name))
        return found


@pytest.fixture(scope="session")
def exported(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The example certificate, exported."""
    (found,) = json.loads(first_instance.run("find", "青禾", "--json"))["items"]
    folder = tmp_path_factory.mktemp("exported")
    first_instance.run("export", found["number"], "--to", folder)
    return Exported(folder, found["number"])
