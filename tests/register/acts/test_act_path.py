"""How far one act goes through the house: one issue of one certificate, from the request to the end of `perform`."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from certs.register.acts import mint, plan
from tests.register.founded_register import Register, draft

CERTS = str(Path(mint.__file__).parents[2])
FILES = 59
CALLS = 4_000


def walked(act: Callable[[], object]) -> tuple[Counter[str], Counter[str]]:
    """Do an act and return the calls of our own functions by file, and by name; what import alone runs is left out."""
    files, names = Counter[str](), Counter[str]()

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(CERTS) and not code.co_name.startswith("<"):
            files[code.co_filename] += 1
            names[code.co_name] += 1

    threading.setprofile(note)  # what was signed is proved in a thread of its own
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return files, names


def test_one_issue_stays_within_few_files_and_calls(small_register: Register) -> None:
    small_register.issue(draft(1))  # what is worked out once a process is not part of an act
    files, _ = walked(lambda: small_register.issue(draft(2)))
    assert len(files) <= FILES, sorted(files)
    assert sum(files.values()) <= CALLS, files.most_common(10)


def test_one_issue_is_planned_and_minted_once(small_register: Register) -> None:
    _, names = walked(lambda: small_register.issue(draft(1)))
    assert names[plan.plan.__name__] == 1
    assert names[mint.Minter.event.__name__] == 1
    assert names["fold_trust"] == 1
