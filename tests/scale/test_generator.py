"""A generated register is one like any other: its audit finds nothing, and the same size gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from certs.audit.full_audit import audit
from certs.casework.journal.journal_audit import open_commitments
from certs.days import beijing_day
from certs.instance.folder import Instance
from certs.register.store import log_tree
from certs.register.store.database import open_store
from certs.register.store.tables import EVENT
from tests.scale import lives, timetable
from tests.scale.generator import generate

SIZE = 330
BLOCK = 100
FOUNDED = 6  # entries of the body and its keys


def _entries(instance: Instance) -> list[bytes]:
    """Return the log, and the signed head over it."""
    store = open_store(instance.register_url, write=False)
    try:
        with store.reading() as connection:
            head = log_tree.newest_checkpoint(connection)
            assert head is not None
            events = connection.execute(select(EVENT.c.raw).order_by(EVENT.c.position)).scalars()
            return [*events, head.encode()]
    finally:
        store.close()


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """A small register, with something of every kind in it."""
    monkeypatch.setattr(lives, "BLOCK", BLOCK)
    return generate(tmp_path / "one", SIZE)


def test_its_audit_and_that_of_its_journal_find_nothing(instance: Instance) -> None:
    audited = audit(instance.register_url, instance.public, beijing_day(lives.NOW))
    open_commitments(audited.findings, instance.casework_url, audited.entries, audited.trust)
    assert not audited.findings.differences
    assert sum(entry.type == "issued" for entry in audited.entries) == SIZE
    kinds = {entry.type for entry in audited.entries if entry.number}
    assert kinds == {"issued", "reissued", "suspended", "restored", "revoked", "withdrawn", "surveillance-passed"}
    numbers = [entry.number for entry in audited.entries if entry.type == "issued"]
    assert numbers == [timetable.number_of(n) for n in range(1, SIZE + 1)]


def test_the_same_size_gives_the_same_log_and_a_larger_one_begins_with_it(instance: Instance, tmp_path: Path) -> None:
    entries = _entries(instance)
    assert _entries(generate(tmp_path / "two", SIZE)) == entries
    larger = _entries(generate(tmp_path / "larger", SIZE + 170))
    begun = FOUNDED + sum(block.entries for block in list(lives.blocks(SIZE))[:-1])  # the last block is a part only
    assert len(larger) > len(entries) > begun > SIZE - BLOCK
    assert larger[:begun] == entries[:begun]
