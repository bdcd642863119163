"""Restoring a backup onto a bare machine: into a folder beside the new home, checked whole, and only then renamed.

The register in it is recovered, held against the manifest's signed head, and then against what the world has seen: a
checkpoint that was published or witnessed, or the public log itself, from which missing entries are taken. One that is
behind and stays behind is not restored, because going on from it would fork the log (decision 0018).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from certs.audit import catch_up, recovery, register_copy
from certs.audit.catch_up import CaughtUp, Read
from certs.casework.backup import backup_encryption, evidence_members, increment, tar_archive
from certs.casework.backup.backup_members import CASEWORK, FONTS, INCREMENT, KEYS, REGISTER, WHOLE
from certs.casework.backup.take_backup import sealed_only
from certs.casework.backup.tar_archive import Manifest, damaged
from certs.casework.journal import journal_copy, root_word
from certs.casework.journal.caught_up import caught_up
from certs.casework.journal.journal import Journal
from certs.casework.journal.register_age import nothing_newer
from certs.days import require_instant
from certs.errors import CouldNotCheck, Refused
from certs.instance import whole_files
from certs.instance.folder import SETTINGS_NAME, Instance, open_instance
from certs.instance.settings import parse_settings
from certs.instance.settings_text import with_url
from certs.publication.files import status_list_versions
from certs.publication.publishing_state import keep_checkpoint
from certs.register.store.database import open_store
from certs.register.store.reader import open_reader
from certs.trust.signing import SigningKey

_LATER: Final = ".increment"  # below the folder that is filled, until it is put onto the whole backup
_MODES: Final = {REGISTER: 0o644, SETTINGS_NAME: 0o644}  # the web reads these; all else stays 0600


@dataclass(frozen=True, slots=True)
class RestoreTerms:
    """What the restored register is to be held against, and where it is to live.

    `checkpoints` are those as published or witnessed; `log` reads the publication, to catch up from; without either,
    the register was never published, or somebody says that `nothing_newer` is to be found anywhere. `register_url`
    and `casework_url` take the place of the databases that the settings name. `root` signs for the entries that come
    from the log. `base` is the whole backup that an increment goes on from.
    """

    checkpoints: Sequence[bytes] = ()
    log: Read | None = None
    register_url: str = ""
    casework_url: str = ""
    nothing_newer: bool = False
    root: SigningKey | None = None
    base: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the backup's manifest, the entries now, and how many of those came from the public log.

    `replicas_aside`: the settings named read replicas, which do not follow the database that it was restored into.
    """

    manifest: Manifest
    size: int
    added: int
    instance: Instance
    replicas_aside: bool


def restore(backup: Path, home: Path, passphrase: Callable[[], str], terms: RestoreTerms, now: datetime) -> Restored:
    """Restore a backup into a folder that is missing or empty. `passphrase` is asked if it is encrypted.

    Raises Malformed `backup_damaged`, Refused (`log_behind`, `log_forked`, both heads shown; wrong passphrase; home
    taken), NotGenuine for a checkpoint that the log did not sign, CouldNotCheck. Then nothing is left behind, unless
    the words say that the register is in its database by then.
    """
    home, restored = home.absolute(), None
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise _taken(home)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        beside = home.with_name(f".{home.name}.unfinished-{secrets.token_hex(4)}")
        beside.mkdir(mode=0o755)
        try:
            restored = _fill(beside, backup, passphrase, terms, require_instant(now))
            whole_files.put_in_place(beside, home)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        settings = None if restored is None else restored.instance.settings
        filled = settings is not None and bool(settings.register_url or settings.casework_url)
        raise _not_restored(error, home, filled=filled) from error
    return replace(restored, instance=open_instance(home))


def _fill(folder: Path, backup: Path, passphrase: Callable[[], str], terms: RestoreTerms, now: datetime) -> Restored:
    url = f"sqlite:///{(folder / REGISTER).resolve()}"
    manifest = _recovered(folder, url, backup, passphrase, terms.base)
    named = parse_settings((folder / SETTINGS_NAME).read_bytes()).register.replicas
    place = _instance(folder, terms)
    if register_copy.head_of(url) != (manifest.size, manifest.checkpoint):
        raise damaged()
    if not (terms.checkpoints or terms.log or terms.nothing_newer):
        _require_never_published(url)
    caught = CaughtUp(manifest.size, manifest.size) if terms.log is None else catch_up.catch_up(url, terms.log)
    try:
        size, head = register_copy.head_of(url, tuple(terms.checkpoints))
    except Refused as error:
        raise _how_to_go_on(error) if error.code == "log_behind" else error from error
    with Journal.open(f"sqlite:///{(folder / CASEWORK).resolve()}") as journal:
        _account(journal, url, caught, terms, now)
    _publish_trust(place, url)
    keep_checkpoint(place.public, head)
    _fill_databases(place, url)
    aside = named != place.settings.register.replicas
    return Restored(manifest, size, caught.after - caught.before, place, aside)


