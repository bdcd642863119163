"""Planning of certificates that are taken over: in which order, until when, and suspended where they were.

Pure, as `plan.py` is. What a row of a file says by itself was checked when it was read; here the day of the act counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from certs.certificate import number as numbers
from certs.certificate.fields import Draft
from certs.certificate.taken_over import SUSPENDED, day_errors
from certs.errors import FieldError
from certs.lifecycle.record import Record
from certs.lifecycle.request import Request
from certs.lifecycle.rules import field_error
from certs.lifecycle.sub_certificates import Main, join_errors, level_errors, same_scheme_errors
from certs.register.acts.orders import Order

REASON: Final = "other"  # the old register's own reason is not known, and of the public ones this alone claims nothing


def place_of(request: Request, prefix: str) -> tuple[int, int, int]:
    """Return what to sort a batch by: old numbers of our form from the lowest up, before new ones are given.

    A high serial would else stand too far beyond the last (decision 0062), and a new number could be an old one.
    """
    taken = None if request.draft is None else request.draft.taken_over
    if request.act != "issued" or taken is None:
        return (1, 0, 0)
    ours = numbers.parse(taken.number, prefix) if numbers.is_valid(taken.number, prefix) else None
    return (0, 0, 0) if ours is None else (0, ours.year, ours.serial)


def errors(draft: Draft, main: Main | None, issued: date, today: date) -> list[FieldError]:
    """Check the days of a take-over on the day of the act; a sub-certificate ends with its main at the latest."""
    taken = draft.taken_over
    if taken is None:
        return []
    wrong = [
        field_error(f"taken_over.{name}", value, code, words.zh, words.en)
        for name, value, code, words in day_errors(taken, issued, today)
    ]
    if main is not None and taken.valid_until is not None and taken.valid_until > main.valid_until:
        wrong.append(
            field_error(
                "taken_over.valid_until",
                taken.valid_until,
                "range",
                f"子证书的有效期不能超过主证书 {main.number} 的（{main.valid_until}），请核对旧证书。",
                f"A sub-certificate ends with its main, {main.number}, at the latest ({main.valid_until}); check the "
                "old certificate.",
            )
        )
    return wrong


def is_suspended(draft: Draft) -> bool:
    """Tell whether a draft is taken over as suspended."""
    return draft.taken_over is not None and draft.taken_over.suspended


def joined_errors(main: Main, subject: Mapping[str, Any], issued: date, today: date) -> list[FieldError]:
    """Check a sub-certificate that is taken over as suspended: its main may be suspended, too."""
    if main.code_on(today) != SUSPENDED:
        return join_errors(main, subject, issued, today)
    return [*same_scheme_errors(main, subject), *level_errors(main, subject)]


def suspension(draft: Draft, number: str, today: date) -> tuple[Order, ...]:
    """Return the second entry of a certificate that is taken over as suspended: it applies from the day of the act."""
    taken = draft.taken_over
    if taken is None or not taken.suspended:
        return ()
    return (Order(SUSPENDED, number, today, reason=REASON, until=taken.until),)


def kept_errors(record: Record, draft: Draft) -> list[FieldError]:
    """Refuse a reissue by the file of a take-over that would change what only a score or another act may change."""
    taken = draft.taken_over
    if taken is None:
        return []
    wrong = []
    if draft.level not in {"", record.latest.subject["level"]}:
        wrong.append(
            field_error(
                "certificate.level",
                draft.level,
                "conflict",
                "换发要改变等级，必须填评分；请删去等级，填写评分。",
                "A reissue that changes the level takes a score; remove the level and write the score.",
            )
        )
    if taken.valid_until not in {None, record.latest.valid_until}:
        wrong.append(
            field_error(
                "taken_over.valid_until",
                taken.valid_until,
                "conflict",
                f"换发不改变有效期（{record.latest.valid_until}）；请留空。",
                f"A reissue leaves the last day as it is ({record.latest.valid_until}); leave it empty.",
            )
        )
    if taken.suspended:
        wrong.append(
            field_error(
                "taken_over.status",
                taken.status,
                "conflict",
                "换发不改变状态；要暂停，请用 starmark suspend。",
                "A reissue does not change the status; to suspend, use starmark suspend.",
            )
        )
    return wrong
