"""The body's own rules of an assessment (`[rules]` of its settings): what the standard leaves to whoever applies it.

Neither how losses at several sites come together nor how many outlets are sampled is laid down in any text that we
have read: each body files its own rule. What stands here as default is a choice of ours, and said to be one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt
from types import MappingProxyType
from typing import Final

from certs.errors import Words

PER_SITE: Final = "per-site"
WHOLE: Final = "whole"
FULL_LOSS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        PER_SITE: Words(
            "一项指标在一个场所不符合、失去全部分值的，按评价了这一项的场所数，算其中一个场所失分。",
            "An indicator that is lost in full at one site counts as one failing of as many sites as it was assessed "
            "at.",
        ),
        WHOLE: Words(
            "一项指标在任何一个场所不符合、失去全部分值的，整项不得分。",
            "An indicator that is lost in full at any site earns nothing.",
        ),
    }
)
SQUARE_ROOT: Final = "square-root"
SHARE: Final = "share"
ALL: Final = "all"
OUTLETS: Final[tuple[str, ...]] = (SQUARE_ROOT, SHARE, ALL)


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """What a body lays down for its assessments.

    `full_loss` is how a full loss at one site counts; `outlets` how many are sampled, `outlets_percent` the share where
    that is the rule, `outlets_least` the fewest; `deletions_warned` the points of deleted indicators from which on the
    result says so; `remote_sites` that a site may be assessed without anybody going there.
    """

    full_loss: str = PER_SITE
    outlets: str = SQUARE_ROOT
    outlets_percent: int = 20
    outlets_least: int = 1
    deletions_warned: int = 20
    remote_sites: bool = False

    def outlets_to_sample(self, outlets: int) -> int:
        """Return how many of so many outlets are sampled: always rounded up, and never more than there are."""
        if self.outlets == ALL:
            wanted = outlets
        elif self.outlets == SHARE:
            wanted = -(-outlets * self.outlets_percent // 100)
        else:
            wanted = isqrt(outlets - 1) + 1 if outlets else 0
        return min(outlets, max(wanted, self.outlets_least))

    @property
    def outlets_words(self) -> Words:
        """The rule on outlets in words; how far it can be trusted is said beside it wherever it is shown."""
        least = self.outlets_least
        if self.outlets == ALL:
            return Words("每个网点都去。", "Every outlet is visited.")
        if self.outlets == SHARE:
            return Words(
                f"抽网点总数的 {self.outlets_percent}%，不是整数的进一，至少 {least} 个。",
                f"{self.outlets_percent} % of the outlets are sampled, rounded up, {least} at least.",
            )
        return Words(
            f"抽网点总数的平方根，不是整数的进一，至少 {least} 个。",
            f"The square root of the number of outlets is sampled, rounded up, {least} at least.",
        )


OUTLETS_ORIGIN: Final = Words(
    "抽多少网点，由各机构备案的规则规定；没有查到各机构通用的公式，这是本机构自己的规则。",
    "How many outlets are sampled is laid down by the rules that each body files; no formula common to all was found, "
    "and this is the body's own rule.",
)
