"""Two staff hosts at one register in PostgreSQL: batches of the one between single acts of the other, and one log."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from certs.casework.journal import journal_copy
from certs.days import beijing_day
from certs.instance.folder import open_instance
from certs.instance.settings_text import with_url
from certs.log.signed_note import parse_note
from scripts.terminal import clock
from tests import instances
from tests.faults import kept_promises, shifted_clock
from tests.instances import ROOT, Staff, certificate_file
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres
BATCHES: Final = 2
SINGLE: Final = 50_000  # the serial of the first firm of the other host
FEWEST: Final = 3  # acts of the other host that must fall into that time


@pytest.fixture
def hosts(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[tuple[Staff, Staff]]:
    """Two hosts with the same keys, register and casework, and a folder of published files each."""
    register, casework = postgres_server.fresh(), postgres_server.fresh()
    one = instances.made(tmp_path, "--register", register)
    instances.seal_cheaply(one.home)
    journal_copy.put(one.home / "casework.db", casework)
    (one.home / "casework.db").unlink()
    settings = one.home / "starmark.toml"
    settings.write_bytes(with_url(settings.read_bytes(), "casework", casework))
    yield one, instances.copied(one, tmp_path / "other host")
    postgres_server.drop(register)
    postgres_server.drop(casework)


def tried(staff: Staff, *typed: str | Path) -> tuple[int, dict[str, Any]]:
    """Act, and return the exit code and what was said for machines."""
    words = [*map(str, typed), "--json", "--passphrase-file", str(staff.passphrase_file)]
    done = subprocess.run(
        [sys.executable, "-m", "scripts", "--home", str(staff.home), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_200,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


@dataclass
class Singles:
    """What one host does, one act after another, while another issues batches."""

    staff: Staff
    folder: Path
    issued: list[str] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    locked: int = 0
    faults: list[str] = field(default_factory=list)

    def go_on(self, until: threading.Event) -> None:
        """Issue a certificate and suspend it, again and again; who finds the register in use tries again."""
        day = str(beijing_day(clock.now()) + timedelta(days=30))
        while not until.is_set() or len(self.suspended) < FEWEST:
            number = self._done("issue", certificate_file(self.folder, SINGLE + len(self.issued)))
            if number:
                self.issued.append(number)
                more = ("--reason", "complaint", "--until", day, "--by", "clerk-01")
                self.suspended += filter(None, [self._done("suspend", number, *more)])
            if self.faults:
                return

    def _done(self, *typed: str | Path) -> str:
        code, said = tried(self.staff, *typed)
        while said.get("error", {}).get("code") == "register_locked":
            self.locked += 1
            code, said = tried(self.staff, *typed)
        done = [*said.get("issued", ()), *said.get("changed", ())]
        if not done:
            self.faults.append(f"{typed}: {code} {said}")
            return ""
        return str(done[0]["number"])


def hold(hosts: tuple[Staff, Staff], folder: Path, count: int) -> None:
    """Issue batches of so many at one host while the other acts, and hold both to one log in the end."""
    one, other = hosts
    singles, over = Singles(other, folder), threading.Event()
    thread = threading.Thread(target=singles.go_on, args=(over,))
    thread.start()
    told: list[str] = []
    try:
        for turn in range(BATCHES):
            files = [certificate_file(folder, turn * count + n) for n in range(count)]
            code, said = tried(one, "issue", *files)
            assert code == 0, said.get("error", said.keys())
            told += [each["number"] for each in said["issued"]]
    finally:
        over.set()
        thread.join(600)
    assert singles.faults == []
    assert len(told) == BATCHES * count
    entries = kept_promises.entries(open_instance(one.home).register_url, BATCHES * count + 10_000)
    assert [position for position, _, _ in entries] == list(range(len(entries)))
    issued = [number for _, kind, number in entries if kind == "issued"]
    assert (len(issued), sorted(issued)) == (len(set(issued)), sorted([*told, *singles.issued]))
    assert sorted(number for _, kind, number in entries if kind == "suspended") == sorted(singles.suspended)
    between = [number in set(singles.issued) for number in issued]
    assert any(between[between.index(False) :]), "no act of the other host fell between the batches"
    heads = set()
    for host in hosts:
        host.act("publish")
        assert json.loads(host.run("audit", "--json"))["differences"] == []
        heads.add(parse_note((host.home / "public" / "log" / "checkpoint").read_bytes()).text)
    assert len(heads) == 1


@pytest.mark.parametrize(("skew", "host"), [("-1h", 1), ("+1h", 0)])
def test_of_two_hosts_with_different_clocks_the_one_behind_does_nothing(
    hosts: tuple[Staff, Staff], tmp_path: Path, skew: str, host: int
) -> None:
    other = hosts[1]
    assert shifted_clock.shifted(other, skew if host == 0 else "+0", "issue", certificate_file(tmp_path, 1)).code == 0
    behind = hosts[0] if host == 0 else other
    entries = kept_promises.entries(open_instance(other.home).register_url)
    for act in (("issue", certificate_file(tmp_path, 2)), ("publish",)):
        ended = shifted_clock.shifted(behind, "+0" if host == 0 else skew, *act)
        assert (ended.code > 0, ended.error) == (True, "clock_behind"), ended
    assert kept_promises.entries(open_instance(other.home).register_url) == entries


def test_batches_and_single_acts_make_one_log(hosts: tuple[Staff, Staff], tmp_path: Path) -> None:
    hold(hosts, tmp_path, 100)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1_000, 10_000])
def test_large_batches_and_single_acts_make_one_log(hosts: tuple[Staff, Staff], tmp_path: Path, count: int) -> None:
    hold(hosts, tmp_path, count)
