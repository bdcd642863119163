"""Planning.

From drafts to certificates with a number and a place, or to the list of everything that speaks against them.

Runs inside the act's transaction, so that what it finds still holds when the events are appended. Nothing is signed
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection

from certs.certificate import number as numbers
from certs.certificate.fields import Draft
from certs.days import last_day_of_validity
from certs.errors import FieldError
from certs.lifecycle import amending, rules
from certs.lifecycle.amending import ReissueItem, RenewItem
from certs.lifecycle.compromise import latest_stands
from certs.lifecycle.record import Record
from certs.lifecycle.rules import BatchRefused, RefusedItem, field_error
from certs.register.acts.mint import Order
from certs.register.acts.uniqueness import (
    Known,
    content_of,
    digests_of,
    issue_errors,
    name_errors,
    number_errors,
    same_content_errors,
)
from certs.register.append.serials import Serials
from certs.register.store import ledger
from certs.trust.trust_list.trust_list import TrustList

_Item = TypeVar("_Item", ReissueItem, RenewItem)


@dataclass(frozen=True, slots=True)
class Plan:
    """One certificate version about to be minted. Days are Beijing days, both included."""

    type: str
    number: str
    version: int
    subject: Mapping[str, Any]
    effective: date
    valid_from: date
    valid_until: date
    source: str
    reason: str | None = None
    predecessor: str | None = None

    @property
    def address(self) -> str:
        """The number as it stands in an address."""
        return numbers.in_address(self.number)

    def orders(self, today: date, status_index: int, decision: str) -> Iterator[Order]:
        """Yield the events that this plan becomes.

        A renewal also ends the old certificate, the day the new one starts.
        """
        if self.predecessor is not None:
            yield Order(
                "renewed",
                self.predecessor,
                max(self.effective, today),
                decision,
                reason="renewed",
                successor=self.number,
            )
        yield Order(
            self.type,
            self.number,
            self.effective,
            decision,
            reason=self.reason,
            version=self.version,
            subject=self.subject,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            status_index=status_index,
        )


def plan_issues(
    connection: Connection, trust: TrustList, drafts: Sequence[Draft], today: date, sizes: tuple[int, int]
) -> list[Plan]:
    """Plan new certificates. Raises BatchRefused naming every draft that cannot be issued, and why."""
    contents = [content_of(draft, trust) for draft in drafts]
    digests = digests_of(contents)
    known = Known(connection, today, drafts, digests)
    _raise(
        (
            (draft.source, errors or issue_errors(known, draft, digest, today, trust.body.number_prefix))
            for draft, digest, (_, errors) in zip(drafts, digests, contents, strict=True)
        )
    )
    with Serials(connection) as serials:
        return [
            _plan_issue(serials, trust, draft, content, today, sizes=sizes)
            for draft, (content, _) in zip(drafts, contents, strict=True)
        ]


def plan_reissues(connection: Connection, trust: TrustList, items: Sequence[ReissueItem], today: date) -> list[Plan]:
    """Plan new versions. Raises BatchRefused."""
    records = ledger.records_of(connection, [item.number for item in items])
    contents = [content_of(item.draft, trust) for item in items]
    known = Known(connection, today, [item.draft for item in items], digests_of(contents), frozenset(records))

    def check(item: ReissueItem, content: dict[str, Any], errors: list[FieldError], record: Record) -> list[FieldError]:
        day = item.effective or today
        if errors:
            return errors
        errors = rules.effective_errors(day, today) + amending.reissue_errors(record, content, item.reason, day)
        if item.draft.issued not in {None, record.issued}:
            errors.append(
                field_error(
                    "certificate.issued",
                    item.draft.issued,
                    "conflict",
                    f"换发不改变颁证日期 {record.issued}。",
                    f"A reissue does not change the day of issue, {record.issued}.",
                )
            )
        digest = ledger.content_digest(content)
        same = digest == ledger.content_digest(record.latest.subject)
        if same and latest_stands(record, trust):  # what a condemned key signed has to be signed anew, as it is
            errors.append(
                field_error(
                    "scope",
                    item.number,
                    "duplicate",
                    "内容和现在的版本相同，不需要换发。",
                    "The content equals the present version; there is nothing to reissue.",
                )
            )
        linked = {item.number, record.predecessor or "", record.successor or ""}
        errors += same_content_errors(known, digest, item.number, linked)
        return errors if item.reason == "holder-renamed" else errors + name_errors(known, item.draft)

    _raise(_each_known(items, contents, records, check))
    return [
        _plan_reissue(records[item.number], item, content, today)
        for item, (content, _) in zip(items, contents, strict=True)
    ]


def plan_renewals(
    connection: Connection, trust: TrustList, items: Sequence[RenewItem], today: date, sizes: tuple[int, int]
) -> list[Plan]:
    """Plan the successors of certificates. Raises BatchRefused."""
    records = ledger.records_of(connection, [item.number for item in items])
    contents = [content_of(item.draft, trust) for item in items]
    known = Known(connection, today, [item.draft for item in items], digests_of(contents))

    def check(item: RenewItem, content: dict[str, Any], errors: list[FieldError], record: Record) -> list[FieldError]:
        starts = item.draft.issued or today
        if errors:
            return errors
        errors = rules.issue_day_errors(starts, today, taken_over=False)
        errors += amending.renew_errors(record, item.draft, starts, today)
        errors += same_content_errors(known, ledger.content_digest(content), item.number, {item.number})
        errors += name_errors(known, item.draft)
        return errors or number_errors(known, item.draft, today, trust.body.number_prefix)

    _raise(_each_known(items, contents, records, check))
    plans = []
    with Serials(connection) as serials:
        for item, (content, _) in zip(items, contents, strict=True):
            old = records[item.number]
            linked = {**content, "first_issued": old.first_issued.isoformat(), "predecessor": old.number}
            plans.append(_plan_issue(serials, trust, item.draft, linked, today, sizes=sizes, renewed=old))
    return plans


def _plan_issue(
    serials: Serials,
    trust: TrustList,
    draft: Draft,
    content: Mapping[str, Any],
    today: date,
    *,
    sizes: tuple[int, int],
    renewed: Record | None = None,
) -> Plan:
    issued = draft.issued or today
    if draft.taken_over is not None:
        number = draft.taken_over.number
        content = {**content, "first_issued": draft.taken_over.first_issued.isoformat()}
        if draft.taken_over.predecessor:
            content = {**content, "predecessor": draft.taken_over.predecessor}
        if numbers.is_valid(number, trust.body.number_prefix):
            old = numbers.parse(number, trust.body.number_prefix)
            serials.pass_by(old.year, old.serial)
    else:
        year = issued.year % 100
        number = numbers.compose(
            trust.body.number_prefix,
            year,
            serials.take(year),
            _renewals(renewed, trust),
            numbers.size_letter(draft.headcount, sizes),
        )
    subject = {**content, "number": number, "version": 1}
    return Plan(
        "issued",
        number,
        1,
        subject,
        issued,
        issued,
        last_day_of_validity(issued),
        draft.source,
        predecessor=renewed.number if renewed else None,
    )


def _plan_reissue(record: Record, item: ReissueItem, content: Mapping[str, Any], today: date) -> Plan:
    old, day = record.latest, item.effective or today
    kept = {name: old.subject[name] for name in ("first_issued", "predecessor") if name in old.subject}
    version = len(record.versions) + 1
    # A certificate that is not valid yet keeps its first day; otherwise the new version is good from the day it
    # replaces the old.
    valid_from = max(day, record.issued)
    return Plan(
        "reissued",
        item.number,
        version,
        {**content, **kept, "number": item.number, "version": version},
        day,
        valid_from,
        old.valid_until,
        item.draft.source or item.number,
        reason=item.reason,
    )


def _renewals(renewed: Record | None, trust: TrustList) -> int:
    if renewed is None:
        return 0
    if numbers.is_valid(renewed.number, trust.body.number_prefix):
        return numbers.parse(renewed.number, trust.body.number_prefix).renewals + 1
    return 1  # taken over in another form: the first renewal that this register knows of


def _each_known(
    items: Sequence[_Item],
    contents: Sequence[tuple[dict[str, Any], list[FieldError]]],
    records: Mapping[str, Record],
    check: Callable[[_Item, dict[str, Any], list[FieldError], Record], list[FieldError]],
) -> Iterator[tuple[str, list[FieldError]]]:
    seen: set[str] = set()
    for item, (content, errors) in zip(items, contents, strict=True):
        record = records.get(item.number)
        if record is None:
            yield (
                item.number,
                [
                    field_error(
                        "number",
                        item.number,
                        "unknown",
                        f"登记簿里没有 {item.number}。请核对编号。",
                        f"{item.number} is not in the register. Check the number.",
                    )
                ],
            )
        elif item.number in seen:
            yield (
                item.number,
                [
                    field_error(
                        "number",
                        item.number,
                        "duplicate",
                        f"{item.number} 在这一批里出现了两次。",
                        f"{item.number} stands in this batch twice.",
                    )
                ],
            )
        else:
            yield item.number, check(item, content, errors, record)
        seen.add(item.number)


def _raise(found: Iterator[tuple[str, list[FieldError]]]) -> None:
    refused = tuple(RefusedItem(source, tuple(errors)) for source, errors in found if errors)
    if refused:
        raise BatchRefused(refused)
