"""The staff pages are followed, command by command, as they stand: setting up, the daily routine, the ceremonies, and
the five bad days, each on a copy of the same instance with its website up.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests import softtoken
from tests.instances import PASSPHRASE, number
from tests.scripts import sheets
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.case_papers import lay_out_case
from tests.site.page_commands import Command, Hosts, commands, lay_out, section

DAILY, KEYS, BAD_DAYS, CASES = (
    (CHINESE / "staff" / f"{name}.md").read_text(encoding="utf-8") for name in ("index", "keys", "runbooks", "cases")
)
CEREMONIES: Final = "更换、停用、宣布泄露"
TOKEN: Final = "密钥放在硬件里（PKCS#11）"
Anew = Callable[[], Hosts]


def asked(hosts: Hosts, *arguments: str) -> Any:
    """Ask a command for its answer for machines, in the instance of these hosts."""
    done = hosts._do(f"starmark {' '.join(arguments)} --json")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    """The body after its first days: the daily handbook was followed from top to bottom."""
    hosts = Hosts(tmp_path_factory.mktemp("year"))
    hosts.before = lambda text: lay_out(hosts, text)
    hosts.follow(commands(DAILY))
    hosts.close()
    yield hosts
    hosts.close()


@pytest.fixture
def anew(year: Hosts, tmp_path: Path) -> Iterator[Anew]:
    """Makes copies of these hosts, with the environment that the pages ask for."""
    made: list[Hosts] = []

    def copied() -> Hosts:
        shutil.copytree(year.root, tmp_path / "hosts")
        hosts = Hosts(tmp_path / "hosts", pin=year.pin)
        hosts.follow(commands(section(BAD_DAYS, "")))
        made.append(hosts)
        return hosts

    yield copied
    for hosts in made:
        hosts.close()


@pytest.fixture
def in_trouble(anew: Anew) -> Hosts:
    """Hosts with yesterday's backup, one certificate issued since, and a website on a machine of its own."""
    hosts = anew()
    hosts.follow(commands(section(KEYS, "备份")))
    issue_one(hosts, 7)
    website = hosts.root / "website"
    website.mkdir()
    for name in ("starmark.toml", "register.db"):
        shutil.copy(home(hosts) / name, website)
    shutil.copytree(home(hosts) / "public", website / "public")
    hosts.serve(website)
    return hosts


def home(hosts: Hosts) -> Path:
    return hosts.root / "srv" / "starmark"


def issue_one(hosts: Hosts, n: int) -> None:
    sheets.write(hosts.root / "desk" / "one.xlsx", [sheets.certificate(n, headcount=320)])
    hosts.follow([Command("starmark issue one.xlsx --by clerk-01")])


def last_entry(hosts: Hosts) -> str:
    """Return the range that yesterday's backup lacks: the certificate issued since."""
    last = asked(hosts, "audit")["entries"] - 1
    return f"{last}-{last}"


def only_undecided(hosts: Hosts) -> None:
    """Hold the audit to what the page says: it mentions what the public log filled in, and nothing differs."""
    found = asked(hosts, "audit")
    assert found["differences"] == []
    assert sum("came back from the public log" in note["en"] for note in found["notes"]) == 1


def test_the_daily_handbook(year: Hosts) -> None:
    typed = [text for text, _ in year.said]
    verbs = {text.split()[1] for text in typed if text.startswith("starmark") and "--home" not in text}
    assert verbs >= {
        "init",
        "issue",
        "suspend",
        "restore",
        "revoke",
        "withdraw",
        "reissue",
        "renew",
        "find",
        "show",
        "history",
        "verify",
        "export",
        "report",
        "letter",
        "publish",
        "keys",
        "audit",
        "recover",
        "witness",
    }
    assert (year.root / "desk" / "paper" / f"{number(1)}.bundle").is_file()
    assert b"witness.example.org" in (home(year) / "public/log/checkpoint").read_bytes()
    assert not list(home(year).rglob("root-*.pem")), "the root key never was on this host"


def test_the_key_ceremonies(anew: Anew) -> None:
    hosts = anew()
    hosts.serve(home(hosts))
    hosts.follow(commands(section(KEYS, "建立以后马上做")))
    assert hosts.said[-1][1] == "", "there is a root key on the host"
    hosts.follow(commands(section(KEYS, "看一看现在有哪些")))
    hosts.follow(commands(section(KEYS, CEREMONIES)))
    states = {key["name"]: key["state"] for key in asked(hosts, "keys", "list")["keys"]}
    assert states == {
        "root-1": "active",
        "certificate-1": "compromised",
        "certificate-2": "active",
        "qr-1": "active",
        "status-1": "active",
        "list-1": "retired",
        "list-2": "active",
        "log-1": "active",
    }
    issue_one(hosts, 8)


