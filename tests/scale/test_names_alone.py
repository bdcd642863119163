"""The tables filled in bulk are those that issuing the same certificates would have filled."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from certs.certificate.public_content import public_content
from certs.register.store import name_search, text_forms
from certs.register.store.question_met import Name
from certs.register.store.reader import open_reader
from certs.register.store.tables import NAME
from tests.register.store.million_names import number
from tests.scale import firms, names_alone, typed_questions

SIZE = 60


def test_each_text_is_that_of_the_certificate_and_has_its_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_alone, "_CHUNK", 25)  # several chunks, of which the last is a part only
    drafted = [(number(n), public_content(firms.draft(n), "5")) for n in range(1, SIZE + 1)]
    expected = [(one, *name) for one, content in drafted for name in name_search.names_of(content)]
    file = names_alone.filled(tmp_path, SIZE)
    with closing(open_reader(f"sqlite:///{file}")) as reader, reader.view() as view:
        columns = (NAME.c.number, *(NAME.c[column] for column in Name._fields))
        assert [tuple(row) for row in view.connection.execute(select(*columns).order_by(NAME.c.id))] == expected
        for place, (*_, folded, spelled) in enumerate(expected, 1):
            for token in text_forms.tokens(folded, spelled):
                named = text("SELECT count(*) FROM name_grams WHERE name_grams MATCH :token AND rowid = :place")
                assert view.connection.execute(named, {"token": f'"{token}"', "place": place}).scalar_one() == 1
        made = view.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE tbl_name = 'name'").scalars()
        assert {"name_number", "name_folded"} <= set(made)
        settings = view.connection.exec_driver_sql("SELECT k, v FROM name_grams_config").all()
        assert [tuple(row) for row in settings] == [("version", 4)]


def test_no_token_is_put_in_that_the_text_has_not() -> None:
    for n in range(1, SIZE):
        for one in names_alone.texts(range(n, n + 1)):
            assert set(one.tokens.split(" ")) == text_forms.tokens(one.folded, one.spelled)


def test_its_figures_tell_of_every_kind_of_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_questions, "EACH", 2)
    figures = list(names_alone.measure(tmp_path, SIZE))
    assert len(figures) == 2 + 2 * len(list(typed_questions.of(SIZE)))
    assert all(figure.values[SIZE] > 0 for figure in figures)
