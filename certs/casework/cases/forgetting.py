"""Forgetting a closed case: its files and personal papers are deleted, and what went is listed in a paper that stays.

The trail holds ids and hashes only, so it still opens. The list lets a restored backup repeat the deletions.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from certs.casework.cases import case_store, evidence_files
from certs.casework.cases.case_store import Act, Case
from certs.casework.journal.casework_tables import PAPERS
from certs.casework.journal.trail import Paper
from certs.casework.journal.trail_audit import FORGOTTEN


def forget(connection: sa.Connection, case: Case, by: str, now: datetime) -> int:
    """Delete what is personal in a case, and the rows of its files; return how many files these were.

    Raises Refused where the case is not closed, or has nothing left to forget.
    """
    case_store.require(case, "forget")
    own = PAPERS.c.case == case.identifier, PAPERS.c.personal == 1
    papers = list(connection.execute(sa.select(PAPERS.c.commitment).where(*own).order_by(PAPERS.c.entry)).scalars())
    files = evidence_files.forget(connection, case)
    connection.execute(sa.delete(PAPERS).where(*own))
    paper = Paper(FORGOTTEN, {"papers": papers, "files": list(files)})
    case_store.act(connection, case, Act("forget", (by,), (paper,)), now)
    return len(files)
