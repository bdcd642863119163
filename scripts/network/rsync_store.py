"""A folder, here or on another host over SSH, as a place to send to: by rsync, which renames whole files into place."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from certs import limits
from certs.errors import CouldNotCheck
from certs.publication.send_files import OneFile

_SSH: Final = f"ssh -o BatchMode=yes -o ConnectTimeout={limits.OUTSIDE_SECONDS}"
_FOUND_NOTHING: Final = 23  # "some files could not be transferred", which is what rsync says of a missing folder


class RsyncStore:
    """One folder, as rsync names it."""

    def __init__(self, address: str) -> None:
        self._to = f"{address.rstrip('/')}/"

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file, None where there is none."""
        with tempfile.TemporaryDirectory() as folder:
            # Picked out of its folder and not named: rrsync, which binds a key to one folder, takes a name that is not
            # there for somebody's attack.
            above = [f"--include=/{part}/" for part in Path(name).parents if part.name]
            picked = [*above, f"--include=/{name}", "--exclude=*"]
            self._rsync("-r", f"--max-size={most}", *picked, self._to, f"{folder}/", may_lack=True)
            file = Path(folder) / name
            return file.read_bytes() if file.exists() else None

    def listed(self) -> Iterator[tuple[str, str]]:
        """Yield nothing: rsync itself compares what it is given with what is there, byte for byte."""
        yield from ()

    def put(self, files: Sequence[OneFile]) -> None:
        """Write files; each stands in its place whole, or not at all."""
        with tempfile.TemporaryDirectory() as folder:
            _lay_out(Path(folder), files)
            self._rsync("-rtc", "--mkpath", "--fsync", "--chmod=D755,F644", f"{folder}/", self._to)

    def differing(self, files: Sequence[OneFile]) -> list[str]:
        """Let the other side digest its files, and return the names of those that are not as they were sent."""
        with tempfile.TemporaryDirectory() as folder:
            _lay_out(Path(folder), files)
            said = self._rsync("-rcn", "--out-format=%n", f"{folder}/", self._to)
            return [name for name in said.splitlines() if name and not name.endswith("/")]

    def remove(self, names: Sequence[str]) -> None:
        """Remove files: folders are sent that lack them, and nothing else in them is looked at."""
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            listed = "\0".join(names).encode()
            self._rsync(
                "-r", "--delete-missing-args", "--from0", "--files-from=-", f"{folder}/", self._to, given=listed
            )

    def _rsync(self, *typed: str, given: bytes = b"", may_lack: bool = False) -> str:
        command = ["rsync", "-e", _SSH, f"--timeout={limits.FETCH_SECONDS}", *typed]
        try:
            done = subprocess.run(  # noqa: S603  # the address was held to its form
                command, input=given, capture_output=True, check=False, timeout=limits.RSYNC_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._failed(str(error)) from error
        if done.returncode and not (may_lack and done.returncode == _FOUND_NOTHING and b"No such file" in done.stderr):
            raise self._failed(done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode("utf-8", "replace")

    def _failed(self, why: str) -> CouldNotCheck:
        why = " ".join(why.split())[:200]
        return CouldNotCheck(
            "store_failed",
            f"rsync 没有送到 {self._to}（{why}）。没有改动检查点；请检查主机、SSH 密钥和目录的权限，再运行一次，就接着送。",
            f"rsync did not get through to {self._to} ({why}). The checkpoint there was left; check the host, the SSH "
            "key "
            "and the rights of the folder, and run it again to go on.",
        )


def _lay_out(folder: Path, files: Sequence[OneFile]) -> None:
    """Write exactly the bytes that are meant, with the times that the published files have."""
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        os.utime(path, ns=(file.mtime_ns, file.mtime_ns))
