"""What is kept of a judgement: under the very bytes, their places and the keys, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from certs.errors import NotGenuine
from certs.lifecycle.record import Record
from certs.register.answers import own_judgement
from certs.register.answers.own_judgement import entry_holds, shown_status
from certs.register.store.reader import View
from tests.register.founded_register import TODAY, Register


class ProvedAnewError(Exception):
    """Signatures were asked about."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Let nothing that is judged here be remembered elsewhere."""
    own_judgement.forget()
    yield
    own_judgement.forget()


def held(view: View, number: str) -> Record:
    record = view.record(number)
    assert record is not None
    return record


def test_what_was_proved_is_proved_once_whatever_the_day(
    register: Register, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anew(*_: object) -> None:
        raise ProvedAnewError

    register.change("suspended", number, "complaint", until=TODAY + timedelta(days=60))
    with register.reader().view() as view:
        record, trust = held(view, number), view.trust
        assert shown_status(record, trust, TODAY) == "suspended"
        assert entry_holds(record.entries[0], trust)
        monkeypatch.setattr(own_judgement, "prove_record", anew)
        monkeypatch.setattr(own_judgement, "check_event_proof", anew)
        assert shown_status(record, trust, TODAY) == "suspended"
        assert shown_status(record, trust, TODAY + timedelta(days=2_000)) == "expired"
        assert entry_holds(record.entries[0], trust)
        moved = replace(record.entries[1], position=record.entries[1].position + 1)
        others = [
            replace(record, entries=record.entries[:1]),
            replace(record, entries=(record.entries[0], moved)),
            replace(record, entries=(record.entries[0], replace(moved, raw=moved.raw + b" "))),
        ]
        for other in others:
            with pytest.raises(ProvedAnewError):
                shown_status(other, trust, TODAY)
        with pytest.raises(ProvedAnewError):
            shown_status(record, replace(trust, size=trust.size + 1), TODAY)


def test_what_does_not_hold_is_unknown(register: Register, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise NotGenuine("signature", "签名对不上。", "The signature does not fit.")

    monkeypatch.setattr(own_judgement, "prove_record", refused)
    monkeypatch.setattr(own_judgement, "check_event_proof", refused)
    with register.reader().view() as view:
        record = held(view, number)
        assert shown_status(record, view.trust, TODAY) == own_judgement.UNKNOWN
        assert not entry_holds(record.entries[0], view.trust)
