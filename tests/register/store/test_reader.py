"""What the web and the look-up commands read of the register."""

from __future__ import annotations

from certs.trust.trust_list import did
from tests.register.founded_register import SETTINGS, Register


def test_the_first_entries_are_the_body_and_its_keys(register: Register) -> None:
    with register.reader().view() as view:
        entries = view.events(0, 10)
        trust = view.trust
    assert [e.type for e in entries] == ["body", *["key-added"] * 5]
    assert trust.body.name == SETTINGS.body.name
    assert [key.name for key in trust.keys] == ["root-1", "certificate-1", "qr-1", "status-1", "list-1", "log-1"]
    assert did.did_document(trust)["id"] == "did:web:cert.example.cn"
