"""What an answer about a product is said by, wherever it is shown: on its page, in a report, and by commands.

A certificate that is not valid covers nothing that day, whatever its scope lists: its `covered` never stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from certs.certificate.coverage.coverage import Answer, Coverage, coverage_of
from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.record import Record
from certs.trust.verification.verdict import Overall, Verdict

WORDS: Final[Mapping[Answer, Words]] = MappingProxyType(
    {
        Answer.COVERED: Words("覆盖", "Covered"),
        Answer.COVERED_IF: Words("限定覆盖", "Limited"),
        Answer.NOT_LISTED: Words("未列明", "Not listed"),
        Answer.EXCLUDED: Words("不覆盖", "Excluded"),
    }
)
_PROVEN: Final = frozenset({Overall.VALID, Overall.NOT_VALID})
LISTED: Final = frozenset({Answer.COVERED, Answer.COVERED_IF})  # which counts only while the certificate is valid


def word_of(coverage: Coverage | None, status: str) -> Words:
    """Return the answer on a day with this status in one word. `coverage` None: before the day of issue."""
    if coverage is None:
        return Words("没有回答", "Not answered")
    if status != "valid" and coverage.answer in LISTED:
        return Words("不能算覆盖", "Does not count as covered")
    return WORDS[coverage.answer]


def said(coverage: Coverage | None, product: str, status: str) -> Words:
    """Return the sentence about a product on a day with this status. `coverage` None: before the day of issue.

    Any status but `valid` is one in which nothing is covered.
    """
    if coverage is None:
        return Words(
            f"“{product}”：没有回答。这一天证书还没有颁发，还没有认证范围。",
            f"“{product}”: not answered. The certificate was not issued yet on that day, so there is no scope.",
        )
    if status != "valid" and coverage.answer in LISTED:
        return Words(
            f"不能算覆盖“{product}”：认证范围里列有“{coverage.item}”，但证书不是“有效”。",
            f"“{product}” does not count as covered: the scope lists “{coverage.item}”, but the certificate is not "
            "valid.",
        )
    return coverage.sentence


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """A product that was asked about, with the answer; None before the day of issue, and where nothing is proven."""

    product: str
    coverage: Coverage | None
    is_proven: bool

    def sentence(self, overall: Overall) -> Words:
        """Return the answer in a sentence, beside this verdict: an older version covers nothing any more either."""
        if not self.is_proven:
            return Words(
                f"没有回答是否覆盖“{self.product}”：要先证实证书由本机构签发。",
                f"Whether it covers “{self.product}” is not answered: first it must be proven that we issued it.",
            )
        return said(self.coverage, self.product, overall.value)

    def to_json(self) -> dict[str, Any] | None:
        """Return the JSON form of the answer."""
        return None if self.coverage is None else self.coverage.to_json()


def answer_about(product: str, verdict: Verdict, record: Record | None) -> ProductAnswer:
    """Answer by the version that was judged: the one in force for a number, the one that it is for a paper or file."""
    version = next((check.evidence["version"] for check in verdict.checks if "version" in check.evidence), None)
    content = record.version(int(version)) if record is not None and version is not None else None
    if verdict.overall not in _PROVEN or record is None or content is None:
        return ProductAnswer(product, None, is_proven=False)
    days = (check.evidence["day"] for check in verdict.checks if "day" in check.evidence)
    day = next(days, beijing_day(verdict.as_of).isoformat())
    if day < record.issued.isoformat():
        return ProductAnswer(product, None, is_proven=True)
    return ProductAnswer(product, coverage_of(content.subject, product), is_proven=True)
