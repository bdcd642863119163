"""The casework in a PostgreSQL database of its own, by the commands: acts, two at once, audit, backup, restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from certs.casework.journal import journal_copy
from certs.casework.journal.journal import Decision, Journal
from certs.errors import CouldNotCheck
from scripts.demo.demo_firms import sample_uscc
from scripts.terminal import clock
from tests.instances import EXAMPLES, Staff
from tests.postgres import OF_A_LANGUAGE, PostgresServer
from tests.scripts.cases import filled_forms as forms
from tests.scripts.command_calls import Desk, call
from tests.scripts.verbs.restore_calls import published, restored

pytestmark = pytest.mark.postgres
BY = ("--by", "clerk-01")
TRAP = """CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.note := ''; RETURN NEW; END$$"""
DECISION = Decision("suspended", "clerk-01", (), "电话确认", "ab" * 32)


@pytest.fixture
def url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database of its own."""
    fresh = postgres_server.fresh()
    yield fresh
    postgres_server.drop(fresh)


@pytest.fixture
def moved(desk: Desk, url: str) -> Desk:
    """A desk whose casework was moved there."""
    settings = desk.staff.home / "starmark.toml"
    settings.write_text(settings.read_text("utf-8") + f'\n[casework]\nurl = "{url}"\n', "utf-8")
    journal_copy.put(desk.staff.home / "casework.db", url)
    (desk.staff.home / "casework.db").unlink()
    return desk


def sheet(folder: Path, number: int) -> Path:
    firm = {"组织名称": f"样例{number}有限公司", "统一社会信用代码": sample_uscc(700_100 + number)}
    return forms.saved(forms.basic({**forms.COMPANY, **firm}), folder / f"{number}.xlsx")


