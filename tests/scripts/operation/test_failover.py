"""The primary is lost, and the standby that takes its place never got the last act: nobody goes on from there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from certs.days import beijing_day
from certs.instance.folder import open_instance
from certs.instance.settings_text import with_url
from tests import instances, postgres
from tests.instances import Staff
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres
UNTIL: Final = str(beijing_day(datetime.now(UTC)) + timedelta(days=30))


def sql(server: PostgresServer, statement: str) -> None:
    with psycopg.connect(host=str(server.folder), user="starmark", dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def point_at(staff: Staff, url: str) -> None:
    """Write another address of the register, as an administrator would in `pg_service.conf`."""
    settings = staff.home / "starmark.toml"
    settings.write_bytes(with_url(settings.read_bytes(), "register", url))


def test_a_promoted_standby_without_the_last_act_is_not_gone_on_with(tmp_path: Path) -> None:
    with postgres.running() as primary:
        staff = instances.made(tmp_path, "--register", primary.fresh())
        instances.seal_cheaply(staff.home)
        url = open_instance(staff.home).register_url
        name = primary.name(url)
        staff.issue(instances.certificate_file(tmp_path, 1))
        with postgres.standby(primary) as standby:  # the line to it is cut: it hears of nothing more
            staff.issue(instances.certificate_file(tmp_path, 2))
            primary.stop()
            assert _code(staff.run("issue", *_third(tmp_path, staff), code=2)) == "register_unreachable"
            sql(standby, "SELECT pg_promote(true, 30)")
            point_at(staff, standby.url(name))
            assert _code(staff.run("issue", *_third(tmp_path, staff), code=1)) == "log_behind"
            # what is missing comes from the public log, into a database of its own
            staff.run("backup", tmp_path / "behind.tar", "--json")
            anew = Staff(tmp_path / "anew", staff.passphrase_file)
            empty = standby.fresh()
            anew.run(
                "restore-backup",
                tmp_path / "behind.tar",
                "--log",
                staff.home / "public",
                "--register-url",
                empty,
                "--json",
            )
            assert [number[-3:] for number in anew.issue(instances.certificate_file(tmp_path, 3))] == ["R0M"]
            root = staff.home / "root-key-MOVE-ME-OFF-THIS-HOST" / "root-1.pem"
            anew.run("caught-up", "7-7", "--root-key", root, "--root-passphrase-file", staff.passphrase_file)
            audited = json.loads(anew.run("audit", "--json"))
            assert audited["differences"] == []


def test_with_two_primaries_nobody_acts_until_one_is_gone(tmp_path: Path) -> None:
    with postgres.running() as primary:
        staff = instances.made(tmp_path, "--register", primary.fresh())
        instances.seal_cheaply(staff.home)
        name = primary.name(open_instance(staff.home).register_url)
        staff.issue(instances.certificate_file(tmp_path, 1))
        with postgres.standby(primary, following=True) as standby:
            settings = staff.home / "starmark.toml"
            told = settings.read_text("utf-8")
            settings.write_text(
                told.replace("[register]\n", f'[register]\nreplicas = ["{standby.url(name)}"]\n'), "utf-8"
            )
            staff.issue(instances.certificate_file(tmp_path, 2))
            sql(standby, "SELECT pg_promote(true, 30)")
            passphrase = ("--passphrase-file", staff.passphrase_file, "--json")
            acts = (
                ("issue", instances.certificate_file(tmp_path, 3)),
                ("suspend", instances.number(1), "--reason", "complaint", "--by", "clerk-01", "--until", UNTIL),
                ("publish",),
            )
            before = _sizes(primary, standby, name)
            for act in acts:
                assert _code(staff.run(*act, *passphrase, code=2)) == "two_primaries", act
            assert _sizes(primary, standby, name) == before
            point_at(staff, standby.url(name))  # it stands in both places now, and the old primary is gone
            primary.stop()
            assert [number[-3:] for number in staff.issue(instances.certificate_file(tmp_path, 3))] == ["R0M"]
            assert json.loads(staff.run("audit", "--json"))["differences"] == []


def _sizes(*servers_and_name: Any) -> list[tuple[int, int]]:
    """Return how many entries and heads the register has on each server."""
    *servers, name = servers_and_name
    found = []
    for server in servers:
        with psycopg.connect(host=str(server.folder), user="starmark", dbname=name) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM checkpoint)"
            ).fetchone()
            assert row is not None
            found.append((int(row[0]), int(row[1])))
    return found


def test_where_there_are_two_primaries_nothing_is_done(tmp_path: Path) -> None:
    with postgres.running() as primary, postgres.standby(primary, following=True) as standby:
        staff = instances.made(tmp_path, "--register", primary.fresh())
        instances.seal_cheaply(staff.home)
        name = primary.name(open_instance(staff.home).register_url)
        settings = staff.home / "starmark.toml"
        text = settings.read_text(encoding="utf-8")
        with_replicas = f'[register]\nreplicas = ["{standby.url(name)}", "{primary.url(name)}"]'
        settings.write_text(text.replace("[register]", with_replicas), encoding="utf-8")
        staff.issue(instances.certificate_file(tmp_path, 1))  # a standby, and the primary under another name
        sql(standby, "SELECT pg_promote(true, 30)")
        assert _code(staff.run("issue", *_third(tmp_path, staff), code=2)) == "two_primaries"
        assert json.loads(staff.run("recover", "--json"))["entries"] == 7
        standby.stop()  # the other one is switched off
        assert staff.issue(instances.certificate_file(tmp_path, 3)) == [instances.number(2)]


def _third(folder: Path, staff: Staff) -> list[str | Path]:
    return [instances.certificate_file(folder, 3), "--passphrase-file", staff.passphrase_file, "--json"]


def _code(said: str) -> str:
    return str(json.loads(said)["error"]["code"])
