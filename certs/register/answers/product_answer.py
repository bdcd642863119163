"""What an answer about a product is said by, wherever it is shown: on its page, in a report, and by commands.

A certificate that is not valid covers nothing that day, whatever its scope lists: its `covered` never stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from certs.certificate.coverage.coverage import Answer, Coverage
from certs.errors import Words

WORDS: Final[Mapping[Answer, Words]] = MappingProxyType(
    {
        Answer.COVERED: Words("覆盖", "Covered"),
        Answer.COVERED_IF: Words("限定覆盖", "Limited"),
        Answer.NOT_LISTED: Words("未列明", "Not listed"),
        Answer.EXCLUDED: Words("不覆盖", "Excluded"),
    }
)
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
