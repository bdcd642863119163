"""The page about the three deployments is followed as it stands, on machines of their own: a database, a host of the
staff and a host of the website with TLS between them; and, by `make faults`, two standbys besides, and the primary
lost.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import contextmanager
from typing import Any, Final

import pytest

from scripts.demo.demo_firms import sample_uscc
from tests.deploy.machines import Machine, connected
from tests.instances import EXAMPLES, PASSPHRASE, ROOT, number
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import command_of, commands, section

PAGE: Final = (CHINESE / "staff" / "deployments.md").read_text(encoding="utf-8")
SERVICE: Final = re.search(r"```ini\n(.+?)```", section(PAGE, "发证主机"), re.DOTALL)
PASSWORD: Final = "a password of nobody"
DATABASE, STAFF, WEB = "数据库主机", "发证主机", "网站主机"
SITE: Final = "http://127.0.0.1:8000"

pytestmark = pytest.mark.postgres


def follow(machine: Machine, heading: str, *, part: slice = slice(None)) -> None:
    """Type the commands below a heading, with the passwords that are asked for."""
    for command in commands(section(PAGE, heading))[part]:
        text = command.text
        if text.startswith("export "):
            name, _, value = text.removeprefix("export ").partition("=")
            machine.env[name] = value
            continue
        machine.run(f"cd; {answered(text)}", f"{PASSWORD}\n{PASSWORD}\n" if "\\password" in text else "", command.code)


def answered(text: str) -> str:
    """Return a command with the passphrase that staff would type."""
    if not text.startswith("starmark "):
        return text
    options = {name for parameter in command_of(shlex.split(text)[1:])[0].params for name in parameter.opts}
    return f"{text} --passphrase-file ~/passphrase" if "--passphrase-file" in options else text


def write(machine: Machine, file: str, text: str) -> None:
    machine.run(f"umask 077; cat > {file}", text)


def lets_in(machine: Machine, role: str, *replicas: str) -> None:
    """Give an account the two files by which PostgreSQL knows it."""
    assert SERVICE is not None
    own = SERVICE[1].replace("user=starmark_staff", f"user={role}")
    more = [own.replace("[starmark]", f"[replica-{n}]").replace("db-1", name) for n, name in enumerate(replicas, 1)]
    write(machine, "~/.pg_service.conf", "\n".join([own, *more]))
    lines = [f"{name}.example.cn:5432:*:{role}:{PASSWORD}\n" for name in ("db-1", *replicas)]
    write(machine, "~/.pgpass", "".join(lines))


def desk(machine: Machine) -> None:
    """Lay out what staff have prepared."""
    said = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    write(machine, "~/profile.toml", (EXAMPLES / "profile.toml").read_text(encoding="utf-8"))
    write(machine, "~/certificate.toml", said)
    write(machine, "~/next.toml", said.replace("91000000MA0000277Y", sample_uscc(800_002)))
    write(machine, "~/passphrase", PASSPHRASE + "\n")


@contextmanager
def website(machine: Machine) -> Iterator[None]:
    """Serve as the unit does."""
    unit = RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "starmark-web.service", encoding="utf-8")
    with machine.running(unit["Service"]["ExecStart"]):
        machine.wait_for(f"curl -fsS {SITE}/contexts/v1")
        yield


def asked(machine: Machine, serial: int) -> Any:
    return json.loads(machine.run(f"curl -fsS {SITE}/api/v1/certificates/{number(serial)}"))


def set_up(machines: dict[str, Machine]) -> None:
    """Set up the second deployment by the page."""
    follow(machines["db-1"], DATABASE)
    desk(machines["staff"])
    lets_in(machines["staff"], "starmark_staff")
    lets_in(machines["web"], "starmark_web")
    follow(machines["staff"], STAFF)
    follow(machines["web"], WEB, part=slice(0, 2))


def test_staff_website_and_database_on_machines_of_their_own() -> None:
    with connected("db-1", "staff", "web") as machines:
        set_up(machines)
        web = machines["web"]
        with website(web):
            follow(web, WEB, part=slice(2, None))
            assert asked(web, 1)["status"] == "valid"
            seen = "SELECT bool_and(ssl), string_agg(DISTINCT usename, ',') "
            seen += "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename LIKE 'starmark%'"
            assert machines["db-1"].run(f'runuser -u postgres -- psql -At -c "{seen}"') == "t|starmark_web\n"
        assert web.run("ls -A /srv/starmark").split() == ["public", "starmark.toml"]
        psql = "psql -At 'service=starmark {}' -c '{}'"
        web.run(psql.format("", "SELECT 1"))
        web.run(psql.format("", "DELETE FROM event"), code=1)
        web.run(psql.format("sslmode=disable", "SELECT 1"), code=2)
        web.run(psql.format("dbname=starmark_casework", "SELECT 1"), code=2)
        web.run("mv ~/.pgpass ~/pgpass && psql -w service=starmark -c 'SELECT 1'", code=2)
        # another server's certificate is none that this website trusts
        web.run(
            "mv ~/pgpass ~/.pgpass && openssl req -x509 -newkey ed25519 -nodes -subj /CN=db-1.example.cn "
            "-keyout /dev/null -out /etc/ssl/certs/db-ca.pem"
        )
        web.run(psql.format("", "SELECT 1"), code=2)


@pytest.mark.slow
def test_two_standbys_answer_while_the_primary_is_lost_and_one_takes_its_place() -> None:
    standbys = ("db-2", "db-3")
    with connected("db-1", *standbys, "staff", "web") as machines:
        set_up(machines)
        staff, web = machines["staff"], machines["web"]
        added = commands(section(PAGE, "两个热备"))
        follow(machines["db-1"], "两个热备", part=slice(0, 2))
        for name in standbys:
            line = f"db-1.example.cn:5432:*:starmark_standby:{PASSWORD}\n"
            machines[name].run(
                "umask 077; cat > /var/lib/postgresql/.pgpass; chown postgres: /var/lib/postgresql/.pgpass", line
            )
            follow(machines[name], "两个热备", part=slice(2, len(added) - 2))
        for machine, role in ((staff, "starmark_staff"), (web, "starmark_web")):
            follow(machine, "两个热备", part=slice(len(added) - 2, None))
            lets_in(machine, role, *standbys)
        staff.run(f"cd; sed s/91000000MA0000277Y/{sample_uscc(800_003)}/ certificate.toml > second.toml")
        with website(web):
            assert json.loads(web.wait_for(f"curl -fsS {SITE}/readyz")) is not None
            said = staff.run("cd; starmark issue next.toml --json --passphrase-file ~/passphrase")
            assert json.loads(said)["issued"][0]["number"] == number(2)
            assert asked(web, 2)["status"] == "valid"  # the act waited for the standbys
            machines["db-1"].cut()
            assert asked(web, 2)["status"] == "valid"
            causes = json.loads(web.wait_for(f"curl -sS {SITE}/readyz | grep register_unreachable"))
            assert "register_unreachable" in json.dumps(causes)
            refused = staff.run("cd; starmark issue second.toml --json --passphrase-file ~/passphrase", code=2)
            assert json.loads(refused)["error"]["code"] == "register_unreachable"
        lost = commands(section(PAGE, "主库坏了"))
        follow(machines["db-2"], "主库坏了", part=slice(0, 1))
        staff.run("cd; mv second.toml next.toml")
        follow(staff, "主库坏了", part=slice(1, None))
        follow(web, "主库坏了", part=slice(1, len(lost) - 2))
        with website(web):
            assert asked(web, 3)["status"] == "valid"


def test_the_english_page_types_the_same() -> None:
    assert commands((ENGLISH / "staff" / "deployments.md").read_text(encoding="utf-8")) == commands(PAGE)
