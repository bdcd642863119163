"""Appending: whoever knows a holder by an older name still finds the certificate, and the newest stands in the row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from certs.register.append import append_events
from certs.register.store import ledger
from certs.register.store.database import create
from certs.register.store.tables import CERTIFICATE, NAME, VERSION
from tests.register.founded_register import Register, draft


def test_a_reissue_moves_the_row_and_keeps_the_older_name_as_a_former_one(register: Register) -> None:
    number = register.issue(draft(1), draft(2))[0].number
    renamed = draft(1, holder=replace(draft(1).holder, name="碧落（样例）有限公司"))
    register.reissue(number, renamed, "correction")
    with register.reader().view() as view:
        row = view.connection.execute(select(CERTIFICATE).where(CERTIFICATE.c.number == number)).one()
        versions = view.connection.execute(
            select(VERSION.c.version, VERSION.c.position).where(VERSION.c.number == number).order_by(VERSION.c.version)
        ).all()
        found = {question: view.find(question)[0] for question in ("碧落", "青禾第1")}
    assert row.holder == "碧落（样例）有限公司"
    assert [version for version, _ in versions] == [1, 2]
    assert row.last_position == versions[-1].position
    assert [(match.number, match.field) for match in found["碧落"]] == [(number, "holder")]
    assert [(match.number, match.field) for match in found["青禾第1"]] == [(number, "former_name")]


def test_a_log_that_is_folded_in_other_portions_gives_what_is_searched_the_same_ids(
    register: Register, tmp_path: Path
) -> None:
    """So that an audit need only compare, and not look for what has moved."""
    number = register.issue(draft(1), draft(2))[0].number
    register.reissue(number, draft(1, holder=replace(draft(1).holder, name="碧落（样例）有限公司")), "correction")
    register.issue(draft(3))
    anew = create(f"sqlite:///{tmp_path / 'anew.db'}")
    with register.store.reading() as connection, anew.writing() as other:
        append_events.append(other, list(ledger.all_events(connection)))
        texts = select(NAME).order_by(NAME.c.id)
        assert [tuple(row) for row in other.execute(texts)] == [tuple(row) for row in connection.execute(texts)]
    anew.close()


def test_a_change_of_status_moves_the_last_entry_and_no_version(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.change("revoked", number, "fraud")
    with register.reader().view() as view:
        last = view.connection.execute(select(CERTIFICATE.c.last_position)).scalar_one()
        versions = view.connection.execute(select(VERSION.c.version)).scalars().all()
        assert last == view.size - 1
    assert versions == [1]
