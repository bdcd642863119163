"""The primary is lost at other moments than in the middle of an act, and what comes after is not as it should be.

While a publication is under way; while COMMIT waits for a standby; and worst, the standby that is promoted lacks the
last acts, and then the old primary comes back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.days import beijing_day
from certs.publication import publishing_state
from tests import instances, postgres
from tests.instances import Staff, certificate_file
from tests.scale.day import begun, ended
from tests.scale.three_servers import SERVICES, WAIT, Servers, entries, name_replicas, sql, three, wait_for
from tests.scale.visitors import asked

pytestmark = pytest.mark.postgres
Trio = tuple[Servers, Staff]


@pytest.fixture
def trio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trio]:
    """Three servers with one certificate that was issued and published."""
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "pg_service.conf"))
    with three(tmp_path) as (servers, staff):
        instances.seal_cheaply(staff.home)
        staff.issue(certificate_file(tmp_path, 1))
        yield servers, staff


def code_of(staff: Staff, *arguments: str | Path, code: int) -> str:
    """Act, demand the exit code, and return the code of what was said."""
    return str(staff.act(*arguments, code=code)["error"]["code"])


def audited(staff: Staff) -> dict[str, Any]:
    """Audit, which must find nothing."""
    found: dict[str, Any] = json.loads(staff.run("audit", "--json"))
    return found


def test_lost_while_an_act_is_published(trio: Trio, tmp_path: Path) -> None:
    servers, staff = trio
    before = entries(servers.primary)
    with publishing_state.locked(staff.home / "public"):
        act = begun(staff, "issue", certificate_file(tmp_path, 2))
        until = time.monotonic() + WAIT
        while entries(servers.primary) == before:
            assert time.monotonic() < until
            time.sleep(0.02)
        servers.primary.stop()
    said = ended(act, 2)
    assert [row["number"] for row in said["issued"]] == [instances.number(2)]  # it was done, and is told so
    servers.fail_over()
    name_replicas(staff, SERVICES[1])
    assert staff.act("publish")["size"] == before + 1
    assert audited(staff)["published"] == before + 1


def test_lost_while_a_commit_waits_for_a_standby(trio: Trio, tmp_path: Path) -> None:
    servers, staff = trio
    before = entries(servers.primary)
    for standby in servers.all[1:]:
        sql(standby, "SELECT pg_wal_replay_pause()")
    act = begun(staff, "issue", certificate_file(tmp_path, 2))
    wait_for("count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'", servers.primary)
    servers.primary.stop()
    assert ended(act, 2)["error"]["code"] == "not_known"  # neither "done" nor "nothing was changed"
    for standby in servers.all[1:]:
        sql(standby, "SELECT pg_wal_replay_resume()")
    servers.fail_over()
    name_replicas(staff, SERVICES[1])
    refused = staff.act("issue", certificate_file(tmp_path, 2), code=1)["refused"]  # it was done, and is not done twice
    assert [error["code"] for error in refused[0]["errors"]] == ["duplicate"]
    assert entries(servers.primary) == before + 1
    staff.act("publish")
    assert audited(staff)["published"] == before + 1
    assert staff.issue(certificate_file(tmp_path, 3)) == [instances.number(3)]


def test_the_standby_that_lacks_the_last_acts_is_promoted_and_the_old_primary_comes_back(
    trio: Trio, tmp_path: Path
) -> None:
    servers, staff = trio
    lost, first, late = servers.all
    sql(late, "ALTER SYSTEM SET primary_conninfo = ''")  # it hears of nothing more
    sql(late, "SELECT pg_reload_conf()")
    wait_for("count(*) = 0 FROM pg_stat_wal_receiver", late)
    until = f"{beijing_day(datetime.now(UTC)) + timedelta(days=60)}"
    staff.act("suspend", instances.number(1), "--reason", "mark-misuse", "--until", until, "--by", "clerk-01")
    act = ("issue", certificate_file(tmp_path, 2))
    with instances.served(staff.home) as url:
        question = f"{url}/api/v1/certificates/{instances.number(1)}"
        assert asked(question)[1]["status"] == "suspended"
        lost.stop()
        first.stop()
        _nothing_but_503(question)
        servers.promote(late)
        servers.write(late, first, lost)
        size = entries(late)
        assert code_of(staff, *act, code=1) == "log_behind"
        _nothing_but_503(question)  # it would say that the certificate is valid
        with postgres.back_again(lost) as old:
            servers.write(late, old)
            name_replicas(staff, SERVICES[1])
            assert code_of(staff, *act, code=2) == "two_primaries"
            servers.write(old, late)
            assert code_of(staff, *act, code=2) == "two_primaries"
            assert (entries(late), entries(old)) == (size, size + 1)
            late.stop()
            sql(old, "ALTER SYSTEM SET synchronous_standby_names = ''")
            sql(old, "SELECT pg_reload_conf()")
            assert staff.issue(certificate_file(tmp_path, 2)) == [instances.number(2)]
            assert asked(question)[1]["status"] == "suspended"
            assert audited(staff)["published"] == size + 2


def _nothing_but_503(question: str) -> None:
    """Ask for some seconds, in which the website looks at its servers again and again."""
    until = time.monotonic() + 4
    while time.monotonic() < until:
        status, said = asked(question)
        assert (status, said.get("status")) in ((503, 503), (200, "suspended")), said
        time.sleep(0.1)
    assert asked(question)[0] == 503
