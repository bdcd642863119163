"""The schema's revision: what is known of it without Alembic, and what is upgraded with it."""

from __future__ import annotations

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from certs.errors import CouldNotCheck
from certs.register.store import schema_revision
from certs.register.store.database import create, make_ready, open_store
from certs.register.store.reader import open_reader
from tests.register.founded_register import Register


def test_the_revisions_are_those_of_the_migrations_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", "certs.register.store:migrations")
    scripts = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(schema_revision.REVISIONS) == scripts[::-1]


def test_a_new_register_is_at_the_newest_and_an_empty_database_at_none(store_url: str) -> None:
    store = create(store_url)
    with store.writing() as connection:
        assert schema_revision.revision_of(connection) == schema_revision.newest()
        connection.execute(text("DROP TABLE alembic_version"))
        assert schema_revision.revision_of(connection) is None
        with pytest.raises(CouldNotCheck, match="no_register"):
            schema_revision.check(connection)
        connection.rollback()
    store.close()


def test_what_is_at_the_newest_is_left_as_it_is(small_register: Register) -> None:
    assert not make_ready(small_register.url)


@pytest.mark.parametrize("revision", ["r9999", "r0000"])
def test_a_revision_that_this_software_does_not_know_is_newer(small_register: Register, revision: str) -> None:
    with small_register.store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(CouldNotCheck, match="schema_newer"):
        make_ready(small_register.url)


def test_an_older_revision_is_upgraded_by_its_migrations(
    small_register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer one is made up; Alembic then finds that nothing is to be done."""
    monkeypatch.setattr(schema_revision, "REVISIONS", (*schema_revision.REVISIONS, "r9999"))
    with small_register.store.reading() as connection, pytest.raises(CouldNotCheck, match="schema_older"):
        schema_revision.check(connection)
    assert make_ready(small_register.url)


def test_a_reader_takes_an_older_revision_that_lacks_nothing_for_it(small_register: Register) -> None:
    with small_register.store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r0001'"))
    open_reader(small_register.url).close()
    for write in (False, True):
        with pytest.raises(CouldNotCheck, match="schema_older"):
            open_store(small_register.url, write=write)
