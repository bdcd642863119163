"""Every file system call of the staff commands met with EIO, ENOSPC and KILL, and the recovery after it struck again.

The method is that of transparency logs: count the calls of an undisturbed run, then strike each of them in turn. A
bounded part runs with every suite: each kind of call with each fault that it can meet; `make faults` strikes them all.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import instances
from tests.faults import fault_strikes
from tests.faults.fault_strikes import CALLS, FAULTS, READS, WRITES, Strike

ACTS = ("issue", "suspend", "publish")
AGAIN = tuple(
    f"{calls}:{fault}:when={nth}"
    for nth, calls, fault in itertools.product(
        (1, 2, 4), ("pwrite64,unlink,fsync,fdatasync", "openat,pread64,fcntl"), FAULTS
    )
)
AT_ONCE = 2  # strikes at the same time, each on a copy of its own


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with one certificate, published."""
    folder = tmp_path_factory.mktemp("faults") / "first"
    folder.mkdir()
    staff = instances.made(folder)
    instances.seal_cheaply(staff.home)
    assert staff.issue(instances.certificate_file(folder, 1)) == [instances.number(1)]
    return folder


@pytest.fixture(scope="module", params=ACTS)
def act(request: pytest.FixtureRequest, first: Path) -> tuple[str, Path]:
    """What is struck, and the folder to copy: for bare publishing, one whose register is ahead of what is public."""
    what: str = request.param
    if what != "publish":
        return what, first
    ahead = first.with_name("ahead")
    shutil.copytree(first, ahead)
    instances.Staff(ahead / "instance", ahead / "passphrase.txt").issue(instances.certificate_file(ahead, 3))
    shutil.rmtree(ahead / "instance" / "public")
    shutil.copytree(first / "instance" / "public", ahead / "instance" / "public")
    return what, ahead


@pytest.fixture(scope="module")
def strikes(act: tuple[str, Path]) -> list[Strike]:
    """Every strike at that act."""
    what, original = act
    place = original.with_name(f"counted-{what}")
    shutil.copytree(original, place)
    found = list(fault_strikes.strikes(place, what))
    assert {strike.call for strike in found if strike.writes} >= {"openat", "write", "fsync", "rename", "fchmod"}
    reading = {strike.call for strike in found if not strike.writes}
    assert reading >= {"openat", "pread64", "fcntl", "close", "newfstatat"}
    assert what == "publish" or {"pwrite64", "fdatasync", "unlink"} <= {strike.call for strike in found}
    return found


def one_of_each(found: Sequence[Strike], share: int, of: int) -> list[Strike]:
    """Return a strike for each kind of call and fault, each from elsewhere in the run: the `share`-th of `of`."""
    kinds = sorted({(strike.call, strike.writes, strike.fault) for strike in found})
    chosen = []
    for place, kind in enumerate(kinds):
        like = [strike for strike in found if (strike.call, strike.writes, strike.fault) == kind]
        chosen.append(like[(2 * place + 1) * len(like) // (2 * len(kinds))])
    return [strike for place, strike in enumerate(chosen) if (place + place // of) % of == share]


def sweep(original: Path, what: str, found: Sequence[Strike]) -> None:
    """Strike them all, some at a time, each recovery by another second fault. Nearly all must meet what they aim at."""

    def one(place: int) -> bool:
        return fault_strikes.strike(
            original, original.with_name(f"{what}-{place}"), what, found[place], AGAIN[place % len(AGAIN)]
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        hits = list(pool.map(one, range(len(found))))
    assert sum(hits) >= 0.9 * len(hits), [str(strike) for strike, hit in zip(found, hits, strict=True) if not hit]


def test_a_strike_of_each_kind_leaves_nothing_half_done(act: tuple[str, Path], strikes: list[Strike]) -> None:
    what, original = act
    sweep(original, what, one_of_each(strikes, ACTS.index(what), len(ACTS)))


@pytest.mark.slow
def test_every_strike_leaves_nothing_half_done(act: tuple[str, Path], strikes: list[Strike]) -> None:
    sweep(act[1], act[0], strikes)


def test_each_kind_of_call_and_each_fault_has_its_turn() -> None:
    found = [Strike(call, nth, fault, call in WRITES) for call in CALLS for nth in range(1, 9) for fault in FAULTS]
    shares = [one_of_each(found, share, len(ACTS)) for share in range(len(ACTS))]
    assert {(one.call, one.fault) for chosen in shares for one in chosen} == set(itertools.product(CALLS, FAULTS))
    assert {one.nth for chosen in shares for one in chosen} == set(range(1, 9))
    assert [{one.fault for one in chosen} for chosen in shares] == [set(FAULTS)] * len(ACTS)
    assert set(READS).isdisjoint(WRITES)
