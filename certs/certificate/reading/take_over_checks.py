"""What is held against each other where old certificates are taken over: in one of them, and between the rows of a
sheet.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from certs.certificate.reading.field_reader import NO_DAY
from certs.certificate.taken_over import TakenOver, day_errors
from certs.errors import Words
from certs.scheme.schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from certs.certificate.fields import Draft
    from certs.certificate.reading.draft import RawCertificate
    from certs.certificate.reading.findings import Findings, Place

_NAMED: Final = 5  # rows that one refusal names beside its own


def check_level(raw: RawCertificate, findings: Findings, facts: dict[str, Any], *, taken_over: bool) -> None:
    """Check that a level stands only in a take-over, in place of the score, and that the scheme has it."""
    at, scheme = raw.place("certificate", 0, "level"), SCHEMES.get(facts.get("scheme", ""))
    level, score = facts.get("level", ""), raw.place("certificate", 0, "score")
    if "level" not in facts:
        if taken_over and "score" not in facts and not _wrong(findings, score):
            findings.add(
                score,
                "",
                "missing",
                "评分和等级都没有填写：接收旧证书，请填其中一项（score 或 level）。",
                "neither score nor level is filled in: for a take-over write one of the two.",
            )
    elif not taken_over:
        findings.add(
            at,
            level,
            "conflict",
            "等级只在接收旧证书（taken_over）时填写；其他证书请填评分，等级由评分得出。",
            "a level is written only where a certificate is taken over (taken_over); otherwise write the score, which "
            "gives the level.",
        )
    elif "score" in facts:
        findings.add(
            at,
            level,
            "conflict",
            "评分和等级只能填一项：知道评分的，请删去等级。",
            "score and level stand in place of each other; where the score is known, remove the level.",
        )
    elif scheme is not None and level and level not in {each.code for each in scheme.levels}:
        findings.add(
            at,
            level,
            "range",
            f"{scheme.code} 没有这个等级，可填：{'、'.join(each.name.zh for each in scheme.levels)}。",
            f"{scheme.code} has no such level; it has {', '.join(each.code for each in scheme.levels)}.",
        )


def check_taken_over(
    raw: RawCertificate, findings: Findings, facts: dict[str, Any], taken: dict[str, Any], today: date
) -> None:
    """Check the number and the days of a take-over, as far as they could be read."""
    issued = facts.get("issued", today)
    if issued == NO_DAY:
        return
    if taken.get("first_issued", NO_DAY) > issued:
        findings.add(
            raw.place("taken_over", 0, "first_issued"),
            taken["first_issued"],
            "conflict",
            f"初次获证日期晚于颁证日期 {issued}，请核对。",
            f"the first issue is later than the day of issue {issued}; check both.",
        )
    if taken.get("number") and taken.get("number") == taken.get("predecessor"):
        findings.add(
            raw.place("taken_over", 0, "predecessor"),
            taken["predecessor"],
            "conflict",
            "上一张证书编号与本证书编号相同，请核对。",
            "the predecessor has the same number as this certificate; check both.",
        )
    told = [raw.place("taken_over", 0, name) for name in ("valid_until", "status", "until")]
    if any(_wrong(findings, place) for place in told):
        return
    days = {name: taken[name] for name in ("valid_until", "status", "until") if name in taken}
    for name, value, code, words in day_errors(TakenOver("", issued, **days), issued, today):
        findings.add(raw.place("taken_over", 0, name), value, code, words.zh, words.en)


def _wrong(findings: Findings, place: Place) -> bool:
    """Tell whether something is wrong with a value already."""
    return any(error.field == place.path for error in findings.errors)


@dataclass(frozen=True, slots=True)
class OldRow:
    """One row of a sheet from which a certificate is taken over, where its findings go, and where its fields stand."""

    draft: Draft
    taken: TakenOver
    findings: Findings
    place: Callable[[str], Place]

    @property
    def cell(self) -> Words:
        """What the row is called in a sentence about another one."""
        return self.place("number").shown


def note_contradictions(rows: Sequence[OldRow], today: date) -> None:
    """Note rows that cannot both be right, on each of them: which one is wrong is for people to say.

    One number stands for one certificate, and so does the certificate that another one was renewed by; what was
    renewed has ended when the new one begins.
    """
    by_number, by_predecessor = defaultdict[str, list[OldRow]](list), defaultdict[str, list[OldRow]](list)
    for row in rows:
        by_number[row.taken.number].append(row)
        if row.taken.predecessor:
            by_predecessor[row.taken.predecessor].append(row)
    for number, same in by_number.items():
        _note_same(same, "number", number, Words("编号", "number"))
    for number, same in by_predecessor.items():
        _note_same(same, "predecessor", number, Words("上一张证书编号", "predecessor"))
        for old, new in ((old, new) for old in by_number.get(number, ()) for new in same):
            if old.taken.ends(old.draft.issued or today) >= (new.draft.issued or today):
                _note_both(old, new, number)


def _note_same(rows: Sequence[OldRow], name: str, value: str, head: Words) -> None:
    for row in rows if len(rows) > 1 else ():
        others = [other.cell for other in rows if other is not row][:_NAMED]
        row.findings.add(
            row.place(name),
            value,
            "duplicate",
            f"{'、'.join(other.zh for other in others)} 的{head.zh}也是 {value}，不能都对；请照旧证书改正，多出的行删去。",
            f"{', '.join(other.en for other in others)} has the same {head.en}, {value}, and both cannot be right; "
            "correct it by the old certificate, or remove the row that is too many.",
        )


def _note_both(old: OldRow, new: OldRow, number: str) -> None:
    new.findings.add(
        new.place("predecessor"),
        number,
        "conflict",
        f"上一张证书 {number} 在 {old.cell.zh} 里仍然有效；换证以后旧的已经终止，不接收。请核对两行。",
        f"its predecessor {number} still stands in {old.cell.en}; what was renewed has ended and is not taken over. "
        "Check both rows.",
    )
    old.findings.add(
        old.place("number"),
        number,
        "conflict",
        f"{new.cell.zh} 说这张证书已由 {new.taken.number} 换证；换证以后旧的已经终止，不接收。请核对两行。",
        f"{new.cell.en} says that {new.taken.number} renewed it; what was renewed has ended and is not taken over. "
        "Check both rows.",
    )
