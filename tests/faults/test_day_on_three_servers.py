"""A day at the largest deployment: a primary and two standbys, people asking all day, and the primary lost at noon.

A batch is issued, one certificate suspended, the primary killed in the middle of an act, a standby promoted and the
other made to follow it, one certificate revoked, one restored, and the whole brought back from its backup. All the
while visitors ask the website, which reads the standbys: no answer may be wrong, and where none can be given it says
so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from certs.days import beijing_day
from scripts.demo.demo_firms import sample_uscc
from tests import instances, postgres
from tests.certificate.sample_inputs import Book
from tests.instances import DECIDED, ROOT, Staff
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres
SERVICES: Final = ("primary", "replica-1", "replica-2")
DATABASE: Final = "starmark_0"
VISITORS: Final = 3
WAIT: Final = 60


def sql(server: PostgresServer, statement: str) -> Any:
    with psycopg.connect(host=str(server.folder), user="starmark", dbname="postgres", autocommit=True) as connection:
        done = connection.execute(statement.encode())
        return done.fetchone() if done.description else None


@dataclass
class Servers:
    """The three servers, and the file of services that says which of them is which: only that changes in a failover."""

    file: Path
    all: list[PostgresServer]

    def write(self, *servers: PostgresServer) -> None:
        said = (
            f"[{name}]\nhost={server.folder}\ndbname={DATABASE}\nuser=starmark\n"
            for name, server in zip(SERVICES, servers, strict=True)
        )
        anew = self.file.with_suffix(".new")
        anew.write_text("\n".join(said), encoding="utf-8")
        anew.replace(self.file)

    def commit_on_a_standby_too(self, primary: PostgresServer) -> None:
        """Have every act reach a standby before it is told as done, as the page on deployments has it."""
        sql(primary, "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
        sql(primary, "SELECT pg_reload_conf()")

    def fail_over(self) -> None:
        """Promote the first standby, have the other follow it, and write down which is which now."""
        lost, first, second = self.all
        sql(first, "SELECT pg_promote(true, 60)")
        sql(second, f"ALTER SYSTEM SET primary_conninfo = 'host={first.folder} user=starmark'")
        sql(second, "SELECT pg_reload_conf()")
        self.commit_on_a_standby_too(first)
        self.write(first, second, lost)


@dataclass
class Visitors:
    """People who ask all day. `known` is what each certificate must be told to be since the act that made it so."""

    url: str
    known: dict[str, str] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def asking(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(VISITORS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()

    def _ask(self, turn: int) -> None:
        while not self._ended.is_set():
            turn += 1
            numbers = sorted(self.known)
            number = numbers[turn * 7 % len(numbers)]
            before = self.known[number]
            status, answer = asked(f"{self.url}/api/v1/certificates/{number}")
            told = str(answer.get("status", "")) if status == 200 else f"{status} {answer.get('code', '')}"
            self.given[told] += 1
            if told not in (before, self.known[number]) and not told.startswith("503 "):
                self.wrong.append(f"{number}: {told}, not {before}")
            time.sleep(0.1)


def asked(url: str) -> tuple[int, dict[str, Any]]:
    """Ask once and return the status and the JSON: 500 for a 503 that does not say when to ask again."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        later = error.code != 503 or "Retry-After" in error.headers
        return error.code if later else 500, json.loads(error.read())


def sheet(folder: Path, name: str, first: int, count: int) -> Path:
    """Write a batch as staff would: one workbook, each row a firm of its own."""
    book = Book(count)
    for n in range(count):
        book.fill("证书", n + 3, name=f"样例{first + n}号电器有限公司", uscc=sample_uscc(first + n))
    file = folder / name
    file.write_bytes(book.data())
    return file


