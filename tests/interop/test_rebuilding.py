"""The register rebuilt from its events alone gives the same certificates: JSON, JWT and QR, byte for byte."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from certs.audit.recovery import recover
from certs.instance.folder import open_instance
from certs.register.store.database import create
from tests.instances import DECIDED, EXAMPLES, Staff

# What a mirror gets: the events, and what the root and log keys signed over them.
PUBLISHED: Final = ("event", "trust_list", "checkpoint")


def papers(staff: Staff, numbers: list[str], folder: Path) -> dict[str, bytes]:
    """Export certificates and return each file's bytes."""
    found = {}
    for number in numbers:
        staff.run("export", number, "--to", folder / number)
        found.update({f"{number}/{path.name}": path.read_bytes() for path in (folder / number).iterdir()})
    return found


def lived(staff: Staff, tmp_path: Path) -> list[str]:
    """Give the instance a history: the first certificate revoked, a second one issued and reissued."""
    (first,) = json.loads(staff.run("find", "青禾", "--json"))["items"]
    second = tmp_path / "second.toml"
    text = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    second.write_text(text.replace('name = "家用电热水器"', 'name = "家用燃气热水器"'), encoding="utf-8")
    (number,) = staff.issue(second)
    wider = tmp_path / "wider.toml"
    wider.write_text(text.replace('name = "家用电热水器"', 'name = "家用洗衣机"'), encoding="utf-8")
    staff.act("reissue", number, wider, "--reason", "scope-widened")
    staff.act("revoke", first["number"], "--reason", "fraud", *DECIDED)
    return [first["number"], number]


def test_a_register_whose_folded_tables_are_lost_folds_the_same_papers_anew(staff: Staff, tmp_path: Path) -> None:
    numbers = lived(staff, tmp_path)
    before = papers(staff, numbers, tmp_path / "before")
    with closing(sqlite3.connect(staff.home / "register.db")) as connection:
        for table in ("name", "version", "certificate", "serial"):
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
    staff.run("recover")
    assert papers(staff, numbers, tmp_path / "after") == before
    assert "青禾" in staff.run("find", "热水器")


def test_a_second_register_made_of_the_events_alone_gives_the_same_papers(staff: Staff, tmp_path: Path) -> None:
    numbers = lived(staff, tmp_path)
    before = papers(staff, numbers, tmp_path / "before")
    place = open_instance(staff.home)
    old = tmp_path / "old.db"
    (staff.home / "register.db").rename(old)
    create(place.register_url).close()
    with closing(sqlite3.connect(staff.home / "register.db")) as connection:
        connection.execute("ATTACH DATABASE ? AS old", (str(old),))
        for table in PUBLISHED:
            connection.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")
        connection.commit()
    assert set(recover(place.register_url).mended) >= {"name", "version", "certificate", "serial"}
    assert papers(staff, numbers, tmp_path / "after") == before
