"""What an address has asked for is counted in a window, and forgotten after it."""

from __future__ import annotations

import time

import pytest

from verify.door.address_windows import Windows


class Clock:
    """A clock that the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(time, "time", lambda: self.now)


def test_points_are_added_up_until_the_window_ends_and_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, windows = Clock(monkeypatch), Windows()
    assert [windows.incr("a", 10), windows.incr("a", 10, 5), windows.incr("b", 10)] == [1, 6, 1]
    clock.now += 9.9
    assert (windows.get("a"), windows.get_expiry("a")) == (6, 1_010.0)
    assert windows.incr("a", 10) == 7, "the window does not begin anew with each"
    clock.now += 0.1
    assert (windows.get("a"), windows.get_expiry("a")) == (0, 1_010.0)
    assert (windows.incr("a", 10, 2), windows.get_expiry("a")) == (2, 1_020.0)


def test_what_has_ended_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, windows = Clock(monkeypatch), Windows()
    for n in range(1_000):
        windows.incr(str(n), 10)
    clock.now += 5
    windows.incr("late", 10)
    clock.now += 5
    windows.incr("now", 10)
    assert windows.get("late") == 1
    assert windows.reset() == 2


def test_a_key_is_forgotten_by_itself() -> None:
    windows = Windows()
    windows.incr("a", 10)
    windows.incr("b", 10)
    windows.clear("a")
    assert (windows.get("a"), windows.get("b"), windows.check()) == (0, 1, True)
