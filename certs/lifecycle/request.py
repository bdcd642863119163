"""One act as asked for: what, to whom, why, when and by whom. Every verb, batch and preview makes of it what it wants.

`plan` says what a request comes to, or everything that speaks against it; `perform` does it (certs/register/acts).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from certs import limits
from certs.certificate import staff_code
from certs.certificate.fields import Draft
from certs.errors import Malformed, Misuse

WITH_DRAFT: Final = frozenset({"issued", "reissued", "renewed"})  # the acts that make a version of a certificate


@dataclass(frozen=True, slots=True)
class Remark:
    """What goes into the journal beside the act: the private note, and the staff code of who acts."""

    note: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", " ".join(self.note.split()))
        object.__setattr__(self, "by", _staff_code(self.by))
        if len(self.note) > limits.REMARK or not self.note.isprintable():
            raise Misuse(
                "note",
                f"备注最多 {limits.REMARK} 个字符，不含控制字符。什么也没有办理。",
                f"A note has at most {limits.REMARK} characters, none of them a control character. Nothing was done.",
            )


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
    """

    act: str
    number: str = ""
    reason: str = ""
    draft: Draft | None = None
    effective: date | None = None
    until: date | None = None
    remark: Remark = Remark()

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
