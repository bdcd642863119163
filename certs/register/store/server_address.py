"""How a PostgreSQL server is reached: no password in its address, nothing in the clear, no waiting without end.

`starmark.toml` is read by many and copied into backups: a password belongs into the files that PostgreSQL's own library
reads (PGPASSFILE, pg_service.conf). What a session says is seen by the network that it crosses: TLS is asked for
wherever the server is not on the same machine. A server whose processes stand still takes in what it is asked and never
answers, and no setting of its own or of the network notices: only whoever asks can stop waiting.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import ArgumentError

from certs.errors import CouldNotCheck, Misuse


def server_url(url: str) -> URL:
    """Return the address as SQLAlchemy and psycopg 3 take it. Raises Misuse: `register_url`, `register_password`."""
    malformed = Misuse(
        "register_url",
        "登记簿地址写得不对。应形如 sqlite:///路径 或 postgresql://主机/库名。",
        "The register's address is malformed. Write sqlite:///path or postgresql://host/name.",
    )
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as exc:  # a port that is no number is a ValueError
        raise malformed from exc
    if parsed.get_backend_name() != "postgresql":
        raise malformed
    if parsed.password is not None or "password" in parsed.query:
        raise Misuse(
            "register_password",
            "数据库地址里写了密码。设置文件很多人能读，也会进备份，所以不接受。请去掉密码，把它写进 PostgreSQL 自己的密码文件："
            "~/.pgpass（权限 0600，一行 主机:端口:库名:用户:密码），或环境变量 PGPASSFILE 指向的文件；也可以用 pg_service.conf，"
            "地址写成 postgresql:///?service=名称。",
            "There is a password in the database's address. Many can read the settings, and backups hold them, so it "
            "is not taken. Take it out and put it where PostgreSQL itself looks: ~/.pgpass (rights 0600, one line "
            "host:port:database:user:password), or the file that PGPASSFILE names; or use pg_service.conf and write "
            "postgresql:///?service=NAME.",
        )
    return parsed.set(drivername="postgresql+psycopg")


def require_private(connection: Any) -> None:
    """Look at a new session of psycopg. Raises CouldNotCheck `register_tls` where a network could read along."""
    information = connection.info
    if not is_private(information.host, information.hostaddr, tls=connection.pgconn.ssl_in_use):
        raise CouldNotCheck(
            "register_tls",
            f"数据库在另一台机器上（{information.host}），连接却没有加密：途中的人能看到内容，也能改。没有办理任何事。请在数据库打开 ssl，"
            "并在地址后面写 ?sslmode=verify-full&sslrootcert=证书文件。",
            f"The database is on another machine ({information.host}) and the connection is not encrypted: whoever is "
            "in between can read it and change it. Nothing was done. Switch ssl on in the database and write "
            "?sslmode=verify-full&sslrootcert=FILE after the address.",
        )


def is_private(host: str, address: str, *, tls: bool) -> bool:
    """Tell whether nobody else hears a session: it is encrypted, or goes through a socket or the machine's own loop.

    `host` is a name, an address, or the folder of a socket; `address` the numeric one, where the library tells it.
    """
    if tls or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(address or host).is_loopback
    except ValueError:
        return False


def wait_at_most(engine: Engine, seconds: float) -> None:
    """Give up a session whose server has not answered a question in this time, as if it had been cut off."""
    import psycopg  # who keeps the register in SQLite need not load it

    class Impatient(psycopg.Connection[Any]):
        """A session that is not waited for without end."""

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except psycopg.errors._WaitTimeout as error:  # noqa: SLF001 # the version is pinned, a test stops a server
                self.pgconn.finish()  # an answer that comes yet would be taken for that to the next question
                message = f"no answer in {seconds} seconds"
                raise psycopg.OperationalError(message) from error

    @event.listens_for(engine, "do_connect")
    def _connected(_: object, __: object, arguments: Any, settings: Any) -> Any:
        return Impatient.connect(*arguments, **settings)
