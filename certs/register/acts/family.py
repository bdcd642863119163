"""Planning of mains and sub-certificates: under which main one is issued, and what an act on a main does to its subs.

Pure: what the register has stands in the facts; what the batch itself issues is kept here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import sub_number
from certs.certificate.fields import Draft
from certs.errors import FieldError
from certs.lifecycle import rules, sub_certificates
from certs.lifecycle.reasons import MAIN_RENEWED
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.request import Request
from certs.lifecycle.rules import field_error
from certs.lifecycle.sub_certificates import FOLLOWED, Main
from certs.register.acts.facts import Content, Facts
from certs.register.acts.orders import Order
from certs.register.acts.taking_over import place_of


class Family:
    """The mains and sub-certificates of one batch: those that the register has, and those that the batch makes."""

    def __init__(self, facts: Facts, requests: Sequence[Request]) -> None:
        self._facts = facts
        self._asked = list(zip(requests, facts.drafts, strict=True))
        self._by_number = {request.number: (request, content) for request, content in self._asked if request.number}
        self._issued: dict[str, Main] = {}  # by number, and by the source of their drafts
        self._renewed: dict[str, Main] = {}  # by the number of the old certificate
        self._last = dict(facts.relatives.last)

    def in_order(self) -> list[tuple[int, Request, Content | None]]:
        """Return places, requests and contents as they are planned: mains before subs, the lower old number first."""
        prefix = self._facts.trust.body.number_prefix
        asked = [(place, request, content) for place, (request, content) in enumerate(self._asked)]
        return sorted(asked, key=lambda one: (self._comes_later(one[1]), *place_of(one[1], prefix)))

    def _comes_later(self, request: Request) -> bool:
        if request.act == "issued":
            return bool(request.content.sub_of or request.content.main_source)
        return sub_number.main_of(request.number) in self._by_number

    def keep(self, request: Request, issued: Order, *later: Order) -> None:
        """Keep a certificate of the batch under which more may be issued; `later` is its suspension, if it has one."""
        main = _main_of_order(issued, later)
        self._issued |= {main.number: main, request.content.source: main}
        if request.number:
            self._renewed[request.number] = main

    def main_for(self, draft: Draft) -> tuple[Main | None, list[FieldError]]:
        """Return the main under which a draft is to be issued, None for a certificate that stands by itself."""
        old = draft.taken_over.number if draft.taken_over is not None else ""
        if not (draft.sub_of or draft.main_source):
            return None, self._unnamed_main_errors(old)
        main = self._issued.get(draft.main_source or draft.sub_of)
        record = self._facts.relatives.records.get(draft.sub_of)
        if main is None and record is not None and not draft.main_source:
            if self._facts.relatives.main_of(record.number) is not None:
                return None, [_sub_of_sub(record.number)]
            main = Main.of_record(record)
        if main is None:
            return None, [_no_main(draft)]
        if old and sub_number.main_of(old) != main.number:
            return main, [_not_its_number(old, main.number)]
        return main, []

    def _unnamed_main_errors(self, old: str) -> list[FieldError]:
        """Refuse to take a number over that is made from a main's, unless the main is named."""
        main = sub_number.main_of(old) if old else None
        if main is None:
            return []
        ours = numbers.is_valid(old, self._facts.trust.body.number_prefix)
        if not (ours or main in self._issued or main in self._facts.relatives.records):
            return []
        return [
            field_error(
                "certificate.sub_of",
                old,
                "missing",
                f"{old} 是 {main} 的子证书的编号：请在“主证书编号”（sub_of）里写 {main}；主证书还没有接收的，先接收主证书。",
                f"{old} is the number of a sub-certificate of {main}: name {main} as its main (sub_of), and take the "
                "main over first where the register does not have it.",
            )
        ]

    def take_sub_number(self, main: Main) -> str | list[FieldError]:
        """Take the next number of a main's sub-certificates: one beyond the largest there ever was."""
        k = self._last.get(main.number, 0) + 1
        number = sub_number.compose(main.number, k)
        if k <= limits.SUB_CERTIFICATES and numbers.is_taken_over_form(number):
            self._last[main.number] = k
            return number
        most = f"{main.number} 的子证书编号已经用到 -{k - 1}，不能再签发子证书。请另发主证书。"
        return [
            field_error(
                "certificate.sub_of",
                main.number,
                "range",
                most,
                f"The numbers of {main.number}'s sub-certificates are used up to -{k - 1}, so no more can be issued "
                "under it. Issue another main certificate.",
            )
        ]

    def taken(self, number: str) -> None:
        """Count the number of a sub-certificate that is taken over."""
        main = sub_number.main_of(number)
        if main is not None:
            self._last[main] = max(self._last.get(main, 0), sub_number.k_of(number))

    def renewing(self, record: Record) -> tuple[Main | None, list[FieldError]]:
        """Return the main under which a sub-certificate is renewed: the successor of its own."""
        main = self._facts.relatives.main_of(record.number)
        if main is None:
            return None, []
        issued = self._renewed.get(main.number)
        if issued is not None:
            return issued, []
        successor = self._facts.relatives.records.get(main.successor or "")
        if successor is not None:
            return Main.of_record(successor), []
        return None, [
            field_error(
                "number",
                record.number,
                "conflict",
                f"{record.number} 的主证书 {main.number} 还没有换证。请先换主证书，或者一起换："
                f"starmark renew {main.number} 文件 {record.number} 文件。",
                f"The main of {record.number}, {main.number}, is not renewed yet. Renew it first, or both together: "
                f"starmark renew {main.number} FILE {record.number} FILE.",
            )
        ]

    def named_main_errors(self, draft: Draft, *mains: str) -> list[FieldError]:
        """Refuse a main that a reissue or a renewal names, unless it is the one that the certificate has anyway."""
        if not draft.main_source and draft.sub_of in {"", *mains}:
            return []
        return [
            field_error(
                "certificate.sub_of",
                draft.sub_of,
                "conflict",
                "换发和换证不改变主证书；请把“主证书编号”（sub_of）留空。",
                "A reissue or a renewal does not change the main; leave sub_of empty.",
            )
        ]

    def main_number_of(self, number: str) -> str:
        """Return the number of a certificate's main, "" where it has none."""
        main = self._facts.relatives.main_of(number)
        return "" if main is None else main.number

    def reissue_errors(self, request: Request, record: Record, subject: Mapping[str, Any]) -> list[FieldError]:
        """Refuse a level that main and sub-certificates would no longer share: one act changes that of all."""
        main = self._facts.relatives.main_of(record.number)
        if main is not None:
            now = Main.of_record(main)
            return sub_certificates.level_errors(
                replace(now, subject={**now.subject, "level": self._level(main, request)}), subject
            )
        others = [sub.number for sub in self._live(record, request) if self._level(sub, request) != subject["level"]]
        return [_level_of_all(record.number, others)] if others else []

    def _level(self, record: Record, like: Request) -> str:
        """Return the level that a certificate has after the batch."""
        request, content = self._by_number.get(record.number, (None, None))
        if request is None or content is None or self._day(request) != self._day(like):
            return str(record.latest.subject["level"])
        return str(content.subject.get("level", ""))

    def _day(self, request: Request) -> date:
        return request.effective or self._facts.today

    def _live(self, main: Record, request: Request) -> list[Record]:
        """Return the sub-certificates of a main that have not ended when the act takes effect."""
        day = self._day(request)
        subs = self._facts.relatives.subs_of(main)
        return [sub for sub in subs if sub.standing(day).code not in ENDED]

    def restoration_errors(self, request: Request) -> list[FieldError]:
        """Refuse to restore a sub-certificate before its main, unless the batch restores both."""
        main = self._facts.relatives.main_of(request.number)
        if main is None or main.number in self._by_number:
            return []
        return sub_certificates.restoration_errors(main, request.number, self._day(request))

    def left(self, request: Request, record: Record) -> tuple[str, ...]:
        """Return the sub-certificates that stay suspended when their main alone is restored."""
        if request.act != "restored":
            return ()
        subs = (sub for sub in self._live(record, request) if sub.number not in self._by_number)
        return tuple(sub.number for sub in subs if sub.standing(self._day(request)).code == "suspended")

    def followers(self, request: Request, record: Record, day: date) -> tuple[list[Request], list[FieldError]]:
        """Return what an act on a main, from `day` on, asks for its sub-certificates, or why it cannot be."""
        if request.act == "renewed":
            like = _ending(request, day)
        elif request.act in FOLLOWED:
            like = request
        else:
            return [], []
        asked: list[Request] = []
        errors: list[FieldError] = []
        for sub in self._facts.relatives.subs_of(record):
            own = sub.number in self._by_number
            follows = sub_certificates.followed(like, record, sub, day)
            if follows is None or (own and request.act == "renewed"):
                continue
            errors += [_goes_along(sub.number, record.number)] if own else rules.start_errors(sub, like.act, day)
            asked.append(follows)
        return asked, errors