def change(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


def end_and_go_on(server: PostgresServer, url: str, connection: sa.Connection) -> None:
    """Lose the server in the middle of an act."""
    server.end_sessions(url)
    connection.execute(sa.text("SELECT 1"))


def test_cases_are_led_audited_backed_up_and_restored(moved: Desk, url: str, tmp_path: Path) -> None:
    home = moved.staff.home
    assert moved("staff", "add", "clerk-01", "--role", "clerk", *BY).code == 0
    with ThreadPoolExecutor(2) as pool:  # two people at once lose nothing
        list(pool.map(lambda number: moved.staff.run("case", "open", sheet(tmp_path, number), *BY), range(2)))
    first, second = (each["case"] for each in reversed(moved("case", "list", "--json").json["cases"]))
    assert (first[-1], second[-1]) == ("1", "2")
    assert moved("case", "refuse", second, "--reason", "不在范围", *BY).code == 0
    assert moved("case", "close", second, "--reason", "不受理", *BY).code == 0
    sent = tmp_path / "营业执照.pdf"
    sent.write_bytes(b"%PDF-1.4 sample\n")
    assert moved("case", "evidence", first, sent, *BY, "--json").json["taken"] == 1
    assert moved("case", "forget", second, *BY).code == 0
    moved.act("suspend", moved("find", "青禾", "--json").json["items"][0]["number"],
              "--reason", "complaint", "--until", "2027-01-30", *BY)  # fmt: skip
    said = moved("audit", "--json")
    assert said.code == 0, said.json["differences"]
    assert not (home / "casework.db").exists()
    listed = moved("case", "list", "--json").json["cases"]
    assert [(each["state"], each["overdue"], each["deadline"]) for each in listed] == [
        ("closed", False, None), ("received", False, None),
    ]  # fmt: skip
    assert moved("backup", tmp_path / "backup.tar").code == 0
    anew = tmp_path / "anew"
    assert restored(moved, tmp_path / "backup.tar", anew, "--seen", published(moved)).json["error"]["code"] == (
        "journal_exists"
    )
    assert not anew.exists()
    change(url, "DROP TABLE casework_schema, decisions, notes, staff, trail, cases, papers, evidence_files CASCADE")
    assert restored(moved, tmp_path / "backup.tar", anew, "--seen", published(moved)).code == 0
    again = Desk(Staff(anew, moved.staff.passphrase_file), moved.capsys)
    assert again("case", "list", "--json").json["cases"] == listed
    assert again.act("publish").code == 0
    assert again("audit", "--json").code == 0
    assert again("case", "accept", first, *BY).code == 0


def test_what_somebody_did_in_the_database_is_named(moved: Desk, url: str, tmp_path: Path) -> None:
    moved("case", "open", sheet(tmp_path, 1), *BY)
    for statement, row in (
        ("CREATE RULE quiet AS ON DELETE TO papers DO INSTEAD NOTHING", "rule papers.quiet"),
        ("CREATE VIEW more AS SELECT 1", "view more"),
        ("ALTER TABLE staff ENABLE ROW LEVEL SECURITY", "table staff with row security"),
    ):
        change(url, statement)
        assert moved("case", "list", "--json").json["error"]["code"] == "journal_trapped"
        assert row in {each["row"] for each in moved("audit", "--json").json["differences"]}
    change(url, "DROP RULE quiet ON papers")
    change(url, "DROP VIEW more")
    change(url, "ALTER TABLE staff DISABLE ROW LEVEL SECURITY")
    change(url, "UPDATE trail SET by_codes = '[\"clerk-02\"]'")
    assert [each["row"] for each in moved("audit", "--json").json["differences"]] == ["id=1"]


def test_init_makes_it_and_never_in_a_used_database(
    tmp_path: Path, url: str, postgres_server: PostgresServer, staff: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    register = postgres_server.fresh()
    profile = tmp_path / "profile.toml"

    def init(casework: str) -> str:
        tables = f'\n[register]\nurl = "{register}"\n\n[casework]\nurl = "{casework}"\n'
        profile.write_text((EXAMPLES / "profile.toml").read_text("utf-8") + tables, "utf-8")
        shutil.rmtree(tmp_path / "made", ignore_errors=True)
        more = ("--profile", profile, "--passphrase-file", staff.passphrase_file, "--json")
        said = call(capsys, "--home", tmp_path / "made", "init", *more)
        return "" if said.code == 0 else said.json["error"]["code"] or said.json["errors"][0]["field"]

    Journal.create(url).close()  # as an interrupted `init` leaves it: tables without a row
    assert init(url) == ""
    assert not (tmp_path / "made" / "casework.db").exists()
    with Journal.open(url) as journal:
        assert journal.rows() == ()
        journal.commit([DECISION], clock.now())
    assert init(url) == "journal_exists"
    other = postgres_server.fresh()
    change(other, "CREATE TABLE event (position integer)")
    assert init(other) == "casework_place"  # the register under another name, or another program's
    with postgres_server._connect() as own:
        own.execute(f"CREATE DATABASE starmark_cases_by_sound {OF_A_LANGUAGE}".encode())
    by_sound = postgres_server.url("starmark_cases_by_sound")
    assert init(by_sound) == "register_collation"
    with psycopg.connect(by_sound.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    for each in (register, other):
        postgres_server.drop(each)


def test_rows_are_numbered_without_gaps_and_read_back(url: str) -> None:
    with Journal.create(url) as journal:
        journal.commit([DECISION, DECISION], clock.now())
        change(url, TRAP)
        change(url, "CREATE TRIGGER trap BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION trap()")
        with pytest.raises(CouldNotCheck, match="reads back otherwise"):
            journal.commit([DECISION], clock.now())
        change(url, "DROP TRIGGER trap ON decisions")
        with pytest.raises(CouldNotCheck, match="cannot be used"), journal.acting() as connection:
            connection.execute(sa.text("INSERT INTO decisions (id) VALUES (4)"))
        journal.commit([DECISION], clock.now())
        assert [row.identifier for row in journal.rows()] == [1, 2, 3, 4]


def test_whoever_acts_waits_and_a_lost_server_is_said(
    url: str, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certs.limits.BUSY_SECONDS", 1)
    with Journal.create(url) as one, Journal.open(url) as other:
        with one.acting(), pytest.raises(CouldNotCheck, match="in use by another program"):
            other.commit([DECISION], clock.now())
        assert other.rows() == ()
        with pytest.raises(CouldNotCheck, match="does not answer"), one.acting() as connection:
            end_and_go_on(postgres_server, url, connection)
