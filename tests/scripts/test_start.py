"""What a look-up does not load: half of the time that it takes is the loading of modules."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from tests import instances
from tests.instances import ROOT, Staff

NUMBER: Final = instances.number(1)
# What acts, the web, the builders and pictures need, and other databases; and what checks a number that was not found.
NEVER: Final = frozenset(
    {
        "PIL",
        "alembic",
        "certs.audit",
        "certs.casework",
        "certs.mirror",
        "certs.publication.publish",
        "certs.register.acts",
        "certs.register.append",
        "certs.trust.signing",
        "flask",
        "fontTools",
        "jinja2",
        "mako",
        "nacl",
        "openpyxl",
        "psycopg",
        "pydoc",
        "pygments",
        "scripts.desk.open_desk",
        "scripts.network",
        "scripts.terminal.progress",
        "segno",
        "sqlalchemy.dialects.postgresql",
        "stdnum",
        "typst",
        "verify",
        "zxingcpp",
    }
)
RUN: Final = """
import sys
from scripts.__main__ import run
code = run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


def loaded(staff: Staff, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--home", str(staff.home), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        f"show {NUMBER}",
        f"show {NUMBER} --json",
        f"history {NUMBER} --json",
        "find 青禾 --json",
        f"verify {NUMBER}",
        f"verify {NUMBER} --json",
    ],
)
def test_a_look_up_loads_nothing_that_it_does_not_need(first_instance: Staff, words: str) -> None:
    modules = loaded(first_instance, *words.split())
    assert modules & NEVER == set()
    assert ("rich" in modules) == ("--json" not in words)  # which draws tables
    assert modules >= {"certs.register.store.reader", "sqlalchemy"}  # the list is that of a look-up
