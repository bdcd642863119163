"""What an act may not take a second time: a content, a name of an organisation, a number, a serial.

Pure: what the register has stands in the facts; what the batch itself takes is counted here, in its order.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date

from certs import limits
from certs.certificate import number as numbers
from certs.certificate.fields import Draft
from certs.errors import FieldError
from certs.lifecycle.record import Record
from certs.lifecycle.rules import field_error
from certs.register.acts.facts import Facts

_LAST_SERIAL = 10 ** limits.SERIAL_DIGITS[1] - 1


class Taken:
    """What the register and the batch so far have taken: contents, names of organisations, numbers and serials."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.serials = dict(facts.serials)
        self._names = dict(facts.names)
        self._numbers = set(facts.numbers)
        self._places: dict[str, str] = {}

    def same_content(self, digest: str, source: str, but: AbstractSet[str] = frozenset()) -> str | None:
        """Return the number, or the earlier place in the batch, that has this content already; `but` do not count."""
        earlier = self._places.setdefault(digest, source)
        if earlier is not source:
            return earlier
        return next((n for n in self.facts.contents.get(digest, ()) if n not in but), None)

    def other_name(self, uscc: str, name: str) -> str | None:
        """Return the name under which a USCC is known, if it is another."""
        first_name = self._names.setdefault(uscc, name)
        return first_name if first_name != name else None

    def takes_over(self, number: str) -> bool:
        """Take a number over; False where the register or the batch has it already."""
        free = number not in self._numbers
        self._numbers.add(number)
        return free

    def take_serial(self, year: int) -> int | None:
        """Take the next serial of a two-digit year; None where none is left."""
        self.serials[year] = self.serials.get(year, 0) + 1
        return self.serials[year] if self.serials[year] <= _LAST_SERIAL else None

    def furthest_serial(self, year: int, serial: int) -> int | None:
        """Let a taken-over serial push the counter of its year; where it lies too far, return the furthest one."""
        last = self.serials.get(year, 0)
        if serial > last + limits.TAKE_OVER_AHEAD:
            return last + limits.TAKE_OVER_AHEAD
        self.serials[year] = max(last, serial)
        return None


def same_content_errors(
    taken: Taken, digest: str, source: str, but: AbstractSet[str] = frozenset()
) -> list[FieldError]:
    """Refuse a content that another certificate has, or that another item of the batch is to have."""
    same = taken.same_content(digest, source, but)
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


def name_errors(taken: Taken, draft: Draft) -> list[FieldError]:
    """Refuse a USCC that the register, or the batch, knows under another name."""
    other = taken.other_name(draft.holder.uscc, draft.holder.name)
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


def number_errors(numbers_before: AbstractSet[str], number: str, record: Record | None) -> list[FieldError]:
    """Refuse a number that the register does not have, or that the batch named before."""
    if record is None:
        return [
            field_error(
                "number",
                number,
                "unknown",
                f"登记簿里没有 {number}。请核对编号。",
                f"{number} is not in the register. Check the number.",
            )
        ]
    if number in numbers_before:
        return [
            field_error(
                "number",
                number,
                "duplicate",
                f"{number} 在这一批里出现了两次。",
                f"{number} stands in this batch twice.",
            )
        ]
    return []


def take_number(taken: Taken, draft: Draft, issued: date, renewals: int) -> str | list[FieldError]:
    """Take the number of a draft: the one that it takes over, or one with the next serial; or say why there is none."""
    prefix = taken.facts.trust.body.number_prefix
    if draft.taken_over is not None:
        number = draft.taken_over.number
        return _taken_over_errors(taken, number, prefix) or number
    serial = taken.take_serial(issued.year % 100)
    if serial is not None:
        size = numbers.size_letter(draft.headcount, taken.facts.sizes)
        return numbers.compose(prefix, issued.year % 100, serial, renewals, size)
    return [
        field_error(
            "certificate.issued",
            issued,
            "range",
            f"{issued.year} 年的流水号已经用到最后一个（{_LAST_SERIAL}），这一年不能再签发。请联系系统管理员核对流水号。",
            f"The serials of {issued.year} are used up ({_LAST_SERIAL} was the last), so nothing more can be issued for"
            " that year. Have the administrator check how they were used.",
        )
    ]


def _taken_over_errors(taken: Taken, number: str, prefix: str) -> list[FieldError]:
    if not taken.takes_over(number):
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
    furthest = None if ours is None else taken.furthest_serial(ours.year, ours.serial)
    if ours is None or furthest is None:
        return []
    return [
        field_error(
            "taken_over.number",
            number,
            "range",
            f"流水号 {ours.serial} 离这一年已用的太远，最远可到 {furthest}：接收它会让中间的号码全部不能再用。请核对编号；确实如此，请从小到大接收。",
            f"Serial {ours.serial} lies too far beyond the last of its year; {furthest} is the furthest: all between "
            "would be lost. Check the number; if it is right, take the lower ones over first.",
        )
    ]
