"""Results of surveillance in the trail: under the case of the certificate where it has one, else under its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from certs.casework.aftercare import certificate_case, surveillance_results
from certs.casework.aftercare.surveillance_results import Result
from certs.casework.cases import case_moves, case_store
from certs.casework.cases.case_store import Opening
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import CASES, TRAIL
from certs.casework.journal.journal import Journal

NOW = datetime(2027, 6, 1, tzinfo=UTC)
OF_A_CASE, TAKEN_OVER = "99926SC00001R0M", "X-2024-17"
FIRST = "A27-00001"
DAY = date(2027, 5, 20)


@pytest.fixture
def acting(tmp_path: Path) -> Iterator[sa.Connection]:
    """Lend a journal in which one case led to a certificate."""
    url = f"sqlite:///{tmp_path / 'casework.db'}"
    Journal.create(url).close()
    with Journal.open(url) as journal, journal.acting() as connection:
        opening = Opening(case_moves.CERTIFICATION, "青禾样例电器有限公司", "91000000MA0000277Y", (), OF_A_CASE)
        for kind in (case_moves.CERTIFICATION, case_moves.RENEWAL):  # the second has led to nothing yet
            case_store.open_case(connection, replace(opening, kind=kind), "clerk-01", NOW)
        connection.execute(sa.update(CASES).where(CASES.c.case == FIRST).values(state="closed"))
        yield connection


def test_a_result_stands_under_the_case_or_under_the_number(acting: sa.Connection) -> None:
    results = [Result(OF_A_CASE, DAY, passed=True), Result(TAKEN_OVER, DAY, passed=False)]
    surveillance_results.keep(acting, results, "clerk-01", "抽了三个网点", NOW)
    rows = trail.read(acting, TRAIL.c.act.in_((surveillance_results.ACT, surveillance_results.FAILED)))
    assert [(row.case, sorted(row.papers)) for row in rows] == [
        (FIRST, ["reason", "surveillance"]),
        (TAKEN_OVER, ["reason", "surveillance"]),
    ]
    assert surveillance_results.results_of(acting, OF_A_CASE) == (results[0],)
    assert surveillance_results.results_of(acting, TAKEN_OVER) == (results[1],)
    assert list(surveillance_results.repeated(acting, results)) == [OF_A_CASE, TAKEN_OVER]
    assert surveillance_results.repeated(acting, [Result(TAKEN_OVER, DAY, passed=True)]) == {}


@pytest.mark.parametrize(
    ("text", "is_case"), [(FIRST, True), ("ａ26-00001", True), (OF_A_CASE, False), (TAKEN_OVER, False)]
)
def test_a_case_is_told_from_a_number(text: str, is_case: bool) -> None:
    assert certificate_case.names_case(text) == is_case
