"""The log's tree grows with every act, its head is signed with it, and nothing goes on from another history."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pymerkle import InmemoryTree
from sqlalchemy import delete, select, update

from certs.audit.recovery import recover
from certs.errors import CouldNotCheck, Refused, StarmarkError
from certs.log import tree
from certs.log.checkpoint import Head
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.register.store import log_tree
from certs.register.store.database import open_store, sqlite_path
from certs.register.store.tables import CHECKPOINT, EVENT, NODE
from tests.register.founded_register import Register, draft


def heads(register: Register) -> list[bytes]:
    with register.store.reading() as connection:
        return [
            bytes(raw) for raw in connection.execute(select(CHECKPOINT.c.raw).order_by(CHECKPOINT.c.size)).scalars()
        ]


def test_every_act_signs_the_head_of_the_tree_that_pymerkle_also_finds(register: Register) -> None:
    number = register.issue(draft(1), draft(2), draft(3))[0].number
    register.change("revoked", number, "fraud")
    with register.reader().view() as view:
        leaves, policy = [e.raw for e in view.events(0, 100)], policy_of(view.trust)
    sizes = []
    for raw in heads(register):
        head = verify_checkpoint(raw, policy).head
        other = InmemoryTree(algorithm="sha256")
        for leaf in leaves[: head.size]:
            other.append_entry(leaf)
        assert head.root == other.get_root()
        sizes.append(head.size)
    assert sizes == [6, 9, 10]


def test_any_entry_is_proved_in_any_later_head(register: Register) -> None:
    register.issue(*(draft(n) for n in range(1, 12)))
    with register.reader().view() as view:
        leaves = [e.raw for e in view.events(0, 100)]
        nodes = log_tree.StoredNodes(view.connection)
        for size in (7, 16, 17):
            for index in range(size):
                proof = tree.inclusion_proof(index, size, nodes)
                tree.verify_inclusion(
                    tree.leaf_hash(leaves[index]), index, size, proof, log_tree.root_at(view.connection, size)
                )


def test_a_dry_run_and_a_refused_act_leave_the_tree_as_it_was(register: Register) -> None:
    before = heads(register)
    register.issue(draft(1), ring=None, dry_run=True)
    with pytest.raises(StarmarkError):
        register.change("revoked", "99926SC09999R0M", "fraud")
    assert heads(register) == before


def test_a_restored_old_backup_does_not_go_on(small_register: Register, tmp_path: Path) -> None:
    small_register.issue(draft(1))
    path = sqlite_path(small_register.url)
    assert path is not None
    shutil.copy(path, tmp_path / "backup.db")
    small_register.issue(draft(2))
    published = heads(small_register)[-1]
    small_register.store.close()
    shutil.copy(tmp_path / "backup.db", path)
    small_register.store = open_store(small_register.url, write=True)
    with pytest.raises(Refused, match="log_behind") as caught:
        small_register.issue(draft(3), checkpoints=[published])
    assert "7 /" in caught.value.words.en
    assert "8 /" in caught.value.words.en
    # The same number of entries, but another history: a fork.
    small_register.later(seconds=5)
    small_register.issue(draft(4))
    with pytest.raises(Refused, match="log_forked"):
        small_register.issue(draft(5), checkpoints=[published])


def test_a_forged_checkpoint_is_not_believed(small_register: Register) -> None:
    small_register.issue(draft(1))
    genuine = heads(small_register)[-1]
    with pytest.raises(StarmarkError):
        small_register.issue(draft(2), checkpoints=[genuine.replace(b"\n7\n", b"\n9\n")])


@pytest.mark.parametrize(
    "spoil",
    [
        update(CHECKPOINT).values(raw=b"x"),
        delete(CHECKPOINT),
        update(NODE).where(NODE.c.level == 0, NODE.c.place == 6).values(hash=bytes(32)),
        delete(NODE),
    ],
    ids=["checkpoint changed", "checkpoints gone", "node changed", "nodes gone"],
)
def test_a_spoilt_tree_stops_every_act(register: Register, spoil: object) -> None:
    register.issue(draft(1))
    with register.store.writing() as connection:
        connection.execute(spoil)  # type: ignore[call-overload]
    with pytest.raises(StarmarkError):
        register.issue(draft(2))


def test_recover_rebuilds_the_nodes_but_never_a_signed_head(register: Register) -> None:
    register.issue(draft(1), draft(2))
    with register.store.writing() as connection:
        connection.execute(delete(NODE).where(NODE.c.level == 1))
    assert recover(register.url).mended == ("node",)
    register.issue(draft(3))
    with register.store.writing() as connection:
        last = connection.execute(select(EVENT.c.raw).where(EVENT.c.position == 8)).scalar_one()
        connection.execute(
            update(EVENT).where(EVENT.c.position == 8).values(raw=bytes(last).replace(b"five-star", b"four-star"))
        )
    with pytest.raises(StarmarkError):
        recover(register.url)


def test_a_head_needs_its_own_size(register: Register) -> None:
    with register.store.reading() as connection, pytest.raises(CouldNotCheck, match="tree_incomplete"):
        log_tree.root_at(connection, 100)
    assert Head("x", 0, tree.EMPTY_ROOT).size == 0
