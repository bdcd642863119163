"""The examples of units: systemd takes them, and each may do no more than it needs."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from certs import limits
from scripts.verbs import serve
from scripts.verbs.publish import command
from tests.instances import ROOT

DEPLOY = ROOT / "deploy"
PROGRAM = "/srv/starmark-program/.venv/bin/starmark"


def unit(name: str) -> RawConfigParser:
    """Read a unit strictly but for its settings that may stand more than once."""
    parsed = RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(DEPLOY / name, encoding="utf-8")
    return parsed


NAMES = (
    "starmark-publish.service",
    "starmark-publish.timer",
    "starmark-web.service",
    "starmark-send.service",
    "starmark-send.timer",
    "starmark-mirror.service",
)
ROLES = ("", "database", "outward", "mirror")


def laid_out(folder: Path, role: str) -> list[Path]:
    """Lay out all units with the drop-ins of one role, over a program that there is."""
    program = folder / "starmark"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    files = [(DEPLOY / name, folder / name) for name in NAMES]
    if role:
        own = DEPLOY / "units" / role
        files += [(path, folder / path.relative_to(own)) for path in own.rglob("*.conf")]
        assert len(files) > len(NAMES)
    for source, target in files:
        target.parent.mkdir(exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8").replace(PROGRAM, str(program)), encoding="utf-8")
    return [folder / name for name in NAMES]


@pytest.mark.parametrize("role", ROLES)
def test_systemd_takes_them(tmp_path: Path, role: str) -> None:
    typed = ["systemd-analyze", "verify", "--man=no", *map(str, laid_out(tmp_path, role))]
    done = subprocess.run(typed, capture_output=True, text=True, check=False)
    about_ours = [line for line in done.stderr.splitlines() if "starmark-" in line]
    assert about_ours == []


@pytest.mark.parametrize("role", ROLES)
def test_systemd_finds_little_that_a_unit_might_do_without_need(tmp_path: Path, role: str) -> None:
    """The figure is systemd's own: 100 is a unit that may do anything."""
    for unit in laid_out(tmp_path, role):
        if unit.suffix == ".service":
            typed = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", str(unit)]
            done = subprocess.run(typed, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout[-400:] + done.stderr


def test_a_drop_in_changes_what_its_role_needs_and_nothing_else() -> None:
    changed = {
        path.parent.parent.name: set(re.findall(r"^(\w+)=", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (DEPLOY / "units").rglob("*.conf")
    }
    assert changed == {
        "database": {"After", "Wants", "PrivateNetwork", "RestrictAddressFamilies"},
        "outward": {"ExecStart"},
        "mirror": {"RequiresMountsFor", "ExecStart"},
    }


@pytest.mark.parametrize(
    ("name", "home", "verb", "writes"),
    [
        ("starmark-send", "/srv/starmark", "send", "/srv/starmark/sent"),
        ("starmark-mirror", "/srv/mirror", "mirror", "/srv/mirror"),
    ],
)
def test_what_sends_and_what_follows_are_users_of_their_own_without_a_key(
    name: str, home: str, verb: str, writes: str
) -> None:
    service = unit(f"{name}.service")["Service"]
    program, *typed = service["ExecStart"].split()
    assert (program, typed[:3]) == (PROGRAM, ["--home", home, verb])
    assert (service["User"], service["Group"], service["ReadWritePaths"]) == (name, name, writes)
    if verb == "send":
        assert {"/srv/starmark/keys", "-/srv/starmark/register.db"} <= set(service["InaccessiblePaths"].split())
    else:
        assert service["RestartPreventExitStatus"] == "1"  # a contradiction is looked at, not tried again


def test_the_website_runs_as_a_user_of_its_own_who_is_started_again_and_sees_no_key() -> None:
    service, section = unit("starmark-web.service")["Service"], unit("starmark-web.service")["Unit"]
    program, *typed = service["ExecStart"].split()
    assert (program, typed[:3]) == (PROGRAM, ["--home", "/srv/starmark", "serve"])
    known = {name for parameter in serve.command.params for name in parameter.opts}
    assert {word for word in typed[3:] if word.startswith("--")} <= known
    assert (service["User"], service["Group"]) == ("starmark-web", "starmark-web")
    assert (service["Restart"], section["StartLimitIntervalSec"]) == ("always", "0")
    hidden = ["keys", "casework.db", "casework"]  # "-": on a host of the website alone they are not even there
    assert service["InaccessiblePaths"].split() == [f"-/srv/starmark/{name}" for name in hidden]
    assert "ReadWritePaths" not in service
    assert int(service["LimitNOFILE"]) > 2 * limits.CONNECTIONS
    for page in (DEPLOY / "README.md", ROOT / "site/staff/index.md", ROOT / "site/en/staff/index.md"):
        assert "# useradd --system --user-group" in page.read_text(encoding="utf-8")


def named_calls(group: str) -> set[str]:
    """Return the system calls of a group of systemd's, with those of the groups in it."""
    done = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True)
    names = [line.strip() for line in done.stdout.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return set().union(*(named_calls(name) if name.startswith("@") else {name} for name in names))


def test_a_child_may_bound_its_memory_there_and_the_site_outlives_one_that_took_too_much(tmp_path: Path) -> None:
    parsed = (DEPLOY / "starmark-web.service").read_text(encoding="utf-8")
    given, taken = re.findall(r"^SystemCallFilter=([^~\n]+)$|^SystemCallFilter=~(.+)$", parsed, re.MULTILINE)
    allowed = named_calls(given[0]) - set().union(*map(named_calls, taken[1].split()))
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-o",
        str(trace),
        "-e",
        "trace=/rlimit",
        sys.executable,
        "-m",
        "tests.documents.sample_child",
    ]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=True)
    used = set(re.findall(r"(\w+)\([^\n]*RLIMIT_AS, {", trace.read_text(encoding="utf-8")))
    assert used == {"prlimit64"}
    assert used <= allowed
    service = unit("starmark-web.service")["Service"]
    assert service["OOMPolicy"] == "continue"
    assert int(service["MemoryMax"].removesuffix("G")) * 2**30 > limits.PAPER_MEMORY


def test_a_mistake_in_a_unit_would_be_told(tmp_path: Path) -> None:
    spoilt = tmp_path / "starmark-publish.service"
    spoilt.write_text("[Service]\nType=oneshot\nExecStart=/bin/true\nProtectSistem=strict\n", encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", spoilt], capture_output=True, text=True, check=False
    )
    assert "ProtectSistem" in done.stderr


def test_the_timer_publishes_with_the_list_key_alone() -> None:
    service = unit("starmark-publish.service")["Service"]
    program, *typed = service["ExecStart"].split()
    assert program == PROGRAM
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in typed if word.startswith("--")} - {"--home"} <= known
    assert typed[typed.index("--keys") + 1] == "/etc/starmark/timer-keys"
    assert typed[typed.index("--passphrase-file") + 1] == "%d/passphrase"
    assert service["InaccessiblePaths"].split() == [
        "/srv/starmark/keys",
        "-/srv/starmark/casework.db",
        "-/srv/starmark/casework",
    ]
    assert (service["User"], service["PrivateUsers"], service["ProtectProc"]) == ("starmark", "true", "invisible")
    said = (DEPLOY / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"timer-keys/([a-z]+)-1\.pem", said)) == {"list"}


def test_the_timer_runs_after_midnight_and_each_hour() -> None:
    said = (DEPLOY / "starmark-publish.timer").read_text(encoding="utf-8")
    times = re.findall(r"^OnCalendar=(.+)$", said, re.MULTILINE)
    done = subprocess.run(["systemd-analyze", "calendar", *times], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(times) == 2
