"""Who took part in what a complaint or an appeal is about, and so has no say in its answer (ISO/IEC 17065, 7.13.5).

That is who assessed or decided in the cases of a certificate, who is named in the journal for what was entered about it
before the letter came, and whom the letter itself concerns (decision 0055).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa

from certs.casework.cases import case_store, deciding
from certs.casework.cases.complaint_case import About
from certs.casework.journal import journal_store, trail
from certs.casework.journal.casework_tables import CASES, TRAIL
from certs.casework.journal.journal import read_row
from certs.errors import Refused

_ACTS: Final = (
    "decide",
    "refuse",
    "answer",
    "surveil",
    "surveil-failed",
)  # those of a case by which something is judged


def involved(connection: sa.Connection, about: About, sealed: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of all who took part, each once.

    `sealed` are the commitments of the decisions that the log has about the certificate, up to the letter.
    """
    codes = [*about.concerns, *_in_journal(connection, tuple(sealed))]
    for identifier in _cases(connection, about):
        rows = trail.read(connection, TRAIL.c.case == identifier, TRAIL.c.act.in_(_ACTS))
        codes += [code for row in rows for code in row.by]
        if identifier != about.number:
            codes += deciding.took_part(connection, case_store.find(connection, identifier))
    different = {code.casefold(): code for code in reversed(codes) if code}
    return tuple(reversed(different.values()))


def _cases(connection: sa.Connection, about: About) -> tuple[str, ...]:
    """Return the cases, and the number under which acts stand that belong to none."""
    if not about.number:
        return (about.case,) if about.case else ()
    first = CASES.c.kind.not_in(("complaint", "appeal"))
    own = connection.execute(sa.select(CASES.c.case).where(CASES.c.number == about.number, first)).scalars()
    return tuple(dict.fromkeys((*own, *([about.case] if about.case else []), about.number)))


def _in_journal(connection: sa.Connection, sealed: Sequence[str]) -> list[str]:
    table = journal_store.decisions_in(connection)
    rows = [read_row(row) for row in journal_store.plain_rows(connection, table, table.c.commitment.in_(sealed))]
    return [code for row in rows for code in (row.decision.by, *row.decision.decided_by)]


def require_uninvolved(connection: sa.Connection, about: About, sealed: Iterable[str], deciders: Sequence[str]) -> None:
    """Raise Refused (`decider_involved`) where one of those who answer took part in what it is about."""
    part = {code.casefold() for code in involved(connection, about, sealed)}
    both = [code for code in deciders if code.casefold() in part]
    if both:
        words = about.words
        raise Refused(
            "decider_involved",
            f"{'、'.join(both)} 参与过这件事（{words.zh}）的评价或决定，不能作答复。什么也没有办理；请由没有参与的人决定。",
            f"{', '.join(both)} took part in the assessment or decision that this is about ({words.en}) and cannot "
            "answer it. Nothing was done; people who took no part decide.",
        )
