"""What the database says, as CouldNotCheck with words for people: locked, read-only, full, damaged, out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from certs.errors import CouldNotCheck


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database says into CouldNotCheck with words for people. Bugs in our SQL still crash."""
    try:
        yield
    except (OperationalError, InterfaceError) as exc:
        raise _unavailable(exc) from exc
    except DatabaseError as exc:
        cause = str(exc.orig)
        if "malformed" in cause or "not a database" in cause or "read-only" in cause or "closed database" in cause:
            raise _unavailable(exc) from exc
        raise _cut_off(exc) from exc
    except DBAPIError as exc:
        raise _cut_off(exc) from exc


def _cut_off(exc: DBAPIError) -> Exception:
    """Return what a lost connection comes to, whatever the driver calls it; any other error is a bug and stays one."""
    return _unavailable(exc) if exc.connection_invalidated else exc


def _unavailable(exc: SQLAlchemyError) -> CouldNotCheck:
    message = str(getattr(exc, "orig", exc)).lower()
    if "locked" in message or "busy" in message:
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
    if "malformed" in message or "not a database" in message:
        return CouldNotCheck(
            "register_damaged",
            "登记簿文件已损坏，不能据此回答。请运行 starmark recover，必要时从备份恢复。",
            "The register file is damaged and cannot answer. Run starmark recover, or restore a backup.",
        )
    return CouldNotCheck(
        "register_unreachable",
        "打不开登记簿，没有改动任何内容。请检查数据库是否在运行、地址和权限是否正确。",
        "The register cannot be opened; nothing was changed. Check that the database runs, its address and its rights.",
    )
