"""A day at the largest deployment: a primary and two standbys, people asking all day, and the primary lost at noon.

A batch is issued, one certificate suspended, the primary killed in the middle of an act, a standby promoted and the
other made to follow it, one certificate revoked, one restored, and the whole brought back from its backup. All the
while visitors ask the website, which reads the standbys: no answer may be wrong, and where none can be given it says
so.

python -m tests.scale.day [--certificates 10000]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from certs.days import beijing_day
from tests import instances
from tests.instances import DECIDED, ROOT, Staff
from tests.scale.three_servers import SERVICES, Servers, held_up, name_replicas, three, wait_for
from tests.scale.visitors import Visitors
from tests.scripts import sheets

FILE: Final = ROOT / "site" / "_data" / "day.json"
BATCH: Final = 10_000
_BY: Final = ("--by", "clerk-01")
_LOST: Final = 20  # certificates of the act in whose middle the primary is lost
_AFTER: Final = 5  # and of the last one
_IN_THE_MIDDLE: Final = "wait_event_type = 'Lock' AND backend_xid IS NOT NULL"


@dataclass
class Day:
    """The desk of the day, and how long each step took in seconds. A `warm` one saves starting Python each time."""

    staff: Staff
    warm: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of a step."""
        start = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - start

    def act(self, step: str, *arguments: str | Path) -> dict[str, Any]:
        """Act, and take the time."""
        with self.step(step):
            return self.done(self.staff, *arguments)

    def done(self, staff: Staff, *arguments: str | Path, signing: bool = True) -> dict[str, Any]:
        """Run a command to its good end, and return its JSON."""
        if not self.warm:
            return ended(begun(staff, *arguments, signing=signing))
        if signing:
            return staff.act(*arguments)
        found: dict[str, Any] = json.loads(staff.run(*arguments, "--json"))
        return found


def begun(staff: Staff, *arguments: str | Path, signing: bool = True) -> subprocess.Popen[str]:
    """Begin a command, and do not wait for it; where nothing is `signing` it takes no passphrase."""
    passphrase = ("--passphrase-file", staff.passphrase_file) if signing else ()
    typed = map(str, (*arguments, *passphrase, "--json"))
    return subprocess.Popen(
        [sys.executable, "-m", "scripts", "--home", str(staff.home), *typed],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(act: subprocess.Popen[str], *codes: int) -> dict[str, Any]:
    """Wait for an act, demand its exit code (0, unless others may be), and return its JSON."""
    out, err = act.communicate()
    assert "Traceback" not in err, err
    assert act.returncode in (codes or (0,)), f"{act.args!r}: {act.returncode}\n{out[-2000:]}\n{err[-2000:]}"
    found: dict[str, Any] = json.loads(out)
    return found


def sheet(folder: Path, name: str, first: int, count: int) -> Path:
    """Write a batch as staff would: one workbook, each row a firm of its own."""
    return sheets.write(folder / name, [sheets.certificate(first + n) for n in range(count)])


def play(folder: Path, count: int, *, cheap: bool = False) -> tuple[Day, Visitors]:
    """Play the day with a batch of `count`, and return its figures. `PGSERVICEFILE` is set as `three` says.

    A `cheap` day is for tests: keys are opened, and commands start, in no time.
    """
    batch = sheet(folder, "batch.xlsx", 1_000, count)
    with three(folder) as (servers, staff):
        if cheap:
            instances.seal_cheaply(staff.home)
        day = Day(staff, warm=cheap)
        with instances.served(staff.home) as url:
            visitors = Visitors(url)
            visitors.know("valid", _issued(day.act("issue", "issue", instances.certificate_file(folder, 1))))
            with visitors.asking():
                _hours(folder, day, visitors, servers, batch)
        _evening(folder, day)
        return day, visitors


def _issued(said: dict[str, Any]) -> list[str]:
    return [row["number"] for row in said["issued"]]


def _hours(folder: Path, day: Day, visitors: Visitors, servers: Servers, batch: Path) -> None:
    suspended, revoked, *rest = _issued(day.act("batch", "issue", batch))
    visitors.know("valid", [suspended, revoked, *rest])
    until = f"{beijing_day(datetime.now(UTC)) + timedelta(days=60)}"
    with visitors.changing(suspended, "suspended"):
        day.act("suspend", "suspend", suspended, "--reason", "mark-misuse", "--until", until, *_BY)
    visitors.know("valid", _noon(folder, day, servers))
    with visitors.changing(revoked, "revoked"):
        day.act("revoke", "revoke", revoked, "--reason", "fraud", *DECIDED)
    with visitors.changing(suspended, "valid"):
        day.act("restore", "restore", suspended, "--reason", "suspended-in-error", "--note", "误办", *_BY)
    visitors.know("valid", _issued(day.act("last", "issue", sheet(folder, "last.xlsx", 200_000, _AFTER))))
    time.sleep(2)


def _noon(folder: Path, day: Day, servers: Servers) -> list[str]:
    """Lose the primary in the middle of an act: nothing of it is done, and it is done again on the new one."""
    file = sheet(folder, "noon.xlsx", 100_000, _LOST)
    with held_up(servers.primary):
        act = begun(day.staff, "issue", file)
        wait_for(f"count(*) > 0 FROM pg_stat_activity WHERE {_IN_THE_MIDDLE}", servers.primary)
        with day.step("failover"):
            servers.primary.stop()
            assert ended(act, 2)["error"]["code"] == "register_unreachable"
            servers.fail_over()
            name_replicas(day.staff, SERVICES[1])
    return _issued(day.act("after failover", "issue", file))


def _evening(folder: Path, day: Day) -> None:
    """Audit, back up, and bring the whole back elsewhere from what was kept."""
    with day.step("audit"):
        audited = day.done(day.staff, "audit", signing=False)
    assert audited["published"] == audited["entries"]
    backup, anew = folder / "evening.tar", Staff(folder / "anew", day.staff.passphrase_file)
    with day.step("backup"):
        day.done(day.staff, "backup", backup, signing=False)
    into = ("--log", day.staff.home / "public", "--register-url", f"sqlite:///{folder / 'anew.db'}")
    with day.step("restore backup"):
        assert day.done(anew, "restore-backup", backup, *into, signing=False)["from_log"] == 0
        day.done(anew, "publish", "--all")
    assert day.done(anew, "audit", signing=False)["published"] == audited["entries"]


def hold(visitors: Visitors) -> None:
    """Demand that nobody was told anything wrong, and that more were told something than were put off."""
    assert visitors.wrong == []
    assert visitors.given["valid"] > sum(count for told, count in visitors.given.items() if told.startswith("503"))


def keep(day: Day, visitors: Visitors, count: int, load: float, file: Path = FILE) -> None:
    """Write what was measured, with date and machine, for the site to show."""
    kept = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"CPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores",
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "batch": count,
        "seconds": {step: float(f"{taken:.3g}") for step, taken in day.seconds.items()},
        "answers": dict(sorted(visitors.given.items())),
        "wrong": len(visitors.wrong),
    }
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Play the day and keep its figures; 1 where anybody was told anything wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale.day", description=__doc__)
    parser.add_argument("--certificates", type=int, default=BATCH)
    count, load = parser.parse_args().certificates, os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="starmark-day-") as name:
        os.environ["PGSERVICEFILE"] = f"{name}/pg_service.conf"
        day, visitors = play(Path(name), count)
    keep(day, visitors, count, load)
    print(FILE.read_text(encoding="utf-8"), *visitors.wrong, sep="\n")
    return 1 if visitors.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
