"""Auditing the database itself: its schema number, and every object in it, as a freshly migrated register has them.

Whoever owns a database can make the web see another register than the log without changing a row: by a view, a rule, a
trigger, row security, a function of the same name. On SQLite the schema is compared with that of the rebuilt register,
on PostgreSQL with a description that a test holds against a fresh migration.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from certs.audit import postgresql_catalogue, readable_parts
from certs.audit.differences import Difference, Findings
from certs.errors import StarmarkError, Words
from certs.register.store import new_register, schema_revision

_SAID: Final = frozenset({"grant", "owner", "setting"})  # not made of anything: the name tells all


def audit_catalogue(findings: Findings, expected: Connection, register: Connection, *, pages: bool = True) -> None:
    """Compare the database that holds the register with a fresh one. `expected` is the rebuilt register, on SQLite.

    With `pages` SQLite goes over its whole file, which takes as long as reading it.
    """
    with readable_parts.named(findings, register, "alembic_version"):
        _revision(findings, register)
    with readable_parts.named(findings, register, "register.db"):
        if register.dialect.name == "sqlite":
            if pages:
                _pages(findings, register)
            _sqlite(findings, expected, register)
        else:
            _postgresql(findings, register)


def _revision(findings: Findings, register: Connection) -> None:
    revisions = [str(one) for one in register.execute(text("SELECT version_num FROM alembic_version")).scalars()]
    if revisions == [schema_revision.newest()]:
        return
    if len(revisions) == 1:
        try:
            schema_revision.check(register)
        except StarmarkError as error:
            if error.code not in {"schema_newer", "register_taken"}:
                raise
    findings.changed("alembic_version", "", "version_num", schema_revision.newest(), ", ".join(revisions))


_OBJECTS: Final = text("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
_STATISTICS: Final = frozenset({("table", "sqlite_stat1"), ("table", "sqlite_stat4")})  # what ANALYZE leaves


def _pages(findings: Findings, register: Connection) -> None:
    for line in register.exec_driver_sql("PRAGMA integrity_check(20)").scalars():
        if line != "ok":
            findings.unreadable("register.db", "", line)


def _sqlite(findings: Findings, expected: Connection, register: Connection) -> None:
    wanted = {(row[0], row[1]): tuple(row[2:]) for row in expected.execute(_OBJECTS)}
    objects = {(row[0], row[1]): tuple(row[2:]) for row in register.execute(_OBJECTS)}
    for kind, name in sorted(wanted.keys() - objects.keys()):
        findings.missing("sqlite_master", f"{kind} {name}")
    for kind, name in sorted(objects.keys() - wanted.keys() - _STATISTICS):
        findings.surplus("sqlite_master", f"{kind} {name}")
    for kind, name in sorted(wanted.keys() & objects.keys()):
        for field, mine, other in zip(("tbl_name", "sql"), wanted[kind, name], objects[kind, name], strict=True):
            if mine != other:
                findings.changed("sqlite_master", f"{kind} {name}", field, mine, other)
    for name, wanted_value in (("application_id", 0), ("user_version", 0)):  # nobody here sets these
        setting = register.exec_driver_sql(f"PRAGMA {name}").scalar()
        if setting != wanted_value:
            findings.changed("register.db", "", name, wanted_value, setting)
    last = register.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'name'").scalar()
    _ids(findings, register, "sqlite_sequence", last)


def _ids(findings: Findings, register: Connection, where: str, last: object) -> None:
    """The ids of the search index go on after the last one: else the next act would meet one that is taken."""
    most = register.exec_driver_sql("SELECT max(id) FROM name").scalar()
    if most is not None and (not isinstance(last, int) or last < most):
        findings.changed(where, "name=name", "seq", most, last)


def _postgresql(findings: Findings, register: Connection) -> None:
    wanted = {(item.kind, item.name): item for item in postgresql_catalogue.fresh()}
    items = {(item.kind, item.name): item for item in postgresql_catalogue.describe(register)}
    harmless = []
    for key in sorted(items.keys() - wanted.keys()):
        item = items[key]
        if item.kind == "setting" and item.name.partition(" ")[0] in postgresql_catalogue.HARMLESS:
            harmless.append(item.name)
        elif not any((kind, item.parent) in items.keys() - wanted.keys() for kind in _TABLES):
            _surplus(findings, item)
    for key in sorted(wanted.keys() - items.keys()):
        if not any((kind, wanted[key].parent) in wanted.keys() - items.keys() for kind in _TABLES):
            findings.missing("pg_catalog", wanted[key].row)
    for key in sorted(wanted.keys() & items.keys()):
        if wanted[key].definition != items[key].definition:
            findings.changed("pg_catalog", items[key].row, "", wanted[key].definition, items[key].definition)
    if ("sequence", "name_id_seq") in items:
        last = register.exec_driver_sql("SELECT last_value FROM name_id_seq").scalar()
        _ids(findings, register, "name_id_seq", last)
    _tell(findings, harmless, postgresql_catalogue.elsewhere(register))
    _tell_order(findings, new_register.other_order(register))


def _tell_order(findings: Findings, order: str) -> None:
    """Name the order of a language: a register that an older program made may have it, and nobody has altered it."""
    if order:
        findings.note(
            f"这个数据库按语言（{order}）排文字的顺序：换一台主机、升级系统以后，索引可能漏掉内容。请建一个 LOCALE 'C.UTF-8' 的数据库，用 "
            "starmark move 搬过去。",
            f"This database puts texts into the order of a language ({order}): on another host, or after an upgrade of "
            "the system, its indexes may miss what they have. Make a database with LOCALE 'C.UTF-8' and go there with "
            "starmark move.",
        )


_TABLES: Final = ("table", "partitioned table", "foreign table", "view", "materialized view")


def _surplus(findings: Findings, item: postgresql_catalogue.Item) -> None:
    """Name an object that a fresh register has not; of what was said about one, also what was said."""
    if item.kind not in _SAID or not item.definition:
        findings.surplus("pg_catalog", item.row)
        return
    words = Words(
        f"这里有（{item.definition}），新建的登记簿没有。", f"It is here ({item.definition}); a new register has none."
    )
    findings.add(Difference("pg_catalog", item.row, "", "extra", words))


def _tell(findings: Findings, harmless: list[str], elsewhere: list[str]) -> None:
    if harmless:
        findings.note(
            f"数据库里有管理员的设置，不影响回答：{'、'.join(harmless)}。",
            f"Administrators have set, without effect on answers: {', '.join(harmless)}.",
        )
    if elsewhere:
        findings.note(
            f"数据库里另有与登记簿无关的模式，没有检查其中的内容：{'、'.join(elsewhere)}。",
            f"The database has other schemas, which nobody's search path leads to; they were not looked into: "
            f"{', '.join(elsewhere)}.",
        )
