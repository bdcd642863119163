"""What is remembered, and what makes room."""

from __future__ import annotations

from certs.register.store.remembered import Remembered


def test_the_one_asked_for_the_longest_ago_makes_room() -> None:
    remembered = Remembered[str, int](2)
    assert remembered.keep("a", 1) == 1
    remembered.keep("b", 2)
    assert remembered.get("a") == 1
    remembered.keep("c", 3)
    assert [remembered.get(key) for key in "abc"] == [1, None, 3]
    remembered.keep("a", 4)
    remembered.keep("d", 5)
    assert [remembered.get(key) for key in "acd"] == [4, None, 5]
    remembered.clear()
    assert remembered.get("a") is None
