"""What a certificate is from day to day: folded with each act, held against its entries, put in by the migration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select, text
from stdnum.cn.uscc import calc_check_digit

from certs.audit.recovery import recover
from certs.register.store import ledger, standings
from certs.register.store.database import make_ready
from certs.register.store.tables import STANDING
from tests.register.founded_register import NOW, Register, draft, uscc
from tests.register.office import Office

TODAY = NOW.date()


def stored(register: Register, number: str) -> list[tuple[date, date | None, str, str]]:
    columns = (STANDING.c.begins, STANDING.c.ends, STANDING.c.status, STANDING.c.level)
    with register.store.reading() as connection:
        query = select(*columns).where(STANDING.c.number == number).order_by(STANDING.c.begins)
        return [tuple(row) for row in connection.execute(query)]


def test_every_turn_of_a_life_has_its_row(register: Register) -> None:
    first = replace(draft(1), issued=TODAY + timedelta(days=5))
    number = register.issue(first)[0].number
    begins, end = TODAY + timedelta(days=5), date(TODAY.year + 3, TODAY.month, TODAY.day) + timedelta(days=5)
    assert stored(register, number) == [
        (TODAY, begins, "not_yet_valid", "five-star"),
        (begins, end, "valid", "five-star"),
        (end, None, "expired", "five-star"),
    ]
    register.later(days=6)
    register.reissue(number, replace(draft(1), score=Decimal(91)), "level-lowered", effective=TODAY + timedelta(days=7))
    register.change("suspended", number, "complaint", effective=TODAY + timedelta(days=9), until=date(2027, 1, 1))
    register.change("revoked", number, "fraud", effective=TODAY + timedelta(days=11))
    days = [TODAY + timedelta(days=n) for n in (5, 7, 9, 11)]
    assert stored(register, number)[1:] == [
        (days[0], days[1], "valid", "five-star"),
        (days[1], days[2], "valid", "four-star"),
        (days[2], days[3], "suspended", "four-star"),
        (days[3], None, "revoked", "four-star"),
    ]


def test_the_days_that_make_something_due_are_told(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, "complaint", until=date(2027, 1, 1))
    register.later(days=5)
    seen = TODAY + timedelta(days=3)
    register.change("surveillance-passed", number, "", effective=seen)
    with register.store.reading() as connection:
        query = select(STANDING.c.status, STANDING.c.until, STANDING.c.surveilled).order_by(STANDING.c.begins)
        said = [tuple(row) for row in connection.execute(query)]
    until = date(2027, 1, 1)
    assert said == [("suspended", until, TODAY), ("suspended", until, seen), ("expired", None, seen)]


def test_the_province_is_that_of_the_code(register: Register) -> None:
    head = "91310000MA1FL0001"
    shanghai = head + calc_check_digit(head)
    held = replace(draft(1), holder=replace(draft(1).holder, uscc=shanghai))
    register.issue(held, draft(2))
    with register.store.reading() as connection:
        rows = connection.execute(select(STANDING.c.uscc, STANDING.c.region).distinct()).all()
    assert {tuple(row) for row in rows} == {(shanghai, "31"), (uscc(2), "00")}


def test_what_somebody_changed_is_found_and_folded_again(small_register: Register) -> None:
    number = small_register.issue(draft(1))[0].number
    with small_register.store.writing() as connection:
        record = ledger.records_of(connection, [number])[number]
        assert standings.are_folded(connection, [record])
        connection.execute(STANDING.update().where(STANDING.c.status == "valid").values(level="two-star"))
        assert not standings.are_folded(connection, [record])
    assert recover(small_register.url).mended == ("standing",)
    assert {row[3] for row in stored(small_register, number)} == {"five-star"}


def test_what_a_stolen_key_signed_changes_no_standing(office: Office) -> None:
    number = office.register.issue(draft(1))[0].number
    before, size = stored(office.register, number), office.size
    office.register.change("revoked", number, "fraud")
    assert stored(office.register, number) != before
    office.compromise(office.ring.get("status").name, size)
    assert stored(office.register, number) == before


# How names were kept before r0004, which comes after the standings: no spelling, and on PostgreSQL another index.
FORMS_OF_BEFORE = {
    "sqlite": ["ALTER TABLE name DROP COLUMN spelled"],
    "postgresql": [
        "DROP INDEX name_grams",
        "DROP FUNCTION starmark_tokens(text, text)",
        "ALTER TABLE name DROP COLUMN spelled",
        "CREATE FUNCTION starmark_grams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE AS 'SELECT ARRAY[folded]'",
        "CREATE INDEX name_grams ON name USING gin (starmark_grams(folded))",
    ],
}


def test_an_older_register_gets_them_from_its_log(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.change("suspended", number, "complaint", until=date(2027, 1, 1))
    before = stored(register, number)
    with register.store.writing() as connection:
        connection.execute(text("DROP TABLE standing"))
        connection.execute(text("DROP INDEX event_type"))
        connection.execute(text("DROP INDEX name_folded"))
        connection.execute(text("DROP INDEX certificate_valid_until"))
        connection.execute(text("DROP INDEX event_recorded"))
        for statement in FORMS_OF_BEFORE[connection.dialect.name]:
            connection.execute(text(statement))
        connection.execute(text("UPDATE alembic_version SET version_num = 'r0002'"))
    assert make_ready(register.url)
    assert stored(register, number) == before
