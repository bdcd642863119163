"""Who decided: two staff codes, of two different people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certs import limits
from certs.certificate import staff_code
from certs.certificate.reading.tidy_text import tidy

if TYPE_CHECKING:
    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings, Place
    from certs.certificate.reading.text_values import TextReader


def read_deciders(findings: Findings, texts: TextReader, field: Field, place: Place, value: object) -> tuple[str, ...]:
    """Read the staff codes of those who decided: two, and not of the same person."""
    if not isinstance(value, (list, tuple)) or len(value) != limits.DECIDERS:
        findings.add(
            place,
            value,
            "range" if isinstance(value, (list, tuple)) else "type",
            f'{field.head.zh}要有两个，TOML 写 ["reviewer-02", "decider-01"]，表格写 reviewer-02；decider-01。',
            'two staff codes are wanted: ["reviewer-02", "decider-01"] in TOML, reviewer-02；decider-01 in a cell.',
        )
        return ()
    codes = tuple(_staff_code(findings, texts, place.entry(index), raw) for index, raw in enumerate(value))
    if all(codes) and not staff_code.of_different_people(codes):
        findings.add(
            place,
            value,
            "conflict",
            "两个工号是同一个人；评审和决定必须由两名不同人员作出。",
            "both codes are the same person; two different people must decide.",
        )
    return codes


def _staff_code(findings: Findings, texts: TextReader, place: Place, raw: object) -> str:
    text = tidy(texts.as_text(place, raw, "reviewer-02"))
    if not isinstance(raw, str):
        return ""
    return findings.try_to(place, raw, lambda: staff_code.validate(text), "")
