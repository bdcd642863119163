"""A clock that is wrong: a day back, a year ahead, jumping while a command runs. Nothing is ever back-dated."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.days import beijing_day, instant_text
from tests.faults import shifted_clock
from tests.instances import DECIDED, Staff, certificate_file, number

DAY, YEAR = 86_400, 365 * 86_400  # seconds
ROOT_KEY = "root-key-MOVE-ME-OFF-THIS-HOST/root-1.pem"


def root_key(staff: Staff) -> tuple[str | Path, ...]:
    """Return the options that name the root key."""
    return ("--root-key", staff.home / ROOT_KEY, "--root-passphrase-file", staff.passphrase_file)


def in_order(staff: Staff, entries: int) -> None:
    """The log has so many entries, none of them earlier than the one before or later than now."""
    found = shifted_clock.recorded(staff)
    assert found == sorted(found)
    assert len(found) == entries
    assert found[-1] <= datetime.now(UTC)


def sound(staff: Staff, entries: int) -> None:
    """So is the log, and the audit finds nothing."""
    in_order(staff, entries)
    assert json.loads(staff.run("audit", "--json"))["differences"] == []


def test_a_day_back_issues_nothing(staff: Staff, tmp_path: Path) -> None:
    issue = ("issue", certificate_file(tmp_path, 1))
    for act in (issue, ("revoke", number(1), "--reason", "fraud", *DECIDED), ("publish",)):
        done = shifted_clock.shifted(staff, "-1d", *act)
        assert done.code != 0, act
        assert done.error == "clock_behind", act
        assert "时" in done.said["error"]["message"]["zh"]
        assert "clock" in done.said["error"]["message"]["en"].lower()
    sound(staff, 7)
    assert shifted_clock.shifted(staff, "+0", *issue).code == 0
    sound(staff, 8)


def test_a_year_ahead_wants_the_day_confirmed_and_can_be_corrected(staff: Staff, tmp_path: Path) -> None:
    issue = ("issue", certificate_file(tmp_path, 1))
    done = shifted_clock.shifted(staff, "+365d", *issue)
    assert (done.code, done.error) == (1, "clock_gap")
    assert "--confirm-clock" in done.said["error"]["message"]["en"]
    sound(staff, 7)
    false_day = beijing_day(datetime.now(UTC) + timedelta(days=365))
    assert (
        shifted_clock.shifted(staff, "+365d", *issue, "--confirm-clock", str(false_day - timedelta(days=1))).code == 1
    )
    assert shifted_clock.shifted(staff, "+365d", *issue, "--confirm-clock", str(false_day)).code == 0

    # The wrong day was confirmed: nothing goes on by the true clock, until the root key has signed what was wrong.
    following = ("issue", certificate_file(tmp_path, 2))
    done = shifted_clock.shifted(staff, "+0", *following)
    assert (done.code, done.error) == (1, "clock_behind")
    false = shifted_clock.recorded(staff)[-1]
    true = datetime.now(UTC).replace(microsecond=0)
    done = shifted_clock.shifted(
        staff,
        "+0",
        "clock-correct",
        "--false-instant",
        instant_text(false),
        "--true-instant",
        instant_text(true),
        "--first-affected",
        "7",
        *root_key(staff),
    )
    assert (done.code, [each["type"] for each in done.said["recorded"]]) == (0, ["clock-corrected"]), done
    assert shifted_clock.shifted(staff, "+0", *following).code == 0
    assert json.loads(staff.run("verify", number(1), "--json"))["overall"] == "valid"

    # What the list key signed a year ahead could be shown then: audits name it until that key is declared compromised.
    named = json.loads(staff.run("audit", "--json", code=1))["differences"]
    assert {(each["where"], each["field"]) for each in named} == {("status_list", "valid_from")}
    done = shifted_clock.shifted(staff, "+0", "keys", "compromise", "list-1", "--trusted-size", "7", *root_key(staff))
    assert done.code == 0, done
    assert json.loads(staff.run("audit", "--json"))["differences"] == []


@pytest.mark.parametrize("seconds", [-DAY, YEAR], ids=["a-day-back", "a-year-ahead"])
def test_a_jump_while_a_certificate_is_issued_back_dates_nothing(staff: Staff, tmp_path: Path, seconds: int) -> None:
    """The clock jumps before each of its readings in turn; then it is right again, and staff go on."""
    nth, entries = 0, 7
    readings = 99
    while (nth := nth + 1) <= readings:
        issue = ("issue", certificate_file(tmp_path, nth))
        done = shifted_clock.jumping(staff, tmp_path / "clock", nth, seconds, *issue)
        readings = max(done.readings, nth) if done.code == 0 else readings
        issued = [each["number"] for each in done.said.get("issued", ())]
        assert done.code == 0 or issued or done.error in {"clock_behind", "clock_gap"} or done.said.get("refused"), done
        entries += len(issued)
        in_order(staff, entries)
        if not issued:
            assert shifted_clock.shifted(staff, "+0", *issue).code == 0, nth
            entries += 1
    assert nth > 4, "a command reads the clock more than once, and each reading had its turn"
    sound(staff, entries)
