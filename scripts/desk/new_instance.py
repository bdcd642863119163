"""Making an instance: in a folder beside its place, whole, and only then renamed into it (data.md, "The instance").

A crash leaves either no instance or a whole one; a leftover folder is named `.<name>.unfinished-…` and is in nobody's
way. Nothing that exists is ever overwritten, and no key is thrown away once a register has been founded with it. What
is not published yet, `starmark publish` does.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from certs.casework.journal.journal import Journal
from certs.casework.keys import key_files
from certs.errors import CouldNotCheck, Misuse, Refused, StarmarkError, Words
from certs.instance import whole_files
from certs.instance.folder import SETTINGS_NAME, Instance
from certs.instance.settings import Settings
from certs.publication.publish import publish
from certs.register.acts import founding
from certs.register.store import database
from certs.trust.keys import PURPOSES, key_name
from certs.trust.multikey import encode_multikey
from certs.trust.sealed_key import seal
from certs.trust.signing import Keyring, generate

ROOT_FOLDER: Final = "root-key-MOVE-ME-OFF-THIS-HOST"


@dataclass(frozen=True, slots=True)
class NewInstance:
    """A new instance: the root's public key, for verifiers to pin, and where its private key lies, which must leave.

    `unpublished` is what kept it from being published at once.
    """

    instance: Instance
    root_public: str
    root_folder: Path
    ring: Keyring
    unpublished: StarmarkError | None = None


def make(
    home: Path, profile: bytes, settings: Settings, passphrase: str, now: datetime, root_to: Path | None = None
) -> NewInstance:
    """Make an instance with new keys. Raises Refused if the place is taken, Misuse if it cannot be there at all."""
    home = home.absolute()
    _require_free(home, root_to)
    ring = Keyring({purpose: generate(key_name(purpose, 1)) for purpose in PURPOSES})
    home.parent.mkdir(parents=True, exist_ok=True)
    beside = home.with_name(f".{home.name}.unfinished-{secrets.token_hex(4)}")
    beside.mkdir(mode=0o755)
    root_folder = root_to or beside / ROOT_FOLDER
    founding_began = founded = False
    try:
        instance = Instance(beside, settings)
        _fill(instance, profile, passphrase, ring, root_folder)
        with closing(_register(instance.register_url)) as opened:
            founding_began = True
            founding.found(opened, settings, ring, now)
        founded = True
        whole_files.put_in_place(beside, home)
    except BaseException as error:
        if settings.register_url and founding_began and (founded or not _certainly_not_founded(error)):
            raise _keys_kept(beside, home, root_to, _cause(error)) from error
        shutil.rmtree(beside, ignore_errors=True)
        if root_to is not None:
            shutil.rmtree(root_to, ignore_errors=True)
        if founded and isinstance(error, OSError):
            raise _not_put(home, error) from error
        raise
    instance = Instance(home, settings)
    unpublished = _publish(instance, ring, now)
    public_root = encode_multikey(ring.get("root").public_raw)
    return NewInstance(instance, public_root, root_to or home / ROOT_FOLDER, ring, unpublished)


def _fill(instance: Instance, profile: bytes, passphrase: str, ring: Keyring, root_folder: Path) -> None:
    instance.public.mkdir(mode=0o755)
    key_files.make_folder(instance.keys)
    key_files.make_folder(root_folder)
    for key in ring.keys.values():
        place = root_folder if key.purpose == "root" else instance.keys
        key_files.write(place, key.name, seal(key, passphrase), key.public_raw)
    Journal.create(instance.casework_url).close()
    whole_files.write(instance.home / SETTINGS_NAME, profile)
    whole_files.sync_folder(instance.home)


def _publish(instance: Instance, ring: Keyring, now: datetime) -> StarmarkError | None:
    """Publish what was founded; where that fails, the instance stands all the same. Return what failed."""
    try:
        opened = database.open_store(instance.register_url, write=True)
        try:
            publish(opened, instance.public, ring.get("list"), now)
        finally:
            opened.close()
    except StarmarkError as error:
        return error
    return None


def _certainly_not_founded(error: BaseException) -> bool:
    """Tell whether a register elsewhere has no entry of ours: it said so, and its answer to COMMIT was not lost."""
    return isinstance(error, StarmarkError) and error.code != "not_known"


def _cause(error: BaseException) -> Words:
    if isinstance(error, OSError):
        reason = os.strerror(error.errno or 0)
        return Words(reason, reason)
    if isinstance(error, StarmarkError):  # `not_known`; what to do then is said of the whole instance
        return Words("数据库没有答复最后的提交", "the database did not answer the final commit")
    return Words("中断", "interrupted") if isinstance(error, KeyboardInterrupt) else Words(repr(error), repr(error))


def _keys_kept(beside: Path, home: Path, root_to: Path | None, cause: Words) -> CouldNotCheck:
    zh, en = ("", "") if root_to is None else (f"和 {root_to} ", f" and {root_to}")
    return CouldNotCheck(
        "keys_kept",
        f"登记簿已经启用，或不能排除；但新实例没有放到 {home}（{cause.zh}）。它的密钥都在 {beside} {zh}，没有删除。请查明原因，"
        f"把 {beside} 改名为 {home}，再运行 starmark publish；若它说登记簿没有启用，就删去 {home} {zh}，重新 init。",
        f"The register was founded, or may have been; but the new instance was not put at {home} ({cause.en}). Its "
        f"keys are in {beside}{en} and were not deleted. Find the cause, rename {beside} to {home}, and run starmark "
        f"publish; if that says that the register was not founded, delete {home}{en} and run init again.",
    )


def _register(url: str) -> database.Store:
    """Make the register, or take one that an interrupted `init` made and never founded; `found` refuses any other."""
    try:
        return database.create(url)
    except CouldNotCheck as error:
        if error.code != "register_exists":
            raise
        return database.open_store(url, write=True)


def _require_free(home: Path, root_to: Path | None) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refused(
            "instance_exists",
            f"{home} 已经有内容，不会覆盖。请换一个目录，或先把它移走。",
            f"{home} is not empty and is not overwritten. Choose another folder, or move it away first.",
        )
    if root_to is not None and root_to.exists():
        raise Refused(
            "root_folder_exists",
            f"{root_to} 已经存在，不会覆盖。请给根密钥一个新目录。",
            f"{root_to} exists and is not overwritten. Name a new folder for the root key.",
        )
    if root_to is not None and not root_to.parent.is_dir():
        raise Misuse(
            "root_folder",
            f"{root_to.parent} 不存在，根密钥没有地方放。",
            f"{root_to.parent} does not exist, so there is no place for the root key.",
        )


def _not_put(home: Path, error: OSError) -> Refused:
    return Refused(
        "instance_exists",
        f"无法把新实例放到 {home}（{os.strerror(error.errno or 0)}）。什么也没有留下。",
        f"The new instance cannot be put at {home} ({os.strerror(error.errno or 0)}). Nothing was left behind.",
    )


def demo_marked(profile: bytes) -> bytes:
    """Return the settings of a demo instance: they say so, and `starmark demo` touches no other."""
    mark = b"# A sample instance, made by `starmark demo`; everything in it is fictional.\n[instance]\ndemo = true\n"
    return profile.rstrip() + b"\n\n" + mark
