"""The kit of a certificate, under both rules of the mark, made in one process that has made one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from certs.documents.marks import kit
from certs.documents.marks.kit_facts import KitFacts
from certs.errors import Words
from certs.scheme.mark_policy import MARK_POLICIES
from tests.bench import timing
from tests.bench.timing import Line, micro
from tests.documents.marks.sample_kit import facts


def made(following: Callable[[], KitFacts]) -> bytes:
    """Make the kit of the next certificate."""
    return kit.make(following())


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    del folder
    for policy, rule in MARK_POLICIES.items():
        following = timing.in_turn([facts(f"99926SC{serial:05}R0M", policy=policy) for serial in range(1, 20)])
        pair = timing.side_by_side(partial(made, following), lambda: sum(range(100_000)))
        yield Line(
            Words(
                f"标志包，每一枚都读回，商品和包装：{rule.name.zh}",
                f"kit for the mark, each symbol read back; goods and packaging: {rule.name.en.lower()}",
            ),
            micro(pair.ours),
            "—",
            pair.ours * 1e3,
            150,
            "ms",
        )
