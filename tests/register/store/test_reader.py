"""What the web and the look-up commands read of the register."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from certs.errors import CouldNotCheck
from certs.register.store.tables import EVENT
from certs.trust.trust_list import did
from tests.postgres import PostgresServer
from tests.register.founded_register import SETTINGS, Register, draft, founded


def test_the_first_entries_are_the_body_and_its_keys(register: Register) -> None:
    with register.reader().view() as view:
        entries = view.events(0, 10)
        trust = view.trust
    assert [e.type for e in entries] == ["body", *["key-added"] * 5]
    assert trust.body.name == SETTINGS.body.name
    assert [key.name for key in trust.keys] == ["root-1", "certificate-1", "qr-1", "status-1", "list-1", "log-1"]
    assert did.did_document(trust)["id"] == "did:web:cert.example.cn"


@pytest.mark.parametrize("place", [7, 8, 9])
def test_an_entry_that_is_kept_from_its_certificate_is_missed(register: Register, place: int) -> None:
    """Its suspension, say: without it, whoever asks would be told that the certificate is valid."""
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, "complaint", until=date(2027, 1, 31))
    for kind, reason in (("restored", "cause-removed"), ("revoked", "fraud")):
        register.later(days=1)
        register.change(kind, number, reason)
    reader = register.reader()
    with reader.view() as view:
        assert reader.look(number).record == view.record(number)
    with register.store.writing() as connection:
        connection.execute(update(EVENT).where(EVENT.c.position == place).values(number="99926SC00002R0M"))
    with pytest.raises(CouldNotCheck, match="register_damaged"):
        reader.look(number)
    with pytest.raises(CouldNotCheck, match="register_damaged"), reader.view() as view:
        view.records([number])


@pytest.mark.postgres
def test_a_line_that_was_cut_meanwhile_is_replaced_by_a_fresh_one(postgres_server: PostgresServer) -> None:
    """The register is there: nobody is told that it could not be asked because a kept session has ended."""
    url = postgres_server.fresh()
    register = founded(url)
    number = register.issue(draft(1))[0].number
    reader = register.reader()
    assert reader.look(number).record is not None
    for _ in range(2):
        postgres_server.end_sessions(url)
        assert reader.look(number).record is not None
        postgres_server.end_sessions(url)
        with reader.view() as view:
            assert view.size == 7
    register.close()
    postgres_server.drop(url)
