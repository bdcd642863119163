"""A case about a certificate that is there: what it concerns, and what is carried over, not typed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.cases import case_store, content_changes
from certs.casework.cases.case_moves import CERTIFICATION, CHANGE, RENEWAL, REVOCATION
from certs.casework.cases.case_store import APPLICATION, CONTACT, ISSUE, RUNNING, SCORE, Case, Opening
from certs.casework.cases.content_changes import Change
from certs.casework.forms.application import Application
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import PAPERS
from certs.casework.journal.trail import Paper
from certs.errors import Refused, Words

CONCERN: Final = "concern"  # the paper that says which certificate, as it was when the case was opened
KINDS: Final = (RENEWAL, CHANGE, REVOCATION)  # one of them runs at a time for a certificate
_MADE_BY: Final = (CERTIFICATION, RENEWAL, CHANGE)


@dataclass(frozen=True, slots=True)
class Concern:
    """The certificate that a case is about, as it was when the case was opened.

    `before` is the id of the case that led to it, "" where it was made without one. `reason` is that of a revocation,
    `changes` are what is asked to be otherwise.
    """

    number: str
    version: int
    level: str
    before: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the changes."""
        return tuple(change.code for change in self.changes)

    @property
    def assessed(self) -> bool:
        """Whether what is asked for is decided on an assessment, unless somebody says why on none: a level alone is."""
        return not self.changes or bool(content_changes.ASSESSED & set(self.codes))

    def to_json(self) -> dict[str, Any]:
        """Return the paper of the case."""
        names = {"number": self.number, "version": self.version, "level": self.level, "before": self.before}
        return {**names, "reason": self.reason, "changes": [change.to_json() for change in self.changes]}


def of(connection: sa.Connection, case: Case) -> Concern | None:
    """Return what a case is about; None for a first certification, which is about no certificate yet."""
    paper = trail.latest(connection, case.identifier, CONCERN)
    if paper is None:
        return None
    changes = tuple(Change(each["code"], Words(**each["why"])) for each in paper["changes"])
    return Concern(paper["number"], paper["version"], paper["level"], paper["before"], paper["reason"], changes)


def leading_case(connection: sa.Connection, number: str) -> Case | None:
    """Return the newest case that led to a certificate as it is; None where it was made without one."""
    rows = case_store.case_rows(connection)
    if rows is None:
        return None
    among = rows.c.number == number, rows.c.kind.in_(_MADE_BY), PAPERS.c.kind == ISSUE
    query = sa.select(rows.c.case).join(PAPERS, PAPERS.c.case == rows.c.case).where(*among)
    identifier = connection.execute(query.order_by(PAPERS.c.entry.desc()).limit(1)).scalar()
    return None if identifier is None else case_store.find(connection, identifier)


def score_of(connection: sa.Connection, case: Case) -> dict[str, Any] | None:
    """Return the assessment that a decision rests on: that of the case, for a change else that of the case before it.

    None where there is neither.
    """
    own, about = trail.latest(connection, case.identifier, SCORE), of(connection, case)
    if own is not None or case.kind != CHANGE or about is None:
        return own
    return score_of(connection, case_store.find(connection, about.before)) if about.before else None


def carried(connection: sa.Connection, number: str, subject: Mapping[str, Any]) -> Application | None:
    """Return the application behind a certificate, with what the register says by now.

    None where no case tells what the register does not publish: the headcount, what kind of place each site is.
    """
    before = leading_case(connection, number)
    if before is None:
        return None
    application = case_store.application(connection, before).under("")  # its number says whose it is
    if not content_changes.changes_between(subject, application.content):
        return application
    sites = dict(zip(application.sites, application.facts["sites"], strict=True))
    if not sites.keys() >= {site["name"] for site in subject["sites"]}:
        return None
    registered = of_register(subject)
    certificate = {**application.content["certificate"], **registered.content["certificate"]}
    facts = {**application.facts, "sites": [sites[site["name"]] for site in subject["sites"]]}
    content = {**application.content, **registered.content, "certificate": certificate}
    return Application(content, facts, application.contact, application.applies)


def of_register(subject: Mapping[str, Any]) -> Application:
    """Return what the register alone tells of an application: no headcount, no contact, no kinds of sites."""
    content = {
        "holder": dict(subject["holder"]),
        "certificate": {"excludes": list(subject.get("excludes", ())), "scope_text": subject.get("scope_text", "")},
        "scope": [dict(item) for item in subject["scope"]],
        "sites": [dict(site) for site in subject["sites"]],
    }
    return Application(content, {"sites": [{"kind": ""} for _ in subject["sites"]], "held": []}, {}, {})


def open_about(
    connection: sa.Connection, kind: str, about: Concern, application: Application, by: str, now: datetime
) -> Case:
    """Open a case about a certificate. Raises Refused where one about it is running, Misuse for an unknown code."""
    rows = case_store.case_rows(connection)
    assert rows is not None  # whoever writes has brought the database forward
    same = sa.select(rows.c.case).where(rows.c.number == about.number, rows.c.kind.in_(KINDS))
    running = connection.execute(same.where(rows.c.state.in_(RUNNING))).scalar()
    if running is not None:
        raise Refused(
            "case_running",
            f"证书 {about.number} 已有在办的案件 {running}，没有再开；请先办完，或用 starmark case close {running} 办结。",
            f"Certificate {about.number} has a running case, {running}; no other was opened. Lead it to its end first, "
            f"or close it with starmark case close {running}.",
        )
    papers = (
        Paper(CONCERN, about.to_json()),
        Paper(APPLICATION, application.to_json()),
        Paper(CONTACT, application.contact, personal=True),
    )
    opening = Opening(kind, application.name, application.uscc, papers, number=about.number)
    return case_store.open_case(connection, opening, by, now)