def test_a_key_in_a_token_as_the_page_says(anew: Anew, tmp_path: Path) -> None:
    hosts = anew()
    toml = re.search(r"```toml\n(.*?)```", section(KEYS, TOKEN), re.DOTALL)
    assert toml is not None
    (hosts.root / "desk" / "token.toml").write_text(toml[1], encoding="utf-8")
    (hosts.root / "desk" / "token.toml").chmod(0o600)
    hosts.env |= softtoken.made(tmp_path / "softhsm", "starmark", PASSPHRASE).env
    hosts.follow(commands(section(KEYS, TOKEN)))
    assert (home(hosts) / "keys" / "certificate-2.toml").is_file()
    issue_one(hosts, 8)
    hosts.follow([Command("starmark audit")])


def test_the_day_a_key_is_stolen(in_trouble: Hosts) -> None:
    hosts = in_trouble
    hosts.trusted = asked(hosts, "audit")["entries"] - 1  # stolen before the last certificate was issued
    hosts.follow(commands(section(BAD_DAYS, "密钥被偷")))
    states = {key["name"]: key["state"] for key in asked(hosts, "keys", "list")["keys"]}
    assert (states["certificate-1"], states["certificate-2"]) == ("compromised", "active")
    condemned = next(said for text, said in hosts.said if text.startswith("starmark keys compromise"))
    assert number(7) in condemned, "the page says that the command lists what no longer stands"
    issue_one(hosts, 8)


def test_the_day_the_disk_is_lost(in_trouble: Hosts) -> None:
    hosts = in_trouble
    typed = commands(section(BAD_DAYS, "磁盘丢了"))
    recover, rest = typed[:1], typed[1:]
    assert recover == [Command("starmark recover")]
    hosts.follow(recover)
    hosts.taken_back = last_entry(hosts)
    shutil.rmtree(home(hosts))
    hosts.follow(rest)
    only_undecided(hosts)
    hosts.follow([Command(f"starmark verify {number(7)}")])
    issue_one(hosts, 8)


def test_the_day_the_website_is_taken_over(in_trouble: Hosts) -> None:
    hosts = in_trouble
    shutil.rmtree(hosts.root / "srv" / "mirror")
    hosts.follow(commands(section(BAD_DAYS, "网站被人控制")))
    web = hosts.root / "srv" / "starmark-web"
    assert sorted(path.name for path in web.iterdir()) == ["public", "register.db", "starmark.toml"]
    shown = next(said for text, said in hosts.said if text.startswith("starmark show"))
    assert "撤销" in shown


def test_the_day_an_old_backup_is_restored(in_trouble: Hosts, tmp_path: Path) -> None:
    hosts = in_trouble
    kept = asked(hosts, "history", number(7))
    hosts.taken_back = last_entry(hosts)
    old = tmp_path / "old"
    done = hosts._do(
        f"starmark --home {old} restore-backup {hosts.root}/media/backup/2026-11-24.starmark --nothing-newer"
    )
    assert done.returncode == 0, done.stderr
    for name in ("register.db", "casework.db"):
        shutil.copy(old / name, home(hosts) / name)
    sheets.write(hosts.root / "desk" / "one.xlsx", [sheets.certificate(9)])
    hosts.follow([Command("starmark issue one.xlsx --by clerk-01", 1)])  # log_behind: how one notices
    hosts.follow(commands(section(BAD_DAYS, "恢复了旧备份")))
    only_undecided(hosts)
    assert asked(hosts, "history", number(7)) == kept
    issue_one(hosts, 8)


def test_the_day_the_journal_was_tampered_with(anew: Anew) -> None:
    hosts = anew()
    sheets.write(hosts.root / "desk" / "one.xlsx", [sheets.certificate(9)])
    with sqlite3.connect(home(hosts) / "casework.db") as journal:
        journal.execute("CREATE TRIGGER trap AFTER INSERT ON decisions BEGIN DELETE FROM decisions; END")
    hosts.follow([Command("starmark issue one.xlsx --by clerk-01", 2)])
    hosts.follow([Command(each.text, 1) for each in commands(section(BAD_DAYS, "工作日志被动过"))])
    with sqlite3.connect(home(hosts) / "casework.db") as journal:
        journal.execute("DROP TRIGGER trap")
    hosts.follow([Command("starmark issue one.xlsx --by clerk-01")])


@pytest.mark.parametrize("name", ["index", "keys", "runbooks"])
def test_both_languages_type_the_same_commands(name: str) -> None:
    chinese, english = (
        commands((folder / "staff" / f"{name}.md").read_text(encoding="utf-8")) for folder in (CHINESE, ENGLISH)
    )
    assert chinese == english != []


def test_a_command_that_ends_otherwise_is_found(tmp_path: Path) -> None:
    hosts = Hosts(tmp_path)
    hosts.env["STARMARK_HOME"] = os.fspath(tmp_path / "nowhere")
    with pytest.raises(AssertionError, match=r"starmark\s+init"):
        hosts.follow([Command("starmark audit")])


def test_the_handbook_of_cases(anew: Anew) -> None:
    hosts = anew()
    hosts.before = lambda text: lay_out_case(hosts, text)
    hosts.follow(commands(CASES))
    states = {each["code"]: each["ended"] is None for each in asked(hosts, "staff", "list")["staff"]}
    expected = {"clerk-01": True, "clerk-02": False, "reviewer-02": True, "decider-01": True, "assessor-07": True}
    assert states == expected
    hosts.follow([Command("starmark audit")])
