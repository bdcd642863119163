"""Score and level of cases: each with headquarters and three outlets, every clause of them reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from certs.casework.assessment.combination import combine
from certs.casework.assessment.site_findings import Answer, SiteAssessment
from certs.errors import Words
from tests.bench import timing
from tests.bench.timing import Line, micro
from tests.casework.assessment.assessed_sites import GBT, RULES, finding, headquarters, outlet

CASES = 1_000
CLAUSES = [each.clause for each in GBT.clauses if each.clause != "5.1.2.2"]


def case(number: int) -> list[SiteAssessment]:
    """One case; no two of them have the same samples."""
    drawn = [finding(clause, Answer.SHARE, 20 + number, 3 + place) for place, clause in enumerate(CLAUSES)]
    return [headquarters(*drawn), *(outlet(f"网点{place}", *drawn) for place in range(3))]


def measure(folder: Path) -> Iterator[Line]:
    """Yield the line."""
    del folder
    cases = [case(number) for number in range(CASES)]
    pair = timing.side_by_side(
        lambda: [combine(sites, GBT, RULES) for sites in cases], lambda: sum(range(1_000_000)), rounds=timing.FEWEST
    )
    what = Words(f"{CASES:,} 个案件的得分和等级，各 4 个场所", f"score and level of {CASES:,} cases of 4 sites")
    yield Line(what, micro(pair.ours), "—", pair.ours, 1, "s")
