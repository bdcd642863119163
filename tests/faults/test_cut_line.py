"""The line to PostgreSQL is cut at every COMMIT of a staff command: it tells what became of the act."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.audit import register_copy
from certs.days import beijing_day
from certs.register.store.reader import open_reader
from scripts.terminal import clock
from tests.instances import EXAMPLES, PASSPHRASE, ROOT, Staff, certificate_file, number
from tests.postgres import PostgresServer
from tests.postgres_proxy import ACT, PUBLICATION, Orders, Proxy, between

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(staff: Staff, postgres_server: PostgresServer) -> Iterator[tuple[Staff, Proxy]]:
    """An instance with its register in PostgreSQL, behind a host that cuts."""
    url = postgres_server.fresh()
    register_copy.copy_into(f"sqlite:///{staff.home / 'register.db'}", url)
    (staff.home / "register.db").unlink()
    with between(postgres_server, url) as proxy:
        settings = staff.home / "starmark.toml"
        settings.write_text(settings.read_text("utf-8") + f'\n[register]\nurl = "{proxy.url}"\n', "utf-8")
        yield staff, proxy
    postgres_server.drop(url)


def run(staff: Staff, *typed: str | Path) -> tuple[int, dict[str, Any]]:
    """Run an act, and return its exit code and what it said for machines."""
    words = [*map(str, typed), "--json", "--passphrase-file", str(staff.passphrase_file)]
    done = subprocess.run(
        [sys.executable, "-m", "scripts", "--home", str(staff.home), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def issued(proxy: Proxy) -> list[str]:
    """Return the numbers that the log has issued."""
    reader = open_reader(proxy.url)
    with reader.view() as view:
        numbers = [event.number for event in view.events(0, 10_000) if event.type == "issued"]
    reader.close()
    return numbers


def sound(staff: Staff, proxy: Proxy) -> None:
    """Publish what could not be, and find nothing wrong."""
    proxy.order()
    staff.act("publish")
    assert json.loads(staff.run("audit", "--json"))["differences"] == []


def test_a_command_whose_commit_is_cut_tells_what_became_of_it(desk: tuple[Staff, Proxy], tmp_path: Path) -> None:
    staff, proxy = desk
    proxy.order(Orders(cut="after", asked=ACT))
    code, answer = run(staff, "issue", certificate_file(tmp_path, 1))
    assert (code, [each["number"] for each in answer["issued"]]) == (0, [number(2)])
    proxy.order(Orders(cut="after", asked=ACT, away=True))
    code, answer = run(staff, "issue", certificate_file(tmp_path, 2))
    assert (code, answer["error"]["code"]) == (2, "not_known")
    assert f"starmark history {number(3)}" in answer["error"]["message"]["zh"]
    proxy.order(Orders(cut="before", asked=PUBLICATION))
    until = str(beijing_day(clock.now()) + timedelta(days=10))
    code, answer = run(staff, "suspend", number(1), "--reason", "complaint", "--until", until, "--by", "clerk-01")
    assert (code, [each["number"] for each in answer["changed"]]) == (2, [number(1)])  # done, and not published
    proxy.order()
    assert issued(proxy) == [number(n) for n in range(1, 4)]
    sound(staff, proxy)


@pytest.mark.parametrize("cut", ["before", "after"])
def test_an_init_that_cannot_tell_keeps_its_keys_and_says_how_to_go_on(
    postgres_server: PostgresServer, tmp_path: Path, cut: str
) -> None:
    url, root, staff = postgres_server.fresh(), tmp_path / "usb", Staff(tmp_path / "h", tmp_path / "passphrase.txt")
    staff.passphrase_file.write_text(PASSPHRASE + "\n")
    with between(postgres_server, url) as proxy:
        profile = tmp_path / "profile.toml"
        text = (EXAMPLES / "profile.toml").read_text("utf-8")
        profile.write_text(f'{text}\n[register]\nurl = "{proxy.url}"\n', "utf-8")
        typed = ("init", "--profile", profile, "--root-to", root)
        proxy.order(Orders(cut=cut, away=True))
        code, answer = run(staff, *typed)
        words = answer["error"]["message"]["en"]
        (kept,) = tmp_path.glob(".h.unfinished-*")
        assert (code, answer["error"]["code"]) == (2, "keys_kept")
        assert f"Its keys are in {kept} and {root} and were not deleted." in words
        assert "not kept" not in words
        proxy.order()
        kept.rename(staff.home)
        code, answer = run(staff, "publish")  # which the message names, and which tells
        if cut == "after":
            assert (code, answer["size"]) == (0, 6)
        else:
            assert (code, answer["error"]["code"]) == (2, "not_founded")
            shutil.rmtree(staff.home)
            shutil.rmtree(root)
            assert run(staff, *typed)[0] == 0
    postgres_server.drop(url)


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("what", ["issue", "suspend", "publish"])
def test_cut_at_every_commit_of_a_command(desk: tuple[Staff, Proxy], tmp_path: Path, what: str, cut: str) -> None:
    staff, proxy = desk
    for nth in range(1, 100):
        until = str(beijing_day(clock.now()) + timedelta(days=10 + nth))
        typed: dict[str, tuple[str | Path, ...]] = {
            "issue": ("issue", certificate_file(tmp_path, nth)),
            "suspend": ("suspend", number(1), "--reason", "complaint", "--until", until, "--by", "clerk-01"),
            "publish": ("publish",),
        }
        proxy.order()
        before = len(issued(proxy))
        proxy.order(Orders(cut=cut, asked=b"", nth=nth))
        code, answer = run(staff, *typed[what])
        cuts = proxy.cuts
        proxy.order()
        grown = len(issued(proxy)) - before
        assert grown == len(answer.get("issued", ())), (nth, code, answer)
        assert code in {0, 2}, (nth, code, answer)
        assert code == 0 or cuts, (nth, answer)
        if not cuts:
            break
    assert nth > 3
    sound(staff, proxy)
