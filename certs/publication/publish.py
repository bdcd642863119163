"""Publishing: the register as static files that anyone may copy, serve and check (data.md, "Publishing").

Order: status lists, certificates, trust list and DID documents, tiles, and last the checkpoint, which vouches for all
of it. A crash anywhere leaves the old checkpoint, or the new one with everything under it. What is published already is
not touched, so running twice changes nothing; and a head that is larger, or another than ours, is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from certs import canonical, limits
from certs.days import beijing_day, day_begins, instant_text, require_instant
from certs.errors import CouldNotCheck, Refused
from certs.instance.whole_files import Placer, remove_folder
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Record
from certs.log.checkpoint import parse_checkpoint
from certs.log.tiles import tiles_between
from certs.publication import certificate_paths, publishing_state
from certs.publication.files import log_files, status_list_versions
from certs.publication.files.status_list_versions import Before, KeptList, ListsTrace
from certs.publication.publishing_state import (
    CHECKPOINT,
    Reached,
    keep_checkpoint,
    kept_file,
    locked,
    published_checkpoint,
    reached,
    seen_checkpoints,
)
from certs.register.store import ledger, log_tree
from certs.register.store.database import Store
from certs.register.store.ledger import trust_of
from certs.register.store.tables import EVENT, VERSION
from certs.trust.credential import context_file
from certs.trust.signing import SigningKey
from certs.trust.trust_list.did import did_document, status_did_document
from certs.trust.trust_list.trust_list import TrustList

_CHUNK: Final = 200  # certificates, or tiles, made between two looks at the register: acts need not wait for longer


@dataclass(frozen=True, slots=True)
class Published:
    """What a run published: the entries it vouches for, the files it wrote, in order, and the folders it removed."""

    size: int
    written: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stand:
    """The register at the head that is being published."""

    trust: TrustList
    trust_list: bytes
    size: int
    checkpoint: bytes
    lists: list[KeptList]


@dataclass(frozen=True, slots=True)
class Told:
    """What the staff said to a publication that would not go on by itself.

    `nothing_newer`: no checkpoint newer than the register is to be found anywhere; `confirm_clock`: today, where the
    clock has run on for long.
    """

    nothing_newer: bool = False
    confirm_clock: date | None = None


def publish(
    store: Store, public: Path, signer: SigningKey, now: datetime, *, everything: bool = False, told: Told = Told()
) -> Published:
    """Bring the folder up to the newest entry. `signer` is the `list` key; with `everything` each file is compared.

    Raises Refused where the published head is larger than the register's or not its own (both are shown), where no head
    is left of what was published before, for the wrong key or a clock far ahead; CouldNotCheck where register or folder
    do not allow it. Whatever is raised, the folder is whole.
    """
    now = require_instant(now)
    try:
        with locked(public), Placer(public) as placer:
            trace, before = ListsTrace(), published_checkpoint(public)
            since = Reached() if everything else _since(public, before)
            with store.writing(trace) as connection:
                checkpoints = seen_heads(connection, public, told)
                if not checkpoints and not status_list_versions.ever_made(connection):
                    publishing_state.begin_first(public)
                lists = Before(since.size, public) if since.size else None
                stand = _stand(connection, signer, now, checkpoints, told, lists)
                trace.lists += stand.lists
            if since.layout != certificate_paths.SHARED_OUT or not since.size:
                certificate_paths.move_forward(public)
                since = publishing_state.keep_layout(public, since)
            return _Run(store, public, placer, stand, since, beijing_day(now)).run(before)
    except OSError as exc:
        raise publishing_state.unwritable(exc) from exc


def seen_heads(connection: Connection, public: Path, told: Told = Told()) -> tuple[bytes, ...]:
    """Return the checkpoints that the log must go on from, as this host knows them (decision 0020).

    Raises Refused where the register was published before and none is left: it might be an old one.
    """
    checkpoints = seen_checkpoints(public)
    if checkpoints or told.nothing_newer or not status_list_versions.ever_made(connection):
        return checkpoints
    if publishing_state.first_was_cut(public):
        return checkpoints
    raise Refused(
        "published_missing",
        f"登记簿发布过，但 {public / CHECKPOINT} 和 {kept_file(public).name} 都不见了，无从确认登记簿不是旧的，没有办理。"
        f"请把网站、镜像或见证方那里的 log/checkpoint 存为 {kept_file(public)}；"
        "确认任何地方都没有更新的检查点，才用 starmark publish --nothing-newer。",
        f"This register was published before, but {public / CHECKPOINT} and {kept_file(public).name} are both gone, so "
        "it cannot be told whether the register is an old one. Nothing was done. Save log/checkpoint of the site, of "
        f"a mirror or a witness as {kept_file(public)}; only where nothing newer is to be found anywhere, run starmark "
        "publish --nothing-newer.",
    )


def _stand(
    connection: Connection,
    signer: SigningKey,
    now: datetime,
    checkpoints: Sequence[bytes],
    told: Told,
    before: Before | None,
) -> _Stand:
    trust, head = trust_of(connection), ledger.head(connection)
    log_tree.require_unforked(connection, trust, head.size, checkpoints)
    _require_clock(connection, head.recorded, now, told)
    key = trust.active("list")
    if signer.public_raw != key.raw:
        raise Refused(
            "key_mismatch",
            "list 的私钥与登记簿里的公钥不符，没有发布。请检查 keys 文件夹是否属于这个实例。",
            "The private list key is not the one in the register, so nothing was published. "
            "Check that the keys folder belongs to this instance.",
        )
    newest, trust_list = log_files.checkpoint_file(connection), ledger.newest_trust_list(connection)
    assert newest is not None  # require_unforked has compared it
    assert trust_list is not None  # founded together with the events that trust_of has read
    lists = status_list_versions.renew(connection, trust, key, signer.sign, now, before)
    return _Stand(trust, trust_list, *newest, lists)


def _require_clock(connection: Connection, recorded: datetime | None, now: datetime, told: Told) -> None:
    """Refuse a clock behind the log, and one that has run on for long since anything was signed, unless confirmed.

    A list signed by a clock that is a year ahead could be shown in a year: it would hide what happened meanwhile.
    """
    if recorded is not None and now < recorded:
        raise CouldNotCheck(
            "clock_behind",
            f"时钟（{instant_text(now)}）早于最后一条登记（{instant_text(recorded)}），没有发布。请校正时钟后重做。",
            f"The clock ({instant_text(now)}) is behind the last entry ({instant_text(recorded)}), so nothing "
            "was published. Set it right and try again.",
        )
    today, published = beijing_day(now), status_list_versions.newest_before(connection, now)
    last = max((beijing_day(at) for at in (recorded, published) if at is not None), default=today)
    if (today - last).days > limits.CLOCK_GAP_DAYS and told.confirm_clock != today:
        raise Refused(
            "clock_gap",
            f"距上一次登记或发布（{last}）已超过 {limits.CLOCK_GAP_DAYS} 天，没有发布。请确认今天确实是 {today}："
            f"加上 --confirm-clock {today} 再发布一次。",
            f"Nothing was recorded or published for over {limits.CLOCK_GAP_DAYS} days (since {last}), so nothing was "
            f"published. Make sure that today is {today}: publish once more with --confirm-clock {today}.",
        )


def _since(public: Path, before: bytes | None) -> Reached:
    """Return how far the folder is known to be whole; that is never further than its checkpoint."""
    state = reached(public)
    if before is None or state.size > parse_checkpoint(before).head.size:
        return Reached()
    return state


class _Run:
    """One run under way: from what was reached to where the register stands."""

    def __init__(self, store: Store, public: Path, placer: Placer, stand: _Stand, since: Reached, today: date) -> None:
        self._store, self._public, self._placer, self._stand = store, public, placer, stand
        self._since, self._today = since, today

    def run(self, before: bytes | None) -> Published:
        """Write what differs, in order, the checkpoint last."""
        for kept in self._stand.lists:
            self._placer.put(kept.path, kept.raw)
        self._certificates()
        for name, data in documents(self._stand.trust, self._stand.trust_list):
            self._placer.put(name, data)
        self._tiles()
        self._placer.flush()
        self._placer.put(CHECKPOINT, _with_cosignatures(self._stand.checkpoint, before))
        self._placer.flush()
        publishing_state.end_first(self._public)
        keep_checkpoint(self._public, self._stand.checkpoint)
        written = tuple(self._placer.written)
        self._placer.put(publishing_state.STATE, Reached(self._stand.size, self._today).encode())
        return Published(self._stand.size, written, self._remove_outgrown())

    def _certificates(self) -> None:
        with self._store.reading() as connection:
            numbers = sorted(_touched(connection, self._since, self._stand.size, self._today))
        for start in range(0, len(numbers), _CHUNK):
            with self._store.reading() as connection:
                records = ledger.records_of(connection, numbers[start : start + _CHUNK])
            for record in records.values():
                for name, data in certificate_files(record, self._stand.trust.base_url, self._today):
                    self._placer.put(name, data)

    def _tiles(self) -> None:
        wanted = list(tiles_between(self._since.size, self._stand.size))
        for start in range(0, len(wanted), _CHUNK):
            with self._store.reading() as connection:
                for tile in wanted[start : start + _CHUNK]:
                    self._placer.put(f"{log_files.FOLDER}/{tile.path}", log_files.tile_file(connection, tile))

    def _remove_outgrown(self) -> tuple[str, ...]:
        """Remove the partial tiles of those that have become full: nobody under the new checkpoint asks for them."""
        removed = []
        for tile in tiles_between(self._since.size, self._stand.size):
            name = f"{log_files.FOLDER}/{tile.path}.p"
            if tile.full and (self._public / name).is_dir():
                remove_folder(self._public / name)
                removed.append(name)
        return tuple(removed)


def documents(trust: TrustList, trust_list: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is published about the body: path and content."""
    yield "trust.json", trust_list
    yield ".well-known/did.json", canonical.dumps(did_document(trust))
    yield "status/did.json", canonical.dumps(status_did_document(trust))
    yield "contexts/v1", context_file.CONTEXT_V1


