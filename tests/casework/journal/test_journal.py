"""The staff journal: what a commitment binds, and that no act goes on without its row."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.casework.journal.journal import SALT, Decision, Journal, commitment, digest_of
from certs.errors import CouldNotCheck, Malformed, Refused

NOW = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)
DECISION = Decision("suspended", "clerk-01", (), "电话确认", "ab" * 32)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'casework.db'}"


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_a_commitment_is_sha256_of_salt_and_canonical_json() -> None:
    salt = bytes(range(32))
    text = json.dumps(
        {"act": "suspended", "by": "clerk-01", "decided_by": [], "input": "ab" * 32, "note": "电话确认"},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    assert commitment(DECISION, salt) == hashlib.sha256(salt + text.encode()).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        Decision("revoked", "clerk-01", (), "电话确认", "ab" * 32),
        Decision("suspended", "clerk-02", (), "电话确认", "ab" * 32),
        Decision("suspended", "clerk-01", ("a",), "电话确认", "ab" * 32),
        Decision("suspended", "clerk-01", (), "", "ab" * 32),
        Decision("suspended", "clerk-01", (), "电话确认", "ac" * 32),
    ],
    ids=["act", "by", "deciders", "note", "input"],
)
def test_every_part_of_a_decision_is_bound(changed: Decision) -> None:
    assert commitment(changed, bytes(SALT)) != commitment(DECISION, bytes(SALT))


def test_a_salt_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(DECISION, b"short")


def test_the_digest_of_an_input_does_not_hang_on_the_order_of_its_fields() -> None:
    assert digest_of({"a": 1, "b": "二"}) == digest_of({"b": "二", "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_rows_are_on_the_disk_when_commit_returns(url: str) -> None:
    with Journal.create(url) as journal:
        first, second = journal.commit([DECISION, DECISION], NOW)
        with sqlite3.connect(path_of(url)) as seen_by_another:
            assert seen_by_another.execute("SELECT count(*) FROM decisions").fetchone() == (2,)
        seen_by_another.close()
    assert first != second  # each row has a salt of its own


def test_a_row_says_again_what_was_decided(url: str) -> None:
    issued = Decision("issued", "", ("reviewer-02", "decider-01"), "", "cd" * 32)
    Journal.create(url).close()
    with Journal.open(url) as journal:
        [sealed] = journal.commit([issued], NOW)
        row = journal.find(sealed)
        assert row is not None
        assert (row.decision, row.recorded, row.opens()) == (issued, "2026-11-23T07:02:41Z", True)
        assert journal.rows() == (row,)
        assert journal.find("0" * 64) is None


def test_a_row_that_was_changed_no_longer_opens(url: str) -> None:
    with Journal.create(url) as journal:
        journal.commit([DECISION], NOW)
    changed = sqlite3.connect(path_of(url))
    changed.execute("UPDATE decisions SET by_code = 'clerk-99'")
    changed.commit()
    changed.close()
    with Journal.open(url) as journal:
        assert [row.opens() for row in journal.rows()] == [False]


def test_the_file_is_for_its_owner_only(url: str) -> None:
    Journal.create(url).close()
    assert stat.S_IMODE(path_of(url).stat().st_mode) == 0o600


def test_rows_of_one_act_are_written_all_or_none(url: str) -> None:
    with Journal.create(url) as journal:
        with pytest.raises(Malformed):
            journal.commit([DECISION, Decision("suspended", "clerk\u202e", (), "", "00")], NOW)
        assert journal.rows() == ()


def test_a_journal_is_never_overwritten(url: str) -> None:
    Journal.create(url).close()
    with pytest.raises(Refused, match="journal_exists"):
        Journal.create(url)


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE casework_schema SET version = 999")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (Path.unlink, "journal_missing", "missing"),
        (lambda path: path.write_bytes(b""), "journal", "empty"),
        (lambda path: path.write_bytes(b"no database at all, but long enough to look at" * 40), "journal", "damaged"),
        (_newer, "journal_newer", "newer"),
    ],
    ids=["missing", "empty", "damaged", "newer"],
)
def test_a_journal_that_cannot_be_used_stops_everything(url: str, spoil: object, code: str, words: str) -> None:
    Journal.create(url).close()
    assert callable(spoil)
    spoil(path_of(url))
    with pytest.raises(CouldNotCheck, match=words) as caught:
        Journal.open(url)
    assert caught.value.code == code
    assert caught.value.words.zh.endswith("。")


def test_a_locked_journal_says_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.limits.BUSY_SECONDS", 0.1)
    Journal.create(url).close()
    other = sqlite3.connect(path_of(url))
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(CouldNotCheck, match="in use by another program"):
            Journal.open(url)
    finally:
        other.close()


def test_a_journal_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CouldNotCheck, match="cannot be opened"):
        Journal.create(f"sqlite:///{tmp_path / 'nowhere' / 'casework.db'}")


def test_what_was_written_is_read_back(url: str) -> None:
    """A trap that was not there when the journal was opened."""
    with Journal.create(url) as journal:
        with sqlite3.connect(path_of(url)) as somebody:
            somebody.execute(
                "CREATE TRIGGER trap AFTER INSERT ON decisions BEGIN UPDATE decisions SET by_code = 'x'; END"
            )
        somebody.close()
        with pytest.raises(CouldNotCheck, match="reads back otherwise") as caught:
            journal.commit([DECISION], NOW)
    assert caught.value.code == "journal_trapped"
