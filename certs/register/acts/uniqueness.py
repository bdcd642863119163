"""What speaks against a draft: its score, content that exists, a USCC under another name, a number it cannot have.

Asked inside the act's transaction, once for a whole batch, so that what is found still holds when the events are
appended.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from sqlalchemy import Connection

from certs import bounds
from certs.certificate import number as numbers
from certs.certificate.fields import Draft
from certs.certificate.public_content import decision_of, public_content
from certs.errors import FieldError
from certs.lifecycle import rules
from certs.lifecycle.record import ENDED
from certs.lifecycle.rules import field_error
from certs.register.store import ledger
from certs.scheme.schemes import SCHEMES
from certs.trust.trust_list.trust_list import TrustList

_LAST_SERIAL = 10 ** bounds.SERIAL_DIGITS[1] - 1


class Known:
    """What the register and the batch so far know about contents, organisations, numbers and serials.

    Asked once for the whole batch. `changing` are numbers that the batch itself rewrites: the names that they have now
    do not count.
    """

    def __init__(
        self,
        connection: Connection,
        today: date,
        drafts: Sequence[Draft],
        digests: Sequence[str],
        changing: AbstractSet[str] = frozenset(),
    ) -> None:
        usccs = [d.holder.uscc for d in drafts]
        self._names = ledger.newest_names(connection, usccs, changing)
        self._numbers = ledger.existing(connection, [d.taken_over.number for d in drafts if d.taken_over is not None])
        self._serials = ledger.last_serials(connection)
        self._contents = _live_contents(connection, today, usccs, digests)
        self._seen: dict[str, str] = {}

    def same_content(self, digest: str, source: str, but: AbstractSet[str] = frozenset()) -> str | None:
        """Return the number, or the earlier place in the batch, that has this content already; `but` do not count."""
        earlier = self._seen.setdefault(digest, source)
        if earlier is not source:
            return earlier
        return next((n for n in self._contents.get(digest, ()) if n not in but), None)

    def other_name(self, uscc: str, name: str) -> str | None:
        """Return the name under which a USCC is known, if it is another."""
        known = self._names.setdefault(uscc, name)
        return known if known != name else None

    def taken(self, number: str) -> bool:
        """Tell whether a taken-over number is in the register or in the batch already."""
        found = number in self._numbers
        self._numbers.add(number)
        return found

    def has_serial(self, year: int) -> bool:
        """Take a serial of a year; False where none is left."""
        self._serials[year] = self._serials.get(year, 0) + 1
        return self._serials[year] <= _LAST_SERIAL

    def furthest_serial(self, year: int, serial: int) -> int | None:
        """Let a taken-over serial push the counter of its year; where it lies too far, return the furthest one."""
        last = self._serials.get(year, 0)
        if serial > last + bounds.TAKE_OVER_AHEAD:
            return last + bounds.TAKE_OVER_AHEAD
        self._serials[year] = max(last, serial)
        return None


def _live_contents(
    connection: Connection, today: date, usccs: Sequence[str], digests: Sequence[str]
) -> dict[str, list[str]]:
    """Return the numbers by content, of what has not ended: an older version counts as long as the number lives."""
    found = {n for held in ledger.numbers_by_content(connection, digests).values() for n in held}
    records = ledger.records_of(connection, sorted(found | ledger.rewritten(connection, usccs)))
    contents: dict[str, list[str]] = {}
    for number, record in records.items():
        if record.standing(today).code not in ENDED:
            for version in record.versions:
                contents.setdefault(ledger.content_digest(version.subject), []).append(number)
    return contents


def content_of(draft: Draft, trust: TrustList) -> tuple[dict[str, Any], list[FieldError]]:
    """Return what the certificate will say, apart from number and days, or why the score earns none."""
    decision = decision_of(draft)
    if decision.level is None:
        because = decision.failed_because
        assert because is not None  # a decision is a level or a reason for none
        return {}, [FieldError("certificate.score", str(draft.score), "range", because)]
    body = {"name": trust.body.name, "name_en": trust.body.name_en, "approval_number": trust.body.approval_number}
    return {**public_content(draft, decision.level.code), "standard": SCHEMES[draft.scheme].standard, "body": body}, []


def digests_of(contents: Sequence[tuple[dict[str, Any], list[FieldError]]]) -> list[str]:
    """Return the digest of each content; "" where there is none."""
    return [ledger.content_digest(content) if content else "" for content, _ in contents]


def issue_errors(known: Known, draft: Draft, digest: str, today: date, prefix: str) -> list[FieldError]:
    """Return everything that speaks against issuing a draft whose score earns a level."""
    errors = rules.issue_day_errors(draft.issued or today, today, taken_over=draft.taken_over is not None)
    errors += same_content_errors(known, digest, draft.source)
    errors += name_errors(known, draft)
    return errors + number_errors(known, draft, today, prefix)


def same_content_errors(
    known: Known, digest: str, source: str, but: AbstractSet[str] = frozenset()
) -> list[FieldError]:
    """Refuse a content that another certificate has, or that another item of the batch is to have."""
    same = known.same_content(digest, source, but)
    if same is None:
        return []
    return [
        field_error(
            "certificate",
            same,
            "duplicate",
            f"相同内容的证书已经有了：{same}。没有重复签发。",
            f"A certificate with the same content exists: {same}. None was issued again.",
        )
    ]


def name_errors(known: Known, draft: Draft) -> list[FieldError]:
    """Refuse a USCC that the register, or the batch, knows under another name."""
    other = known.other_name(draft.holder.uscc, draft.holder.name)
    if other is None:
        return []
    return [
        field_error(
            "holder.name",
            draft.holder.name,
            "conflict",
            f"这个统一社会信用代码登记的名称是“{other}”。企业更名请用 reissue（原因 holder-renamed），写错请改正。",
            f"This USCC is registered as “{other}”. For a new name use reissue with holder-renamed; otherwise "
            f"correct it.",
        )
    ]


def number_errors(known: Known, draft: Draft, today: date, prefix: str) -> list[FieldError]:
    """Check that there is a number for the draft: a serial that is left, or a taken-over number that may be taken."""
    if draft.taken_over is not None:
        return _taken_over_errors(known, draft.taken_over.number, prefix)
    year = (draft.issued or today).year
    if known.has_serial(year % 100):
        return []
    return [
        field_error(
            "certificate.issued",
            draft.issued or today,
            "range",
            f"{year} 年的流水号已经用到最后一个（{_LAST_SERIAL}），这一年不能再签发。请联系系统管理员核对流水号。",
            f"The serials of {year} are used up ({_LAST_SERIAL} was the last), so nothing more can be issued for that "
            "year. Have the administrator check how they were used.",
        )
    ]


def _taken_over_errors(known: Known, number: str, prefix: str) -> list[FieldError]:
    if known.taken(number):
        return [
            field_error(
                "taken_over.number",
                number,
                "duplicate",
                "这个编号已经在登记簿里。",
                "This number is in the register already.",
            )
        ]
    ours = numbers.parse(number, prefix) if numbers.is_valid(number, prefix) else None
    furthest = None if ours is None else known.furthest_serial(ours.year, ours.serial)
    if ours is None or furthest is None:
        return []
    return [
        field_error(
            "taken_over.number",
            number,
            "range",
            f"流水号 {ours.serial} 离这一年已用的太远，最远可到 {furthest}：接收它会让中间的号码全部作废。请核对编号；确实如此，请从小到大接收。",
            f"Serial {ours.serial} lies too far beyond the last of its year; {furthest} is the furthest: all between "
            "would be lost. Check the number; if it is right, take the lower ones over first.",
        )
    ]
