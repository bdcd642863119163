"""The pages about hosts apart, and about standbys and mirrors besides, are followed as they stand, on machines of their
own: TLS between them, a website that can read and no more, and whatever is lost, an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from tests.deploy.machines import Machine, connected
from tests.deploy.page_steps import follow
from tests.deploy.test_deployments_page import TEXTS, certified, follow_with_desk
from tests.instances import number
from tests.site.page_commands import section

SITE: Final = "https://cert.example.cn"
APART: Final = ("db-1", "staff", "web")
ADDED: Final = ("db-2", "db-3", "mirror-1", "mirror-2", "front")
UNBROKEN: Final = TEXTS["unbroken"]

pytestmark = pytest.mark.postgres


@contextmanager
def apart(*added: str) -> Iterator[dict[str, Machine]]:
    """Set up the second deployment by its page, from nothing."""
    with connected(*APART, *added, public="web") as machines:
        for name in ("web", "mirror-1", "mirror-2"):
            if name in machines:
                machines[name].run("ssh-keygen -A")  # as the package of a new machine does
        certified(machines["web"], machines["staff"])
        follow_with_desk(machines, TEXTS["apart"], "staff")
        yield machines


def asked(machine: Machine, serial: int) -> Any:
    return json.loads(machine.run(f"curl -fsS {SITE}/api/v1/certificates/{number(serial)}"))


def issued(machine: Machine, name: str, code: int = 0) -> Any:
    return json.loads(
        machine.run(f"starmark issue {name} --json --passphrase-file ~/passphrase", code=code, account="starmark")
    )


def test_staff_website_and_database_on_machines_of_their_own() -> None:
    with apart() as machines:
        staff, web = machines["staff"], machines["web"]
        assert asked(staff, 1)["status"] == "valid"
        seen = "SELECT bool_and(ssl), string_agg(DISTINCT usename, ',') "
        seen += "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename LIKE 'starmark%'"
        assert machines["db-1"].run(f'runuser -u postgres -- psql -At -c "{seen}"') == "t|starmark_web\n"
        assert set(web.run("ls -A /srv/starmark").split()) == {"public", "starmark.toml"}
        # what is done is there a minute later, sent by the timer's unit
        staff.run("starmark issue next.toml --passphrase-file ~/passphrase", account="starmark")
        before = web.run(f"curl -fsS {SITE}/log/checkpoint")
        staff.run("systemctl start starmark-publish && systemctl start starmark-send")
        assert web.run(f"curl -fsS {SITE}/log/checkpoint") != before
        assert web.run("cat /srv/starmark/public/log/checkpoint") == staff.run(
            "cat /srv/starmark/public/log/checkpoint"
        )
        # the key that sends opens one folder and nothing else
        ssh = "runuser -u starmark-send -- ssh -o BatchMode=yes starmark-copy@web.example.cn id"
        assert "uid=" not in staff.run(f"{ssh} || true")
        psql = "psql -At 'service=starmark {}' -c '{}'"
        web.run(psql.format("", "SELECT 1"), account="starmark-web")
        web.run(psql.format("", "DELETE FROM event"), code=1, account="starmark-web")
        web.run(psql.format("sslmode=disable", "SELECT 1"), code=2, account="starmark-web")
        web.run(psql.format("dbname=starmark_casework", "SELECT 1"), code=2, account="starmark-web")
        web.run("mv ~/.pgpass ~/pgpass && psql -w service=starmark -c 'SELECT 1'", code=2, account="starmark-web")
        # another server's certificate is none that this website trusts
        web.run("mv ~/pgpass ~/.pgpass", account="starmark-web")
        web.run(
            "openssl req -x509 -newkey ed25519 -nodes -subj /CN=db-1.example.cn "
            "-keyout /dev/null -out /etc/ssl/certs/db-ca.pem"
        )
        web.run(psql.format("", "SELECT 1"), code=2, account="starmark-web")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_is_lost_is_answered_and_acts_go_on_once_a_standby_was_promoted() -> None:
    with apart(*ADDED) as machines:
        staff, web, front = machines["staff"], machines["web"], machines["front"]
        certified(front, staff)
        for each in machines.values():  # as the body lets its name lead there
            each.run(f"sed -i 's/.* cert.example.cn$/{front.address} cert.example.cn/' /etc/hosts")
        keys = json.loads(staff.run("starmark keys list --json", account="starmark"))["keys"]
        pin = next(key["multikey"] for key in keys)
        for heading in ("两个热备", "两个镜像", "nginx 主机"):
            follow(machines, section(UNBROKEN, heading), pin)
        assert issued(staff, "next.toml")["issued"][0]["number"] == number(2)
        assert asked(staff, 2)["status"] == "valid"  # the act waited for the standbys
        staff.run("systemctl start starmark-send")
        for mirror in ("mirror-1", "mirror-2"):
            machines[mirror].wait_for(f"curl -fsS http://127.0.0.1:8000/api/v1/certificates/{number(2)}")
        follow(machines, section(UNBROKEN, "试一次"), pin)
        staff.wait_for(f"curl -fsS {SITE}/readyz")
        machines["mirror-1"].cut()
        machines["db-1"].cut()
        assert asked(staff, 2)["status"] == "valid"
        assert "register_unreachable" in web.wait_for(
            "curl -sS http://127.0.0.1:8000/readyz | grep register_unreachable"
        )
        refused = issued(staff, "other.toml", code=2)
        assert refused["error"]["code"] == "register_unreachable"
        staff.run("mv ~/other.toml ~/next.toml", account="starmark")
        follow(machines, section(UNBROKEN, "主库坏了"), pin)
        staff.wait_for(f"curl -fsS {SITE}/api/v1/certificates/{number(3)}")
        assert asked(staff, 3)["status"] == "valid"
        # without any database, the mirror that is left answers, as of when it last heard
        staff.run("systemctl start starmark-send", code=2)  # the mirror that is gone is named, the others are sent to
        machines["mirror-2"].wait_for(f"curl -fsS http://127.0.0.1:8000/api/v1/certificates/{number(3)}")
        machines["db-2"].cut()
        machines["db-3"].cut()
        staff.wait_for(f"curl -fsS {SITE}/api/v1/certificates/{number(3)} | grep -F '\"valid\"'")
        machines["mirror-2"].run("systemctl stop starmark-web")
        gone = f"curl -s -o /dev/null -w %{{http_code}} {SITE}/api/v1/certificates/{number(3)}"
        staff.wait_for(f"[ $({gone}) = 503 ]")
