"""The demo: every kind of certificate, only fictional names, the same each time, and never over a real instance."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stdnum.cn import uscc

from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import StarmarkError
from certs.instance.folder import open_instance
from certs.instance.whole_files import Placer
from certs.lifecycle.record import Record
from certs.register.store.reader import open_reader
from scripts.demo import demo_build
from scripts.demo.demo_addresses import worth_opening
from scripts.demo.demo_firms import sample_uscc
from scripts.demo.demo_history import tell
from tests.instances import ROOT, free_port
from tests.scripts.command_calls import Desk, call

COUNT = 44
NOW = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)
TODAY = beijing_day(NOW)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "demo"
    demo_build.build(made, COUNT, NOW, lambda: None)
    return made


@pytest.fixture(scope="module")
def records(home: Path) -> list[Record]:
    reader = open_reader(open_instance(home).register_url)
    with reader.view() as view:
        found = list(view.records({event.number for event in view.events(0, 5_000) if event.number}).values())
    reader.close()
    return found


def test_every_status_and_shape_occurs(records: list[Record]) -> None:
    standings = [record.standing(TODAY) for record in records]
    assert len(records) == COUNT
    assert {s.code for s in standings} == {"valid", "suspended", "revoked", "withdrawn", "expired", "not_yet_valid"}
    assert any(s.overdue for s in standings)
    assert {r.latest.subject["scheme"] for r in records} == {"gbt27922-2011", "brand-1000"}
    levels = {r.latest.subject["level"] for r in records}
    assert levels >= {"qualified", "three-star", "four-star", "five-star"}
    assert max(len(r.versions) for r in records) >= 2
    assert max(len(r.latest.subject["scope"]) for r in records) == 60
    assert max(len(r.latest.subject["holder"]["name"]) for r in records) > 50
    assert any("SC" not in r.number for r in records)
    by_number = {r.number: r for r in records}
    chains = [r for r in records if r.successor and by_number[r.successor].successor]
    assert chains  # renewed, and renewed again


def test_every_name_is_marked_and_every_code_is_in_nobodys_range(records: list[Record]) -> None:
    for record in records:
        holder = record.latest.subject["holder"]
        assert "样例" in holder["name"]
        assert uscc.is_valid(holder["uscc"])
        assert holder["uscc"].startswith("91000000MA")
        assert all("虚构" in site["name"] for site in record.latest.subject["sites"][1:])
    codes = Counter(record.latest.subject["holder"]["uscc"] for record in records if record.successor is None)
    assert set(codes.values()) == {1}


def test_every_decision_opens_in_the_journal(home: Path, records: list[Record]) -> None:
    with Journal.open(open_instance(home).casework_url) as journal:
        sealed = {row.commitment: row.opens() for row in journal.rows()}
    assert all(sealed[event.body["decision"]] for record in records for event in record.entries)


@pytest.mark.parametrize("count", [1, 2, 3, 14, 15, 50, 200, 333])
def test_exactly_as_many_are_made_as_were_asked_for(count: int) -> None:
    lots = list(tell(count, TODAY))
    assert sum(len(steps) for _, kind, steps in lots if kind in {"issued", "renewed"}) == count
    assert [day for day, _, _ in lots] == sorted(day for day, _, _ in lots)
    assert lots[-1][0] <= 0


def test_the_same_day_tells_the_same_stories() -> None:
    assert list(tell(60, TODAY)) == list(tell(60, TODAY))
    assert list(tell(60, TODAY)) != list(tell(60, date(2026, 11, 24)))


def test_sample_codes_have_both_check_digits() -> None:
    assert sample_uscc(27) == "91000000MA0000277Y"  # the code of the hand-written example
    assert len({sample_uscc(n) for n in range(1_000)}) == 1_000
    assert all(uscc.is_valid(sample_uscc(n)) for n in range(1_000))


def test_five_addresses_worth_opening(home: Path) -> None:
    found = worth_opening(open_instance(home).register_url, NOW)
    assert [address.path.split("/")[1].split("?")[0] for address in found] == ["c", "c", "c", "verify", "Q"]


def test_a_real_instance_is_never_touched(desk: Desk) -> None:
    before = (desk.staff.home / "register.db").read_bytes()
    for more in ((), ("--fresh",), ("--port", "8000")):
        said = desk("demo", "--count", "1", *more)
        assert said.code == 1
        assert "was not touched" in said.err
    assert (desk.staff.home / "register.db").read_bytes() == before


def test_a_demo_that_cannot_be_published_says_why_at_once_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full just before the first checkpoint. Later it would be told as a missing publication."""

    def full(_: Placer, name: str, __: bytes) -> None:
        raise OSError(errno.ENOSPC, f"No space left on device: {name}")

    monkeypatch.setattr(Placer, "put", full)
    with pytest.raises(StarmarkError) as refusal:
        demo_build.build(tmp_path / "demo", 1, NOW, lambda: pytest.fail("went on"))
    assert refusal.value.code == "publish_failed"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_somebodys_files_is_never_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "work.txt").write_text("somebody's")
    assert call(capsys, "--home", tmp_path, "demo", "--count", "1").code == 1
    assert [file.name for file in tmp_path.iterdir()] == ["work.txt"]


def test_a_demo_is_kept_until_it_is_asked_for_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "demo"
    assert call(capsys, "--home", home, "demo", "--count", "2").code == 0
    first = (home / "public" / "trust.json").read_bytes()
    assert call(capsys, "--home", home, "demo", "--count", "2").code == 0
    assert (home / "public" / "trust.json").read_bytes() == first
    assert call(capsys, "--home", home, "demo", "--count", "2", "--fresh").code == 0
    assert (home / "public" / "trust.json").read_bytes() != first
    (home / "register.db").unlink()  # one that cannot be used is made anew
    assert call(capsys, "--home", home, "demo", "--count", "2").code == 0


def test_the_demo_serves_what_it_prints_and_stops_when_told(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts", "--home", str(home), "demo", "--port", str(free_port())],
        cwd=ROOT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    printed = ""
    while "Ctrl-C" not in printed:
        line = process.stdout.readline()
        assert line, printed
        printed += line
    found = re.findall(r"http://127\.0\.0\.1:\d+/\S+", printed)
    assert len(found) == 5
    for address in found:
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert answer.status == 200
    assert "cert.example.cn" in printed
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in rest) == (0, False)
