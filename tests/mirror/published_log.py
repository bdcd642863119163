"""A published log without a network: its files straight from a register, counted, and cut where a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from certs.errors import CouldNotCheck
from certs.log.tiles import parse_path
from certs.publication.files import log_files, status_list_versions
from certs.register.store import ledger
from certs.register.store.database import Store
from tests.register.founded_register import NOW


@dataclass
class Source:
    """What a site would answer. `cut` is how many answers it still gives; `spoil` may change each on its way."""

    store: Store
    cut: int = 1_000_000
    asked: list[str] = field(default_factory=list)
    spoil: Callable[[str, bytes], bytes] = lambda _, data: data

    def __call__(self, path: str, most: int) -> bytes:
        """Answer one question."""
        self.asked.append(path)
        self.cut -= 1
        if self.cut < 0:
            raise CouldNotCheck("fetch", "断了。", "Cut.")
        data = self.spoil(path, self._content(path))
        if len(data) > most:
            raise CouldNotCheck("fetch_too_long", "太长。", "Too long.")
        return data

    def _content(self, path: str) -> bytes:
        with self.store.reading() as connection:
            if path == "log/checkpoint":
                newest = log_files.checkpoint_file(connection)
                assert newest is not None
                return newest[1]
            if path == "trust.json":
                raw = ledger.newest_trust_list(connection)
                assert raw is not None
                return raw
            if path.startswith("status/"):
                _, purpose, number = path.split("/")
                kept = status_list_versions.list_at(connection, purpose, int(number), NOW.replace(year=2099))
                if kept is None:
                    raise CouldNotCheck("not_there", "没有。", "Not there.")
                return kept.raw
            tile = parse_path(path.removeprefix("log/"))
            held = ledger.head(connection).size
            if not log_files.has_tile(tile, held):
                raise CouldNotCheck("not_there", "没有。", "Not there.")
            return log_files.tile_file(connection, tile)
