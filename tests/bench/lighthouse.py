"""The site as Lighthouse sees it: medians of three runs, on a throttled phone and on a desk; page weight; strict build.

The exact version in `lighthouse_packages/` is installed into `build/lighthouse` by `npm ci`. Pages come over loopback,
compressed as a proxy would, under the site's own policy, into Debian's Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from certs.errors import Words
from tests.bench.timing import Line
from tests.site.site_server import hosted

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = Path(__file__).with_name("lighthouse_packages")
INSTALLED: Final = ROOT / "build" / "lighthouse"
STATIC: Final = ROOT / "verify" / "static"
# Home, a page in English, long ones, and the two with the most drawings.
PAGES: Final = ("/", "/en/check/", "/help/", "/certify/evidence/", "/certify/process/", "/mark/examples/")
RUNS: Final = 3
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
NAMES: Final = {
    "accessibility": Words("无障碍", "accessibility"),
    "best-practices": Words("最佳做法", "best practices"),
    "seo": Words("搜索引擎", "SEO"),
}
# device: its name, the points of performance that may be missing from 100
DEVICES: Final = {"mobile": (Words("手机", "phone"), 10), "desktop": (Words("电脑", "desktop"), 2)}
KIBIBYTES: Final = 150
BUILD_SECONDS: Final = 20
FLAGS: Final = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def measure(folder: Path) -> Iterator[Line]:
    """Build, install, and look at each page on each device."""
    site = folder / "site"
    yield built(site)
    program = installed()
    weights: list[float] = []
    with hosted(site, STATIC) as host:
        for device in DEVICES:
            reports = {page: [report(program, host.url + page, device, folder) for _ in range(RUNS)] for page in PAGES}
            weights += [weight(each) for runs in reports.values() for each in runs]
            yield from scored(reports, device)
    heaviest = max(weights) / 1024
    yield Line(Words("最重的一页，gzip", "heaviest page, gzip"), f"{heaviest:.0f} KiB", "—", heaviest, KIBIBYTES, "KiB")


def built(site: Path) -> Line:
    """Build both languages strictly, by the command that people run; the median of the runs counts."""
    command = [sys.executable, "-m", "scripts.site_builder.build_site", "--to", str(site)]
    said = [
        subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
        ).stdout
        for _ in range(RUNS)
    ]
    seconds = statistics.median(float(each.split(" in ")[-1].split()[0]) for each in said)
    pages = said[0].split()[0]
    return Line(
        Words(f"严格构建全站，{pages} 页", f"strict build of the site, {pages} pages"),
        f"{seconds:.1f} s",
        "—",
        seconds,
        BUILD_SECONDS,
        "s",
    )


def installed() -> Path:
    """Install the locked packages, unless they are there already, and return the program."""
    program = INSTALLED / "node_modules" / ".bin" / "lighthouse"
    lock = INSTALLED / "package-lock.json"
    wanted = (PACKAGES / "package-lock.json").read_bytes()
    if not program.exists() or not lock.exists() or lock.read_bytes() != wanted:
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PACKAGES / name, INSTALLED / name)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=INSTALLED, check=True, capture_output=True
        )
    return program


def report(program: Path, address: str, device: str, folder: Path) -> dict[str, Any]:
    """Run Lighthouse once. Raises CalledProcessError if it fails."""
    file = folder / "report.json"
    command = [
        str(program),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    command += ["--preset=desktop"] if device == "desktop" else []
    subprocess.run(
        command, check=True, capture_output=True, timeout=180, env=os.environ | {"CHROME_PATH": "/usr/bin/chromium"}
    )
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def weight(found: dict[str, Any]) -> float:
    """Return the bytes that came over the wire for a page."""
    return float(found["audits"]["total-byte-weight"]["numericValue"])


def points(runs: list[dict[str, Any]], category: str) -> float:
    """Return the median of the points of a category, out of 100."""
    return statistics.median(100 * float(run["categories"][category]["score"] or 0) for run in runs)


def scored(reports: dict[str, list[dict[str, Any]]], device: str) -> Iterator[Line]:
    """Judge the medians of one device: performance page by page, the rest by the worst page."""
    name, spare = DEVICES[device]
    for page, runs in reports.items():
        got = points(runs, "performance")
        yield Line(
            Words(
                f"Lighthouse 性能，{name.zh}，{page}，离 100 差几分",
                f"Lighthouse performance, {name.en}, {page}, points short of 100",
            ),
            f"{got:.0f}",
            "100",
            100 - got,
            spare,
            "",
        )
    for category, words in NAMES.items():
        got = min(points(runs, category) for runs in reports.values())
        yield Line(
            Words(
                f"Lighthouse {words.zh}，{name.zh}，最差一页，离 100 差几分",
                f"Lighthouse {words.en}, {name.en}, worst page, points short of 100",
            ),
            f"{got:.0f}",
            "100",
            100 - got,
            0,
            "",
        )
