"""The Node.js packages of the tests: installed once into `build/`, exactly as `npm/package-lock.json` pins them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent / "npm"
BUILD = Path(__file__).resolve().parents[2] / "build"
INSTALL_SECONDS = 300


def library() -> Path:
    """Return the folder with the installed packages. A missing Node.js fails the test that asks, and says so."""
    npm = shutil.which("npm")
    assert npm is not None, "Node.js and npm are needed: apt-get install nodejs npm"
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = BUILD / f"npm-{digest}"
    done = folder / ".installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder / name)
        subprocess.run([npm, "ci", "--no-audit"], cwd=folder, check=True, timeout=INSTALL_SECONDS, capture_output=True)
        done.touch()
    return folder


def run(script: str, *arguments: str | Path) -> str:
    """Run one of our scripts with the packages, and return what it printed."""
    command = ["node", str(HERE / script), *map(str, arguments), str(library())]
    return subprocess.run(command, check=True, timeout=120, capture_output=True, text=True).stdout
