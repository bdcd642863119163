"""`make bench`: measure every promise about speed, write the table of the site, and fail where a limit is broken.

python -m tests.bench [--only NAME …] [--no-table]
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench import table
from tests.bench.timing import Line

MODULES: Final = (
    "minting",
    "verifying",
    "batch",
    "cases.taking_over",
    "service",
    "asking",
    "covering",
    "cases.assessing",
    "cases.listing_cases",
    "cases.desk_counting",
    "cases.listing_due",
    "waiting",
    "searching",
    "listing",
    "symbol",
    "papers",
    "scanning",
    "stacks",
    "marking",
    "reports",
    "checking_papers",
    "served.uploading",
    "served.serving",
    "growing",
    "publishing",
    "rebuilding",
    "auditing",
    "lighthouse",
)


def main() -> int:
    """Run the benches and return the exit code: 1 where a limit is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MODULES, default=MODULES)
    parser.add_argument("--no-table", action="store_true")
    asked = parser.parse_args()
    lines: list[Line] = []
    for name in MODULES:
        if name not in asked.only:
            continue
        with tempfile.TemporaryDirectory(prefix=f"starmark-bench-{name}-") as folder:
            for line in importlib.import_module(f"tests.bench.{name}").measure(Path(folder)):
                lines.append(line)
                print(table.row(line), flush=True)
    if not asked.no_table and tuple(asked.only) == MODULES:
        table.write(lines, f"CPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    broken = [line for line in lines if not line.kept]
    for line in broken:
        print(f"limit broken: {line.what.en}: {line.value:.2f} {line.unit}, {line.limit} allowed", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
