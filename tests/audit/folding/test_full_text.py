"""The full-text index is made anew by each full recovery: what was lost in it is found again."""

from __future__ import annotations

from certs.audit.recovery import recover
from tests.register.founded_register import Register, draft


def test_a_recovery_finds_again_what_the_index_has_lost(small_register: Register) -> None:
    small_register.issue(draft(1), draft(2))
    with small_register.store.writing() as connection:
        index = "SELECT term, doc FROM temp.terms ORDER BY term, doc"
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, name_grams, instance)")
        before = connection.exec_driver_sql(index).all()
        connection.exec_driver_sql("DROP TABLE temp.terms")
        connection.exec_driver_sql("INSERT INTO name_grams (name_grams) VALUES ('delete-all')")
    with small_register.reader().view() as view:
        assert view.find("青禾")[0] == []
    assert recover(small_register.url).mended == ()
    with small_register.reader().view() as view:
        assert len(view.find("青禾")[0]) == 2
    with small_register.store.writing() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, name_grams, instance)")
        assert connection.exec_driver_sql(index).all() == before
        connection.exec_driver_sql("DROP TABLE temp.terms")
