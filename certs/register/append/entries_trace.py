"""What an act leaves in the log, to be looked for where the answer to its COMMIT was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from certs.errors import Words
from certs.lifecycle.entry_types import CREDENTIAL_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record
from certs.register.append import log_growth, name_index, status_spans
from certs.register.append.append_events import FoldedIssue
from certs.register.store import ledger, standings
from certs.register.store.tables import CERTIFICATE, CHECKPOINT, EVENT, VERSION

_LAST_POSITIONS: Final = ledger.InChunks(
    select(CERTIFICATE.c.number, CERTIFICATE.c.last_position), CERTIFICATE.c.number
)


@dataclass(slots=True)
class EntriesTrace:
    """The entries of one act: each at its place, byte for byte, with the commitment of the journal in it.

    They are put in once they are signed, and `head` once it is signed over them: b"" where it may be any; so is
    `trust_list`, where the act makes one. `issues` are the rows that the issues among them were folded into, `serials`
    the last of each year that are taken then. All were written in one transaction, so that they are all there, or none.
    """

    events: list[LoggedEvent] = field(default_factory=list)
    issues: Sequence[FoldedIssue] = ()
    head: bytes = b""
    trust_list: bytes = b""
    serials: Mapping[int, int] = field(default_factory=dict)

    def is_there(self, connection: Connection) -> bool:
        """Tell whether the log has these entries, and a head signed over them."""
        first, last = self.events[0].position, self.events[-1].position
        columns = select(EVENT.c.position, EVENT.c.type, EVENT.c.number, EVENT.c.recorded, EVENT.c.raw)
        rows = connection.execute(columns.where(EVENT.c.position.between(first, last)).order_by(EVENT.c.position))
        wanted = [(e.position, e.type, e.number, e.body["recorded"], e.raw) for e in self.events]
        head = connection.execute(select(CHECKPOINT.c.raw).where(CHECKPOINT.c.size == last + 1)).scalar_one_or_none()
        return head is not None and head == (self.head or head) and [tuple(row) for row in rows] == wanted

    def is_whole(self, connection: Connection) -> bool:
        """Tell whether they are there with the tree and the trust list, and with what the register folds from them."""
        if self.trust_list not in (b"", ledger.newest_trust_list(connection)):
            return False
        if self.serials.items() - ledger.last_serials(connection).items():
            return False
        return (
            self.is_there(connection) and log_growth.is_grown(connection, self.events) and self._is_folded(connection)
        )

    def _is_folded(self, connection: Connection) -> bool:
        newest = {event.number: event.position for event in self.events if event.number}
        if {row.number: row.last_position for row in _LAST_POSITIONS.rows(connection, newest)} != newest:
            return False
        first, last = self.events[0].position, self.events[-1].position
        versions = select(VERSION.c.position).where(VERSION.c.position.between(first, last))
        positions = connection.execute(versions.order_by(VERSION.c.position)).scalars().all()
        if positions != [event.position for event in self.events if event.type in CREDENTIAL_TYPES]:
            return False
        numbers = {event.number for event in self.events if event.type in standings.TYPES}
        changed = ledger.records_of(connection, sorted(numbers))
        return status_spans.are_folded(connection, changed.values()) and self._are_issues_folded(connection, changed)

    def _are_issues_folded(self, connection: Connection, changed: Mapping[str, Record]) -> bool:
        """Tell whether texts and standings are there; those of `changed` numbers stand as they were changed."""
        if [issue.position for issue in self.issues] != [e.position for e in self.events if e.type == "issued"]:
            return False
        reissued = {event.number for event in self.events if event.type == "reissued"}
        names = {issue.number: issue.names for issue in self.issues}
        names |= {number: name_index.names_of(changed[number]) for number in reissued & changed.keys()}
        unchanged = {issue.number: issue.standings for issue in self.issues if issue.number not in changed}
        return name_index.are_stored(connection, names) and standings.are_stored(connection, unchanged)

    def next_step(self) -> Words:
        """Name the command that shows them."""
        first = self.events[0]
        if first.number:
            return Words(
                f"先不要重做。数据库恢复后运行 starmark history {first.number}：看到第 {first.position} 条是 {first.type}"
                f"（{first.body['recorded']}），就是已经办理；没有，才重做。",
                f"Do not repeat it yet. Once the database is back, run starmark history {first.number}: if entry "
                f"{first.position} is {first.type} ({first.body['recorded']}), this was done; only if not, repeat it.",
            )
        if first.type == "body":
            return Words(
                "若没有留下新实例的目录，请再运行 starmark init。",
                "If no folder of the new instance was left, run starmark init again.",
            )
        return Words(
            f"先不要重做。数据库恢复后运行 starmark keys list 和 starmark audit：密钥已是想要的状态，日志多于 {first.position} 条，"
            "就是已经登记；否则才重做。",
            "Do not repeat it yet. Once the database is back, run starmark keys list and starmark audit: if the keys "
            f"are as you wanted them and the log has more than {first.position} entries, this was recorded; only if "
            "not, repeat it.",
        )
