"""Planning: from requests to the entries that they come to, or to everything that speaks against them.

Pure: the requests and what the register holds go in; nothing is read, signed or kept here. What a plan says is what a
preview shows and, in the same transaction, what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from certs.certificate import number as numbers
from certs.certificate.fields import Draft
from certs.certificate.public_content import content_digest
from certs.days import last_day_of_validity
from certs.errors import FieldError
from certs.lifecycle import amending, rules, surveillance
from certs.lifecycle.compromise import latest_stands
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.lifecycle.request import WITH_DRAFT, Request
from certs.lifecycle.rules import RefusedItem, field_error
from certs.lifecycle.sub_certificates import Main, join_errors
from certs.register.acts import taking_over
from certs.register.acts.facts import Content, Facts
from certs.register.acts.family import Family
from certs.register.acts.orders import Changed, Issued, Order, Plan, Step
from certs.register.acts.uniqueness import Taken, name_errors, number_errors, same_content_errors, take_number


@dataclass(slots=True)
class _Batch:
    """The batch so far: what it has taken, and where its next entry and version will stand."""

    facts: Facts
    taken: Taken
    family: Family
    position: int
    status_index: int
    numbers: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    place: int = 0  # of the request that is being planned

    def next_index(self) -> int:
        """Take the next status index: every version of a certificate has its own."""
        self.status_index += 1
        return self.status_index - 1

    def go(self, step: Step) -> None:
        """Put a step behind those before it."""
        self.steps.append(step)
        self.places.append(self.place)
        self.position += len(step.orders)


def plan(requests: Sequence[Request], facts: Facts) -> Plan:
    """Plan a batch. What speaks against an item is listed for every item, so that all can be mended at once."""
    family = Family(facts, requests)
    batch = _Batch(facts, Taken(facts), family, facts.head.size, facts.head.next_status_index)
    refused: dict[int, RefusedItem] = {}
    for batch.place, request, content in family.in_order():
        step = _step(batch, request, content)
        if isinstance(step, Step):
            batch.go(step)
        if errors := _follow(batch, step) if isinstance(step, Step) else step:
            refused[batch.place] = RefusedItem(request.source, tuple(errors))
    items = tuple(item for _, item in sorted(refused.items()))
    return Plan(facts, tuple(batch.steps), tuple(batch.places), batch.taken.serials, items)


def _follow(batch: _Batch, step: Step) -> list[FieldError]:
    """Do to the sub-certificates of a main what its act does to them; return what speaks against it."""
    record = batch.facts.records.get(step.request.number)
    if record is None:
        return []
    asked, errors = batch.family.followers(step.request, record, step.orders[0].effective)
    if not errors:
        for request in asked:
            batch.go(_changed(batch, request, batch.facts.relatives.records[request.number], follows=record.number))
    return errors


def _step(batch: _Batch, request: Request, content: Content | None) -> Step | Sequence[FieldError]:
    if request.act == "issued":
        assert content is not None  # for the type checker: `content` of a request with a draft
        return content.errors or _issue(batch, request, content)
    record = batch.facts.records.get(request.number)
    errors = number_errors(batch.numbers, request.number, record)
    batch.numbers.add(request.number)
    if record is None or errors:
        return errors
    if request.act in WITH_DRAFT:
        assert content is not None
        return content.errors or _REWRITING[request.act](batch, request, content, record)
    return _change(batch, request, record)


def _issue(batch: _Batch, request: Request, content: Content) -> Step | list[FieldError]:
    draft = request.content
    issued = draft.issued or batch.facts.today
    errors = rules.issue_day_errors(issued, batch.facts.today, taken_over=draft.taken_over is not None)
    main, main_errors = batch.family.main_for(draft)
    errors += same_content_errors(batch.taken, content.digest, draft.source)
    errors += name_errors(batch.taken, draft) + main_errors
    errors += taking_over.errors(draft, main, issued, batch.facts.today)
    if main is not None:
        joined = taking_over.joined_errors if taking_over.is_suspended(draft) else join_errors
        errors += joined(main, content.subject, issued, batch.facts.today)
    number = _number(batch, draft, issued, 0, main)
    if errors or not isinstance(number, str):
        return errors + ([] if isinstance(number, str) else number)
    subject = dict(content.subject)
    if draft.taken_over is not None:
        subject["first_issued"] = draft.taken_over.first_issued.isoformat()
        if draft.taken_over.predecessor:
            subject["predecessor"] = draft.taken_over.predecessor
    return _first_version(batch, request, {**subject, "number": number, "version": 1}, issued, main)


def _number(batch: _Batch, draft: Draft, issued: date, renewals: int, main: Main | None) -> str | list[FieldError]:
    """Take the number of a new certificate: a sub-certificate's is its main's with `-k`."""
    if main is not None and draft.taken_over is None:
        return batch.family.take_sub_number(main)
    number = take_number(batch.taken, draft, issued, renewals)
    if main is not None and isinstance(number, str):
        batch.family.taken(number)
    return number


def _first_version(
    batch: _Batch, request: Request, subject: Mapping[str, Any], issued: date, main: Main | None
) -> Step:
    """Plan a new number; a renewal also ends the old certificate, the day the new one starts.

    A sub-certificate ends with its main at the latest, one that is taken over on its own last day.
    """
    ends = (
        last_day_of_validity(issued) if request.content.taken_over is None else request.content.taken_over.ends(issued)
    )
    ends = ends if main is None else min(ends, main.valid_until)
    order = Order(
        "issued",
        subject["number"],
        issued,
        version=1,
        subject=subject,
        valid_from=issued,
        valid_until=ends,
        status_index=batch.next_index(),
    )
    suspension = taking_over.suspension(request.content, order.number, batch.facts.today)
    if main is None:
        batch.family.keep(request, order, *suspension)
    lost = batch.facts.revocations.get(subject["holder"]["uscc"], ())
    under = ("", "") if main is None else (main.number, main.subject["holder"]["name"])
    if not request.number:
        until = suspension[0].until if suspension else None
        issue = replace(_issued(batch, request, order, 0, *under), lost=lost, until=until)
        return Step(request, (order, *suspension), issue)
    ending = max(issued, batch.facts.today)
    # Two events, one under each number (decision 0014).
    old = Order("renewed", request.number, ending, reason="renewed", successor=order.number)
    result = replace(_issued(batch, request, order, 1, *under), effective=ending, predecessor=request.number, lost=lost)
    return Step(request, (old, order), result)


def _reissue(batch: _Batch, request: Request, content: Content, record: Record) -> Step | list[FieldError]:
    day, draft, old = request.effective or batch.facts.today, request.content, record.latest
    errors = rules.effective_errors(day, batch.facts.today)
    errors += amending.reissue_errors(record, content.subject, request.reason, day)
    errors += amending.issue_day_kept_errors(record, draft) + taking_over.kept_errors(record, draft)
    errors += batch.family.reissue_errors(request, record, content.subject)
    errors += batch.family.named_main_errors(draft, batch.family.main_number_of(record.number))
    same = content.digest == content_digest(old.subject)
    if same and latest_stands(record, batch.facts.trust):  # what a condemned key signed has to be signed anew, as it is
        errors.append(_nothing_to_reissue(request.number))
    linked = {request.number, record.predecessor or "", record.successor or ""}
    errors += same_content_errors(batch.taken, content.digest, request.number, linked)
    if request.reason != "holder-renamed":
        errors += name_errors(batch.taken, draft)
    if errors:
        return errors
    kept = {name: old.subject[name] for name in ("first_issued", "predecessor") if name in old.subject}
    version = len(record.versions) + 1
    order = Order(
        "reissued",
        request.number,
        day,
        reason=request.reason,
        version=version,
        subject={**content.subject, **kept, "number": request.number, "version": version},
        # A certificate that is not valid yet keeps its first day; otherwise the new version is good from the day it
        # replaces the old.
        valid_from=max(day, record.issued),
        valid_until=old.valid_until,
        status_index=batch.next_index(),
    )
    return Step(request, (order,), replace(_issued(batch, request, order, 0), replaces=old.subject))


def _nothing_to_reissue(number: str) -> FieldError:
    return field_error(
        "scope",
        number,
        "duplicate",
        "内容和现在的版本相同，不需要换发。",
        "The content equals the present version; there is nothing to reissue.",
    )


def _renew(batch: _Batch, request: Request, content: Content, record: Record) -> Step | list[FieldError]:
    draft, today = request.content, batch.facts.today
    starts = draft.issued or today
    errors = rules.issue_day_errors(starts, today, taken_over=False)
    errors += amending.renew_errors(record, draft, starts, today)
    errors += same_content_errors(batch.taken, content.digest, request.number, {request.number})
    main, main_errors = batch.family.renewing(record)
    errors += name_errors(batch.taken, draft) + main_errors
    mains = (batch.family.main_number_of(record.number), main.number) if main is not None else ()
    errors += batch.family.named_main_errors(draft, *mains)
    if main is not None:
        errors += join_errors(main, content.subject, starts, today)
    if errors:
        return errors
    number = _number(batch, draft, starts, _renewals(record, batch.facts.trust.body.number_prefix), main)
    if not isinstance(number, str):
        return number
    linked = {"first_issued": record.first_issued.isoformat(), "predecessor": record.number}
    return _first_version(batch, request, {**content.subject, **linked, "number": number, "version": 1}, starts, main)


_REWRITING: Final[Mapping[str, Callable[[_Batch, Request, Content, Record], Step | list[FieldError]]]] = {
    "reissued": _reissue,
    "renewed": _renew,
}


def _renewals(renewed: Record, prefix: str) -> int:
    if numbers.is_valid(renewed.number, prefix):
        return numbers.parse(renewed.number, prefix).renewals + 1
    return 1  # taken over in another form: the first renewal that this register knows of


def _issued(batch: _Batch, request: Request, order: Order, after: int, main: str = "", main_holder: str = "") -> Issued:
    assert order.subject is not None  # for the type checker: an order of a version has them all
    assert order.valid_from is not None
    assert order.valid_until is not None
    return Issued(
        order.number,
        order.version,
        order.subject["holder"]["name"],
        order.subject["level"],
        f"{batch.facts.trust.base_url}/c/{numbers.in_address(order.number)}",
        order.valid_from,
        order.valid_until,
        batch.position + after,
        request.content.source or request.number,
        order.subject,
        order.effective,
        request.reason,
        main=main,
        main_holder=main_holder,
    )


# What is recorded of a certificate and changes no status has rules of its own.
_RECORDING: Final[Mapping[str, Callable[[Record, Request, date], list[FieldError]]]] = {
    surveillance.PASSED: surveillance.result_errors,
    "reported": rules.reporting_errors,
}


def _change(batch: _Batch, request: Request, record: Record) -> Step | list[FieldError]:
    today = batch.facts.today
    errors = _RECORDING.get(request.act, rules.change_errors)(record, request, today)
    errors += batch.family.restoration_errors(request) if request.act == "restored" else []
    return errors or _changed(batch, request, record)


def _changed(batch: _Batch, request: Request, record: Record, follows: str = "") -> Step:
    """Plan a change that nothing speaks against; `follows` names the main with which a sub-certificate goes along."""
    today = batch.facts.today
    day = request.effective or today
    order = Order(request.act, request.number, day, reason=request.reason or None, until=request.until)
    body = {"number": request.number, "reason": request.reason, "proof": {}}
    if request.until is not None:
        body["until"] = request.until.isoformat()
    event = LoggedEvent(batch.position, b"", body, request.act, batch.facts.now, day)
    status = fold((*record.entries, event)).standing(day).code
    holder, before = record.latest.subject["holder"]["name"], record.standing(today)
    result = Changed(
        request.number, request.act, day, status, batch.position, holder, before, request.reason, request.until
    )
    left = batch.family.left(request, record)
    return Step(request, (order,), replace(result, follows=follows, left=left))