def certificate_files(
    record: Record, base_url: str, day: date, layout: int = certificate_paths.SHARED_OUT
) -> Iterator[tuple[str, bytes]]:
    """Yield what is published of one certificate: path and content, of the version in force on a day."""
    version, name = record.version_on(day), certificate_paths.stem_of(record.number, layout)
    yield f"{name}.json", signed_objects.credential_bytes(version)
    yield f"{name}.jwt", signed_objects.jwt_text(version).encode("ascii")
    yield f"{name}.qr", signed_objects.qr_text(version, base_url).encode("ascii")


def _touched(connection: Connection, since: Reached, size: int, today: date) -> set[str]:
    """Return the numbers whose files may differ: with a version that is new, or has come into force, since."""
    positions = EVENT.c.position.between(since.size, size - 1)
    numbers = set(
        connection.execute(
            select(VERSION.c.number).join(EVENT, EVENT.c.position == VERSION.c.position).where(positions)
        ).scalars()
    )
    if since.day != today and since.day is not None:
        numbers |= set(_come_into_force(connection, since.day))
    return numbers


def _come_into_force(connection: Connection, after: date) -> Iterable[str]:
    """Return those with a later version recorded so lately that it may take effect after a day."""
    first = day_begins(after - timedelta(days=limits.ACT_DAYS_AHEAD + 1))
    query = select(VERSION.c.number).join(EVENT, EVENT.c.position == VERSION.c.position)
    return connection.execute(query.where(VERSION.c.version > 1, EVENT.c.recorded >= instant_text(first))).scalars()


def _with_cosignatures(ours: bytes, published: bytes | None) -> bytes:
    """Return our checkpoint; what others have signed under the published one of the same head stays under it."""
    if published is None:
        return ours
    mine, other = parse_checkpoint(ours), parse_checkpoint(published)
    if mine.head != other.head:
        return ours
    more = [signature for signature in other.note.signatures if signature not in mine.note.signatures]
    return mine.with_signatures(more).encode() if more else ours
