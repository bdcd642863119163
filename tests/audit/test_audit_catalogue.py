"""Everything that whoever owns the database can put between the register and those who read it is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine

from certs.audit import postgresql_catalogue
from certs.audit.audit_catalogue import audit_catalogue
from certs.audit.differences import Findings
from certs.register.store import schema_revision
from certs.register.store.database import create
from tests.postgres import OF_A_LANGUAGE, PostgresServer
from tests.register.founded_register import Register, draft, founded

ROLE = "CREATE ROLE web; "
GREETER = "CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
WATCHER = "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
BEFORE = "CREATE SCHEMA shade; "
POSTGRESQL = {  # what somebody does: what is named, without "extra" unless it says otherwise
    "ALTER TABLE event ENABLE ROW LEVEL SECURITY": "changed table event",
    "ALTER TABLE event FORCE ROW LEVEL SECURITY": "changed table event",
    ROLE + "CREATE POLICY calm ON event FOR SELECT TO web USING (number <> '999')": "policy event.calm",
    "CREATE RULE calm AS ON INSERT TO event DO INSTEAD NOTHING": "rule event.calm",
    GREETER + "CREATE TRIGGER calm BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION hide()": "trigger event.calm",
    "ALTER TABLE version DISABLE TRIGGER ALL": "changed trigger version.version_position_fkey RI_FKey_check_ins",
    WATCHER + "CREATE EVENT TRIGGER calm ON ddl_command_end EXECUTE FUNCTION watch()": "event trigger calm",
    "CREATE OR REPLACE FUNCTION starmark_tokens(folded text, spelled text) RETURNS text[] "
    "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT ARRAY[folded]'": "changed function starmark_tokens(text,text)",
    "ALTER FUNCTION starmark_tokens(text, text) SECURITY DEFINER": "changed function starmark_tokens(text,text)",
    "ALTER FUNCTION starmark_tokens(text, text) SET search_path = shade": "changed function starmark_tokens(text,text)",
    "CREATE FUNCTION substr(varchar, int, int) RETURNS text LANGUAGE sql AS 'SELECT ''''::text'": "function substr("
    "character varying,integer,integer)",
    "CREATE FUNCTION pg_catalog.strpos(varchar, text) RETURNS int LANGUAGE sql AS 'SELECT 0'": "function "
    "pg_catalog.strpos(character varying,pg_catalog.text)",
    "CREATE OR REPLACE FUNCTION pg_catalog.strpos(text, text) RETURNS int LANGUAGE sql STRICT AS 'SELECT 0'": (
        "function strpos(text,text)"
    ),
    "CREATE PROCEDURE calm() LANGUAGE sql AS 'SELECT 1'": "function calm()",
    "CREATE AGGREGATE calm(int) (SFUNC = int4pl, STYPE = int)": "function calm(integer)",
    "DROP INDEX version_number": "missing index version_number",
    "DROP INDEX name_grams": "missing index name_grams",
    "CREATE INDEX calm ON event (raw)": "index calm",
    "DROP INDEX version_number; CREATE INDEX version_number ON version (number)": "changed index version_number",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'event_number'::regclass": "changed index event_number",
    "ALTER TABLE version DROP CONSTRAINT version_position_key": "missing constraint version.version_position_key",
    "ALTER TABLE name DROP CONSTRAINT name_number_fkey": "missing constraint name.name_number_fkey",
    "ALTER TABLE event ADD CONSTRAINT calm CHECK (position >= 0)": "constraint event.calm",
    "ALTER TABLE event ADD CONSTRAINT calm CHECK (position < 7) NOT VALID": "constraint event.calm",
    "ALTER TABLE event ALTER recorded SET DEFAULT 'x'": "changed column event.recorded",
    "ALTER TABLE event ALTER recorded DROP NOT NULL": "changed column event.recorded",
    "ALTER TABLE event ALTER recorded TYPE text": "changed column event.recorded",
    'ALTER TABLE event ALTER recorded TYPE varchar(20) COLLATE "C"': "changed column event.recorded",
    "ALTER TABLE serial ALTER last ADD GENERATED ALWAYS AS IDENTITY": "changed column serial.last",
    "ALTER TABLE event ADD calm int": "column event.calm",
    "ALTER TABLE name DROP text": "missing column name.text",
    "ALTER TABLE serial SET UNLOGGED": "changed table serial",
    "CREATE TABLE calm (x int)": "table calm",
    "CREATE UNLOGGED TABLE calm (x int)": "table calm",
    "CREATE TABLE calm () INHERITS (event)": "inheritance calm of event",
    "CREATE TABLE calm (LIKE event); ALTER TABLE event INHERIT calm": "inheritance event of calm",
    "CREATE TABLE calm (x int) PARTITION BY LIST (x)": "partitioned table calm",
    "ALTER TABLE serial RENAME TO was; CREATE VIEW serial AS SELECT * FROM was": "view serial",
    "CREATE VIEW calm AS SELECT 1 AS x": "view calm",
    "CREATE MATERIALIZED VIEW calm AS SELECT 1 AS x": "materialized view calm",
    "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER there FOREIGN DATA WRAPPER far; "
    "CREATE FOREIGN TABLE calm (x int) SERVER there": "foreign table calm",
    "CREATE FOREIGN DATA WRAPPER far": "foreign-data wrapper far",
    "CREATE FOREIGN DATA WRAPPER far; CREATE SERVER there FOREIGN DATA WRAPPER far": "server there",
    "CREATE SEQUENCE calm": "sequence calm",
    "ALTER SEQUENCE name_id_seq INCREMENT BY 5": "changed sequence name_id_seq",
    "CREATE TYPE calm AS (x int)": "type calm",
    "CREATE TYPE calm AS ENUM ('x')": "type public.calm",
    "CREATE DOMAIN calm AS text": "type public.calm",
    "CREATE OPERATOR === (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)": "operator "
    "public.===(pg_catalog.text,pg_catalog.text)",
    "CREATE CAST (int AS bytea) WITH INOUT": "cast (integer AS pg_catalog.bytea)",
    'CREATE COLLATION calm FROM "C"': "collation public.calm",
    "CREATE CONVERSION calm FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8": "conversion public.calm",
    "CREATE OPERATOR FAMILY calm USING btree": "operator family public.calm USING btree",
    "CREATE OPERATOR CLASS calm FOR TYPE int USING hash AS OPERATOR 1 =": "operator class public.calm USING hash",
    "CREATE STATISTICS calm ON type, number FROM event": "statistics object public.calm",
    "CREATE TEXT SEARCH CONFIGURATION calm (COPY = simple)": "text search configuration public.calm",
    "CREATE TEXT SEARCH DICTIONARY calm (TEMPLATE = simple)": "text search dictionary public.calm",
    "CREATE EXTENSION pg_trgm": "extension pg_trgm",
    "CREATE LANGUAGE calm HANDLER plpgsql_call_handler": "language calm",
    "CREATE ACCESS METHOD calm TYPE TABLE HANDLER heap_tableam_handler": "access method calm",
    "CREATE SUBSCRIPTION calm CONNECTION 'dbname=x' PUBLICATION y WITH (connect = false)": "subscription calm",
    ROLE + "GRANT INSERT ON event TO web": "grant INSERT event to web",
    ROLE + "GRANT UPDATE (raw) ON event TO web": "grant UPDATE event.raw to web",
    "GRANT DELETE ON serial TO PUBLIC": "grant DELETE serial to PUBLIC",
    ROLE + "GRANT TRUNCATE, TRIGGER ON name TO web": "grant TRIGGER name to web",
    ROLE + "GRANT USAGE ON SEQUENCE name_id_seq TO web": "grant USAGE name_id_seq to web",
    ROLE + "GRANT CREATE ON SCHEMA public TO web": "grant CREATE schema public to web",
    ROLE + "ALTER DEFAULT PRIVILEGES GRANT UPDATE ON TABLES TO web": "grant UPDATE what starmark will make (r) to web",
    ROLE + "ALTER TABLE event OWNER TO web": "owner public.event",
    ROLE + "ALTER FUNCTION starmark_tokens(text, text) OWNER TO web": (
        "owner public.starmark_tokens(pg_catalog.text,pg_catalog.text)"
    ),
    ROLE + "ALTER SCHEMA public OWNER TO web": "owner public",
    ROLE + "ALTER ROLE web SET search_path = shade, public": "setting search_path of role web",
    ROLE + "ALTER ROLE web SET session_preload_libraries = 'x'": "setting session_preload_libraries of role web",
    ROLE + BEFORE + "ALTER ROLE web SET search_path = shade, public; CREATE VIEW shade.event AS SELECT 1 AS x": (
        "view shade.event"
    ),
    BEFORE
    + "ALTER SCHEMA shade RENAME TO starmark; CREATE VIEW starmark.event AS SELECT 1 AS x": "view starmark.event",
    ROLE + "CREATE SCHEMA web; CREATE FUNCTION web.length(varchar) RETURNS int LANGUAGE sql AS 'SELECT 1'": (
        "function web.length(character varying)"
    ),
    ROLE + "CREATE SCHEMA web; CREATE OPERATOR web.= (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)": (
        "operator web.=(pg_catalog.text,pg_catalog.text)"
    ),
}
CALM = [  # what is nobody's harm
    "SELECT 1",
    ROLE + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO web; GRANT USAGE ON SCHEMA public TO web",
    ROLE + "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO web",
    ROLE + "GRANT SELECT (number) ON event TO web; GRANT EXECUTE ON FUNCTION starmark_tokens(text, text) TO web",
    ROLE + "ALTER ROLE web SET statement_timeout = '5s'",
    BEFORE + "CREATE TABLE shade.event (x int)",
    "ANALYZE; COMMENT ON TABLE event IS 'x'",
]
SQLITE = {
    "CREATE TRIGGER calm AFTER INSERT ON event BEGIN DELETE FROM event; END": "extra trigger calm",
    "CREATE TRIGGER sqlitecalm AFTER INSERT ON event BEGIN DELETE FROM event; END": "extra trigger sqlitecalm",
    "CREATE VIEW calm AS SELECT 1": "extra view calm",
    "CREATE TABLE calm (x)": "extra table calm",
    "CREATE INDEX calm ON event (raw)": "extra index calm",
    "CREATE VIRTUAL TABLE calm USING fts5(x)": "extra table calm",
    "DROP INDEX version_number": "missing index version_number",
    "DROP TABLE serial": "missing table serial",
    "INSERT INTO alembic_version VALUES ('r0001')": "changed ",
    "DROP INDEX version_number; CREATE INDEX version_number ON version (number)": "changed index version_number",
    "ALTER TABLE event ADD calm int": "changed table event",
    "ALTER TABLE event RENAME raw TO calm": "changed table event",
    "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES ('view', 'sqlite_calm', 'sqlite_calm', 0, "
    "'CREATE VIEW sqlite_calm AS SELECT 1')": "extra view sqlite_calm",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'serial'": (
        "changed table serial"
    ),
}


@pytest.fixture(scope="module")
def server_side(postgres_server: PostgresServer) -> Iterator[Engine]:
    """A register on PostgreSQL, and its owner, whose changes are all taken back."""
    url = postgres_server.fresh()
    register = founded(url)
    register.issue(draft(1))
    register.close()
    owner = create_engine(url)
    yield owner
    owner.dispose()
    postgres_server.drop(url)


def named(connection: Connection, expected: Connection) -> list[str]:
    """Look at the database, and return code and row of each difference."""
    findings = Findings()
    audit_catalogue(findings, expected, connection)
    return [f"{one.code} {one.row}" for one in findings.differences]


def tampered(owner: Engine, statements: str) -> list[str]:
    """Do it, look, and take it back."""
    with owner.connect() as connection:
        connection.exec_driver_sql("SET allow_system_table_mods = on")
        connection.exec_driver_sql(statements)
        rows = named(connection, connection)
        connection.rollback()
    return rows


@pytest.mark.postgres
@pytest.mark.parametrize("statements", POSTGRESQL)
def test_whatever_the_owner_of_a_postgresql_database_does_is_named(server_side: Engine, statements: str) -> None:
    row = POSTGRESQL[statements]
    code = row.partition(" ")[0]
    rows = tampered(server_side, statements)
    assert (row if code in {"changed", "missing"} else f"extra {row}") in rows
    assert tampered(server_side, "SELECT 1") == []


@pytest.mark.postgres
def test_a_counter_that_was_set_back_is_named(server_side: Engine) -> None:
    """No transaction takes it back."""
    with server_side.begin() as connection:
        connection.exec_driver_sql("SELECT setval('name_id_seq', 1)")
        assert named(connection, connection) == ["changed name=name"]
        connection.exec_driver_sql("SELECT setval('name_id_seq', (SELECT max(id) FROM name))")
        assert named(connection, connection) == []


@pytest.mark.postgres
def test_the_order_of_a_language_is_named_and_no_difference(postgres_server: PostgresServer) -> None:
    with postgres_server._connect() as own:
        own.execute(f"CREATE DATABASE starmark_ordered {OF_A_LANGUAGE}".encode())
    engine = create_engine(postgres_server.url("starmark_ordered"))
    with engine.begin() as connection:
        schema_revision.upgrade(connection)  # as a program of before it was refused
        findings = Findings()
        audit_catalogue(findings, connection, connection)
    engine.dispose()
    assert findings.differences == []
    assert [note.en for note in findings.notes if "the order of a language (zh)" in note.en]


@pytest.mark.postgres
@pytest.mark.parametrize("statements", CALM)
def test_what_does_no_harm_is_no_difference(server_side: Engine, statements: str) -> None:
    assert tampered(server_side, statements) == []


@pytest.mark.postgres
def test_the_description_is_that_of_a_fresh_migration(server_side: Engine) -> None:
    with server_side.connect() as connection:
        items = postgresql_catalogue.describe(connection)
    lines = sorted(f"{item.kind}\t{item.name}\t{item.parent}\t{item.definition}\n" for item in items)
    assert "".join(lines) == Path(postgresql_catalogue.__file__).with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("statements", SQLITE)
def test_whatever_the_owner_of_a_sqlite_file_does_is_named(
    small_register: Register, tmp_path: Path, statements: str
) -> None:
    fresh = create(f"sqlite:///{tmp_path / 'fresh.db'}")
    owner = create_engine(small_register.url)
    with owner.connect() as connection, fresh.reading() as expected:
        assert named(connection, expected) == []
        for statement in statements.split("; ") if "BEGIN" not in statements else [statements]:
            connection.exec_driver_sql(statement)
        assert SQLITE[statements] in named(connection, expected)
    owner.dispose()
    fresh.close()
