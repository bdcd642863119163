"""The example of roles: staff can do all that they must, the website can only read, nobody else gets in."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests import instances
from tests.instances import ROOT, Staff
from tests.postgres import BINARIES, PostgresServer, find_binaries

pytestmark = pytest.mark.postgres
URL = "postgresql:///?service=starmark"  # the same line for both: each account's own file says who it is


@pytest.fixture
def account(
    postgres_server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Make the databases and roles; yield what makes this process one of the accounts."""
    script = ["-v", "ON_ERROR_STOP=1", "-q", "-d", "postgres", "-f", str(ROOT / "deploy" / "postgresql.sql")]
    psql = [str(find_binaries(BINARIES) / "psql"), "-h", str(postgres_server.folder), "-U", "starmark", *script]
    done = subprocess.run(psql, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

    def become(role: str) -> None:
        service = tmp_path / f"{role}.conf"
        service.write_text(f"[starmark]\nhost={postgres_server.folder}\ndbname=starmark\nuser={role}\n")
        monkeypatch.setenv("PGSERVICEFILE", str(service))

    yield become
    with administrator(postgres_server) as connection:
        for name in ("starmark", "starmark_casework"):
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        for name in ("starmark_staff", "starmark_web"):
            connection.execute(f"DROP ROLE {name}".encode())


def administrator(server: PostgresServer) -> psycopg.Connection:
    return psycopg.connect(host=str(server.folder), user="starmark", dbname="postgres", autocommit=True)


def as_role(server: PostgresServer, role: str, database: str, statement: str) -> str:
    """Run a statement and return its SQLSTATE, "" where it is allowed."""
    try:
        with psycopg.connect(host=str(server.folder), user=role, dbname=database) as connection:
            connection.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate or "refused"
    return ""


def test_staff_act_and_the_website_only_reads(
    account: Callable[[str], None], postgres_server: PostgresServer, tmp_path: Path
) -> None:
    account("starmark_staff")
    staff: Staff = instances.made(tmp_path, "--register", URL)
    number = staff.issue(instances.certificate_file(tmp_path, 1))[0]
    assert "password" not in (staff.home / "starmark.toml").read_text(encoding="utf-8")
    as_web = postgres_server.url("starmark", "starmark_web")
    audited = json.loads(staff.run("audit", "--as-role", as_web, "--json"))
    assert audited["differences"] == []
    assert "event" in audited["as_role"]["tables"]
    account("starmark_web")
    with instances.served(staff.home) as address, urllib.request.urlopen(f"{address}/c/{number}.json") as answer:
        assert answer.status == 200
    for statement in (
        "DELETE FROM event",
        "INSERT INTO event SELECT * FROM event",
        "UPDATE certificate SET level = ''",
        "TRUNCATE event",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
    ):
        assert as_role(postgres_server, "starmark_web", "starmark", statement) == "42501", statement
    assert as_role(postgres_server, "starmark_web", "starmark", "SELECT * FROM event") == ""
    assert as_role(postgres_server, "starmark_web", "starmark_casework", "SELECT 1") == "refused"
    assert as_role(postgres_server, "starmark_staff", "starmark_casework", "CREATE TABLE cases (id int)") == ""
    with administrator(postgres_server) as connection:
        connection.execute("CREATE ROLE a_stranger LOGIN")
    try:
        assert as_role(postgres_server, "a_stranger", "starmark", "SELECT 1") == "refused"
    finally:
        with administrator(postgres_server) as connection:
            connection.execute("DROP ROLE a_stranger")
