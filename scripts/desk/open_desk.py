"""Opening the desk at which acts are done: the register for writing, the journal, and the keys that the act needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from certs.casework.desk import Desk
from certs.casework.journal.journal import Journal
from certs.casework.keys import key_files
from certs.instance.folder import Instance
from certs.register.store import log_tree, server_state
from certs.register.store.database import Store, open_store
from certs.register.store.reader import open_reader
from certs.trust.signing import Keyring
from scripts.desk import outside
from scripts.desk.instance_access import instance
from scripts.terminal import clock
from scripts.terminal.passphrase import passphrase
from scripts.terminal.progress import counting


@contextmanager
def desk(
    purposes: tuple[str, ...],
    passphrase_file: Path | None,
    *,
    dry_run: bool,
    expected: int = 0,
    confirm_clock: date | None = None,
) -> Iterator[Desk]:
    """Lend a desk at which acts are done. A dry run unlocks no key, asks for no passphrase and keeps nothing.

    `expected` is how many signatures the act will make, for the progress bar of a batch; `confirm_clock` is the day
    that somebody has confirmed.
    """
    place = instance(to_act=True)
    with Journal.open(place.casework_url) as journal:
        unlocked = None if dry_run else ring(place, purposes, passphrase_file)
        store = register_to_act_on(place)
        try:
            seen = outside.heads(place, store)
            with counting(unlocked, expected) as counted:
                yield Desk(
                    store,
                    place.settings,
                    journal,
                    counted,
                    clock.now,
                    confirm_clock=confirm_clock,
                    public=place.public,
                    outside=seen,
                )
        finally:
            store.close()


def register_to_act_on(place: Instance) -> Store:
    """Open the register for writing. Raises CouldNotCheck, also where a copy of it is written to by somebody else."""
    store = open_store(place.register_url, write=True)
    try:
        server_state.require_one_primary(store, place.settings.register.replicas)
    except BaseException:
        store.close()
        raise
    return store


def ring(place: Instance, purposes: tuple[str, ...], passphrase_file: Path | None, keys: Path | None = None) -> Keyring:
    """Unlock the active keys of the purposes; which these are stands in the register's trust list.

    With the log key come those that still sign beside it, as long as their files are there. `keys` is another folder
    than the instance's, such as one that holds only what the timer needs.
    """
    secret = passphrase(passphrase_file)
    opened = open_reader(place.register_url)
    try:
        with opened.view() as view:
            active = [view.trust.active(purpose) for purpose in purposes]
            older = log_tree.still_signing(view.connection, view.trust, clock.now()) if "log" in purposes else ()
            outgoing = [view.trust.key(name) for name in older]
    finally:
        opened.close()
    return key_files.unlock(keys or place.keys, active, secret, outgoing)
