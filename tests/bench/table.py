"""The table that the site's performance page shows, in both languages at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bench.timing import ROUNDS, Line

FILE: Final = Path(__file__).resolve().parents[2] / "site" / "_data" / "bench.md"
_HEAD: Final = "| 项目 What | 用时 Ours | 参照 Compared with | 结果 Result | 上限 Limit |\n|---|--:|--:|--:|--:|\n"


def row(line: Line) -> str:
    """Write one line as a row of a Markdown table."""
    limit = "—" if line.limit is None else f"≤ {line.limit:g} {line.unit}"
    mark = "" if line.kept else " 超出 over"
    result = f"{line.value:.2f} {line.unit}{mark}"
    return f"| {line.what.zh}<br>{line.what.en} | {line.ours} | {line.base} | {result} | {limit} |"


def text(lines: Sequence[Line], machine: str) -> str:
    """Return the whole file."""
    rows = "\n".join(row(line) for line in lines)
    return (
        f"{_HEAD}{rows}\n\n"
        f"{machine}。每项与参照在同一进程中交替测 {ROUNDS} 轮（批量 7 轮，重建 5 轮），取各轮比值的中位数；"
        "搜索取两百次提问的中位数。“超出”表示没有达到上限。<br>\n"
        f"{machine}. Each line and what it is compared with were measured in turn in one process, {ROUNDS} rounds "
        "(batch: 7, rebuild: 5); the median of the rounds’ ratios counts. For search, the median of two hundred "
        "questions. “over” marks a limit that was not kept.\n"
    )


def write(lines: Sequence[Line], machine: str) -> None:
    """Write the file beside the site's other data."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(lines, machine), encoding="utf-8")
