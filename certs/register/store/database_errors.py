"""What the database says, as CouldNotCheck with words for people: locked, read-only, full, damaged, out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, NoResultFound, OperationalError, SQLAlchemyError

from certs.errors import CouldNotCheck
from certs.register.store.stored_bytes import damaged

# What SQLite and PostgreSQL say of a database that is there and not whole.
_DAMAGED: Final = (
    "malformed",
    "not a database",
    "corrupt",
    "vtable constructor failed",
    "no such table",
    "no such column",
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database says into CouldNotCheck with words for people.

    A table that is gone, an index that contradicts itself, a row that is not there: whoever asked is not to blame. What
    a constraint refuses goes on to who wrote.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (OperationalError, InterfaceError) as exc:
        raise _unavailable(exc) from exc
    except DBAPIError as exc:
        lost = exc.connection_invalidated or "closed" in str(exc.orig)  # whatever the driver calls that
        raise _unavailable(exc, otherwise=None if lost else damaged()) from exc
    except NoResultFound as exc:
        raise damaged() from exc


def _unavailable(exc: SQLAlchemyError, otherwise: CouldNotCheck | None = None) -> CouldNotCheck:
    message = str(getattr(exc, "orig", exc)).lower()
    if "locked" in message or "busy" in message or "lock timeout" in message:
        return CouldNotCheck(
            "register_locked",
            "登记簿正被另一个程序使用。没有改动任何内容，请稍后再试。",
            "The register is in use by another program. Nothing was changed; try again shortly.",
        )
    if "readonly" in message or "read-only" in message:
        return CouldNotCheck(
            "register_read_only",
            "登记簿不可写：磁盘只读、没有写权限，或上次中断后需要恢复。没有改动任何内容。请检查权限，或由工作人员运行 starmark recover。",
            "The register cannot be written: the disk is read-only, rights are missing, or an interrupted "
            "act needs recovery. "
            "Nothing was changed. Check the rights, or have staff run starmark recover.",
        )
    if "full" in message or "no space" in message:
        return CouldNotCheck(
            "disk_full",
            "磁盘已满，这次操作没有写入。请腾出空间后重做。",
            "The disk is full and this act was not written. Free some space and repeat it.",
        )
    if any(words in message for words in _DAMAGED):
        return damaged()
    return otherwise or CouldNotCheck(
        "register_unreachable",
        "打不开登记簿，没有改动任何内容。请检查数据库是否在运行、地址和权限是否正确。",
        "The register cannot be opened; nothing was changed. Check that the database runs, its address and its rights.",
    )