def _main_of_order(issue: Order, later: Sequence[Order]) -> Main:
    assert issue.subject is not None  # for the type checker: an order of a version has them all
    assert issue.valid_from is not None
    assert issue.valid_until is not None
    main = Main.of_issue(issue.number, issue.subject, issue.valid_from, issue.valid_until)
    return replace(main, turns=tuple(sorted((*main.turns, *((each.effective, each.type) for each in later)))))


def _ending(renewal: Request, day: date) -> Request:
    """Return the end of a sub-certificate that comes with the renewal of its main: the same two people decide both."""
    remark = replace(renewal.remark, by="", decided_by=renewal.content.decided_by)
    return Request("withdrawn", renewal.number, MAIN_RENEWED, effective=day, remark=remark)


def _sub_of_sub(number: str) -> FieldError:
    return field_error(
        "certificate.sub_of",
        number,
        "conflict",
        f"{number} 本身是子证书，下面不能再有子证书；请填写它的主证书 {sub_number.main_of(number)}。",
        f"{number} is a sub-certificate itself and can have none; name its main, {sub_number.main_of(number)}.",
    )


def _no_main(draft: Draft) -> FieldError:
    place = draft.main_source.rpartition(" ")[2]
    if place:
        return field_error(
            "certificate.sub_of",
            place,
            "unknown",
            f"主证书那一行（{place}）没有签发，或者本身是子证书，所以这张子证书也不能签发。",
            f"The row of its main ({place}) is not issued, or is a sub-certificate itself, so this one cannot be "
            "issued either.",
        )
    return field_error(
        "certificate.sub_of",
        draft.sub_of,
        "unknown",
        f"登记簿和这一批里都没有主证书 {draft.sub_of}。请核对编号；主证书要先签发，或者在同一批里签发。",
        f"Neither the register nor this batch has a main {draft.sub_of}. Check the number; the main is issued first, "
        "or in the same batch.",
    )


