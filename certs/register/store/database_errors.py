"""What the database says, as CouldNotCheck with words for people: locked, read-only, full, damaged, out of reach.

PostgreSQL speaks the language of its server, so that its SQLSTATE alone decides, and no word of its messages. SQLite
has one language, and words only for much of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, NoResultFound, OperationalError

from certs.errors import CouldNotCheck
from certs.register.store.stored_bytes import damaged


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database says into CouldNotCheck with words for people.

    A table that is gone, an index that contradicts itself, a row that is not there: whoever asked is not to blame. Nor
    is who wrote, where a constraint or a trigger refuses what the rules have allowed.
    """
    try:
        yield
    except DBAPIError as exc:
        raise _cause(exc) from exc
    except NoResultFound as exc:
        raise damaged() from exc


def refused_what_was_written() -> CouldNotCheck:
    """Return what is said where the database does not take, or does not keep, what the rules have allowed."""
    return CouldNotCheck(
        "register_damaged",
        "数据库不接受这次写入：表里的内容互相矛盾，或者有人加了约束、触发器。没有改动任何内容。请运行 starmark audit 查出是哪一处。",
        "The database does not take what was to be written: its tables contradict each other, or somebody has added a "
        "constraint or a trigger. Nothing was changed. Run starmark audit, which names the place.",
    )


def _locked() -> CouldNotCheck:
    return CouldNotCheck(
        "register_locked",
        "登记簿正被另一个程序使用。没有改动任何内容，请稍后再试。",
        "The register is in use by another program. Nothing was changed; try again shortly.",
    )


def _read_only() -> CouldNotCheck:
    return CouldNotCheck(
        "register_read_only",
        "登记簿不可写：磁盘只读、没有写权限、上次中断后需要恢复，或者地址指到了一个热备。没有改动任何内容。请检查权限和地址，或由工作人员运行 "
        "starmark recover。",
        "The register cannot be written: the disk is read-only, rights are missing, an interrupted act needs recovery, "
        "or its address leads to a standby. "
        "Nothing was changed. Check rights and address, or have staff run starmark recover.",
    )


def _full() -> CouldNotCheck:
    return CouldNotCheck(
        "disk_full",
        "磁盘已满，这次操作没有写入。请腾出空间后重做。",
        "The disk is full and this act was not written. Free some space and repeat it.",
    )


def _unreachable() -> CouldNotCheck:
    return CouldNotCheck(
        "register_unreachable",
        "打不开登记簿，没有改动任何内容。请检查数据库是否在运行、地址和权限是否正确。",
        "The register cannot be opened; nothing was changed. Check that the database runs, its address and its rights.",
    )


def _no_right() -> CouldNotCheck:
    return CouldNotCheck(
        "register_rights",
        "数据库的角色没有做这件事的权限，没有改动任何内容。办理用 starmark_staff，网站用 starmark_web：请检查 pg_service.conf 里的 user，"
        "权限由 deploy/postgresql.sql 给出。",
        "The database's role has no right to do this; nothing was changed. Staff act as starmark_staff, the website "
        "reads as starmark_web: check the user in pg_service.conf; deploy/postgresql.sql gives each its rights.",
    )


# By SQLSTATE or its class (PostgreSQL's manual, appendix A); any other state is damage.
_STATES: Final[dict[str, Callable[[], CouldNotCheck]]] = {
    "08": _unreachable,  # connection exception
    "23": refused_what_was_written,  # integrity constraint violation
    "25006": _read_only,  # read_only_sql_transaction
    "25P03": _unreachable,  # idle_in_transaction_session_timeout
    "25P04": _unreachable,  # transaction_timeout
    "27": refused_what_was_written,  # triggered data change violation
    "28": _unreachable,  # invalid authorization specification
    "3D": _unreachable,  # invalid catalog name: no such database
    "40": _locked,  # transaction rollback: serialization_failure, deadlock_detected
    "42501": _no_right,  # insufficient_privilege
    "44": refused_what_was_written,  # with check option violation
    "53": _unreachable,  # insufficient resources: too many connections, out of memory
    "53100": _full,  # disk_full
    "55006": _locked,  # object_in_use
    "55P03": _locked,  # lock_not_available
    "57": _unreachable,  # operator intervention: shutting down, starting up
    "57014": _locked,  # query_canceled: whoever waits for longer than statement_timeout
    "P0": refused_what_was_written,  # raised by somebody's function
}
# What SQLite says.
_SENTENCES: Final[tuple[tuple[str, Callable[[], CouldNotCheck]], ...]] = (
    ("locked", _locked),
    ("busy", _locked),
    ("readonly", _read_only),
    ("read-only", _read_only),
    ("full", _full),
    ("no space", _full),
    ("malformed", damaged),
    ("not a database", damaged),
    ("corrupt", damaged),
    ("vtable constructor failed", damaged),
    ("no such table", damaged),
    ("no such column", damaged),
)


def _cause(exc: DBAPIError) -> CouldNotCheck:
    state = getattr(exc.orig, "sqlstate", None)
    if state:
        return _STATES.get(state, _STATES.get(state[:2], damaged))()
    if isinstance(exc, IntegrityError):  # SQLite's constraints, and what its triggers raise
        return refused_what_was_written()
    out_of_reach = isinstance(exc, OperationalError | InterfaceError) or exc.connection_invalidated
    if hasattr(exc.orig, "sqlstate"):  # said on this side, by the driver of PostgreSQL
        return _unreachable() if out_of_reach else damaged()
    message = str(exc.orig).lower()
    by_words = next((cause for words, cause in _SENTENCES if words in message), None)
    if by_words is not None:
        return by_words()
    if getattr(exc.orig, "sqlite_errorname", "") == "SQLITE_ERROR":  # a view in place of a table, a trigger that fails
        return damaged()
    return _unreachable() if out_of_reach or "closed" in message else damaged()
