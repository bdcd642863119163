"""What a condemned key signed beyond what it is trusted for counts no more: one rule, whoever tells of the keys."""

from __future__ import annotations

from datetime import date

import pytest

from certs.lifecycle.compromise import condemned_by, condemned_in, is_void
from certs.register.store import ledger
from tests.lifecycle.test_record import entry
from tests.register.office import Office


def test_the_events_and_the_trust_list_name_the_same_keys(office: Office) -> None:
    office.issue(1)
    size = office.size
    office.compromise("status-1", size)
    office.compromise("certificate-1", size)
    with office.register.store.reading() as connection:
        told = condemned_in(ledger.condemnations(connection))
    assert told == condemned_by(office.trust) == (("status-1", size),)


@pytest.mark.parametrize(
    ("position", "key", "void"),
    [(8, "status-1", False), (9, "status-1", True), (10, "status-1", True), (10, "status-2", False), (10, "", False)],
)
def test_an_entry_is_void_from_the_size_on_up_to_which_its_key_is_trusted(position: int, key: str, void: bool) -> None:
    proof = {"verificationMethod": f"did:web:x.example#{key}"} if key else {}
    event = entry(position, "restored", date(2026, 3, 1), reason="cause-removed", proof=proof)
    assert is_void(event, (("status-1", 9),)) is void
    assert not is_void(event, ())
