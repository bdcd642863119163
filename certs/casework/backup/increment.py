"""An increment: what an instance has beyond a whole backup of it. Restoring takes both (decision 0070).

The register gives what it kept since (entries, signed heads, trust lists, status lists), the cases their new evidence;
journal, settings, keys and fonts are small and go in whole. So it costs what was done since, not what there is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from certs.audit import register_copy
from certs.casework.backup import backup_encryption, evidence_members, tar_archive
from certs.casework.backup.backup_members import CASEWORK, FONTS, KEYS, LATER, REGISTER
from certs.casework.backup.tar_archive import Manifest
from certs.errors import CouldNotCheck, Refused
from certs.instance.folder import SETTINGS_NAME

_CLOCKS_APART: Final = timedelta(days=1)  # how far the clocks of two hosts of a body may be apart, amply


def base_of(path: Path, base_url: str, passphrase: Callable[[], str]) -> Manifest:
    """Return the manifest of the whole backup that an increment is to go on from.

    Raises Malformed, CouldNotCheck, or Refused for one that is an increment itself or of another body.
    """
    try:
        with path.open("rb") as file:
            manifest = tar_archive.read_manifest(backup_encryption.read_plainly(file, passphrase))
    except OSError as error:
        raise CouldNotCheck(
            "backup_base",
            f"读不了 {path}（{error.strerror}）。没有写出备份；请写最近一份完整备份的位置。",
            f"{path} cannot be read ({error.strerror}). No backup was written; name the newest whole backup.",
        ) from error
    if manifest.since:
        raise Refused(
            "backup_base",
            f"{path.name} 本身是增量备份。没有写出备份；请写它所依据的完整备份，增量总是相对于完整备份。",
            f"{path.name} is an increment itself. No backup was written; name the whole backup that it goes on from: "
            "each increment does.",
        )
    if manifest.base_url != base_url:
        raise Refused(
            "backup_base",
            f"{path.name} 是另一个机构的备份（{manifest.base_url}）。没有写出备份；请写本机构最近一份完整备份。",
            f"{path.name} is a backup of another body ({manifest.base_url}). No backup was written; name the newest "
            "whole backup of this one.",
        )
    return manifest


def begun(base: Manifest) -> datetime:
    """Return the instant from which something may have been recorded that a whole backup does not have."""
    return base.instant - _CLOCKS_APART


def require_base(manifest: Manifest, base: Manifest | None) -> None:
    """Raise Refused unless an increment comes with the whole backup that it goes on from, and a whole one alone."""
    if manifest.since and base is None:
        raise Refused(
            "backup_base",
            "这是增量备份，还要它所依据的完整备份：restore-backup 增量 --base 完整备份。没有恢复。",
            "This is an increment; it takes the whole backup that it goes on from: restore-backup INCREMENT --base "
            "WHOLE. Nothing was restored.",
        )
    if base is not None and manifest.since != base.digest:
        words = (
            "它不是从这份完整备份接下来的，请换成写增量时 --since 写的那一份",
            "it does not go on from that whole backup; give the one that was named by --since when it was written",
        )
        if not manifest.since:
            words = ("它是完整备份，请去掉 --base", "it is a whole backup and takes no --base; leave that out")
        raise Refused(
            "backup_base",
            f"两份备份不能合在一起：{words[0]}。没有恢复。",
            f"The two backups do not belong together: {words[1]}. Nothing was restored.",
        )


def put(increment: Path, home: Path) -> None:
    """Put an unpacked increment onto an unpacked whole backup; recover the register before and after."""
    register_copy.put_later(increment / LATER, f"sqlite:///{(home / REGISTER).resolve()}")
    for name in (CASEWORK, SETTINGS_NAME):
        (increment / name).replace(home / name)
    for name in (KEYS, FONTS):
        shutil.rmtree(home / name, ignore_errors=True)
        if (increment / name).is_dir():
            (increment / name).rename(home / name)
    evidence_members.unpack(increment, home)
    shutil.rmtree(increment)
