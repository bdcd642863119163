"""Where the casework lies (`[casework]` of the settings): a PostgreSQL database of its own, never the register's.

The web reads the settings file and the register. So it must learn no password of the casework from the one, and find
none of it in the other (decision 0052).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from certs.instance.toml_tables import FieldTables, field_error

_FIELD: Final = "casework.url"
_SCHEMES: Final = frozenset({"postgresql", "postgresql+psycopg"})
_HERE: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
_PORT: Final = 5432


def read(table: FieldTables, register_url: str) -> str:
    """Read the address, and note what is wrong in it; "" means the SQLite file in the instance."""
    url = table.text("casework", "url", default="")
    try:
        address = urlsplit(url)
        database = _database(address)
    except ValueError:  # a port that is no number, a bracket that is not closed
        address, database = SplitResult("", "", "", "", ""), ("", _PORT, "")
    if not url:
        return ""
    if address.scheme not in _SCHEMES or not database[2]:
        zh = "应形如 postgresql://主机/库名，或 postgresql:///?service=名称。"
        en = "It looks like postgresql://host/name or postgresql:///?service=NAME."
        table.errors.append(field_error(_FIELD, _shown(url, address), "format", zh, en))
    elif address.password is not None or "password" in parse_qs(address.query):
        zh = "不写密码：网站也读这个文件。请把密码写进工作人员账户的 ~/.pgpass（权限 0600）。"
        en = "No password here: the website reads this file too. Keep it in ~/.pgpass of the staff (rights 0600)."
        table.errors.append(field_error(_FIELD, _shown(url, address), "format", zh, en))
    elif database == _register(register_url):
        zh, en = (
            "这是登记簿的数据库，网站读得到；案件要有自己的数据库，请另建一个。",
            "This is the register's database, which the website reads; the casework has one of its own: make another.",
        )
        table.errors.append(field_error(_FIELD, url, "conflict", zh, en))
    return url


def _register(url: str) -> tuple[str, int, str] | None:
    try:
        address = urlsplit(url)
        return _database(address) if address.scheme in _SCHEMES else None
    except ValueError:
        return None


def _database(address: SplitResult) -> tuple[str, int, str]:
    """Return host, port and name of a database, however they are written, or its service. Raises ValueError."""
    query = parse_qs(address.query)
    if "service" in query:
        return "service", 0, query["service"][-1]
    host = (query.get("host") or [address.hostname or ""])[-1].lower()
    port = int((query.get("port") or [str(address.port or _PORT)])[-1])
    name = (query.get("dbname") or [unquote(address.path.removeprefix("/"))])[-1]
    return "" if host in _HERE else host, port, name


def _shown(url: str, address: SplitResult) -> str:
    """Return the address as it may be shown: without the password."""
    hidden = url.replace(f":{address.password}@", ":…@") if address.password else url
    return hidden.partition("?")[0]
