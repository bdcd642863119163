"""One act as asked for: what, to whom, why, when and by whom. Every verb, batch and preview makes of it what it wants.

`plan` says what a request comes to, or everything that speaks against it; `perform` does it (certs/register/acts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from certs import limits
from certs.certificate import staff_code
from certs.certificate.fields import Draft
from certs.errors import Malformed, Misuse

WITH_DRAFT: Final = frozenset({"issued", "reissued", "renewed"})  # the acts that make a version of a certificate
DECIDED_BY_TWO: Final = frozenset({"revoked"})  # changes of status that two people decide (decision 0029)


@dataclass(frozen=True, slots=True)
class Remark:
    """What goes into the journal beside the act: the private note, and the staff code of who acts.

    `decided_by` are the two who decide a change that takes two; `by` is then "". `case` is the id of the case that led
    to the act.
    """

    note: str = ""
    by: str = ""
    decided_by: tuple[str, ...] = ()
    case: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", " ".join(self.note.split()))
        object.__setattr__(self, "by", _staff_code(self.by))
        object.__setattr__(self, "decided_by", _deciders(self.decided_by))
        if len(self.note) > limits.REMARK or not self.note.isprintable():
            raise Misuse(
                "note",
                f"备注最多 {limits.REMARK} 个字符，不含控制字符。什么也没有办理。",
                f"A note has at most {limits.REMARK} characters, none of them a control character. Nothing was done.",
            )


def remark_of(act: str, note: str, codes: Sequence[str]) -> Remark:
    """Return the remark of an act, with the staff codes that were given for it. Raises Misuse where they do not fit.

    A change that two people decide takes the codes of two, any other act the code of who acts.
    """
    if act in DECIDED_BY_TWO:
        return Remark(note, decided_by=tuple(codes))
    if len(codes) > 1:
        raise _wrong_codes(
            f"--by 只写一个工号，这次写了 {len(codes)} 个；只有撤销由两个人决定。",
            f"--by takes one staff code and was given {len(codes)}; only a revocation is decided by two people.",
        )
    return Remark(note, codes[0] if codes else "")


def _deciders(given: Sequence[str]) -> tuple[str, ...]:
    codes = tuple(map(_staff_code, given))
    if codes and (len(codes) != limits.DECIDERS or not all(codes)):
        raise _wrong_codes(
            f"撤销由两个人决定，要写两个工号（--by 工号 --by 工号），这次写了 {len(codes)} 个。",
            f"A revocation is decided by two people: give two staff codes (--by CODE --by CODE), not {len(codes)}.",
        )
    if not staff_code.of_different_people(codes):
        raise _wrong_codes(
            f"两个 --by 是同一个工号（{codes[0]}）；撤销由两个不同的人决定。",
            f"Both --by name the same staff code ({codes[0]}); two different people decide a revocation.",
        )
    return codes


def _wrong_codes(zh: str, en: str) -> Misuse:
    return Misuse("by", f"{zh}什么也没有办理。", f"{en} Nothing was done.")


def _staff_code(text: str) -> str:
    """Return the code of who acts, "" where none is given. Raises Misuse for what is none: a name, above all."""
    if not text.strip():
        return ""
    try:
        return staff_code.validate(text)
    except Malformed as error:
        raise Misuse(
            "by", f"--by：{error.words.zh}什么也没有办理。", f"--by: {error.words.en} Nothing was done."
        ) from error


@dataclass(frozen=True, slots=True)
class Request:
    """One act as asked for. `act` is the type of the entry that it is to become.

    `number` is "" for an issue, `draft` the new content of an issue, reissue or renewal. `effective` None means the day
    of the act (an issue and a renewal take theirs from the draft); `until` is a suspension's last day, included.
    `month` is the one whose entries were reported, as `2026-11`.
    """

    act: str
    number: str = ""
    reason: str = ""
    draft: Draft | None = None
    effective: date | None = None
    until: date | None = None
    remark: Remark = Remark()
    month: str = ""

    @property
    def source(self) -> str:
        """How a refusal calls it: the number, or for an issue the file and cell."""
        return self.number or self.content.source

    @property
    def content(self) -> Draft:
        """The draft of a request that must have one."""
        if self.draft is None:
            raise AssertionError(f"{self.act} needs a draft")
        return self.draft
