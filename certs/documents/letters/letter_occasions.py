"""What a letter is about: a decision that stands in the register, or a renewal that is due.

A letter tells what happened. So it is about an entry of the certificate's record that counts and took effect, and says
what held when that was entered; a letter about anything else is refused, naming what is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from certs.days import beijing_day
from certs.errors import Refused, Words
from certs.lifecycle.corrections import Correction, correction_of
from certs.lifecycle.entry_types import ENTRY_TYPES, FINAL_CODES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Version
from certs.lifecycle.statuses import STATUS_WORDS

# The decisions that letters tell of, by the word that staff type, each with the types of its entries.
DECISIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "suspension": ("suspended",),
        "restoration": ("restored",),
        "revocation": ("revoked",),
        "withdrawal": ("withdrawn", "renewed"),
    }
)
RENEWAL: Final = "renewal"
_STATUS_TYPES: Final = frozenset(kind for kinds in DECISIONS.values() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its entry, and the record as it stood when that was entered. `correction` is that of its clock."""

    record: Record
    entry: LoggedEvent
    correction: Correction | None = None

    @property
    def day(self) -> date:
        """The Beijing day on which it was entered, which is the day of the letter."""
        return beijing_day(self.entry.recorded)

    @property
    def version(self) -> Version:
        """What the certificate said on the day from which the decision applies."""
        return self.record.version_on(self.entry.effective)

    @property
    def moves_suspension_of(self) -> date | None:
        """Where a suspension ran already and this one moved its last day: the day since when it ran."""
        began = self.record.suspension_began(self.entry.effective)
        return began if self.entry.type == "suspended" and began != self.entry.effective else None


def decision_about(
    record: Record, about: str, position: int | None = None, corrections: tuple[Correction, ...] = ()
) -> Decision:
    """Return the newest decision of a kind, or the one at a place of the log.

    Raises Refused (`letter_not_recorded`) where there is none, or where another decision forestalled it.
    """
    of_kind = [entry for entry in record.counted if entry.type in DECISIONS[about]]
    if position is not None:
        of_kind = [entry for entry in of_kind if entry.position == position]
    in_force = [entry for entry in of_kind if _took_effect(record, entry)]
    if not in_force:
        raise _not_recorded(record, about, position, forestalled=bool(of_kind))
    entry = in_force[-1]
    then = replace(
        record,
        entries=tuple(one for one in record.entries if one.position <= entry.position),
        versions=tuple(one for one in record.versions if one.position <= entry.position),
    )
    return Decision(then, entry, correction_of(corrections, entry.position))


def later_entries(record: Record, decision: Decision) -> tuple[LoggedEvent, ...]:
    """Return what was decided about the status since: the letter says nothing of it."""
    return tuple(
        entry for entry in record.counted if entry.position > decision.entry.position and entry.type in _STATUS_TYPES
    )


def _took_effect(record: Record, entry: LoggedEvent) -> bool:
    """Tell whether no end that lay before it kept an entry from taking effect."""
    end = min((_order(one) for one in record.counted if one.type in FINAL_CODES), default=None)
    return end is None or _order(entry) <= end


def _order(entry: LoggedEvent) -> tuple[date, int]:
    return entry.effective, entry.position


def renewal_of(record: Record, today: date) -> Version:
    """Return the version that a reminder of renewal is about.

    Raises Refused (`letter_no_renewal`) for what is not valid today, is renewed already, or is going to end.
    """
    code = record.standing(today).code
    ahead = next((entry for entry in record.counted if entry.type in FINAL_CODES and entry.effective > today), None)
    if record.successor is not None:
        why = Words(f"已经换证，新证书是 {record.successor}", f"It is renewed already, as {record.successor}")
    elif code != "valid":
        status = STATUS_WORDS[code]
        why = Words(f"今天的状态是“{status.zh}”，不能换证", f"It is {status.en} today and cannot be renewed")
    elif ahead is not None:
        kind = ENTRY_TYPES[ahead.type].word
        why = Words(f"已登记从 {ahead.effective} 起{kind.zh}", f"It is to be {kind.en} from {ahead.effective}")
    else:
        return record.version_on(today)
    raise Refused(
        "letter_no_renewal",
        f"{record.number} 没有再认证可以提醒：{why.zh}。没有写出任何文件；看 starmark history {record.number}。",
        f"There is no renewal of {record.number} to remind of. {why.en}. Nothing was written; see starmark history "
        f"{record.number}.",
    )


def _not_recorded(record: Record, about: str, position: int | None, *, forestalled: bool) -> Refused:
    noun = ENTRY_TYPES[DECISIONS[about][0]].noun
    assert noun is not None
    if forestalled:
        what = Words(
            f"{record.number} 登记的{noun.zh}没有生效，另一项更早的终止在先",
            f"The {noun.en.lower()} of {record.number} that is recorded did not take effect, as an earlier end "
            "forestalled it",
        )
    elif position is not None:
        what = Words(
            f"日志第 {position} 条不是 {record.number} 的{noun.zh}",
            f"Entry {position} of the log is no {noun.en.lower()} of {record.number}",
        )
    else:
        what = Words(f"{record.number} 没有登记过{noun.zh}", f"No {noun.en.lower()} of {record.number} is recorded")
    recorded = _recorded(record)
    return Refused(
        "letter_not_recorded",
        f"{what.zh}，没有写出任何文件。已登记的：{recorded.zh}。",
        f"{what.en}, so nothing was written. Recorded are: {recorded.en}.",
    )


def _recorded(record: Record) -> Words:
    entries = [entry for entry in record.counted if entry.type in _STATUS_TYPES]
    if not entries:
        return Words("没有状态的变更", "no changes of status")
    words = [(ENTRY_TYPES[entry.type].word, entry) for entry in entries]
    return Words(
        "；".join(f"第 {entry.position} 条，从 {entry.effective} 起{word.zh}" for word, entry in words),
        "; ".join(f"entry {entry.position}, {word.en} from {entry.effective}" for word, entry in words),
    )
