"""The schema's revision: made by Alembic, from the first table on.

A newer one than this software knows is refused, never guessed at.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, column, func, inspect, select, table, text, update

from certs.errors import CouldNotCheck
from certs.register.store import standings, text_forms

REVISIONS: Final = (
    "r0001",
    "r0002",
    "r0003",
    "r0004",
    "r0005",
    "r0006",
)  # oldest first; a test holds them to the migrations
# Older ones that lack nothing that a certificate's page asks for: the web answers by number until the first staff
# command has upgraded. Before r0004 names cannot be asked until then, before r0003 the lists by status neither.
READABLE: Final = frozenset(REVISIONS[:-1])
MOVED: Final = "moved"  # in place of the revision: this register was moved to another database and is not gone on with
_OURS: Final = re.compile(r"r[0-9]{4}")
_SHOWN: Final = 5  # names of tables in a refusal
_LOCATION: Final = "certs.register.store:migrations"
_REVISION: Final = table("alembic_version", column("version_num"))
# How many revisions the database names that are not the one this software was written for, to be asked along.
OTHER: Final = (
    select(func.count()).select_from(_REVISION).where(_REVISION.c.version_num != REVISIONS[-1]).scalar_subquery()
)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the database is at; None where no register was ever made."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return ", ".join(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) or None


def is_register(connection: Connection) -> bool:
    """Tell whether the database holds a register: ours, of whatever age, in use or moved away from."""
    revision = revision_of(connection)
    if revision is None:
        return False
    return revision == MOVED or _OURS.fullmatch(revision) is not None or inspect(connection).has_table("event")


def newest() -> str:
    """Return the revision that this software was written for."""
    return REVISIONS[-1]


def check(connection: Connection, *, readable: bool = False) -> None:
    """Accept the newest revision; with `readable` an older one too that holds all that a `Reader` asks for.

    Raises CouldNotCheck: older wants `recover`, newer wants newer software, one that was moved another address.
    """
    revision = revision_of(connection)
    if revision == newest() or (readable and revision in READABLE):
        return
    if revision is None:
        raise CouldNotCheck(
            "no_register",
            "数据库里没有登记簿。请检查地址，或先运行 starmark init。",
            "The database holds no register. Check its address, or run starmark init.",
        )
    if revision == MOVED:
        raise CouldNotCheck(
            "register_moved",
            "这个登记簿已经搬到别的数据库，只作保留，不再使用。请把 starmark.toml 里 [register] 的 url 改成新地址，并重新启动网站；"
            "要搬回来，在新地址的实例里运行 starmark move --to 这里的地址。",
            "This register was moved to another database; it is kept and no longer used. Write the new address as url "
            "under [register] in starmark.toml and start the website again; to move back, run starmark move --to with "
            "this address in the instance that has the new one.",
        )
    if revision in REVISIONS:
        raise CouldNotCheck(
            "schema_older",
            "登记簿的结构比本软件旧。请运行 starmark recover 升级。",
            "The register's schema is older than this software. Run starmark recover to upgrade.",
        )
    if not is_register(connection):
        raise taken(connection)
    raise CouldNotCheck(
        "schema_newer",
        "登记簿的结构比本软件新，不能打开，没有改动任何内容。请更新软件。",
        "The register's schema is newer than this software; nothing was touched. Please update.",
    )


def taken(connection: Connection) -> CouldNotCheck:
    """Return what is said of a database that holds something else than a register."""
    names = ", ".join(inspect(connection).get_table_names()[:_SHOWN])
    return CouldNotCheck(
        "register_taken",
        f"这个数据库里是别的程序的表（{names}），没有改动。登记簿要一个只给它用的空数据库：请另建一个，或检查地址。",
        f"This database has tables of another program ({names}), which were not touched. A register wants an empty "
        "database for itself: make another, or check the address.",
    )


def set_moved(connection: Connection, *, moved: bool) -> None:
    """Close a register to everybody, in the caller's transaction, or open one that was brought up to date."""
    connection.execute(update(_REVISION).values(version_num=MOVED if moved else newest()))


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A schema that was brought from one revision to another; `copy` is the file as it was before, of a SQLite one."""

    before: str
    after: str
    copy: Path | None


def bring_up(connection: Connection) -> Upgraded | None:
    """Upgrade an older schema, a file behind a copy; None where there was nothing to do.

    Raises CouldNotCheck as `check` does for any other revision, and `upgrade_copy` where the copy cannot be made.
    """
    try:
        check(connection)
    except CouldNotCheck as exc:
        if exc.code != "schema_older":
            raise
    else:
        return None
    before = str(revision_of(connection))
    copy = _copy_before(connection, before)
    upgrade(connection)
    return Upgraded(before, newest(), copy)


def _copy_before(connection: Connection, revision: str) -> Path | None:
    """Copy the file of a SQLite register beside it. The caller holds its write lock, so that nothing changes meanwhile
    and nothing has been written yet; one that a crash left half made is made anew.
    """
    if connection.dialect.name != "sqlite":
        return None  # a server's administrator takes care of copies: the page on upgrading says how
    from certs.register.store.snapshot import copy_pages  # which opens databases, and each is checked here

    path = Path(next(iter(connection.exec_driver_sql("PRAGMA database_list")))[2])
    copy = path.with_name(f"{path.stem}-schema-{revision}{path.suffix}")
    beside = copy.with_name(f".{copy.name}")
    try:
        beside.unlink(missing_ok=True)
        copy_pages(path, beside)
        shutil.copymode(path, beside)
        beside.replace(copy)
    except (OSError, sqlite3.Error) as exc:
        raise CouldNotCheck(
            "upgrade_copy",
            f"升级登记簿的结构以前，要在旁边留一份副本 {copy.name}，没有留成（{exc}）。登记簿没有改动；请腾出与它一样大的空间后重试。",
            f"Before its schema is upgraded, a copy of the register is kept beside it, {copy.name}, and could not be "
            f"made ({exc}). The register was not touched; free as much space as it takes, then try again.",
        ) from exc
    return copy


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _LOCATION)
    config.attributes["connection"] = connection
    config.attributes["standings"] = standings.of_the_log  # what r0003 puts in: a migration reaches for no room itself
    config.attributes["text_forms"] = text_forms  # for what r0004 folds anew
    command.upgrade(config, "head")
