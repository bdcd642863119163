"""What the pages take from others: installed from the npm lock file when the site is built, served from our own origin.

Exact versions, each file with its digest in `package-lock.json`, which names no host; no script of a package is run.
Only the files that a page loads go into the site, with their licences.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

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
    modules = _installed(site.parent / "libraries")
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
        npm = Path(sys.executable).with_name("npm")
        ran = subprocess.run(  # noqa: S603 - our own venv's npm, on a lock file of our own
            [npm, "ci", *_OPTIONS], cwd=folder, capture_output=True, text=True, check=False
        )
        if ran.returncode != 0:
            raise CouldNotCheck(
                "libraries",
                f"网页要用的程序库没有装成，网站没有建成。请看下面的原因，联网后再试：\n{ran.stderr.strip()}",
                f"The libraries of the pages could not be installed, and the site was not built. See why, and try again "
                f"with a network:\n{ran.stderr.strip()}",
            )
        stamp.write_text(digest, "ascii")
    return folder / "node_modules"
