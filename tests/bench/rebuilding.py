"""Rebuilding a register from its log, every signature proved, on all cores: a signature and core against a pure one."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from nacl.bindings import crypto_sign_open

from certs.audit import rebuild
from certs.audit.prove_log import Leaf, is_root_leaf, prove, trust_of_leaves
from certs.errors import Words
from certs.register.append import log_growth, serials
from certs.register.store import ledger
from certs.register.store.database import create
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import draft, founded, ring

ENTRIES: Final = int(os.environ.get("STARMARK_BENCH_ENTRIES", "100000"))
SIGNATURES: Final = 4  # of an issue: two of the credential, the QR token, the entry
ROUNDS: Final = 5
PURE: Final = 4_000  # verifications of one sample


def log(folder: Path) -> list[Leaf]:
    """Issue certificates and return the whole log."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    for start in range(0, ENTRIES, 500):
        register.issue(*(draft(n) for n in range(start + 1, start + 501)))
    with register.store.reading() as connection:
        leaves = [(event.position, event.raw) for event in ledger.all_events(connection)]
    register.close()
    return leaves


def rebuilt(folder: Path, leaves: list[Leaf], number: int) -> float:
    """Rebuild once and return the seconds it took, the commit included."""
    gc.collect()
    gc.freeze()  # the collector runs on, but does not walk over what the bench itself has prepared
    begun = time.perf_counter()
    roots = [leaf for leaf in leaves if is_root_leaf(leaf[1])]
    trust, _ = trust_of_leaves(roots, ring().get("root").public_raw)
    store = create(f"sqlite:///{folder / f'rebuilt{number}.db'}")
    with store.writing() as connection:
        for proved in prove(leaves, trust, roots, ring().get("root").public_raw, len(leaves)):
            for fault in proved.faults:
                raise AssertionError(f"entry {fault.position} does not hold: {fault.words.en}")
            if rebuild.fold(connection, proved.entries):
                raise AssertionError("an entry does not fold")
            log_growth.grow(connection, proved.entries)
        serials.fold(connection, trust.body.number_prefix)
    store.close()
    return time.perf_counter() - begun


def pure(workers: int) -> tuple[float, float]:
    """Return the seconds of one pure verification a core, all cores busy: by OpenSSL and by libsodium."""
    key, data = ring().get("certificate"), b"x" * 64
    public, signature = key.private.public_key(), key.sign(data)  # type: ignore[attr-defined]
    signed, raw = signature + data, key.public_raw

    def openssl(_: int) -> None:
        for _ in range(PURE):
            public.verify(signature, data)

    def sodium(_: int) -> None:
        for _ in range(PURE):
            crypto_sign_open(signed, raw)

    found = []
    for one in (openssl, sodium):
        begun = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, range(workers)))
        found.append((time.perf_counter() - begun) / PURE)
    return found[0], found[1]


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    leaves, cores = log(folder), os.cpu_count() or 1
    ours, ratios, others = [], [], []
    for number in range(ROUNDS):
        before, sodium = pure(cores)
        taken = rebuilt(folder, leaves, number) * cores / (SIGNATURES * len(leaves))
        after, _ = pure(cores)
        ours.append(taken)
        ratios.append(taken / ((before + after) / 2))
        others.append(taken / sodium)
    base = statistics.median(a / b for a, b in zip(ours, ratios, strict=True))
    yield Line(
        Words(
            f"从日志重建（{len(leaves)} 条，每条四个签名，全部核心），每签名每核心对一次纯核验",
            f"rebuild from the log ({len(leaves)} entries of four signatures, all cores), each signature a core, to a "
            "pure verification",
        ),
        timing.micro(statistics.median(ours)),
        timing.micro(base),
        statistics.median(ratios),
        1 / 0.7,
    )
    yield Line(
        Words(
            "同上，对 libsodium 的一次纯核验（重建用的就是它）",
            "likewise, to a pure verification by libsodium, which the rebuild itself uses",
        ),
        timing.micro(statistics.median(ours)),
        "libsodium",
        statistics.median(others),
        None,
    )
