"""Holding the rows of the journal to their places: an act's rows stand in the order of its entries, at their instants.

Acts wait for one another, so the ids of rows run as the positions of what they decided. A row that became no entry has
only its neighbours to hold its instant; between them it stands, unless the clock was corrected there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from certs.audit.audited_acts import Entry
from certs.audit.differences import Findings
from certs.casework.journal.caught_up import taken_back
from certs.casework.journal.journal import Row
from certs.errors import Words

_ELSEWHERE = Words(
    "这一行不在它当初的位置：id 被改动过，或行被调换过。",
    "This row does not stand where its act was done: its id was changed, or rows were exchanged.",
)


def hold_places(findings: Findings, where: str, rows: Sequence[Row], acts: Mapping[str, Sequence[Entry]]) -> None:
    """Name the rows that stand elsewhere, or at another instant, than the acts that they decided.

    `rows` by id; `acts` the entries by the commitment that they carry.
    """
    reached = -1
    before, waiting = "", list[Row]()  # the instant of the last row that became an entry, and those since that did not
    for row in rows:
        positions = [entry.position for entry in acts.get(row.commitment, ())] or list(taken_back(row)[-1:])
        if positions and (positions[-1] if taken_back(row) else min(positions) - 1) < reached:
            findings.not_genuine(where, f"id={row.identifier}", "id", _ELSEWHERE)
        reached = max([reached, *positions])
        if not positions:
            waiting.append(row)
            continue
        for one in waiting:
            _hold_between(findings, where, one, before, row.recorded)
        waiting, before = [], row.recorded


def _hold_between(findings: Findings, where: str, row: Row, before: str, after: str) -> None:
    if before <= after and not before <= row.recorded <= after:  # else the clock was corrected in between
        findings.changed(where, f"id={row.identifier}", "recorded", f"{before} … {after}", row.recorded)
