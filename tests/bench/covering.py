"""Whether a certificate covers a product: the largest scope, asked in the longest questions, each time another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from certs import limits
from certs.certificate.coverage.coverage import coverage_of
from certs.errors import Words
from tests.bench import timing
from tests.bench.timing import Line, micro

LARGEST: Final[dict[str, Any]] = {
    "scope": [
        {
            "name": f"第{number}种家用电热水器",
            "brands": ["青禾样例"],
            "models": [f"ES-{number:03}{entry:02}*/*" for entry in range(limits.LIST_ENTRIES)],
        }
        for number in range(limits.SCOPE_ITEMS)
    ]
}
USUAL: Final[dict[str, Any]] = {
    "scope": [
        {
            "name": "家用空调器",
            "brands": ["青禾样例"],
            "models": ["KFR-35GW/*", "KFR-50LW/*"],
            "includes": ["安装", "维修"],
        },
        {"name": "家用电热水器", "brands": ["青禾样例"], "excludes": ["燃气热水器"]},
    ]
}
LONGEST: Final = [f"青禾样例第{number}种家用电热水器ES-{number:03}07{'A' * 30}/{'B' * 3}" for number in range(100, 140)]
SHORT: Final = [
    "家用空调器",
    "青禾样例家用空调器KFR-35GW/A",
    "空调",
    "燃气热水器",
    "青禾样例 家用电热水器 安装",
    "冰箱",
]


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    del folder
    for what, subject, products in (
        (Words("覆盖范围：两个条目", "coverage: two items"), USUAL, SHORT),
        (
            Words(
                f"覆盖范围：{limits.SCOPE_ITEMS} 个条目、各 {limits.LIST_ENTRIES} 个型号，约 {limits.PRODUCT} 字的问题",
                f"coverage: {limits.SCOPE_ITEMS} items of {limits.LIST_ENTRIES} models, questions of some "
                f"{limits.PRODUCT} characters",
            ),
            LARGEST,
            LONGEST,
        ),
    ):
        following = timing.in_turn(products)
        pair = timing.side_by_side(
            lambda subject=subject, following=following: coverage_of(subject, following()),  # type: ignore[misc]
            lambda: sum(range(10_000)),
        )
        yield Line(what, micro(pair.ours), "—", pair.ours * 1e3, 1, "ms")
