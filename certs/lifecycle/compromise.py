"""What no longer stands because a key that signed it was declared compromised (design section 5, `trusted_size`)."""

from __future__ import annotations

from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record
from certs.trust.keys import PublicKey
from certs.trust.qr import qr_token
from certs.trust.trust_list.trust_list import TrustList


def latest_stands(record: Record, trust: TrustList) -> bool:
    """Tell whether every key that signed the newest version may still be believed at its place in the log."""
    event = next(e for e in record.entries if e.position == record.latest.position)
    return all(key.trusted_size is None or event.position < key.trusted_size for key in _signers(event, trust))


def _signers(event: LoggedEvent, trust: TrustList) -> tuple[PublicKey, ...]:
    """Return the keys of an event that carries a certificate: its own, the credential's and JWT's, the QR token's."""
    named = [said["proof"]["verificationMethod"].rpartition("#")[2] for said in (event.body, event.body["credential"])]
    kid = qr_token.parse(qr_token.from_text(event.body["qr"])).kid
    return (*(trust.key(name) for name in named), trust.key_for(kid))
