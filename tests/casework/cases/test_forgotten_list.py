"""The list of forgotten cases: what came back is found, what never went or is another case is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.casework.cases import forgotten_list
from certs.casework.journal import trail
from certs.casework.journal.journal import Journal
from certs.errors import Refused

NOW = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)


def opened(journal: Journal, *cases: str, forgotten: frozenset[str] = frozenset(), at: datetime = NOW) -> None:
    with journal.acting() as connection:
        for case in cases:
            trail.append(connection, case, "open", ["clerk-01"], [], at)
        for case in sorted(forgotten):
            trail.append(connection, case, "forget", ["clerk-02"], [], at)


def test_only_the_very_case_is_found_once_more(tmp_path: Path) -> None:
    file, cases = tmp_path / "casework" / forgotten_list.NAME, ("A26-00001", "A26-00002", "A26-00003")
    with Journal.create(f"sqlite:///{tmp_path / 'newer.db'}") as newer:
        opened(newer, *cases, forgotten=frozenset(cases[:2]))
        with newer.acting() as connection:
            forgotten_list.keep(connection, file)
            assert forgotten_list.come_back(connection, forgotten_list.read(file)) == ()
    listed = forgotten_list.read(file)
    assert [(each.case, each.by) for each in listed] == [("A26-00001", "clerk-02"), ("A26-00002", "clerk-02")]
    with Journal.create(f"sqlite:///{tmp_path / 'older.db'}") as older:
        opened(older, "A26-00001")
        opened(older, "A26-00002", at=NOW + timedelta(hours=1))  # another case under the same id
        with older.acting() as connection:
            assert [each.case for each in forgotten_list.come_back(connection, listed)] == ["A26-00001"]
            forgotten_list.keep(connection, file)  # an older database takes nothing off the list
    assert forgotten_list.read(file) == listed


def test_what_is_no_list_is_refused(tmp_path: Path) -> None:
    assert forgotten_list.read(tmp_path / "none") == ()
    (tmp_path / "other").write_text("A26-00001 abc\n", "utf-8")
    with pytest.raises(Refused, match="forgotten_list"):
        forgotten_list.read(tmp_path / "other")
