"""A primary and two standbys that follow it, for staff and web as the page on deployments sets them up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from tests import instances, postgres
from tests.instances import Staff
from tests.postgres import PostgresServer

SERVICES: Final = ("primary", "replica-1", "replica-2")
DATABASE: Final = "starmark_0"
WAIT: Final = 60  # seconds for whatever a server is waited for
_ANYBODY: Final = "ANY 1 (*)"


def sql(server: PostgresServer, statement: str, database: str = "postgres") -> Any:
    """Ask a server something as its administrator, and return the first row."""
    with psycopg.connect(host=str(server.folder), user="starmark", dbname=database, autocommit=True) as connection:
        done = connection.execute(statement.encode())
        return done.fetchone() if done.description else None


def entries(server: PostgresServer) -> int:
    """Count the entries that the register has on a server."""
    return int(sql(server, "SELECT count(*) FROM event", DATABASE)[0])


def wait_for(what: str, server: PostgresServer) -> None:
    """Wait until a server answers a question with yes."""
    until = time.monotonic() + WAIT
    while not sql(server, f"SELECT {what}")[0]:
        assert time.monotonic() < until, what
        time.sleep(0.02)


@contextmanager
def held_up(server: PostgresServer) -> Iterator[None]:
    """Let nobody sign a new head: an act that has written all else waits with it in the middle of its transaction."""
    with closing(psycopg.connect(host=str(server.folder), user="starmark", dbname=DATABASE)) as connection:
        connection.execute("LOCK TABLE checkpoint IN EXCLUSIVE MODE")
        yield


@dataclass
class Servers:
    """The servers, the primary first, and the file of services that says which is which: a failover changes that."""

    file: Path
    all: list[PostgresServer]

    @property
    def primary(self) -> PostgresServer:
        """The server that is written to."""
        return self.all[0]

    def write(self, *servers: PostgresServer) -> None:
        """Say under which name each is reached from now on."""
        self.all = list(servers)
        said = (
            f"[{name}]\nhost={server.folder}\ndbname={DATABASE}\nuser=starmark\n"
            for name, server in zip(SERVICES, servers, strict=False)
        )
        anew = self.file.with_suffix(".new")
        anew.write_text("\n".join(said), encoding="utf-8")
        anew.replace(self.file)

    def commit_on(self, standbys: str) -> None:
        """Have every act reach standbys before it is told as done (`synchronous_standby_names`)."""
        sql(self.primary, f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
        sql(self.primary, "SELECT pg_reload_conf()")
        wait_for(f"current_setting('synchronous_standby_names') = '{standbys}'", self.primary)

    def fail_over(self) -> None:
        """Promote the standby that has received most, have the other follow it, and write down which is which now."""
        lost, *standbys = self.all
        most, other = sorted(standbys, key=_received, reverse=True)
        self.promote(most)
        sql(other, f"ALTER SYSTEM SET primary_conninfo = 'host={most.folder} user=starmark'")
        sql(other, "SELECT pg_reload_conf()")
        self.write(most, other, lost)
        wait_for("count(*) > 0 FROM pg_stat_replication", most)
        self.commit_on(_ANYBODY)

    @staticmethod
    def promote(standby: PostgresServer) -> None:
        """Make a primary of a standby."""
        assert sql(standby, f"SELECT pg_promote(true, {WAIT})")[0]


def _received(server: PostgresServer) -> int:
    return int(sql(server, "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')")[0])


@contextmanager
def three(folder: Path) -> Iterator[tuple[Servers, Staff]]:
    """Start the three, with an instance in them whose acts reach a standby before they are told as done.

    The services are found by `PGSERVICEFILE`, which the caller sets to `pg_service.conf` in the folder.
    """
    own = {"synchronous_commit": "remote_apply"}
    with (
        postgres.running(**own) as primary,
        postgres.standby(primary, following=True, **own) as first,
        postgres.standby(primary, following=True, **own) as second,
    ):
        servers = Servers(folder / "pg_service.conf", [primary, first, second])
        assert primary.name(primary.fresh()) == DATABASE
        servers.write(*servers.all)
        servers.commit_on(_ANYBODY)
        staff = instances.made(folder, "--register", f"postgresql:///?service={SERVICES[0]}")
        name_replicas(staff, *SERVICES[1:])
        yield servers, staff


def name_replicas(staff: Staff, *services: str) -> None:
    """Write which standbys are read, in place of those of before."""
    settings = staff.home / "starmark.toml"
    lines = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("replicas =")]
    named = ", ".join(f'"postgresql:///?service={service}"' for service in services)
    lines.insert(lines.index("[register]") + 1, f"replicas = [{named}]")
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
