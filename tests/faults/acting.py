"""A process that acts and publishes, to be struck: `python -m tests.faults.acting URL PUBLIC WHAT FIRST COUNT`.

WHAT is `found`, `issue` or `change`. Each certificate is said on standard output only after its act has been committed;
what is said there has been promised. The keys are made from fixed seeds: every process of a test has the same ones.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs.errors import StarmarkError
from certs.register import acts, founding
from certs.register.publication import publish
from certs.register.recovery import make_ready
from certs.register.rules import Change
from certs.register.store import create, open_store
from certs.trust.keys import PURPOSES, key_name
from certs.trust.signing import HeldKey, Keyring
from tests.register.making import DECISION, SETTINGS, draft

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)


def ring() -> Keyring:
    """The same six keys in every process."""
    names = {purpose: key_name(purpose, 1) for purpose in PURPOSES}
    return Keyring(
        {
            purpose: HeldKey(name, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()))
            for purpose, name in names.items()
        }
    )


def main(url: str, public: str, what: str, first: int, count: int) -> int:
    """Act, and return 0; 1 where a StarmarkError stopped it, which has changed nothing then."""
    try:
        if what == "found":
            founding.found(create(url), SETTINGS, ring(), NOW)
            return 0
        make_ready(url)
        store = open_store(url, write=True)
        for n in range(first, first + count):
            now = NOW + timedelta(days=what == "change", seconds=n)
            if what == "issue":
                done = acts.issue(store, ring(), [draft(n)], decisions=[DECISION], now=now)[0].number
            else:
                change = Change("withdrawn", f"99926SC{n:05d}R0M", "merged", DECISION)
                done = acts.change(store, ring(), [change], now=now)[0].number
            sys.stdout.write(f"{done}\n")
            sys.stdout.flush()
            publish(store, Path(public), ring().get("list"), now)
        store.close()
    except StarmarkError as error:
        sys.stderr.write(f"{error.code}: {error.words.en}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
