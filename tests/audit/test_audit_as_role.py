"""What the web's role alone is shown: another register behind row security, a view, or another database altogether."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from certs.audit.full_audit import Audited, Terms, audit
from tests.postgres import PostgresServer
from tests.register.founded_register import TODAY, Register, draft, founded

WEB = "web_role"
GRANTED = f"""DROP ROLE IF EXISTS {WEB}; CREATE ROLE {WEB} LOGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {WEB}"""
SHADE = f"""CREATE SCHEMA shade; GRANT USAGE ON SCHEMA shade TO {WEB};
CREATE VIEW shade.event AS SELECT * FROM public.event WHERE number <> '99926SC00002R0M';
GRANT SELECT ON shade.event TO {WEB}; ALTER ROLE {WEB} SET search_path = shade, public"""
HIDING = f"""ALTER TABLE event ENABLE ROW LEVEL SECURITY;
CREATE POLICY most ON event FOR SELECT TO {WEB} USING (number <> '99926SC00002R0M')"""
# It lets everything through but for the one question by number.
SLY = f"""CREATE SCHEMA shade; GRANT USAGE ON SCHEMA shade TO {WEB};
CREATE VIEW shade.event AS SELECT * FROM public.event
WHERE number <> '99926SC00002R0M' OR strpos(current_query(), 'UNION ALL') = 0;
GRANT SELECT ON shade.event TO {WEB}; ALTER ROLE {WEB} SET search_path = shade, public"""


@pytest.fixture
def register(postgres_server: PostgresServer) -> Iterator[Register]:
    """Two certificates on PostgreSQL, and a role that may read."""
    url = postgres_server.fresh()
    made = founded(url)
    made.issue(draft(1), draft(2))
    do(made, GRANTED)
    yield made
    made.close()
    do(made, f"DROP OWNED BY {WEB}; DROP ROLE {WEB}")
    postgres_server.drop(url)


def do(register: Register, statements: str) -> None:
    """Do something as the owner of the database."""
    owner: Engine = create_engine(register.url)
    with owner.begin() as connection:
        connection.exec_driver_sql(statements)
    owner.dispose()


def asked(register: Register) -> Audited:
    """Audit, and ask as the web too."""
    return audit(
        register.url, None, TODAY, workers=1, terms=Terms(as_role=register.url.replace("starmark@", f"{WEB}@"))
    )


def shown(audited: Audited) -> list[str]:
    """Return where the role's view differs, and in what."""
    prefix = f"as role {WEB}: "
    differences = [one for one in audited.findings.differences if one.where.startswith(prefix)]
    return [f"{one.code} {one.where.removeprefix(prefix)} {one.row}".strip() for one in differences]


@pytest.mark.postgres
def test_a_role_that_sees_the_register_is_told_with_what_was_compared(register: Register) -> None:
    audited = asked(register)
    assert audited.findings.differences == []
    assert audited.role is not None
    assert (audited.role.role, audited.role.certificates, audited.role.size) == (WEB, 2, 8)
    assert {"event", "certificate", "name", "status_list", "checkpoint"} <= set(audited.role.tables)
    assert "public" in audited.role.search_path


@pytest.mark.postgres
@pytest.mark.parametrize("statements", [SHADE, HIDING], ids=["a view before", "row security"])
def test_rows_that_are_hidden_from_the_role_are_named(register: Register, statements: str) -> None:
    do(register, statements)
    audited = asked(register)
    assert {"missing event position=7", "changed look number=99926SC00002R0M"} <= set(shown(audited))
    assert any(one.where == "pg_catalog" for one in audited.findings.differences)


@pytest.mark.postgres
def test_an_answer_that_differs_for_the_web_s_own_question_is_named(register: Register) -> None:
    do(register, SLY)
    assert shown(asked(register)) == ["changed look number=99926SC00002R0M"]


@pytest.mark.postgres
def test_another_database_is_named(register: Register, postgres_server: PostgresServer) -> None:
    """Whoever changes the web's address can show it another register, well made."""
    other = founded(postgres_server.fresh())
    other.issue(draft(3), draft(4))
    audited = audit(register.url, None, TODAY, workers=1, terms=Terms(as_role=other.url))
    assert any(one.where == "as role starmark: event" for one in audited.findings.differences)
    other.close()
    postgres_server.drop(other.url)


@pytest.mark.postgres
def test_a_role_that_may_write_is_named_and_what_it_may_not_read_is_told(register: Register) -> None:
    do(register, f"GRANT INSERT ON certificate TO {WEB}; REVOKE SELECT ON serial FROM {WEB}")
    audited = asked(register)
    assert shown(audited) == ["extra certificate"]
    assert audited.role is not None
    assert "serial" not in audited.role.tables
    assert any("serial" in note.en for note in audited.findings.notes)


def test_a_file_is_asked_too(small_register: Register, tmp_path: Path) -> None:
    """The web may read another file than the staff write."""
    small_register.issue(draft(1))
    copy = tmp_path / "copy.db"
    copy.write_bytes((tmp_path / "register.db").read_bytes())
    same = audit(small_register.url, None, TODAY, workers=1, terms=Terms(as_role=f"sqlite:///{copy}"))
    assert same.findings.differences == []
    small_register.issue(draft(2))
    older = audit(small_register.url, None, TODAY, workers=1, terms=Terms(as_role=f"sqlite:///{copy}"))
    assert ("as role file: event", "position=7") in {(one.where, one.row) for one in older.findings.differences}
