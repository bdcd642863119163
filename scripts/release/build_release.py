"""Build a release into a folder: the wheel, its bill of materials, and the digests of both.

The wheel is built twice, from two copies of what git has, in another time zone and order of hashing, and is kept only
if both are the same to the byte. Its times are the day that the changelog gives the version.

    python -m scripts.release.build_release [--to build/release]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from certs.version import VERSION
from scripts.release.bill_of_materials import bill

ROOT: Final = Path(__file__).resolve().parents[2]
# All that a wheel is made of.
_PARTS: Final = ("certs", "verify", "scripts", "pyproject.toml", "requirements.in", "README.md", "LICENSE")


# What differs from one machine to another, and must not show in a wheel.
_MACHINES: Final = ({"TZ": "UTC", "PYTHONHASHSEED": "1"}, {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"})


def released(changelog: str) -> datetime:
    """Return the day that the changelog gives this version. Raises ValueError where it gives it none."""
    heading = re.search(rf"^## \[{re.escape(VERSION)}\] - (\d{{4}}-\d\d-\d\d)$", changelog, re.MULTILINE)
    if heading is None:
        raise ValueError(f"CHANGELOG.md has no section “## [{VERSION}] - YYYY-MM-DD”: cut it first (CONTRIBUTING.md)")
    return datetime.fromisoformat(heading[1]).replace(tzinfo=UTC)


def wheel(folder: Path, machine: dict[str, str], epoch: int) -> Path:
    """Build a wheel in the folder, from a copy of the files that git has. Raises CalledProcessError."""
    source, target = folder / "source", folder / "wheel"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_PARTS]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
            (source / name).chmod(0o644)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    env = {**os.environ, **machine, "SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run([*command, "--wheel-dir", str(target), str(source)], env=env, umask=0o022, check=True)  # noqa: S603
    (built,) = target.iterdir()
    return built


def require_same(first: bytes, second: bytes) -> None:
    """Raise ValueError if two builds differ."""
    if first != second:
        raise ValueError("two builds of the same sources differ, so nobody could check the wheel: not released")


def build(target: Path) -> Path:
    """Build the wheel twice, write it with bill and digests, and return it. Raises ValueError if the two differ."""
    when = released((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        one, other = (
            wheel(Path(place), machine, int(when.timestamp()))
            for place, machine in zip((first, second), _MACHINES, strict=True)
        )
        content = one.read_bytes()
        require_same(content, other.read_bytes())
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        kept = target / one.name
        kept.write_bytes(content)
    lock, requirements = ((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements.in"))
    parts = target / f"starmark-{VERSION}.cdx.json"
    parts.write_text(bill(lock, requirements, hashlib.sha256(content).hexdigest(), when), encoding="utf-8")
    digests = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in (kept, parts)]
    (target / "SHA256SUMS").write_text("".join(digests), encoding="ascii")
    return kept


def main() -> None:
    """Read the command line and build; what is not committed is not released."""
    parser = argparse.ArgumentParser(description="Build the wheel twice, compare it, and write what it needs.")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "release", help="folder to write into")
    target: Path = parser.parse_args().to
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    if changed.stdout:
        parser.error("not everything is committed: a release is what git has")
    print(build(target))


if __name__ == "__main__":
    main()
