"""Founding a register: entry 0 is the body, the next five are its keys, all signed by the root (formats.md, "Event").

The root key is on the host for this one ceremony and is taken off it afterwards. The trust list that it signs over
these six entries is kept with them, so that the web can serve it without any key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from certs.days import require_instant
from certs.errors import CouldNotCheck
from certs.instance.settings import Settings
from certs.register.acts.root_events import RootHand
from certs.register.append import append_events, log_growth
from certs.register.append.entries_trace import EntriesTrace
from certs.register.store import ledger
from certs.register.store.database import Store
from certs.trust.keys import PURPOSES, PublicKey, key_name
from certs.trust.multikey import encode_multikey
from certs.trust.signing import Keyring, SigningKey
from certs.trust.trust_list.trust_fold import fold_trust, secure_trust_list
from certs.trust.trust_list.trust_list import did_of


def found(store: Store, settings: Settings, ring: Keyring, now: datetime) -> bytes:
    """Write the first entries and the signed trust list, and return that list. `ring` holds all six keys.

    Raises CouldNotCheck `founded` where the log has entries already.
    """
    now = require_instant(now)
    root = ring.get("root")
    sign = RootHand(root, did_of(settings.base_url), now)
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
    trace = EntriesTrace(events, trust_list=raw)
    with store.writing(trace) as connection:
        if ledger.head(connection).size:
            raise CouldNotCheck(
                "founded", "登记簿已经启用，没有改动它。", "The register was founded already; it was not touched."
            )
        append_events.append(connection, events)
        trace.head = log_growth.log(connection, trust, events, ring.get("log").public_raw, ring.get("log").sign)
        append_events.store_trust_list(connection, len(events), raw)
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
