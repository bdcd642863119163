"""Mixed questions from eight connections for minutes, at the real service: no error, no growth, and how long they take.

A few seconds of it run with every suite; `make faults` asks for ten minutes. What is compared with is a hello of the
same server with as many workers, asked in between.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import quote

import pytest

from certs.certificate.number import in_address
from tests import instances
from tests.bench.served.serving import Load, greeted, headers_of, loaded
from tests.instances import Staff

CERTIFICATES: Final = 60
MINUTES: Final = 10
SLICE: Final = 25  # seconds of questions between two of hellos
HELLOS: Final = 5  # seconds of hellos
SLOWER: Final = 40  # times as long as 99 of 100 hellos 99 of 100 mixed questions may take
GROWTH: Final = 1.05  # of the memory in the last third of the time, against that in the second
OF_A_CERTIFICATE: Final = (
    *("/c/{}", "/c/{}", "/en/c/{}", "/api/v1/certificates/{}", "/api/v1/certificates/{}", "/c/{}.json", "/c/{}.jwt"),
    *("/c/{}/badge.svg", "/c/{}/report", "/c/{}.svg", "/c/{}.proof", "/c/{}.bundle", "/c/{}/feed.json"),
    *("/api/v1/certificates/{}/history", "/api/v1/certificates/{}/coverage?product=%E7%A9%BA%E8%B0%83"),
)
OF_ALL: Final = (
    *("/verify", "/directory", "/directory/figures", "/notices", "/log", "/verify/scan", "/healthz", "/trust.json"),
    *("/feed.atom", "/feed.json", "/.well-known/did.json", "/log/checkpoint", "/status/revocation/1", "/contexts/v1"),
    *("/log/tile/entries/000.p/60", "/api/v1/certificates?status=valid", "/api/v1/openapi.json", "/verify/batch"),
    *(f"/verify?q={quote(word)}" for word in ("样例", "家用电器", "空调", "武汉", "qinghe")),
    *(f"/api/v1/certificates?q={quote(word)}&limit=20" for word in ("样例", "热水器", "上海")),
)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some seconds of questions and of hellos, and the memory of all processes of the service after them, in bytes."""

    mixed: Load
    hello: Load
    memory: int


@contextmanager
def busy_service(folder: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """Serve a sample instance that counts nobody's questions; yield its folder, its address, and what is asked."""
    home = folder / "home"
    staff = Staff(home, home)
    staff.run("demo", "--count", str(CERTIFICATES))
    settings = home / "starmark.toml"
    told = settings.read_text("utf-8")
    settings.write_text(told.replace("[service]\n", "[service]\naddress_points = 1000000\n", 1), "utf-8")
    items = json.loads(staff.run("find", "样例", "--limit", str(CERTIFICATES), "--json"))["items"]
    numbers = [in_address(item["number"]) for item in items]
    paths = [path.format(number) for number in numbers for path in OF_A_CERTIFICATE]
    every = len(paths) // len(OF_ALL)
    for place, path in enumerate(OF_ALL):
        paths.insert((place + 1) * every, path)
    with instances.served(home) as url:
        yield home, url, paths


def memory_of(home: Path) -> int:
    """Return how much memory the processes of the service of an instance hold, each page counted once."""
    held = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended by now
            if f"STARMARK_HOME={home}\0".encode() in (process / "environ").read_bytes():
                lines = (process / "smaps_rollup").read_text("ascii").splitlines()
                held += 1_024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return held


def slices(folder: Path, minutes: float, seconds: int, rest: int) -> list[Slice]:
    """Ask for so many minutes. Any answer that is an error ends it."""
    found: list[Slice] = []
    with busy_service(folder) as (home, url, paths), greeted(headers_of(url + paths[0])) as hello:
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until or not found:
            mixed = loaded(folder, url, paths, seconds)
            found.append(Slice(mixed, loaded(folder, hello, ["/hello"], rest), memory_of(home)))
    return found


def told(found: Sequence[Slice]) -> str:
    """Say what it came to."""
    rate, slow = (
        median(one.hello.rate / one.mixed.rate for one in found),
        median(one.mixed.p99 / one.hello.p99 for one in found),
    )
    first, last = found[0].memory / 1_048_576, found[-1].memory / 1_048_576
    return (
        f"{sum(one.mixed.rate for one in found) / len(found):.0f} answers a second, {rate:.2f} hellos each; p99 "
        f"{1e3 * median(one.mixed.p99 for one in found):.1f} ms, {slow:.2f} of a hello's; memory {first:.0f} to "
        f"{last:.0f} MiB; load of the machine {os.getloadavg()[0]:.1f}"
    )


def test_some_seconds_of_mixed_questions_meet_no_error(tmp_path: Path) -> None:
    (found,) = slices(tmp_path, 0, 4, 1)
    assert found.mixed.rate > 0
    assert found.memory > 50 * 1_048_576, "the processes of the service are not found"


@pytest.mark.slow
def test_ten_minutes_of_mixed_questions_meet_no_error_and_nothing_grows(tmp_path: Path) -> None:
    found = slices(tmp_path, MINUTES, SLICE, HELLOS)
    sys.stdout.write(f"{told(found)}\n")
    third = len(found) // 3
    before, after = (median(one.memory for one in part) for part in (found[third : 2 * third], found[2 * third :]))
    assert after <= GROWTH * before, told(found)
    assert median(one.mixed.p99 / one.hello.p99 for one in found) <= SLOWER, told(found)
