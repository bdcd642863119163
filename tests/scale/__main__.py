"""`make scale`: measure how everything grows with the register, and keep the figures for the site.

python -m tests.scale [--sizes 10k,100k,1M] [--folder DIR] [--whole-up-to 100k] [--no-table]
python -m tests.scale --alone 10M [--folder DIR] [--no-table]: what can be measured far beyond, in parts alone
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.scale import cut_register, figures, in_turn, names_alone, whole
from tests.scale.figures import Figure
from tests.scale.registers import FILES_UP_TO, made, opened

_UNITS: Final = {"k": 1_000, "M": 1_000_000}


def size_of(text: str) -> int:
    """Read a size: 10k, 1M, 250000."""
    return int(text[:-1]) * _UNITS[text[-1]] if text[-1] in _UNITS else int(text)


def main() -> int:
    """Measure and return the exit code: 1 where a limit is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--sizes", default="10k,100k,1M")
    parser.add_argument("--folder", type=Path, help="where registers are made, and taken from if they are there")
    parser.add_argument("--whole-up-to", default="1M", help="largest size at which the whole log is gone over")
    parser.add_argument("--no-table", action="store_true")
    parser.add_argument("--alone", help="size of the tables that are filled alone, without a register around them")
    asked = parser.parse_args()
    if asked.alone:
        return _alone(asked.folder, size_of(asked.alone), table=not asked.no_table)
    sizes = sorted(size_of(each) for each in asked.sizes.split(","))
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="starmark-scale-") as name:
        folder = asked.folder or Path(name)
        instances = []
        for size in sizes:
            started = time.perf_counter()
            instances.append((size, made(folder, size)))
            print(f"{size:>9} made ready: {time.perf_counter() - started:.0f} s", flush=True)
        lines, whole_lines = list[Figure](), list[Figure]()
        with opened(instances) as registers:
            for figure in in_turn.measure(registers):
                _show(figure)
                lines.append(figure)
            for whole_lines in whole.measure(registers, folder, size_of(asked.whole_up_to)):
                if not asked.no_table:  # after each step: a measurement that is stopped leaves what it has
                    figures.keep([*lines, *whole_lines], _about(sizes, load))
    broken = [figure for figure in (*lines, *whole_lines) if not figure.kept]
    for figure in broken:
        print(f"limit broken: {figure.what.en}: {figure.ratio}, {figure.limit} allowed", file=sys.stderr)
    return 1 if broken else 0


def _alone(given: Path | None, size: int, *, table: bool) -> int:
    """Measure a register cut to the least, and the tables of the search, each beside one of ten thousand."""
    load, sizes = os.getloadavg()[0], [cut_register.WHOLE, size]
    with tempfile.TemporaryDirectory(prefix="starmark-scale-") as name:
        folder = given or Path(name)
        lines = []
        for figure in cut_register.measure(folder, size):
            _show(figure)
            lines.append(figure)
        for small, large in zip(*(names_alone.measure(folder, one) for one in sizes), strict=True):
            figure = figures.together(small, large)
            _show(figure)
            lines.append(figure)
        if table:
            figures.keep(lines, _about(sizes, load), figures.ALONE)
    return 0


def _about(sizes: list[int], load: float) -> dict[str, object]:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"CPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores",
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "sizes": sizes,
        "files_up_to": FILES_UP_TO,
    }


def _show(figure: Figure) -> None:
    values = ", ".join(f"{size}: {value:.4g}" for size, value in sorted(figure.values.items()))
    ratio = "" if figure.ratio is None else f" x{figure.ratio:.2f}"
    print(f"{figure.what.en}: {values} {figure.unit}{ratio}{'' if figure.kept else ' OVER'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
