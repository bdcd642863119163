"""Founding a register: entry 0 is the body, the next five are its keys, all signed by the root (design section 5).

The root key is on the host for this one ceremony and is taken off it afterwards. The trust list that it signs over
these six entries is kept with them, so that the web can serve it without any key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certs import canonical
from certs.days import beijing_day, instant_text, require_instant
from certs.errors import CouldNotCheck, Words
from certs.register import ledger, trees
from certs.register.events import FORMAT, LoggedEvent, parse_event
from certs.register.settings import Settings
from certs.register.store import Store
from certs.trust import proof
from certs.trust.keys import PURPOSES, PublicKey, key_name
from certs.trust.multikey import encode_multikey
from certs.trust.signing import Keyring, SigningKey
from certs.trust.trust_fold import fold_trust, secure_trust_list
from certs.trust.trust_list import did_of


def found(store: Store, settings: Settings, ring: Keyring, now: datetime) -> bytes:
    """Write the first entries and the signed trust list, and return that list. `ring` holds all six keys.

    Raises CouldNotCheck `founded` where the log has entries already.
    """
    now = require_instant(now)
    root = ring.get("root")
    sign = _Root(root, did_of(settings.base_url), now)
    events = [sign(0, "body", _body(settings, root))]
    added = [purpose for purpose in PURPOSES if purpose != "root"]
    events += [
        sign(
            place,
            "key-added",
            {"key": {"name": key_name(purpose, 1), "multikey": encode_multikey(ring.get(purpose).public_raw)}},
        )
        for place, purpose in enumerate(added, start=1)
    ]
    trust = fold_trust(((e.position, e.body) for e in events), root.public_raw)
    raw = secure_trust_list(trust, root.sign, PublicKey(key_name("root", 1), root.public_raw), now)
    with store.writing() as connection:
        if ledger.head(connection).size:
            raise CouldNotCheck(
                "founded",
                Words("登记簿已经启用，没有改动它。", "The register was founded already; it was not touched."),
            )
        ledger.append(connection, events)
        trees.log(connection, trust, events, ring.get("log").public_raw, ring.get("log").sign)
        ledger.store_trust_list(connection, len(events), raw)
    return raw


def _body(settings: Settings, root: SigningKey) -> dict[str, Any]:
    body = settings.body
    names = ("name", "name_en", "approval_number", "number_prefix", "address", "website", "complaints")
    return {
        "body": {name: getattr(body, name) for name in names},
        "did": did_of(settings.base_url),
        "base_url": settings.base_url,
        "log_origin": f"{settings.host}/log",
        "root": encode_multikey(root.public_raw),
    }


class _Root:
    """Signs events of the body and its keys at one instant."""

    def __init__(self, key: SigningKey, did: str, now: datetime) -> None:
        self._key, self._method, self._now = key, f"{did}#{key_name('root', 1)}", now

    def __call__(self, position: int, event_type: str, fields: Mapping[str, Any]) -> LoggedEvent:
        body = {
            "format": FORMAT,
            "type": event_type,
            "recorded": instant_text(self._now),
            "effective": beijing_day(self._now).isoformat(),
            **fields,
        }
        secured = proof.secure(body, self._key.sign, self._method, proof.INVOCATION, self._now)
        return parse_event(position, canonical.dumps(secured))
