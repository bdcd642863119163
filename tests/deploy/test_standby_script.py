"""The standby of a container: it copies its primary whole the first time, follows it, and goes on from what it has."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests import postgres
from tests.instances import ROOT
from tests.postgres import PostgresServer

SCRIPT: Final = ROOT / "deploy" / "postgresql" / "standby.sh"


@pytest.fixture(scope="module")
def primary() -> Iterator[PostgresServer]:
    with postgres.running() as server:
        yield server


@contextmanager
def started(folder: Path, prefix: list[str], primary: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the script as the container does."""
    binaries = postgres.find_binaries(postgres.BINARIES)
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*prefix, "bash", str(SCRIPT), "-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"],
            env={
                "PATH": f"{binaries}:{os.environ['PATH']}",
                "PGDATA": str(folder / "copy"),
                "PRIMARY": primary,
                "LC_ALL": "C.UTF-8",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def asked(folder: Path, question: str, until: object) -> None:
    """Ask a server until it says what is expected; it fails with what it said last."""
    deadline, said = time.monotonic() + 60, object()
    while said != until:
        assert time.monotonic() < deadline, (said, (folder / "log").read_text("utf-8"))
        try:
            with psycopg.connect(host=str(folder), user="starmark", dbname="postgres", autocommit=True) as session:
                said = session.execute(question).fetchone()
        except psycopg.Error as error:
            said = str(error)
        time.sleep(0.05)


def written(primary: PostgresServer, statement: str) -> None:
    with psycopg.connect(host=str(primary.folder), user="starmark", dbname="postgres", autocommit=True) as session:
        session.execute(statement)


def test_it_copies_once_follows_and_goes_on_from_what_it_has(primary: PostgresServer) -> None:
    written(primary, "CREATE TABLE said AS SELECT 1 AS n")
    with postgres.folder_of_its_own() as (folder, prefix):
        (folder / "copy.unfinished").mkdir(mode=0o777)  # of a copy that was broken off
        (folder / "copy.unfinished" / "PG_VERSION").write_text("15")
        if prefix:
            user = folder.stat()
            os.chown(folder / "copy.unfinished", user.st_uid, user.st_gid)
        address = f"host={primary.folder} user=starmark"
        with started(folder, prefix, address):
            asked(folder, "SELECT pg_is_in_recovery(), count(*) FROM said", (True, 1))
            written(primary, "INSERT INTO said VALUES (2)")
            asked(folder, "SELECT count(*) FROM said", (2,))
        made = (folder / "copy" / "PG_VERSION").stat().st_ino
        written(primary, "INSERT INTO said VALUES (3)")
        with started(folder, prefix, address):
            asked(folder, "SELECT count(*) FROM said", (3,))
            written_here = (folder / "copy" / "PG_VERSION").stat().st_ino
            asked(folder, "SELECT pg_promote()", (True,))
        with started(folder, prefix, address):  # what was promoted stays so
            asked(folder, "SELECT pg_is_in_recovery()", (False,))
        assert made == written_here
        assert not (folder / "copy.unfinished").exists()


def test_a_primary_that_cannot_be_reached_leaves_nothing_that_passes_for_a_copy() -> None:
    with postgres.folder_of_its_own() as (folder, prefix):
        with started(folder, prefix, f"host={folder} user=starmark connect_timeout=2") as process:
            assert process.wait(60) != 0
        assert "connection to server" in (folder / "log").read_text("utf-8")
        assert not (folder / "copy").exists()
