"""Whether the register is older than the staff journal: then it is an old copy, and going on would fork the log.

An act writes its row first and its entry after it, so a crash leaves rows without an entry: those of one act, written
at one instant, and the same again where it is tried again. Rows of one second count as one act, as those of a batch
are: the journal has whole seconds. Rows of more acts than that, all later than the newest entry, were entries once: the
register that had them is not this one. Somebody who has made sure that nothing newer is public says so
(`NOTHING_NEWER`), and that too stands in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from certs import limits
from certs.casework.journal.caught_up import CAUGHT_UP
from certs.casework.journal.journal import Decision, Journal, Row, digest_of
from certs.days import instant_text
from certs.errors import Refused, Words
from certs.register.store import ledger
from certs.register.store.database import Store

NOTHING_NEWER: Final = "nothing-newer"  # the act of a row that says: no site, mirror or witness has more
MARKS: Final = frozenset({CAUGHT_UP, NOTHING_NEWER})  # rows that are no act's


def nothing_newer(size: int, now: datetime) -> Decision:
    """Return the row that says so, of a register of this size."""
    note = f"nothing newer than {size} entries, {instant_text(now)}"
    return Decision(NOTHING_NEWER, "", (), note, digest_of({"size": size}))


def require_current(store: Store, journal: Journal) -> None:
    """Raise Refused (`register_older`) if the journal holds more acts after the newest entry than a crash leaves."""
    while True:
        newest = _newest(store)
        count = acts_without_entry(_tail(journal, newest), newest)
        if count <= limits.ABANDONED_ACTS:
            return
        if _newest(store) == newest:  # nobody acted in between
            raise Refused("register_older", *words_of(count))


def acts_without_entry(rows: Sequence[Row], newest: ledger.Decided | None) -> int:
    """Return how many different acts stand after the row of the newest entry, the same one again counted once."""
    begins = 0
    for place, row in enumerate(rows):
        if row.decision.act in MARKS or (newest is not None and row.commitment == newest.decision):
            begins = place + 1
    acts: dict[str, set[tuple[str, str]]] = {}
    for row in rows[begins:]:
        if newest is None or row.recorded >= newest.recorded:
            acts.setdefault(row.recorded, set()).add((row.decision.act, row.decision.input))
    return len({frozenset(act) for act in acts.values()})


def words_of(count: int) -> Words:
    """Return what to say of so many acts."""
    return Words(
        f"工作日志里有 {count} 次办理晚于登记簿的最新一条：一次中断留不下这么多，登记簿很可能是旧的副本。已停止办理，没有改动任何内容。"
        "请按手册“恢复了旧备份”处理；已查明网站、镜像、见证方那里都没有更新的条目，才用 starmark recover --nothing-newer。",
        f"The staff journal has {count} acts later than the newest entry of the register: more than one interruption "
        "leaves, so the register is probably an old copy. Acts have stopped and nothing was changed. Follow the "
        "runbook, “An old backup was restored”; only where no site, mirror or witness has a newer entry, run starmark "
        "recover --nothing-newer.",
    )


def _newest(store: Store) -> ledger.Decided | None:
    with store.reading() as connection:
        return ledger.newest_decided(connection)


def _tail(journal: Journal, newest: ledger.Decided | None) -> tuple[Row, ...]:
    """Return the rows from that of the newest entry on; all of them where the journal does not have it."""
    row = None if newest is None else journal.find(newest.decision)
    return journal.rows(0 if row is None else row.identifier)
