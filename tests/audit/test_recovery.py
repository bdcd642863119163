"""Recovery: every folded table can be had again from the events, and damaged events are never guessed at."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from certs.audit.folding import folded_tables, full_text, log_leaves
from certs.audit.full_audit import audit
from certs.audit.recovery import Recovered, recover
from certs.days import beijing_day
from certs.errors import CouldNotCheck, NotGenuine, StarmarkError
from certs.register.store import log_tree
from certs.register.store.tables import EVENT
from tests.register.founded_register import NOW, TODAY, Register, draft, founded


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("certificate", "UPDATE certificate SET holder = 'changed'"),
        ("version", "DELETE FROM version"),
        ("name", "UPDATE name SET folded = 'changed'"),
        ("serial", "UPDATE serial SET last = 0"),
    ],
)
def test_recover_folds_every_table_anew_from_the_events(register: Register, table: str, change: str) -> None:
    number = register.issue(draft(1), draft(2))[0].number
    register.change("suspended", number, "complaint", until=NOW.date())
    register.change("restored", number, "cause-removed")
    with register.store.writing() as connection:
        connection.execute(text(change))
    assert recover(register.url).mended == (table,)
    assert recover(register.url).mended == ()
    assert register.issue(draft(3))[0].number == "99926SC00003R0M"
    with register.reader().view() as view:
        assert len(view.find("青禾")[0]) == 3


@pytest.mark.parametrize("batch", [1, 2, 3, 2_000])
def test_however_few_events_are_folded_at_once_all_comes_to_the_same(
    register: Register, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    numbers = [issued.number for issued in register.issue(*(draft(n) for n in range(1, 5)))]
    lives(register, numbers)
    register.issue(draft(9))
    monkeypatch.setattr(log_leaves, "BATCH", batch)
    monkeypatch.setattr(folded_tables, "_PORTION", batch)
    monkeypatch.setattr(full_text, "_BATCH", batch)
    assert recover(register.url) == Recovered(19, upgraded=None, mended=())
    for table in ("standing", "bit", "name"):
        with register.store.writing() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
        assert recover(register.url).mended == (table,)
    assert audit(register.url, None, beijing_day(register.now), workers=1).findings.count == 0


def lives(register: Register, numbers: list[str]) -> None:
    """Let something become of each: two reissues, a suspension that ended, a revocation, one by another key."""
    first, second, third, fourth = numbers
    register.reissue(first, draft(1, headcount=321, score=draft(1).score - 10), "level-lowered")
    register.change("suspended", second, "complaint", until=TODAY + timedelta(days=30))
    register.later(days=1)
    register.reissue(first, draft(1), "level-raised")
    register.change("restored", second, "cause-removed")
    register.change("revoked", third, "fraud")
    register.later(days=1)
    register.reissue(fourth, draft(4, score=draft(4).score - 10), "level-lowered")
    register.change("suspended", fourth, "complaint", until=beijing_day(register.now) + timedelta(days=30))
    register.issue(draft(8))


def test_from_a_proved_checkpoint_only_what_later_entries_hang_on_is_folded(register: Register, tmp_path: Path) -> None:
    numbers = [issued.number for issued in register.issue(*(draft(n) for n in range(1, 5)))]
    checkpoint = newest(register)
    lives(register, numbers)
    assert recover(register.url, checkpoint) == Recovered(18, upgraded=None, mended=(), since=10)
    untouched, touched = register.issue(draft(5), draft(6))
    later = newest(register)
    register.change("suspended", touched.number, "complaint", until=beijing_day(register.now))
    for table in ("standing", "certificate", "name", "version"):
        with register.store.writing() as connection:
            for number in (untouched.number, touched.number):
                connection.execute(text(CHANGES[table]), {"n": number})
        assert recover(register.url, later).mended == (table,)
        assert recover(register.url, later).mended == ()
        assert recover(register.url).mended == (table,)  # the other one's row lay under the checkpoint
    assert audit(register.url, None, beijing_day(register.now), workers=1).findings.count == 0
    with register.store.writing() as connection:
        connection.execute(text("DELETE FROM node WHERE level = 0 AND place >= 20"))
    assert recover(register.url, later).mended == ("node",)


CHANGES = {
    "standing": "UPDATE standing SET status = 'revoked' WHERE number = :n",
    "certificate": "UPDATE certificate SET holder = 'changed' WHERE number = :n",
    "name": "UPDATE name SET folded = 'changed' WHERE number = :n",
    "version": "UPDATE version SET content = 'changed' WHERE number = :n",
}


def newest(register: Register) -> bytes:
    with register.store.reading() as connection:
        kept = log_tree.newest_checkpoint(connection)
    assert kept is not None
    return kept.encode()


def test_a_checkpoint_that_is_another_logs_is_refused_and_one_of_another_history_not_built_on(
    register: Register, tmp_path: Path
) -> None:
    register.issue(draft(1))
    checkpoint = newest(register)
    other = founded(f"sqlite:///{tmp_path / 'other.db'}")
    other.issue(draft(2))
    forked = newest(other)  # signed by the same key, over other entries
    other.close()
    with pytest.raises(NotGenuine):
        recover(register.url, checkpoint.replace(b"cert.example.cn/log", b"cert.example.com/log"))
    with register.store.writing() as connection:
        connection.execute(text("UPDATE certificate SET holder = 'changed'"))
    assert recover(register.url, forked) == Recovered(7, upgraded=None, mended=("certificate",), since=0)


def test_what_swallows_a_row_is_found_before_the_commit(small_register: Register) -> None:
    small_register.issue(draft(1), draft(2))
    with small_register.store.writing() as connection:
        connection.execute(text("UPDATE name SET folded = 'changed' WHERE number LIKE '%00001%'"))
        connection.execute(
            text(
                "CREATE TRIGGER trap AFTER INSERT ON name WHEN NEW.number LIKE '%00002%' "
                "BEGIN UPDATE name SET folded = 'x' WHERE id = NEW.id; END"
            )
        )
    with pytest.raises(CouldNotCheck):
        recover(small_register.url)


def test_recover_does_not_guess_at_missing_or_damaged_events(register: Register) -> None:
    register.issue(draft(1), draft(2))
    with register.store.writing() as connection:
        raw = connection.execute(select(EVENT.c.raw).where(EVENT.c.position == 6)).scalar_one()
        connection.execute(EVENT.update().where(EVENT.c.position == 6).values(raw=raw[:-1]))
    with pytest.raises(StarmarkError):
        recover(register.url)
    with register.store.writing() as connection:
        connection.execute(EVENT.update().where(EVENT.c.position == 6).values(raw=raw))
        connection.execute(text("DELETE FROM version WHERE position = 6"))
        connection.execute(EVENT.delete().where(EVENT.c.position == 6))
    with pytest.raises(CouldNotCheck, match="entries_missing"):
        recover(register.url)
