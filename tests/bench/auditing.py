"""Auditing a published register on all cores: a certificate against a pure verification of one signature.

It is a whole audit: every signature and proof, the rebuilt tables, the search index, the lists and the published files.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from certs.audit.full_audit import Terms, audit
from certs.errors import Words
from certs.publication.publish import publish
from certs.publication.publishing_state import CHECKPOINT
from tests.bench import timing
from tests.bench.rebuilding import pure
from tests.bench.timing import Line
from tests.register.founded_register import TODAY, draft, founded, ring

CERTIFICATES: Final = int(os.environ.get("STARMARK_BENCH_AUDITED", "5000"))
ROUNDS: Final = 3
_ALL: Final = Words(
    f"审计（{CERTIFICATES} 张证书，每张四个签名、三个公开文件，全部核心），每张每核心对一次纯核验",
    f"audit ({CERTIFICATES} certificates of four signatures and three files, all cores), each a core, to a pure "
    "verification",
)
_SINCE: Final = Words(
    "同上，用 --since 接着上一次的检查点", "likewise with --since, from the checkpoint of the last audit"
)


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    url, public, cores = f"sqlite:///{folder / 'register.db'}", folder / "public", os.cpu_count() or 1
    register = founded(url)
    for start in range(0, CERTIFICATES, 500):
        register.issue(*(draft(n) for n in range(start + 1, start + 501)))
    publish(register.store, public, ring().get("list"), register.now)
    register.close()
    for words, terms, limit in ((_ALL, Terms(), 16), (_SINCE, Terms(since=(public / CHECKPOINT).read_bytes()), 2)):
        ours, bases = [], []
        for _ in range(ROUNDS):
            before, _ = pure(cores)
            begun = time.perf_counter()
            audited = audit(url, public, TODAY, terms=terms)
            ours.append((time.perf_counter() - begun) * cores / CERTIFICATES)
            after, _ = pure(cores)
            bases.append((before + after) / 2)
            if audited.findings.count:
                raise AssertionError(audited.findings.differences[0])
        yield Line(
            words,
            timing.micro(statistics.median(ours)),
            timing.micro(statistics.median(bases)),
            statistics.median(a / b for a, b in zip(ours, bases, strict=True)),
            limit,
        )
