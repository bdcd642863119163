"""Moving the register between databases: the same entries, the same answers, and nobody goes on with the old one."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from certs.errors import CouldNotCheck
from certs.instance.folder import open_instance
from certs.register.store.database import connect, open_store, sqlite_path
from certs.register.store.reader import open_reader
from tests import instances
from tests.postgres import OF_A_LANGUAGE, PostgresServer
from tests.scripts.command_calls import Desk, Said
from tests.scripts.verbs.restore_calls import issue_another
from verify.access.register_access import Register

pytestmark = pytest.mark.postgres


@pytest.fixture
def empty(postgres_server: PostgresServer) -> str:
    """The address of an empty PostgreSQL database."""
    return postgres_server.fresh()


def address(desk: Desk) -> str:
    return open_instance(desk.staff.home).register_url


def size_at(url: str) -> int:
    reader = open_reader(url)
    try:
        with reader.view() as view:
            return view.size
    finally:
        reader.close()


def code_at(url: str) -> str:
    with pytest.raises(CouldNotCheck) as caught:
        open_store(url, write=False, readable=True)
    return caught.value.code


def moved(desk: Desk, url: str, code: int = 0) -> Said:
    said = desk.act("move", "--to", url)
    assert said.code == code, said.out + said.err
    return said


def test_there_and_back_with_acts_on_both_sides(desk: Desk, empty: str, tmp_path: Path) -> None:
    old, size = address(desk), size_at(address(desk))
    told = moved(desk, empty).json
    assert (told["entries"], told["audited"], len(told["root"])) == (size, True, 64)
    assert address(desk) == empty
    assert code_at(old) == "register_moved"
    assert issue_another(desk, tmp_path, 5).code == 0
    assert desk("audit", "--json").json["differences"] == []
    back = moved(desk, old).json
    assert back["entries"] == size_at(old) > size
    assert back["root"] != told["root"]
    assert code_at(empty) == "register_moved"
    assert issue_another(desk, tmp_path, 6).code == 0
    assert desk("audit", "--json").json["differences"] == []


def test_a_website_that_has_the_old_one_open_says_that_it_cannot_tell(desk: Desk, empty: str) -> None:
    web = Register(address(desk))
    assert web.read(lambda view: view.size) == size_at(address(desk))
    moved(desk, empty)
    for ask in (lambda: web.look(instances.number(1)), lambda: web.read(lambda view: view.size)):
        with pytest.raises(CouldNotCheck, match="register_moved"):
            ask()
    web.close()


@pytest.mark.parametrize("place", ["fill", "require_same", "audit", "settings"])
def test_a_move_that_was_interrupted_goes_on(
    desk: Desk, empty: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, size = address(desk), size_at(address(desk))
    names = {
        "fill": "certs.audit.move_register.fill",
        "require_same": "certs.audit.move_register._require_same",
        "audit": "scripts.operation.move.audit",
        "settings": "scripts.operation.move.whole_files.write",
    }

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(names[place], stopped)
        assert desk.act("move", "--to", empty).code == 130
    assert address(desk) == old
    if place != "settings":  # whoever acts meanwhile acts on the register that is in force
        assert size_at(old) == size
    else:
        assert code_at(old) == "register_moved"  # never two in force: nobody acts until the move is repeated
    assert moved(desk, empty).json["entries"] == size
    assert (address(desk), size_at(empty), code_at(old)) == (empty, size, "register_moved")


def test_what_was_issued_after_an_interrupted_move_comes_along(
    desk: Desk, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("scripts.operation.move.audit", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        assert desk.act("move", "--to", empty).code == 130
    assert issue_another(desk, tmp_path, 5).code == 0
    assert moved(desk, empty).json["entries"] == size_at(empty)
    assert desk("audit", "--json").json["differences"] == []


def test_nobody_acts_while_it_moves(desk: Desk, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.limits.BUSY_SECONDS", 0.2)
    codes = []

    def acts_meanwhile(*_: object, **__: object) -> None:
        with pytest.raises(CouldNotCheck) as caught, connect(address(desk), write=True).writing():
            pass
        codes.append(caught.value.code)
        raise KeyboardInterrupt

    monkeypatch.setattr("scripts.operation.move.audit", acts_meanwhile)
    assert desk.act("move", "--to", empty).code == 130
    assert codes == ["register_locked"]


def refused(desk: Desk, url: str, *arguments: str | Path) -> tuple[int, str]:
    """Try to move; the register stays where it was, and nothing of it is changed."""
    old, size = address(desk), size_at(address(desk))
    said = desk("move", "--to", url, "--json", *(arguments or ("--passphrase-file", desk.staff.passphrase_file)))
    assert (address(desk), size_at(old)) == (old, size)
    return said.code, said.json["error"]["code"]


def test_what_cannot_be_a_register_is_refused_and_untouched(
    desk: Desk, empty: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    with_password = empty.replace("starmark@", "starmark:secret@")
    assert refused(desk, with_password) == (64, "register_password")
    assert refused(desk, f"{empty}&password=secret") == (64, "register_password")
    assert refused(desk, "mysql://host/name") == (64, "register_url")
    assert refused(desk, address(desk)) == (64, "move_same")
    assert refused(desk, f"sqlite:///{tmp_path / 'nowhere' / 'register.db'}") == (64, "register_url")
    with psycopg.connect(host=str(postgres_server.folder), user="starmark", dbname="postgres", autocommit=True) as own:
        own.execute("CREATE DATABASE starmark_latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        own.execute(f"CREATE DATABASE starmark_pinyin {OF_A_LANGUAGE}".encode())
    assert refused(desk, postgres_server.url("starmark_latin")) == (2, "register_encoding")
    assert refused(desk, postgres_server.url("starmark_pinyin")) == (2, "register_collation")
    store = connect(empty, write=True)
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE invoices (id int)"))
    assert refused(desk, empty) == (2, "register_taken")
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('a1b2c3')"))
    assert refused(desk, empty) == (2, "register_taken")
    store.close()


def test_another_register_is_never_added_to(desk: Desk, empty: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = instances.made(tmp_path / "other")
    assert Desk(other, desk.capsys).act("move", "--to", empty).code == 0
    size = size_at(empty)
    assert refused(desk, empty)[1] == "move_other"
    assert size_at(empty) == size


def test_a_wrong_passphrase_or_a_register_that_was_altered_does_not_move(
    desk: Desk, empty: str, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n")
    assert refused(desk, empty, "--passphrase-file", str(wrong)) == (1, "passphrase")
    store = connect(address(desk), write=True)
    with store.writing() as connection:
        connection.execute(text("UPDATE certificate SET level = 'four-star'"))
    store.close()
    assert refused(desk, empty) == (1, "move_differs")
    assert code_at(empty) == "no_register"  # nothing of it was committed


def test_the_old_file_can_only_be_read(desk: Desk, empty: str) -> None:
    path = sqlite_path(address(desk))
    assert path is not None
    moved(desk, empty)
    assert path.stat().st_mode & 0o222 == 0


def test_a_new_instance_is_made_in_postgresql(empty: str, tmp_path: Path) -> None:
    staff = instances.made(tmp_path, "--register", empty)
    assert open_instance(staff.home).register_url == empty
    assert not (staff.home / "register.db").exists()
    assert staff.issue(instances.certificate_file(tmp_path, 1)) == [instances.number(1)]