@dataclass
class Day:
    """The desk of the day, and how long each step took in seconds."""

    staff: Staff
    seconds: dict[str, float] = field(default_factory=dict)

    def act(self, step: str, *arguments: str | Path) -> dict[str, Any]:
        start = time.monotonic()
        said = self.staff.act(*arguments)
        self.seconds[step] = time.monotonic() - start
        return said

    def begun(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Begin an act and do not wait for it."""
        typed = [*map(str, arguments), "--passphrase-file", str(self.staff.passphrase_file), "--json"]
        command = [sys.executable, "-m", "scripts", "--home", str(self.staff.home), *typed]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


def waiting(server: PostgresServer) -> bool:
    """Whether somebody is writing an act into the register of this server."""
    found = sql(
        server, f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{DATABASE}' AND backend_xid IS NOT NULL"
    )
    return bool(found[0])


def play(folder: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> tuple[Day, Visitors]:
    """Play the day with a batch of `count`, and return its figures."""
    own = {"synchronous_commit": "remote_apply"}
    with (
        postgres.running(**own) as primary,
        postgres.standby(primary, following=True, **own) as first,
        postgres.standby(primary, following=True, **own) as second,
    ):
        servers = Servers(folder / "pg_service.conf", [primary, first, second])
        assert primary.name(primary.fresh()) == DATABASE
        servers.write(*servers.all)
        servers.commit_on_a_standby_too(primary)
        monkeypatch.setenv("PGSERVICEFILE", str(servers.file))
        staff = instances.made(folder, "--register", "postgresql:///?service=primary")
        settings = staff.home / "starmark.toml"
        replicas = ", ".join(f'"postgresql:///?service={name}"' for name in SERVICES[1:])
        settings.write_bytes(
            settings.read_bytes().replace(b"[register]", f"[register]\nreplicas = [{replicas}]".encode())
        )
        return _played(folder, Day(staff), servers, count)


def _played(folder: Path, day: Day, servers: Servers, count: int) -> tuple[Day, Visitors]:
    staff = day.staff
    with instances.served(staff.home) as url:
        visitors = Visitors(url)
        early = day.act("issue one", "issue", instances.certificate_file(folder, 1))["issued"][0]["number"]
        visitors.known[early] = "valid"
        with visitors.asking():
            issued = day.act("issue batch", "issue", sheet(folder, "batch.xlsx", 1_000, count))["issued"]
            numbers = [row["number"] for row in issued]
            visitors.known.update(dict.fromkeys(numbers, "valid"))
            _changed(
                day,
                visitors,
                numbers[0],
                "suspended",
                "suspend",
                "--reason",
                "mark-misuse",
                "--until",
                _in_two_months(),
            )
            _noon(folder, day, servers)
            _changed(day, visitors, numbers[1], "revoked", "revoke", "--reason", "fraud", *DECIDED)
            _changed(day, visitors, numbers[0], "valid", "restore", "--reason", "suspended-in-error", "--note", "误办")
            after = day.act("issue after", "issue", sheet(folder, "after.xlsx", 500_000, 5))["issued"]
            visitors.known.update((row["number"], "valid") for row in after)
            time.sleep(2)
    _brought_back(folder, day, len(numbers) + len(after) + 1)
    return day, visitors


def _changed(day: Day, visitors: Visitors, number: str, status: str, verb: str, *rest: str) -> None:
    by = () if "--by" in rest else ("--by", "clerk-01")
    day.act(verb, verb, number, *rest, *by)
    visitors.known[number] = status


def _in_two_months() -> str:
    return f"{beijing_day(datetime.now(UTC)) + timedelta(days=60)}"


def _noon(folder: Path, day: Day, servers: Servers) -> None:
    """Lose the primary in the middle of an act: it is refused, nothing is half done, and it is done again."""
    file = sheet(folder, "noon.xlsx", 400_000, 20)
    act = day.begun("issue", file)
    until = time.monotonic() + WAIT
    while not waiting(servers.all[0]) and act.poll() is None:
        assert time.monotonic() < until
    servers.all[0].stop()
    lost = time.monotonic()
    out, err = act.communicate(timeout=WAIT)
    assert "Traceback" not in err
    assert act.returncode in (0, 2), out
    servers.fail_over()
    day.seconds["failover"] = time.monotonic() - lost
    day.act("act after failover", "issue", file) if act.returncode else None


def _brought_back(folder: Path, day: Day, certificates: int) -> None:
    start = time.monotonic()
    audited = json.loads(day.staff.run("audit", "--json"))
    day.seconds["audit"] = time.monotonic() - start
    assert audited["differences"] == []
    backup = folder / "evening.tar"
    start = time.monotonic()
    day.staff.run("backup", backup, "--json")
    day.seconds["backup"] = time.monotonic() - start
    start = time.monotonic()
    anew = Staff(folder / "anew", day.staff.passphrase_file)
    anew.run(
        "restore-backup",
        backup,
        "--log",
        day.staff.home / "public",
        "--register-url",
        f"sqlite:///{folder / 'anew.db'}",
        "--json",
    )
    day.seconds["restore backup"] = time.monotonic() - start
    assert json.loads(anew.run("audit", "--json"))["differences"] == []


def hold(day: Day, visitors: Visitors) -> None:
    sys.stdout.write(json.dumps({"seconds": day.seconds, "answers": visitors.given}) + "\n")
    assert visitors.wrong == []
    assert visitors.given["valid"] > 10 * sum(count for told, count in visitors.given.items() if told.startswith("503"))


def test_a_day_with_a_batch_of_ten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(*play(tmp_path, monkeypatch, 10))


@pytest.mark.slow
def test_a_day_with_a_batch_of_ten_thousand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(*play(tmp_path, monkeypatch, 10_000))
