"""Making a register in a database that holds none: its tables, and what is looked for where COMMIT was not answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, inspect, select, text

from certs.errors import CouldNotCheck, Words
from certs.register.store import schema_revision
from certs.register.store.tables import EVENT

# Every order of a language puts small letters beside large ones and passes over signs; bytes do neither.
_IN_ORDER: Final = text("SELECT word FROM unnest(ARRAY['a', 'B', '-b', 'A', 'b', '一', '啊', '甲']) word ORDER BY word")


def make_tables(connection: Connection) -> None:
    """Make the tables, inside the caller's transaction.

    Raises CouldNotCheck: `register_exists` where they are there, `register_taken` where there are somebody else's,
    `register_encoding` where Chinese could not be kept, `register_collation` where texts would stand in another order.
    """
    if schema_revision.is_register(connection):
        raise CouldNotCheck(
            "register_exists", "那里已经有一个登记簿，没有改动它。", "There is a register already; it was not touched."
        )
    if inspect(connection).get_table_names():
        raise schema_revision.taken(connection)
    require_plain_texts(connection)
    schema_revision.upgrade(connection)


def require_plain_texts(connection: Connection) -> None:
    """Raise CouldNotCheck unless a database keeps every character and orders texts by their bytes, as SQLite does.

    The order of a language belongs to a library of the system. Where that is another on a standby, or after an
    upgrade, its indexes no longer fit, and what they have is not found.
    """
    if connection.dialect.name != "postgresql":
        return
    _require_unicode(connection)
    other = other_order(connection)
    if other:
        raise CouldNotCheck(
            "register_collation",
            f"这个数据库按语言（{other}）排文字的顺序，换一台主机、升级系统以后顺序可能不同，索引会漏掉内容，没有建立任何表。请建一个按字节排的："
            "CREATE DATABASE 名称 ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0。",
            f"This database puts texts into the order of a language ({other}), which may be another on another host or "
            "after an upgrade of the system, so that its indexes miss what they have; no table was made. Make one that "
            "orders by bytes: CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0.",
        )


def other_order(connection: Connection) -> str:
    """Return what a PostgreSQL database orders texts by where that is not their bytes; "" where it is."""
    given = [row.word for row in connection.execute(_IN_ORDER)]
    if given == sorted(given, key=str.encode):
        return ""
    # `daticulocale` is called `datlocale` from PostgreSQL 17 on
    asked = "coalesce(to_jsonb(d)->>'daticulocale', to_jsonb(d)->>'datlocale', d.datcollate)"
    query = f"SELECT {asked} FROM pg_database d WHERE d.datname = current_database()"  # noqa: S608 - our own words
    return str(connection.execute(text(query)).scalar_one())


def _require_unicode(connection: Connection) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise CouldNotCheck(
            "register_encoding",
            f"这个数据库的编码是 {encoding}，不是每个汉字都存得下，没有建立任何表。请建一个 UTF8 的数据库：CREATE DATABASE "
            "名称 ENCODING 'UTF8' TEMPLATE template0。",
            f"This database's encoding is {encoding}, which cannot hold every character; no table was made. Make one "
            "in UTF8: CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0.",
        )


@dataclass(frozen=True, slots=True)
class NewRegister:
    """What making a register leaves behind, empty or as a copy of one with `size` entries."""

    size: int = 0

    def is_there(self, connection: Connection) -> bool:
        """Tell whether there is a register with so many entries."""
        if schema_revision.revision_of(connection) is None:
            return False
        return connection.execute(select(func.count()).select_from(EVENT)).scalar_one() == self.size

    def is_whole(self, connection: Connection) -> bool:
        """Tell the same: there is nothing else that belongs to it."""
        return self.is_there(connection)

    def next_step(self) -> Words:
        """Send people to the same command, which says whether there is a register now."""
        return Words(
            "数据库恢复后把同一命令再运行一次；若它说那里已经有登记簿，就是已经写入：先清空那个数据库，再运行一次。",
            "Once the database is back, run the same command again. If it says that there is a register already, this "
            "was written: empty that database, then run it once more.",
        )
