"""The act that a decided case comes to: an issue, a renewal, a reissue or a revocation, with nothing typed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from certs.casework.cases import concern, content_changes, deciding_changes, granting
from certs.casework.cases.case_moves import CERTIFICATION, CHANGE, RENEWAL, REVOCATION
from certs.days import beijing_day
from certs.documents import fonts
from certs.errors import Misuse
from certs.lifecycle.request import Remark, Request
from scripts.desk.act_options import ActOptions, require_reason
from scripts.terminal import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from certs.casework.cases.case_store import Case
    from certs.casework.cases.concern import Concern
    from certs.instance.folder import Instance

ACTS: Final[Mapping[str, str]] = MappingProxyType(  # the type of the entry that a kind of case comes to
    {CERTIFICATION: "issued", RENEWAL: "renewed", CHANGE: "reissued", REVOCATION: "revoked"}
)


def request_of(
    connection: Connection, place: Instance, case: Case, asked: tuple[str | None, date | None], options: ActOptions
) -> Request:
    """Return the act of a decided case. `asked` are the reason of a reissue and the day from which it applies.

    Raises Refused where nothing was granted, Misuse for a reason that is not asked for, or one that is missing, and for
    a day before the decision.
    """
    reason, day = asked
    decision, (_, decided) = granting.require_granted(connection, case), granting.ruling_of(connection, case)
    about = concern.of(connection, case)
    if day is not None and day < decided:
        raise Misuse(
            "usage",
            f"--effective 不能早于作出决定的那天（{decided}）。什么也没有办理。",
            f"--effective lies before the day of the decision, {decided}. Nothing was done.",
        )
    if reason is not None and case.kind != CHANGE:
        raise Misuse(
            "usage",
            "--reason 是换发的原因，只用于变更的案件。什么也没有办理。",
            "--reason is that of a reissue: it goes with a change alone. Nothing was done.",
        )
    if case.kind == REVOCATION:
        assert about is not None  # it was opened with one
        remark = Remark(options.note, decided_by=tuple(decision["decided_by"]), case=case.identifier)
        return Request(ACTS[REVOCATION], about.number, about.reason, effective=day, remark=remark)
    today, remark = beijing_day(clock.now()), Remark(options.note, options.by[0], case=case.identifier)
    draft = granting.draft_of(connection, case, today, fonts.added_characters(place.fonts))
    if case.kind == CHANGE:
        assert about is not None
        why = _reason(about, decision["level"], reason)
        return Request(ACTS[CHANGE], about.number, why, draft, day, remark=remark)
    number = about.number if about else ""
    return Request(ACTS[case.kind], number, draft=replace(draft, issued=day), remark=remark)


def _reason(about: Concern, level: str, asked: str | None) -> str:
    """Return the reason of a reissue: the one that was asked for, else what changed. Raises Misuse for two."""
    reason = asked or content_changes.reason_of(about.codes, deciding_changes.step_of(about, level))
    if not reason:
        require_reason("reissued", None)
    return reason
