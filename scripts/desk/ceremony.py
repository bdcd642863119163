"""Holding a ceremony from the command line: the root key is brought, tried, used once, and to be taken away again.

The order matters. A trial run finds what would be refused, the wrong root key too, before anything is written. Then the
new key is made and lies on the disk; only then the events are recorded, in one transaction. If that is cut short, the
register is as it was, and the same command again takes the key that was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from certs import limits
from certs.casework.journal import register_age
from certs.casework.journal.journal import Journal
from certs.casework.keys import key_files, key_tokens
from certs.casework.keys.key_tokens import Reference
from certs.casework.keys.private_files import read_private
from certs.errors import StarmarkError
from certs.instance.folder import Instance
from certs.publication.publish import publish, seen_heads
from certs.register.acts.key_ceremonies import Ceremony, Hall
from certs.register.store import log_tree
from certs.register.store.database import Store
from certs.register.store.ledger import trust_of
from certs.trust.keys import purpose_of
from certs.trust.signing import Keyring, SigningKey
from scripts.desk import instance_access, open_desk, outside, root_key
from scripts.terminal import clock, colours, refusals, speech
from scripts.terminal.passphrase import passphrase
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import require

Rite = Callable[[Hall, SigningKey | None], Ceremony]
_PUBLISHING: Final = ("log", "list")  # what signs the new head, and the status lists that are published after it


@dataclass(frozen=True, slots=True)
class Brought:
    """What the staff brought to the ceremony, and how they want it told."""

    root_key: Path | None
    root_passphrase_file: Path | None
    passphrase_file: Path | None
    in_token: Path | None
    confirm_clock: date | None
    dry_run: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class CeremonyResult:
    """A ceremony that was held, or previewed: the file of the new key, whether it had been left over, and what came of
    it.
    """

    ceremony: Ceremony
    key_file: Path | None = None
    left_over: bool = False
    published: bool = False


def hold(brought: Brought, rite: Rite) -> CeremonyResult:
    """Hold a ceremony, or with `dry_run` only preview it. Raises Refused, CouldNotCheck or Misuse: nothing was
    recorded.
    """
    place = instance_access.instance(to_act=True)
    if not brought.dry_run:
        require("--root-key", brought.root_key)
    with _opened(place, brought.confirm_clock) as (store, empty):
        if brought.dry_run:
            return CeremonyResult(rite(empty, None))
        assert brought.root_key is not None  # it was required
        hall = replace(empty, root=root_key.opened(brought.root_key, brought.root_passphrase_file))
        tried = rite(hall, None)
        secret = passphrase(brought.passphrase_file)
        added = next((one.key for one in tried.recorded if one.type == "key-added"), None)
        ring, new, left = _keys(place, store, brought, secret, tried, added, hall.now)
        done = rite(replace(hall, ring=ring), new)
        file = key_files.file_of(place.keys, added) if added else None
        return CeremonyResult(done, file, left, _published(store, place, ring))


@contextmanager
def _opened(place: Instance, confirm_clock: date | None) -> Iterator[tuple[Store, Hall]]:
    store = open_desk.register_to_act_on(place)
    try:
        with Journal.open(place.casework_url) as journal:
            register_age.require_current(store, journal)
        told = outside.heads(place, store)
        with store.reading() as connection:
            checkpoints = (*seen_heads(connection, place.public), *told)
        yield store, Hall(store, clock.now(), checkpoints=checkpoints, confirm_clock=confirm_clock)
    finally:
        store.close()


def _keys(
    place: Instance, store: Store, brought: Brought, secret: str, tried: Ceremony, added: str | None, now: datetime
) -> tuple[Keyring, SigningKey | None, bool]:
    """Unlock what signs the new head and the lists, and make the new key if there is to be one."""
    with store.reading() as connection:
        trust = trust_of(connection)
        outgoing = log_tree.still_signing(connection, trust, now)
    purpose = purpose_of(added) if added else ""
    active = [trust.active(one) for one in _PUBLISHING if one != purpose]
    leaving = [one.key for one in tried.recorded if one.type == "key-retired" and purpose_of(one.key) == "log"]
    condemned = {one.key for one in tried.recorded if one.type == "key-compromised"}
    ring = key_files.unlock(
        place.keys,
        [key for key in active if key.name not in condemned],
        secret,
        [trust.key(name) for name in (*outgoing, *leaving) if name not in condemned],
    )
    if added is None:
        return ring, None, False
    token = None if brought.in_token is None else _token(brought.in_token, added)
    new, left = key_files.make(place.keys, added, secret, token, {key.raw for key in trust.keys})
    return Keyring({**ring.keys, purpose: new}, ring.outgoing), new, left


def _token(path: Path, name: str) -> Reference:
    return key_tokens.parse_reference(read_private(path, limits.KEY_FILE), name)


def _published(store: Store, place: Instance, ring: Keyring) -> bool:
    """Publish, and return whether that worked: the ceremony stands all the same."""
    try:
        publish(store, place.public, ring.get("list"), clock.now())
    except StarmarkError as error:
        speech.tell(
            both(
                "仪式已完成，并已写入登记簿，但没有发布到 public/。原因：",
                "The ceremony was held and is in the register, but it was not published to public/:",
            ),
            colours.BAD,
        )
        refusals.tell_error(error)
        speech.tell(both("排除原因后运行：starmark publish", "When that is mended, run: starmark publish"))
        return False
    return True
