"""Searched texts are folded anew, traditional characters as simplified ones, and indexed by how they sound.

On PostgreSQL the index keeps no long list of what is not sorted in yet: each search walked through all of it.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "r0004"
down_revision = "r0003"

_ROWS = sa.text("SELECT id, number, field, text FROM name WHERE id > :after ORDER BY id LIMIT 5000")
_REFOLD = sa.text("UPDATE name SET folded = :folded, spelled = :spelled WHERE id = :id")
_PUT_IN = sa.text(
    "INSERT INTO name (number, field, text, folded, spelled) VALUES (:number, :field, :text, :folded, :spelled) "
    "RETURNING id"
)
_POSTGRESQL = """CREATE FUNCTION starmark_tokens(folded text, spelled text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  tokens text[] := string_to_array(folded, NULL) || ('⟨' || left(folded, 1)) || (right(folded, 1) || '⟩');
  readings text;
  sound text;
  earlier text;
  these text[];
  those text[] := '{}';
BEGIN
  FOR i IN 1 .. length(folded) - 1 LOOP
    tokens := tokens || substr(folded, i, 2);
  END LOOP;
  FOREACH readings IN ARRAY string_to_array(spelled, ' ') LOOP
    these := coalesce(string_to_array(nullif(readings, '-'), '/'), '{}');
    FOREACH sound IN ARRAY these LOOP
      tokens := tokens || ('·' || sound);
      FOREACH earlier IN ARRAY those LOOP
        tokens := tokens || (earlier || '·' || sound) || (left(earlier, 1) || left(sound, 1) || '·');
      END LOOP;
    END LOOP;
    those := these;
  END LOOP;
  RETURN tokens;
END $$"""


def upgrade() -> None:
    """Fold and spell every text that is searched, and index it."""
    op.add_column("name", sa.Column("spelled", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("INSERT INTO name_grams (name_grams) VALUES ('delete-all')")
        _refold(connection)
        return
    op.execute("DROP INDEX name_grams")
    op.execute("DROP FUNCTION starmark_grams(text)")
    _refold(connection)
    op.execute(_POSTGRESQL)
    op.execute(
        "CREATE INDEX name_grams ON name USING gin (starmark_tokens(folded, spelled)) "
        "WITH (gin_pending_list_limit = 64)"
    )


def _refold(connection: sa.Connection) -> None:
    """Write the new forms of each text.

    Where two texts of a certificate fold to the same now, its texts are put in anew without the later one, since the
    ids of the texts of one certificate follow each other.
    """
    shrunk: list[sa.Row[Any]] = []
    for rows in _by_certificate(connection):
        kept = {_text_forms().fold(row.text): row for row in reversed(rows)}
        if len(kept) == len(rows):
            forms = [_forms(row) for row in rows]
            connection.execute(_REFOLD, forms)
            _index(connection, forms)
        else:
            connection.execute(sa.text("DELETE FROM name WHERE number = :number"), {"number": rows[0].number})
            shrunk += reversed(kept.values())
    for row in shrunk:
        form = _forms(row)
        _index(connection, [{**form, "id": connection.execute(_PUT_IN, form).scalar_one()}])


def _text_forms() -> Any:
    """Return the module that knows the forms of a text: a migration reaches for no room itself."""
    return context.config.attributes["text_forms"]


def _by_certificate(connection: sa.Connection) -> Iterator[list[sa.Row[Any]]]:
    """Yield the texts of each certificate; their ids follow each other."""
    place, waiting = 0, list[sa.Row[Any]]()
    while rows := connection.execute(_ROWS, {"after": place}).all():
        place, waiting = rows[-1].id, [*waiting, *rows]
        groups = [list(group) for _, group in groupby(waiting, key=lambda row: row.number)]
        waiting = groups.pop()
        yield from groups
    if waiting:
        yield waiting


def _forms(row: sa.Row[Any]) -> dict[str, Any]:
    folded = _text_forms().fold(row.text)
    return {**row._asdict(), "folded": folded, "spelled": _text_forms().spell(folded)}


def _index(connection: sa.Connection, forms: list[dict[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":
        tokens = _text_forms().tokens
        rows = [{"id": one["id"], "tokens": " ".join(tokens(one["folded"], one["spelled"]))} for one in forms]
        connection.execute(sa.text("INSERT INTO name_grams (rowid, grams) VALUES (:id, :tokens)"), rows)
