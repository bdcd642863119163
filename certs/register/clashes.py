"""What speaks against a draft: a score that earns nothing, content that exists, a USCC under another name, a taken number.

Asked inside the act's transaction, once for a whole batch, so that what is found still holds when the events are appended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from certs.certificate.content import Draft
from certs.certificate.draft import decision_of, public_content
from certs.errors import FieldError
from certs.register import ledger, rules
from certs.register.record import ENDED
from certs.register.rules import field_error
from certs.scheme.shipped import SCHEMES
from certs.trust.trust_list import TrustList


class Known:
    """What the register and the batch so far know about contents, organisations and numbers.

    Asked once for the whole batch.
    """

    def __init__(self, connection: Connection, today: date, drafts: Sequence[Draft], digests: Sequence[str]) -> None:
        self._names = ledger.newest_names(connection, [d.holder.uscc for d in drafts])
        self._numbers = ledger.existing(connection, [d.taken_over.number for d in drafts if d.taken_over is not None])
        self._contents = ledger.numbers_by_content(connection, digests)
        records = ledger.records_of(connection, [n for found in self._contents.values() for n in found])
        self._alive = {n for n, r in records.items() if r.standing(today).code not in ENDED}
        self._seen: dict[str, str] = {}

    def same_content(self, digest: str, source: str) -> str | None:
        """Return the number, or the earlier place in the batch, that has this content already."""
        earlier = self._seen.setdefault(digest, source)
        if earlier is not source:
            return earlier
        return next((n for n in self._contents.get(digest, ()) if n in self._alive), None)

    def other_name(self, uscc: str, name: str) -> str | None:
        """Return the name under which a USCC is known, if it is another."""
        known = self._names.setdefault(uscc, name)
        return known if known != name else None

    def taken(self, number: str) -> bool:
        """Tell whether a taken-over number is in the register or in the batch already."""
        found = number in self._numbers
        self._numbers.add(number)
        return found


def content_of(draft: Draft, trust: TrustList) -> tuple[dict[str, Any], list[FieldError]]:
    """Return what the certificate will say, apart from number and days, or why the score earns none."""
    decision = decision_of(draft)
    if decision.level is None:
        because = decision.failed_because
        assert because is not None  # a decision is a level or a reason for none
        return {}, [FieldError("certificate.score", str(draft.score), "range", because)]
    body = {"name": trust.body.name, "name_en": trust.body.name_en, "approval_number": trust.body.approval_number}
    return {**public_content(draft, decision.level.code), "standard": SCHEMES[draft.scheme].standard, "body": body}, []


def issue_errors(known: Known, draft: Draft, digest: str, today: date) -> list[FieldError]:
    """Return everything that speaks against issuing a draft whose score earns a level."""
    errors = rules.issue_day_errors(draft.issued or today, today, taken_over=draft.taken_over is not None)
    same = known.same_content(digest, draft.source)
    if same is not None:
        errors.append(
            field_error(
                "certificate",
                same,
                "duplicate",
                f"相同内容的证书已经有了：{same}。没有重复签发。",
                f"A certificate with the same content exists: {same}. None was issued again.",
            )
        )
    other = known.other_name(draft.holder.uscc, draft.holder.name)
    if other is not None:
        errors.append(
            field_error(
                "holder.name",
                draft.holder.name,
                "conflict",
                f"这个统一社会信用代码登记的名称是“{other}”。企业更名请用 reissue（原因 holder-renamed），写错请改正。",
                f"This USCC is registered as “{other}”. For a new name use reissue with holder-renamed; otherwise "
                f"correct it.",
            )
        )
    if draft.taken_over is not None and known.taken(draft.taken_over.number):
        errors.append(
            field_error(
                "taken_over.number",
                draft.taken_over.number,
                "duplicate",
                "这个编号已经在登记簿里。",
                "This number is in the register already.",
            )
        )
    return errors
