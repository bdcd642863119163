"""What no longer counts because a key that signed it was declared compromised (meanings.md, "Compromised keys")."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from certs.trust.qr import qr_token

if TYPE_CHECKING:
    from certs.lifecycle.events import LoggedEvent
    from certs.lifecycle.record import Record
    from certs.trust.keys import PublicKey
    from certs.trust.trust_list.trust_list import TrustList

Condemned = tuple[tuple[str, int], ...]  # the name of a `status` key, and the size of the log up to which it is trusted


def condemned_in(events: Iterable[LoggedEvent]) -> Condemned:
    """Return the `status` keys that these events declare compromised."""
    return tuple(
        (event.body["key"], event.body["trusted_size"])
        for event in events
        if event.type == "key-compromised" and event.body["key"].startswith("status-")
    )


@lru_cache(maxsize=8)
def condemned_by(trust: TrustList) -> Condemned:
    """Return the `status` keys of a trust list that were declared compromised: the same, where it holds all events."""
    return tuple(
        (key.name, key.trusted_size) for key in trust.keys if key.purpose == "status" and key.trusted_size is not None
    )


def is_void(event: LoggedEvent, condemned: Condemned) -> bool:
    """Tell whether an entry says nothing any more: a condemned key signed it, beyond what it is still trusted for."""
    signer = str(event.body["proof"].get("verificationMethod", "")).rpartition("#")[2]
    return any(name == signer and event.position >= trusted for name, trusted in condemned)


def latest_stands(record: Record, trust: TrustList) -> bool:
    """Tell whether every key that signed the newest version may still be believed at its place in the log."""
    event = next(e for e in record.entries if e.position == record.latest.position)
    return all(key.trusted_size is None or event.position < key.trusted_size for key in _signers(event, trust))


def _signers(event: LoggedEvent, trust: TrustList) -> tuple[PublicKey, ...]:
    """Return the keys of an event that carries a certificate: its own, the credential's and JWT's, the QR token's."""
    named = [part["proof"]["verificationMethod"].rpartition("#")[2] for part in (event.body, event.body["credential"])]
    kid = qr_token.parse(qr_token.from_text(event.body["qr"])).kid
    return (*(trust.key(name) for name in named), trust.key_for(kid))
