"""Build the container image into a folder: its base of Debian's packages, the program of the locks, one OCI archive.

Nothing is pulled. The base is laid out by mmdebstrap from wherever this machine's own apt gets its packages, Python's
packages are fetched by the lock, and the image is built from these by buildah, by the steps of
`deploy/container/Containerfile` and without a question to anybody. All times in it are the day that the changelog
gives the version, so that the same packages give the same bytes; `base.packages` says which packages those were, and
`--base` builds on a kept base again.

    python -m scripts.release.build_image [--to build/image] [--base build/image/base.tar]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final

from certs.version import VERSION
from scripts.release import build_release

ROOT: Final = build_release.ROOT
CONTAINERFILE: Final = ROOT / "deploy" / "container" / "Containerfile"
SUITE: Final = "bookworm"  # whose Python the locks are made for
# What the program needs of the system: Python, and the C++ library of the packages that read pictures and papers.
PACKAGES: Final = ("python3", "python3-venv", "ca-certificates", "tzdata", "libstdc++6")
_SOURCES: Final = ("sources.list", "sources.list.d/*.list", "sources.list.d/*.sources")
# What differs from one build to the next, and what nobody reads there: lists of sources, caches, logs, manuals.
_LEFT_OUT: Final = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")
_EMPTIED: Final = ("etc/apt/sources.list", "etc/apt/sources.list.d", "etc/dpkg/dpkg.cfg.d/99mmdebstrap")
LIST: Final = "var/lib/starmark-base.packages"


def base_command(target: Path, apt: Path = Path("/etc/apt")) -> list[str]:
    """Return what lays out the base. Raises ValueError where apt has no sources."""
    sources = [str(path) for pattern in _SOURCES for path in sorted(apt.glob(pattern)) if path.is_file()]
    if not sources:
        raise ValueError(f"{apt} names no sources of packages: the base is made of Debian's, from where apt gets them")
    listed = "dpkg-query --show --showformat '${Package} ${Version} ${Architecture}\\n'"
    hooks = [f'cd "$1" && rm -rf {" ".join(_EMPTIED)} var/cache/* var/log/*', f'chroot "$1" {listed} > "$1"/{LIST}']
    return [
        *("mmdebstrap", "--quiet", "--mode=root", "--variant=essential", f"--include={','.join(PACKAGES)}"),
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in _LEFT_OUT),
        *("--dpkgopt=path-include=/usr/share/doc/*/copyright", "--dpkgopt=force-unsafe-io"),
        *(f"--customize-hook={hook}" for hook in hooks),
        *(SUITE, str(target), *sources),
    ]


def make_base(target: Path, epoch: int) -> None:
    """Lay out the base as one tar file. Raises CalledProcessError, ValueError."""
    subprocess.run(base_command(target), env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, check=True)  # noqa: S603


def fill(context: Path, base: Path, epoch: int) -> None:
    """Lay out what the steps of the Containerfile name. Raises CalledProcessError, ValueError."""
    built = ROOT / "build" / "site"
    if not (built / "index.html").is_file():
        raise ValueError("the pages are not built yet: make site")
    shutil.copyfile(base, context / "base.tar")
    (context / "program").mkdir()
    shutil.copyfile(ROOT / "requirements.txt", context / "program" / "requirements.txt")
    shutil.copyfile(CONTAINERFILE, context / "Containerfile")
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary=:all:"]
    fetch += ["--dest", str(context / "packages"), "-r", str(ROOT / "requirements.txt")]
    subprocess.run(fetch, check=True)  # noqa: S603
    wheel = build_release.wheel(context / "wheel", {"TZ": "UTC", "PYTHONHASHSEED": "1"}, epoch)
    shutil.copyfile(wheel, context / "program" / wheel.name)
    shutil.copytree(built, context / "site", ignore=shutil.ignore_patterns(".built"))
    shutil.copytree(ROOT / "deploy", context / "deploy")
    for path in context.rglob("*"):  # whatever the umask was here
        path.chmod(0o755 if path.is_dir() else 0o644)


def build_command(context: Path, store: Path, epoch: int) -> list[str]:
    """Return what builds the image of a context: in this machine's root alone, without a cache, at one time."""
    return [
        *("buildah", "--root", str(store / "root"), "--runroot", str(store / "run"), "--storage-driver", "vfs"),
        *("build", "--quiet", "--isolation", "chroot", "--network", "host", "--layers=false", "--pull-never"),
        *("--timestamp", str(epoch), "--tag", f"starmark:{VERSION}", "--file", str(context / "Containerfile")),
        str(context),
    ]


def archive(store: Path, target: Path) -> str:
    """Write the built image as an OCI archive and return the digest of its manifest. Raises CalledProcessError."""
    command = ["buildah", "--root", str(store / "root"), "--runroot", str(store / "run"), "--storage-driver", "vfs"]
    target.unlink(missing_ok=True)
    pushed = [*command, "push", "--quiet", f"starmark:{VERSION}", f"oci-archive:{target}:starmark:{VERSION}"]
    subprocess.run(pushed, check=True)  # noqa: S603
    return digest_of(target)


def digest_of(image: Path) -> str:
    """Return the digest of the manifest in an OCI archive, which names every byte of the image."""
    with tarfile.open(image) as packed:
        index = packed.extractfile("index.json")
        assert index is not None
        return str(json.load(index)["manifests"][0]["digest"])


def packages_of(base: Path) -> str:
    """Return what the base is made of: a package a line, with its version."""
    with tarfile.open(base) as packed:
        listed = packed.extractfile(f"./{LIST}")
        assert listed is not None
        return listed.read().decode("ascii")


def build(target: Path, base: Path | None = None) -> str:
    """Build the image into a folder, on a base that is given or a new one, and return its digest."""
    epoch = int(build_release.released((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")).timestamp())
    target.mkdir(parents=True, exist_ok=True)
    kept, context, store = (target / name for name in ("base.tar", "context", "store"))
    if base is None:
        kept.unlink(missing_ok=True)
        make_base(kept, epoch)
    elif base.resolve() != kept.resolve():
        shutil.copyfile(base, kept)
    for folder in (context, store):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    fill(context, kept, epoch)
    subprocess.run(build_command(context, store, epoch), check=True)  # noqa: S603
    digest = archive(store, target / "starmark.oci.tar")
    (target / "base.packages").write_text(packages_of(kept), encoding="ascii")
    sums = [f"{hashlib.sha256(kept.read_bytes()).hexdigest()}  base.tar\n", f"{digest.partition(':')[2]}  manifest\n"]
    (target / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    return digest


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the container image, without pulling anything.")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "image", help="folder to write into")
    parser.add_argument("--base", type=Path, help="build on this base.tar of an earlier build")
    given = parser.parse_args()
    print(build(given.to, given.base))


if __name__ == "__main__":
    main()
