"""Proving a whole log: every proof and every signature of every entry, by a library that did not make them, on all
cores.

Each entry is proved under the trust list of the *whole* log, because a key that was declared compromised later vouches
for less. What else is wanted of it is done while it is at hand: the rows that follow from an issue, and whether its
published files are its own. Small logs are proved in the caller's own process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from certs.audit.published_certificates import PublishedCertificates
from certs.errors import NotGenuine, StarmarkError, Words
from certs.lifecycle.entry_types import ROOT_TYPES
from certs.lifecycle.event_proof import check_certificate, check_event_proof
from certs.lifecycle.events import LoggedEvent, parse_event
from certs.lifecycle.record import Record, fold
from certs.lifecycle.second_library import second_opinion
from certs.register.append import append_events
from certs.register.append.append_events import Appended
from certs.trust.trust_list.trust_fold import EVENTS, fold_trust
from certs.trust.trust_list.trust_list import TrustList

Leaf = tuple[int, bytes]  # position, and the exact bytes of the entry
BATCH: Final = 200  # entries handed to another core in one go
WORTH_IT: Final = 800  # entries from which starting another process pays
_CALM: Final = 1_000_000  # objects made, net, before Python looks for cycles in a process of the pool
_CONDEMNED: Final = "key_compromised"
NUMBERED: Final = b'"number":"'  # in every entry but those of the body and its keys


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that does not hold, and why. `condemned`: its key was declared compromised, so it no longer counts."""

    position: int
    code: str
    words: Words

    @property
    def condemned(self) -> bool:
        """Whether it is only the compromise of its key that speaks against it, which the log itself tells."""
        return self.code == _CONDEMNED


@dataclass(slots=True)
class Proved:
    """What came of a batch: the entries that stand, in order, and the faults; an entry that is only condemned stands.

    `agreeing` are the positions of those whose published files are their own.
    """

    entries: list[Appended] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    agreeing: list[int] = field(default_factory=list)


def is_root_leaf(raw: bytes) -> bool:
    """Tell whether an entry may be about the body or its keys: those name no certificate."""
    return NUMBERED not in raw


def trust_of_leaves(leaves: Iterable[Leaf], root_raw: bytes | None) -> tuple[TrustList, list[Fault]]:
    """Fold the trust list from the entries of the body and its keys; one that does not hold is left out and named.

    Raises NotGenuine or Malformed where not even entry 0 holds: then nothing can be believed.
    """
    events: list[LoggedEvent] = []
    faults: list[Fault] = []
    trust: TrustList | None = None
    for position, raw in leaves:
        try:
            event = parse_event(position, raw)
            if event.type in EVENTS:
                trust = fold_trust(((e.position, dict(e.body)) for e in [*events, event]), root_raw)
                events.append(event)
        except StarmarkError as error:
            if not events:
                raise
            faults.append(Fault(position, error.code, error.words))
    if trust is None:
        raise NotGenuine("no_body", "日志里没有机构的条目。", "The log has no entry of the body.")
    return trust, faults


def faults_of(batch: Sequence[Leaf], trust: TrustList) -> list[Fault]:
    """Return the entries of a batch that do not hold under the trust list."""
    return _look_at(batch, trust, None).faults


def _look_at(batch: Sequence[Leaf], trust: TrustList, published: PublishedCertificates | None) -> Proved:
    proved = Proved()
    for position, raw in batch:
        event: LoggedEvent | None = None
        try:
            event = parse_event(position, raw)
            _check(event, trust)
        except StarmarkError as error:
            proved.faults.append(Fault(position, error.code, error.words))
            if event is not None and error.code == _CONDEMNED:
                proved.entries.append(event)
            continue
        record = _fold(event)
        proved.entries.append(event if record is None else append_events.fold_issue(event, record))
        if record is not None and published is not None and published.agree(record):
            proved.agreeing.append(position)
    return proved


def _fold(event: LoggedEvent) -> Record | None:
    """Return what an issue makes; None for any other entry, and where it makes nothing: appending it will tell."""
    try:
        return fold((event,)) if event.type == "issued" else None
    except StarmarkError:
        return None


def _check(event: LoggedEvent, trust: TrustList) -> None:
    """Check every signature of an entry before saying that its key was condemned."""
    condemned: NotGenuine | None = None
    try:
        check_event_proof(event, trust)
    except NotGenuine as error:
        if error.code != _CONDEMNED:
            raise
        condemned = error
    if "credential" in event.body:
        check_certificate(event, trust)
    if event.type not in ROOT_TYPES and condemned is not None:
        raise condemned


def prove(
    leaves: Iterable[Leaf],
    trust: TrustList,
    root_leaves: Sequence[Leaf],
    root_raw: bytes | None,
    size: int,
    workers: int | None = None,
    *,
    published: PublishedCertificates | None = None,
) -> Iterator[Proved]:
    """Yield what came of the entries in batches, in order.

    `trust` is the trust list of the whole log, `root_leaves` what it was folded from, for the other processes;
    `workers` how many of those, as many as there are cores by default.
    """
    batches = _batches(leaves)
    count = os.cpu_count() or 1 if workers is None else workers
    if size < WORTH_IT or count < 2:
        second = second_opinion(trust)
        for batch in batches:
            yield _look_at(batch, second, published)
        return
    # Forked, they import nothing anew, which is most of a short audit; but a lock that another thread of this process
    # holds would stay held in them for ever.
    context = multiprocessing.get_context("fork" if threading.active_count() == 1 else "spawn")
    with ProcessPoolExecutor(count, context, _prepare, (list(root_leaves), root_raw, published)) as pool:
        running: deque[Future[Proved]] = deque()
        for batch in batches:
            running.append(pool.submit(_look_here, batch))
            if len(running) > 2 * count:
                yield running.popleft().result()
        for future in running:
            yield future.result()


def _batches(leaves: Iterable[Leaf]) -> Iterator[list[Leaf]]:
    source = iter(leaves)
    while batch := list(islice(source, BATCH)):
        yield batch


# In a process of the pool: the trust list that it proves under, and what it looks at beside.
_HERE: list[tuple[TrustList, PublishedCertificates | None]] = []


def _prepare(root_leaves: list[Leaf], root_raw: bytes | None, published: PublishedCertificates | None) -> None:
    # What is read here is freed at once and holds no cycles: looking for some takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(_CALM)
    _HERE[:] = [(second_opinion(trust_of_leaves(root_leaves, root_raw)[0]), published)]


def _look_here(batch: list[Leaf]) -> Proved:
    return _look_at(batch, *_HERE[0])
