"""A register of any size, made fast: an instance with keys, staff journal and log, the same bytes for the same size.

Every entry is signed by the sample keys and folded by the code that folds an act's (`append_events`, `log_growth`), so
that `starmark audit` agrees with all of it. What is left out: planning, and the proof before release.
"""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import event

from certs import limits
from certs.audit.prove_log import Leaf
from certs.casework.journal.journal import Decision, Journal
from certs.days import beijing_day
from certs.instance.folder import Instance
from certs.instance.settings import parse_settings
from certs.register.append import serials
from certs.register.append.append_events import FoldedIssue
from certs.register.store import ledger
from certs.register.store.database import open_store
from scripts.demo.demo_words import CLERKS, DECIDERS
from scripts.desk import new_instance
from tests.scale import lives, minting
from tests.scale.appending import Hand
from tests.scale.lives import Block
from tests.scale.minting import Issues

PASSPHRASE: Final = "correct horse battery staple"
PROFILE: Final = Path(__file__).resolve().parents[1] / "examples" / "profile.toml"
WORKERS: Final = 2
_AHEAD: Final = 4  # blocks that are made before they are appended
_TOGETHER: Final = 50  # blocks of one transaction
_CACHE_KIB: Final = 2_097_152  # of the pages of a transaction


@dataclass(frozen=True, slots=True)
class Made:
    """A block that is being made: its plan and its issues, and commitments for all that is done after them."""

    plan: Block
    wanted: Issues
    issues: Future[list[FoldedIssue]]
    changes: tuple[str, ...]
    reissues: tuple[str, ...]


def generate(home: Path, size: int, progress: Callable[[int], object] = lambda _: None) -> Instance:
    """Make an instance at `home` whose register has so many certificates; `progress` is told how many there are."""
    profile = PROFILE.read_bytes()
    # The keys are known to everybody: sealing them dearly would guard nothing.
    with patch.object(new_instance, "generate", minting.sample_key), patch.object(limits, "SCRYPT_N", 2):
        made = new_instance.make(home, profile, parse_settings(profile, new=True), PASSPHRASE, lives.FOUNDED)
    assert made.unpublished is None, made.unpublished
    with (
        closing(open_store(made.instance.register_url, write=True)) as store,
        Journal.open(made.instance.casework_url) as journal,
    ):
        with store.reading() as connection:
            roots = [(event.position, event.raw) for event in ledger.root_events(connection)]
            trust = ledger.trust_of(connection)
        event.listen(store.engine, "connect", hurry)
        hand = Hand(trust)
        work = _made(size, journal, roots)
        while together := list(itertools.islice(work, _TOGETHER)):
            with store.writing() as connection:
                for block in together:
                    hand.append(connection, block.plan, block.issues.result(), block.changes, block.reissues)
                    progress(block.plan.issues[-1])
        with store.writing() as connection:
            serials.fold(connection, trust.body.number_prefix)
    return made.instance


def hurry(connection: Any, _: object) -> None:
    """Wait for no disk, and keep much in memory: what a failure of the machine damages here is made once more."""
    for setting in ("synchronous=OFF", "journal_mode=MEMORY", f"cache_size=-{_CACHE_KIB}"):
        connection.execute(f"PRAGMA {setting}")


def _made(size: int, journal: Journal, roots: Sequence[Leaf]) -> Iterator[Made]:
    """Yield the blocks in order, while other processes make the issues of the next ones."""
    # Spawned: a forked process would have the open database connections of this one.
    context = multiprocessing.get_context("spawn")
    ahead: deque[Made] = deque()
    taken: dict[int, int] = {}
    position, status_index = len(roots), 0
    with ProcessPoolExecutor(WORKERS, context, minting.prepare, (roots,)) as pool:
        for plan in lives.blocks(size):
            year = beijing_day(plan.at).year
            wanted = Issues(
                plan.issues[0],
                taken.get(year, 0) + 1,
                position,
                status_index,
                plan.at,
                decided(journal, [("issued", n) for n in plan.issues], plan.at),
            )
            taken[year] = taken.get(year, 0) + len(plan.issues)
            position += plan.entries
            status_index += len(plan.issues) + len(plan.reissues)
            issues = pool.submit(minting.issue_here, wanted)
            changes = decided(journal, plan.changes, plan.changed)
            reissues = decided(journal, [("reissued", n) for n in plan.reissues], plan.reissued)
            ahead.append(Made(plan, wanted, issues, changes, reissues))
            if len(ahead) > _AHEAD:
                yield ahead.popleft()
        yield from ahead


def decided(journal: Journal, acts: Sequence[tuple[str, int]], at: datetime) -> tuple[str, ...]:
    """Put the decisions of an act into the journal; return their commitments."""
    salts = iter([hashlib.sha256(f"{act} {n}".encode()).digest() for act, n in acts])
    return journal.commit([_decision(act, n) for act, n in acts], at, lambda _: next(salts)) if acts else ()


def _decision(act: str, n: int) -> Decision:
    by_two = act in {"issued", "reissued", "revoked"}
    deciders = DECIDERS[n % len(DECIDERS)] if by_two else ()
    by = "" if by_two else CLERKS[n % len(CLERKS)]
    return Decision(act, by, deciders, "", hashlib.sha256(f"input {n}".encode()).hexdigest())
