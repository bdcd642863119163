"""The store when things go wrong: missing, locked, damaged, newer, read-only, interrupted.

Nothing is lost or half-done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from certs.audit.recovery import recover
from certs.errors import CouldNotCheck, Misuse, StarmarkError
from certs.lifecycle import signed_objects
from certs.lifecycle.events import parse_event
from certs.register.append import append_events
from certs.register.store import ledger
from certs.register.store.database import connect, create, make_ready, open_store, sqlite_path
from certs.register.store.reader import open_reader
from certs.register.store.tables import CERTIFICATE
from tests.otheruser import OtherUser
from tests.register.founded_register import NOW, Register, draft, founded

ROOT = Path(__file__).parents[3]


def code_of(url: str, *, write: bool = False) -> str:
    with pytest.raises(StarmarkError) as caught:
        open_store(url, write=write)
    assert caught.value.words.zh
    return caught.value.code


def path_of(register: Register) -> Path:
    path = sqlite_path(register.url)
    assert path is not None
    return path


def open_to_all(folder: Path) -> None:
    """Let other users into a temporary folder, to read."""
    top = Path(tempfile.gettempdir())
    for part in (folder, *folder.parents):
        if top in part.parents:
            part.chmod(0o755)


def test_a_missing_register_is_never_made_by_opening_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    for write in (False, True):
        assert code_of(url, write=write) == "no_register"
    assert not list(tmp_path.iterdir())


def test_a_register_is_never_made_over_another(register: Register) -> None:
    with pytest.raises(CouldNotCheck, match="register_exists"):
        create(register.url)


@pytest.mark.parametrize(
    "url", ["", "mysql://x/y", "register.db", "sqlite://", "postgresql://" + "x" * 5 + ":notaport/y"]
)
def test_a_malformed_address_is_misuse(url: str) -> None:
    with pytest.raises(Misuse, match="register_url"):
        open_store(url, write=False)


def test_a_database_that_does_not_run_could_not_be_checked() -> None:
    assert code_of("postgresql://nobody@127.0.0.1:1/none") == "register_unreachable"


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_register_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "register.db"
    path.write_bytes(content)
    assert code_of(f"sqlite:///{path}") in {"no_register", "register_damaged"}
    assert path.read_bytes() == content


def test_a_newer_schema_is_refused_untouched_and_an_older_one_upgraded(register: Register) -> None:
    with register.store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    assert code_of(register.url) == "schema_newer"
    with pytest.raises(CouldNotCheck, match="schema_newer"):
        make_ready(register.url)


def test_a_register_in_use_is_said_to_be(small_register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.limits.BUSY_SECONDS", 0.2)
    store = open_store(small_register.url, write=True)
    small_register.store.close()
    small_register.store = connect(small_register.url, write=True)
    with store.writing(), pytest.raises(CouldNotCheck, match="register_locked"):
        small_register.issue(draft(1))
    store.close()
    assert small_register.issue(draft(1))[0].number == "99926SC00001R0M"


@pytest.mark.parametrize(
    ("when", "does"),
    [
        ("BEFORE", "SELECT RAISE(ABORT, 'the disk is full, locked and read-only')"),
        ("AFTER", "SELECT RAISE(ROLLBACK, '')"),
        ("BEFORE", "SELECT RAISE(IGNORE)"),
        ("AFTER", "SELECT no_such_function()"),
        ("AFTER", "DELETE FROM event WHERE position = new.position"),
        ("AFTER", "UPDATE event SET raw = raw || ' ' WHERE position = new.position"),
    ],
)
def test_what_a_trigger_refuses_or_swallows_changed_nothing(small_register: Register, when: str, does: str) -> None:
    with small_register.store.writing() as connection:
        connection.exec_driver_sql(f"CREATE TRIGGER calm {when} INSERT ON event BEGIN {does}; END")
    with pytest.raises(CouldNotCheck, match="register_damaged"):
        small_register.issue(draft(1))
    with small_register.store.writing() as connection:
        assert ledger.head(connection).size == 6
        connection.exec_driver_sql("DROP TRIGGER calm")
    assert small_register.issue(draft(1))[0].number == "99926SC00001R0M"


def test_the_register_runs_with_a_rollback_journal_and_extra_care(small_register: Register) -> None:
    with small_register.store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "delete"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 3


def test_a_reader_cannot_write(register: Register) -> None:
    store = open_store(register.url, write=False)
    with pytest.raises(CouldNotCheck), store.reading() as connection:
        connection.execute(text("DELETE FROM event"))
    store.close()


def test_the_web_reads_as_another_user_and_can_write_nothing(small_register: Register, other_user: OtherUser) -> None:
    number = small_register.issue(draft(1))[0].number
    folder = path_of(small_register).parent
    open_to_all(folder)
    program = textwrap.dedent(f"""
        import os, sqlite3
        from certs.register.store.reader import open_reader
        assert os.geteuid() != 0
        reader = open_reader({small_register.url!r})
        print(reader.look({number!r}).record.number)
        try:
            sqlite3.connect({str(path_of(small_register))!r}).execute("DELETE FROM event")
        except sqlite3.OperationalError as refused:
            print(refused)
        try:
            open({str(folder / "x")!r}, "w")
        except PermissionError:
            print("no new file either")
    """)
    done = other_user.run("-c", program)
    assert done.stdout.splitlines() == [number, "attempt to write a readonly database", "no new file either"], (
        done.stderr
    )


_WRITER = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from certs.register.store.database import open_store
from tests.register.founded_register import draft
from sqlalchemy import text
store = open_store({url!r}, write=True)
with store.writing() as connection:
    connection.execute(text("PRAGMA cache_size=1"))  # so that pages spill into the file, and the journal is hot
    connection.execute(text("UPDATE certificate SET holder = 'half-done'"))
    for n in range(3000):
        connection.execute(text("INSERT INTO serial (year, last) VALUES (:n, 1)"), {{"n": 1000 + n}})
    print("spilt", flush=True)
    sys.stdin.read()
"""


