"""Child processes are few, answer one question after another, and whatever becomes of one, the next is answered."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from certs.documents.child_processes import Children
from certs.errors import CouldNotCheck, Refused
from tests.documents.sample_child import MEMORY, MODULE

SECONDS = 60.0


@pytest.fixture
def children() -> Iterator[Children]:
    made = Children(MODULE, most=1, waiting=0, seconds=SECONDS)
    yield made
    made.close()


def test_one_child_answers_all_questions_and_ends_with_its_parent(children: Children) -> None:
    first = children.ask(b"pid")
    assert children.ask(b"pid") == first != str(os.getpid()).encode()
    children.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(first), 0)


def test_a_child_is_started_for_who_will_ask_soon_and_never_a_second(children: Children) -> None:
    children.prepare()
    (ready,) = children._idle
    children.prepare()
    assert children._idle == [ready]
    first = children.ask(b"pid")
    assert int(first) == ready._process.pid
    with pytest.raises(CouldNotCheck, match="paper_failed"):
        children.ask(b"die")
    children.prepare()
    assert children.ask(b"pid") != first


@pytest.mark.parametrize(("before", "after"), [(None, MEMORY), (MEMORY // 2, MEMORY // 2), (2 * MEMORY, MEMORY)])
def test_a_child_takes_the_smaller_of_its_own_bound_and_the_one_in_force(before: int | None, after: int) -> None:
    program = "import resource, runpy; runpy.run_module('tests.documents.sample_child', run_name='__main__')"
    shown = f"{program}; print(resource.getrlimit(resource.RLIMIT_AS)[1])"
    already = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({before}, {before})); " if before else ""
    done = subprocess.run(
        [sys.executable, "-c", already + shown], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == after


@pytest.mark.parametrize(
    ("question", "code"), [(b"die", "paper_failed"), (b"eat", "paper_no_memory"), (b"be killed", "paper_no_memory")]
)
def test_a_child_that_dies_is_replaced_and_said_of_what(
    children: Children, question: bytes, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    first = children.ask(b"pid")
    with pytest.raises(CouldNotCheck, match=code):
        children.ask(question)
    assert children.ask(b"pid") != first
    assert ("MemoryError" in capfd.readouterr().err) == (question == b"eat")


def test_what_a_child_refuses_or_cannot_do_is_said_and_the_child_stays(children: Children) -> None:
    first = children.ask(b"pid")
    with pytest.raises(Refused) as refused:
        children.ask(b"refuse")
    assert (refused.value.code, refused.value.words.zh, refused.value.words.en) == ("sample", "不办", "not done")
    with pytest.raises(CouldNotCheck, match="paper_failed"):
        children.ask(b"fail")
    assert children.ask(b"pid") == first


def test_a_child_that_takes_too_long_is_ended(children: Children, tmp_path: Path) -> None:
    first = children.ask(b"pid")
    children._seconds = 0.5  # for one that waits for a minute; its start may take as long as it needs
    with pytest.raises(CouldNotCheck, match="paper_too_long"):
        children.ask(f"wait {tmp_path}".encode())
    children._seconds = SECONDS
    assert children.ask(b"pid") != first


def test_who_comes_when_all_places_are_taken_is_told_at_once(children: Children, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as others:
        waiting = others.submit(children.ask, f"wait {tmp_path}".encode())
        end = time.monotonic() + SECONDS
        while not (tmp_path / "waits").exists():
            assert time.monotonic() < end, "the child never began"
            time.sleep(0.01)
        with pytest.raises(CouldNotCheck, match="papers_busy"):
            children.ask(b"pid")
        (tmp_path / "go").touch()
        assert waiting.result(SECONDS) == children.ask(b"pid")
