"""`starmark show` names the certificate at the end of a chain of renewals, with its status today."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk
from tests.scripts.desk.test_pairs import changed

NUMBER = number(1)


def renewed(desk: Desk, old: str, days: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Renew a certificate, and go on to the day on which the new one starts."""
    now = clock.now() + timedelta(days=days)
    day = beijing_day(now)
    said = desk.act("renew", old, changed(folder / "new.toml", ("# issued = 2026-11-23  ", f"issued = {day}  ")))
    monkeypatch.setattr("scripts.terminal.clock.now", lambda: now)
    [issued] = said.json["issued"]
    return str(issued["number"])


def test_the_newest_of_a_chain_is_named_with_its_status(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = renewed(desk, NUMBER, 3, tmp_path, monkeypatch)
    assert f"successor {second} (today: valid)" in " ".join(desk("show", NUMBER).out.split())
    third = renewed(desk, second, 3, tmp_path, monkeypatch)
    said = " ".join(desk("show", NUMBER).out.split())
    assert f"successor first {second}, the newest is {third} (today: valid)" in said
    assert desk("show", NUMBER, "--json").json["successor"] == second
    assert "successor" not in desk("show", third).out
    listed = desk("find", "青禾", lang="zh").out
    assert listed.count("青禾家用电器（样例）有限公司") == 1
    assert all(certificate in listed for certificate in (NUMBER, second, third))