def test_a_hot_journal_answers_could_not_check_until_recover(small_register: Register, other_user: OtherUser) -> None:
    number = small_register.issue(draft(1))[0].number
    path = path_of(small_register)
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER.format(root=str(ROOT), url=small_register.url)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"spilt\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    assert path.with_name("register.db-journal").exists()
    open_to_all(path.parent)
    path.with_name("register.db-journal").chmod(0o644)
    done = other_user.run(
        "-c",
        textwrap.dedent(f"""
        from certs.errors import CouldNotCheck
        from certs.register.store.reader import open_reader
        try:
            open_reader({small_register.url!r}).look({number!r})
        except CouldNotCheck as exc:
            print(exc.code)
    """),
    )
    assert done.stdout.strip() == "register_read_only", done.stderr
    make_ready(small_register.url)
    look = small_register.reader().look(number)
    assert look.record is not None
    with small_register.reader().view() as view:
        assert view.connection.execute(select(CERTIFICATE.c.holder)).scalar_one() == draft(1).holder.name


def test_killed_at_any_moment_a_batch_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    made = founded(url)
    made.close()
    for round_number, delay in enumerate((0.0, 0.01, 0.03, 0.06, 0.1, 0.15)):
        child = os.fork()
        if child == 0:
            store = open_store(url, write=True)
            register = Register(url, store, NOW)
            register.issue(*(draft(100 * round_number + n) for n in range(1, 41)))
            os._exit(0)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        make_ready(url)
        reader = open_reader(url)
        with reader.view() as view:
            entries = view.events(0, 1000)
            issued = [e for e in entries if e.type == "issued"]
            assert len(issued) % 40 == 0
            assert [e.position for e in entries] == list(range(len(entries)))
            assert len({e.number for e in issued}) == len(issued)
        reader.close()
        assert recover(url).mended == ()


def test_a_full_disk_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:  # no right to mount: let the database itself be small instead
        register = founded(f"sqlite:///{folder / 'register.db'}")
        register.close()
        limited = connect(register.url, write=True)
        with limited.reading() as connection:
            assert connection.execute(text("PRAGMA max_page_count")).scalar_one() > 0
        limited.close()
        return
    try:
        register = founded(f"sqlite:///{folder / 'register.db'}")
        with pytest.raises(CouldNotCheck, match="disk_full"):
            register.issue(*(draft(n) for n in range(1, 400)))
        with register.reader().view() as view:
            assert view.size == 6
        assert register.issue(draft(1))[0].number == "99926SC00001R0M"
        register.close()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_the_events_alone_give_the_same_json_jwt_and_qr(register: Register, tmp_path: Path) -> None:
    numbers = [i.number for i in register.issue(draft(1), draft(2))]
    register.later(days=1)
    register.reissue(numbers[0], draft(1, sites=(*draft(1).sites, draft(2).sites[0])), "sites-changed")
    with register.reader().view() as view:
        leaves = [(e.position, e.raw) for e in view.events(0, 100)]
        wanted = [view.record(number) for number in numbers]
    copy = create(f"sqlite:///{tmp_path / 'mirror.db'}")
    with copy.writing() as connection:
        for position, raw in leaves:
            append_events.append(connection, [parse_event(position, raw)])
    reader = open_reader(f"sqlite:///{tmp_path / 'mirror.db'}")
    for number, record in zip(numbers, wanted, strict=True):
        rebuilt = reader.look(number).record
        assert rebuilt is not None
        assert record is not None
        for old, new in zip(record.versions, rebuilt.versions, strict=True):
            assert signed_objects.credential_bytes(old) == signed_objects.credential_bytes(new)
            assert signed_objects.jwt_text(old) == signed_objects.jwt_text(new)
            assert signed_objects.qr_token_bytes(old) == signed_objects.qr_token_bytes(new)
    reader.close()
    copy.close()
