"""The schema's revision: made by Alembic, from the first table on.

A newer one than this software knows is refused, never guessed at.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, column, func, inspect, select, table, text

from certs.errors import CouldNotCheck
from certs.register.store import standings, text_forms

REVISIONS: Final = ("r0001", "r0002", "r0003", "r0004", "r0005")  # oldest first; a test holds them to the migrations
# Older ones that lack nothing that a certificate's page asks for: the web answers by number until the first staff
# command has upgraded. Before r0004 names cannot be asked until then, before r0003 the lists by status neither.
READABLE: Final = frozenset(REVISIONS[:-1])
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


def newest() -> str:
    """Return the revision that this software was written for."""
    return REVISIONS[-1]


def check(connection: Connection, *, readable: bool = False) -> None:
    """Accept the newest revision; with `readable` an older one too that holds all that a `Reader` asks for.

    Raises CouldNotCheck: older wants `recover`, newer wants newer software.
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
    if revision in REVISIONS:
        raise CouldNotCheck(
            "schema_older",
            "登记簿的结构比本软件旧。请运行 starmark recover 升级。",
            "The register's schema is older than this software. Run starmark recover to upgrade.",
        )
    raise CouldNotCheck(
        "schema_newer",
        "登记簿的结构比本软件新，不能打开，没有改动任何内容。请更新软件。",
        "The register's schema is newer than this software; nothing was touched. Please update.",
    )


def bring_up(connection: Connection) -> bool:
    """Upgrade an older schema; returns whether it did. Raises CouldNotCheck as `check` does for any other."""
    try:
        check(connection)
    except CouldNotCheck as exc:
        if exc.code != "schema_older":
            raise
        upgrade(connection)
        return True
    return False


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
