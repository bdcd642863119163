"""The help states the limits of the program: another limit, and every text that names it says so."""

from __future__ import annotations

import subprocess
import sys

import pytest

CHANGED = """
import sys
from certs import limits
limits.{limit} = {value}
from scripts.__main__ import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("limit", "value", "verb", "zh", "en"),
    [
        ("SUSPENSION_MONTHS", 7, "suspend", "最长 7 个月", "7 months in all at most"),
        ("ACT_DAYS_AHEAD", 45, "revoke", "最多提前 45 天", "at most 45 days ahead"),
        ("CLOCK_GAP_DAYS", 9, "issue", "超过 9 天", "Over 9 days"),
        ("CLOCK_GAP_DAYS", 9, "keys", "超过 9 天", "Over 9 days"),
        ("MIRROR_SECONDS", 90, "mirror", "默认 90 秒", "90 seconds by default"),
    ],
)
def test_a_changed_limit_shows_in_the_help(limit: str, value: int, verb: str, zh: str, en: str) -> None:
    for language, text in (("zh", zh), ("en", en)):
        program = CHANGED.format(limit=limit, value=value)
        command = [sys.executable, "-c", program, verb, "--lang", language, "--help"]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert text in " ".join(printed.split())
