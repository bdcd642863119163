"""Recovery: every folded table can be had again from the events, and damaged events are never guessed at."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from certs.audit.recovery import recover
from certs.errors import CouldNotCheck, StarmarkError
from certs.register.store.tables import EVENT
from tests.register.founded_register import NOW, Register, draft


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("certificate", "UPDATE certificate SET holder = 'changed'"),
        ("version", "DELETE FROM version"),
        ("name", "UPDATE name SET folded = 'changed'"),
        ("serial", "UPDATE serial SET last = 0"),
    ],
)
def test_recover_folds_every_table_anew_from_the_events(register: Register, table: str, change: str) -> None:
    number = register.issue(draft(1), draft(2))[0].number
    register.change("suspended", number, "complaint", until=NOW.date())
    register.change("restored", number, "cause-removed")
    with register.store.writing() as connection:
        connection.execute(text(change))
    assert recover(register.url).mended == (table,)
    assert recover(register.url).mended == ()
    assert register.issue(draft(3))[0].number == "99926SC00003R0M"
    with register.reader().view() as view:
        assert len(view.find("青禾")[0]) == 3


def test_recover_does_not_guess_at_missing_or_damaged_events(register: Register) -> None:
    register.issue(draft(1), draft(2))
    with register.store.writing() as connection:
        raw = connection.execute(select(EVENT.c.raw).where(EVENT.c.position == 6)).scalar_one()
        connection.execute(EVENT.update().where(EVENT.c.position == 6).values(raw=raw[:-1]))
    with pytest.raises(StarmarkError):
        recover(register.url)
    with register.store.writing() as connection:
        connection.execute(EVENT.update().where(EVENT.c.position == 6).values(raw=raw))
        connection.execute(text("DELETE FROM version WHERE position = 6"))
        connection.execute(EVENT.delete().where(EVENT.c.position == 6))
    with pytest.raises(CouldNotCheck, match="entries_missing"):
        recover(register.url)
