"""The log's growth: its head is signed by the log's own key or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from certs.errors import Refused
from certs.log import tree
from certs.register.append import log_growth
from certs.register.store import ledger
from certs.register.store.tables import CHECKPOINT, NODE
from certs.trust.signing import SigningKey, generate
from tests.register.founded_register import Register, draft, ring


@pytest.mark.parametrize(
    ("signing", "outgoing"),
    [("qr-1", ()), ("log-1", ("log-1",)), ("log-1", ("log-9",))],
    ids=["not-the-log's", "outgoing-is-not-retired", "outgoing-is-a-stranger"],
)
def test_another_key_signs_no_head(small_register: Register, signing: str, outgoing: tuple[str, ...]) -> None:
    def key(name: str) -> SigningKey:
        return generate(name) if name.endswith("9") else ring().get(name.partition("-")[0])

    with small_register.store.writing() as connection:
        events, trust = list(ledger.all_events(connection)), ledger.trust_of(connection)
        nodes = connection.execute(select(func.count()).select_from(NODE)).scalar_one()
        with pytest.raises(Refused) as caught:
            log_growth.log(
                connection,
                trust,
                events,
                key(signing).public_raw,
                key(signing).sign,
                [(key(name).public_raw, key(name).sign) for name in outgoing],
            )
        assert caught.value.code == "key_mismatch"
        assert connection.execute(select(func.count()).select_from(NODE)).scalar_one() == nodes


def test_the_tree_grows_by_parts_to_the_same_root(small_register: Register) -> None:
    small_register.issue(*(draft(n) for n in range(1, 12)))
    with small_register.store.writing() as connection:
        events = list(ledger.all_events(connection))
        connection.execute(NODE.delete())
        connection.execute(CHECKPOINT.delete())
        size, root = 0, b""
        for first, end in ((0, 5), (5, 6), (6, len(events))):
            size, root = log_growth.grow(connection, events[first:end])
        assert size == len(events)
        leaves = [tree.leaf_hash(event.raw) for event in events]
        assert root == tree.grow(0, [], leaves).root
