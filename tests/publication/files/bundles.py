"""Bundles of a test's register: publish, compose, and what an attacker would put together."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from certs.publication.files import bundle_check, bundle_format, compose_bundle, status_list_versions
from certs.publication.files.bundle_check import CheckedBundle, Pin
from certs.publication.files.bundle_format import Bundle
from certs.publication.files.bundle_register import own_record
from certs.register.store.ledger import trust_of
from certs.trust.signing import Keyring
from tests.register.founded_register import Register, ring


def publish_lists(register: Register, keys: Keyring | None = None) -> None:
    """Sign the status lists as they must be published now."""
    key = (keys or ring()).get("list")
    with register.store.writing() as connection:
        trust = trust_of(connection)
        status_list_versions.renew(connection, trust, trust.active("list"), key.sign, register.now)


def bundled(register: Register, number: str, keys: Keyring | None = None) -> Bundle:
    """Publish, and make the bundle of a certificate."""
    publish_lists(register, keys)
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        return compose_bundle.compose(view, record, register.now)


def pin() -> Pin:
    """A verifier who pins the root of the tests."""
    return Pin(ring().get("root").public_raw)


def verdict(made: Bundle | bytes, now: datetime, who: Pin | None = None) -> CheckedBundle:
    """Verify a bundle from its bytes."""
    data = made if isinstance(made, bytes) else bundle_format.encode(made)
    return bundle_check.verify_bundle(data, who or pin(), now)


def verdict_at(register: Register, made: Bundle | bytes, day: date | None = None) -> CheckedBundle:
    """Verify a bundle with the register at hand, at its own time."""
    data = made if isinstance(made, bytes) else bundle_format.encode(made)
    with register.reader().view() as view:
        who = Pin(pin().root, view.trust)
        return bundle_check.verify_bundle(data, who, register.now, day, partial(own_record, view))


def said(made: Bundle | bytes, now: datetime, who: Pin | None = None) -> tuple[str, str]:
    """Return overall answer and code."""
    found = verdict(made, now, who).verdict
    assert found.message.zh
    assert found.message.en
    assert [check.number for check in found.checks] == list(range(1, 10))
    return found.overall.value, found.code


def without(made: Bundle, kind: str) -> Bundle:
    """Leave out the entries of a type, as a holder would who has something to hide."""
    return replace(made, entries=tuple(e for e in made.entries if json.loads(e.raw)["type"] != kind))


def altered(made: Bundle, change: Any) -> bytes:
    """Change the JSON of a bundle."""
    value = json.loads(bundle_format.encode(made))
    change(value)
    return json.dumps(value, ensure_ascii=False).encode()