def _recovered(folder: Path, url: str, backup: Path, passphrase: Callable[[], str], whole: Path | None) -> Manifest:
    """Unpack a whole backup, or an increment onto the whole one that it goes on from, and recover the register in it.

    From the whole one's head, which is held against its entries first, an increment takes only what it adds. Returns
    the manifest.
    """
    if whole is None:
        manifest = unpack(backup, folder, passphrase)
        increment.require_base(manifest, None)
        evidence_members.unpack(folder, folder)
        recovery.recover(url)
        return manifest
    base = unpack(whole, folder, passphrase)
    increment.require_base(base, None)
    evidence_members.unpack(folder, folder)
    later = folder / _LATER
    later.mkdir(mode=0o700)
    manifest = unpack(backup, later, passphrase)
    increment.require_base(manifest, base)
    recovery.recover(url)
    increment.put(later, folder)
    recovery.recover(url, base.checkpoint)
    return manifest


def _fill_databases(place: Instance, url: str) -> None:
    """Put register and casework into the databases that the settings name; what lies in the folder is for SQLite."""
    settings = place.settings
    if settings.casework_url:
        journal_copy.require_empty(settings.casework_url)
    if settings.register_url:
        register_copy.copy_into(url, settings.register_url)
        (place.home / REGISTER).unlink()
    if settings.casework_url:
        journal_copy.put(place.home / CASEWORK, settings.casework_url)
        (place.home / CASEWORK).unlink()


def _account(journal: Journal, url: str, caught: CaughtUp, terms: RestoreTerms, now: datetime) -> None:
    """Write into the journal what it lacks: which entries came from the log, or that nothing newer is anywhere."""
    if caught.after > caught.before:
        journal.commit([caught_up(caught.before, caught.after - 1, now)], now)
        if terms.root is not None:
            root_word.sign(url, journal, [range(caught.before, caught.after)], terms.root)
    if terms.nothing_newer:
        journal.commit([nothing_newer(caught.after, now)], now)


def _require_never_published(url: str) -> None:
    """Raise Refused where the backup itself proves a publication: status lists are signed for that alone."""
    store = open_store(url, write=False)
    try:
        with store.reading() as connection:
            published = status_list_versions.ever_made(connection)
    finally:
        store.close()
    if published:
        raise Refused(
            "was_published",
            "备份里有签署过的状态列表，说明它发布过，--never-published 不成立。没有恢复。请给出公开日志（--log）或别处存的检查点（--seen）；"
            "确认网站、镜像、见证方那里都没有更新的检查点，才用 --nothing-newer。",
            "The backup holds signed status lists, so it was published, and --never-published does not hold. Nothing "
            "was restored. Give the public log (--log) or a checkpoint kept elsewhere (--seen); only where no site, "
            "mirror or witness has a newer checkpoint, use --nothing-newer.",
        )


def unpack(backup: Path, folder: Path, passphrase: Callable[[], str]) -> Manifest:
    """Unpack a backup into a folder, checked byte by byte. Raises as `restore`."""
    with backup.open("rb") as file:
        manifest = tar_archive.read(backup_encryption.read_plainly(file, passphrase), folder)
    names = {member.name for member in manifest.files}
    if not (INCREMENT if manifest.since else WHOLE) <= names:
        raise damaged()
    for name in names:
        if name.startswith(KEYS):
            sealed_only(name, (folder / name).read_bytes())
        (folder / name).chmod(_MODES.get(name, 0o644 if name.startswith(FONTS) else 0o600))
    (folder / KEYS).mkdir(mode=0o700, exist_ok=True)
    if (folder / FONTS).is_dir():
        (folder / FONTS).chmod(0o755)
    return manifest


def _instance(folder: Path, terms: RestoreTerms) -> Instance:
    path = folder / SETTINGS_NAME
    for table, url in (("register", terms.register_url), ("casework", terms.casework_url)):
        if url:
            path.write_bytes(with_url(path.read_bytes(), table, url))
    return open_instance(folder)


def _publish_trust(place: Instance, url: str) -> None:
    """Put the trust list where it is served from; all else that is public, `publish` makes again."""
    reader = open_reader(url)
    try:
        with reader.view() as view:
            data = view.trust_bytes()
    finally:
        reader.close()
    place.public.mkdir(mode=0o755)
    (place.public / "trust.json").write_bytes(data)


def _not_restored(error: OSError, home: Path, *, filled: bool) -> CouldNotCheck:
    where = f"{error.filename2 or error.filename or home}"
    if filled:
        return CouldNotCheck(
            "restore_failed",
            f"没有恢复（{error.strerror}）：{where}。内容已经写进设置里的数据库，其他什么也没有留下；请检查目录和权限，清空设置里的数据库，然后重做。",
            f"Not restored ({error.strerror}): {where}. The databases of the settings are filled by now, and "
            "nothing else was left behind; check the folder and its rights, empty those databases, then repeat it.",
        )
    return CouldNotCheck(
        "restore_failed",
        f"没有恢复（{error.strerror}）：{where}。什么也没有留下；请检查文件、磁盘空间和权限后重做。",
        f"Not restored ({error.strerror}): {where}. Nothing was left behind; check the file, disk space and rights, "
        "then repeat it.",
    )


def _taken(home: Path) -> Refused:
    return Refused(
        "instance_exists",
        f"{home} 已经有内容，不会覆盖。请用 --home 指定一个新目录。",
        f"{home} is not empty and is not overwritten. Name a new folder with --home.",
    )


def _how_to_go_on(error: Refused) -> Refused:
    return Refused(
        error.code,
        f"{error.words.zh}没有恢复。要补上缺的条目，请加 --log 和公开发布的网址或目录。",
        f"{error.words.en} Nothing was restored. To add the missing entries, give --log with the address or folder of "
        "the publication.",
    )
