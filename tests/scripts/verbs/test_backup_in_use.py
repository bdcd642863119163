"""Backups of a register that is in use, and of one that lives in another database."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from certs.audit import register_copy
from certs.audit.register_copy import keys_in_use
from certs.casework.backup.take_backup import back_up
from certs.casework.desk import Desk as CaseworkDesk
from certs.casework.journal.journal import Journal
from certs.casework.keys.key_files import unlock
from certs.instance.folder import open_instance
from certs.lifecycle.request import Remark, Request
from certs.register.store.database import open_store
from certs.register.store.reader import open_reader
from certs.register.store.tables import METADATA
from scripts.terminal import clock
from tests.instances import PASSPHRASE
from tests.register.founded_register import draft
from tests.scripts.command_calls import Desk
from tests.scripts.verbs.restore_calls import issue_another, published, restored


def test_backups_made_while_certificates_are_issued_are_whole(desk: Desk, tmp_path: Path) -> None:
    """Each is a state that was: its head is signed, and every entry in it has its row in the journal."""
    place = open_instance(desk.staff.home)
    ring = unlock(place.keys, keys_in_use(place.register_url), PASSPHRASE)
    stop, sizes = threading.Event(), list[int]()

    def write() -> None:
        store = open_store(place.register_url, write=True)
        with Journal.open(place.casework_url) as journal:
            for n in range(1, 200):
                if stop.is_set():
                    break
                at_desk = CaseworkDesk(store, place.settings, journal, ring, clock.now)
                at_desk.perform([Request("issued", draft=draft(n), remark=Remark("备份时"))])
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes += [back_up(place, tmp_path / f"{n}.tar", clock.now()).manifest.size for n in range(8)]
    finally:
        stop.set()
        writer.join()
    assert len(set(sizes)) > 2, sizes  # the writer was really writing
    for n in range(8):
        home = tmp_path / f"restored-{n}"
        assert restored(desk, tmp_path / f"{n}.tar", home, "--nothing-newer").json["log_size"] == sizes[n]
        assert _undecided(home) == []


def _undecided(home: Path) -> list[int]:
    place = open_instance(home)
    reader = open_reader(place.register_url)
    with Journal.open(place.casework_url) as journal, reader.view() as view:
        known = {row.commitment for row in journal.rows()}
        found = [e.position for e in view.events(0, 10_000) if e.number and e.body["decision"] not in known]
    reader.close()
    return found


@pytest.mark.postgres
def test_from_postgresql_and_back(store_url: str, desk: Desk, tmp_path: Path) -> None:
    """The register lives in another database; the backup holds a file, and goes back into an empty database."""
    home = desk.staff.home
    if store_url.startswith("sqlite"):
        store_url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    register_copy.copy_into(f"sqlite:///{home / 'register.db'}", store_url)
    settings = home / "starmark.toml"
    settings.write_text(settings.read_text("utf-8") + f'\n[register]\nurl = "{store_url}"\n', "utf-8")
    (home / "register.db").unlink()
    assert issue_another(desk, tmp_path, 1).code == 0
    file, anew = tmp_path / "b.tar", tmp_path / "anew"
    assert desk("backup", file, "--json").json["log_size"] == 8
    said = restored(desk, file, anew, "--seen", published(desk))
    assert (said.code, said.json["error"]["code"]) == (2, "register_exists")
    assert not anew.exists()
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert restored(desk, file, anew, "--seen", published(desk), "--register-url", other).code == 0
    assert register_copy.head_of(other) == register_copy.head_of(store_url)
    assert not (anew / "register.db").exists()
    assert open_instance(anew).register_url == other


@pytest.mark.postgres
def test_where_the_last_step_fails_people_hear_that_the_database_is_filled(
    store_url: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes the place of the restored instance at the very moment at which its register is copied."""
    file, home, real = tmp_path / "b.tar", tmp_path / "anew", register_copy.copy_into
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}" if store_url.startswith("sqlite") else store_url
    assert desk("backup", file).code == 0

    def copy(source: str, empty: str) -> None:
        real(source, empty)
        (home / "taken").mkdir(parents=True)

    with monkeypatch.context() as patch:
        patch.setattr(register_copy, "copy_into", copy)
        said = restored(desk, file, home, "--nothing-newer", "--register-url", url)
    words = said.json["error"]["message"]["en"]
    assert (said.code, said.json["error"]["code"]) == (2, "restore_failed")
    assert ("empty those databases" in words, str(home) in words) == (True, True)
    assert not list(tmp_path.glob(".anew.unfinished-*"))
    shutil.rmtree(home)
    again = restored(desk, file, home, "--nothing-newer", "--register-url", url)
    assert again.json["error"]["code"] == "register_exists"


def test_what_is_copied_and_what_is_folded_is_every_table() -> None:
    folded = {"name", "bit", "standing", "version", "certificate", "serial", "node"}
    assert {table.name for table in register_copy.KEPT} | folded == set(METADATA.tables)