def _not_its_number(old: str, main: str) -> FieldError:
    return field_error(
        "taken_over.number",
        old,
        "conflict",
        f"子证书的编号必须是主证书编号加 -1 至 -{limits.SUB_CERTIFICATES}，而 {old} 不是 {main} 的子证书编号。"
        "旧编号是别的写法的，请不填“主证书编号”（sub_of），作为单独的证书接收。",
        f"The number of a sub-certificate is its main's with -1 to -{limits.SUB_CERTIFICATES}, and {old} is not made "
        f"from {main}. Where the old number is of another form, leave sub_of empty and take it over as a certificate "
        "that stands by itself.",
    )


def _level_of_all(main: str, subs: Sequence[str]) -> FieldError:
    return field_error(
        "certificate.score",
        main,
        "conflict",
        f"主证书的星级变了，子证书 {'、'.join(subs)} 的没有跟着变。请在同一次换发里一起办理："
        f"starmark reissue {main} 文件 {subs[0]} 文件 …；不再需要的子证书先注销。",
        f"The level of the main changes, and that of {', '.join(subs)} does not. Reissue them in one act: starmark "
        f"reissue {main} FILE {subs[0]} FILE …; end the sub-certificates that are no longer wanted first.",
    )


def _goes_along(sub: str, main: str) -> FieldError:
    return field_error(
        "number",
        sub,
        "duplicate",
        f"{sub} 是 {main} 的子证书，随主证书一起办理；请从这一批里去掉它。",
        f"{sub} is a sub-certificate of {main} and goes along with it; leave it out of this batch.",
    )
