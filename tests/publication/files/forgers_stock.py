"""What a forger has at hand: bundles of before, of another certificate, and of a body that has other keys."""

from __future__ import annotations

from pathlib import Path

from certs.register.acts.founding import found
from certs.register.store.database import create
from certs.trust.keys import PURPOSES, key_name
from certs.trust.signing import Keyring, generate
from tests.publication.files.bundles import bundled
from tests.publication.files.forgeries import Stock, as_json
from tests.register.founded_register import NOW, SETTINGS, Register, draft


def stock_of(own: Register, folder: Path) -> Stock:
    """Issue two certificates, reissue the first, and found a stranger's register in a folder that issues the same."""
    first, second = (issued.number for issued in own.issue(draft(1), draft(2)))
    own.later(minutes=1)
    before = bundled(own, first)
    own.later(minutes=1)
    own.reissue(first, draft(1, excludes=("商用机组",)), "correction")
    own.later(minutes=1)
    keys = Keyring({purpose: generate(key_name(purpose, 1)) for purpose in PURPOSES})
    url = f"sqlite:///{folder / 'register.db'}"
    store = create(url)
    found(store, SETTINGS, keys, NOW)
    stranger = Register(url, store, own.now)
    theirs = [issued.number for issued in stranger.issue(draft(1), draft(2), ring=keys)]
    assert theirs == [first, second]
    stock = Stock(
        as_json(bundled(own, first)),
        as_json(before),
        as_json(bundled(own, second)),
        as_json(bundled(stranger, first, keys)),
    )
    stranger.close()
    return stock
