"""What of the list is missing: by pieces, by products, by dates, each on both sides."""

from __future__ import annotations

from datetime import date

import pytest

from certs.casework.cases import evidence_count
from certs.casework.cases.evidence_count import Piece
from certs.scheme.schemes import evidence

TODAY = date(2026, 11, 29)
BOTH = ("空调", "热水器")
ITEMS = {item.code: item for item in evidence().items}


@pytest.mark.parametrize(
    ("code", "pieces", "why"),
    [
        ("licence", [], "还没有收到。"),
        ("licence", [("licence", 1, (), None)], ""),
        ("licence", [("licence", 1, (), TODAY)], ""),
        ("licence", [("licence", 1, (), date(2026, 11, 28))], "有过期的（2026-11-28）。没有有效的。"),
        ("licence", [("profile", 1, (), None)], "还没有收到。"),
        ("repairs", [("repairs", 3, BOTH, None)], "要 4 份，有 3 份。"),
        ("repairs", [("repairs", 4, BOTH, None)], ""),
        ("repairs", [("repairs", 2, ("空调",), None), ("repairs", 2, ("热水器",), None)], ""),
        ("repairs", [("repairs", 4, ("空调",), None)], "没有覆盖：热水器。"),
        ("repairs", [("repairs", 4, (), None)], "没有覆盖：空调、热水器。"),
        (
            "repairs",
            [("repairs", 4, ("空调",), None), ("repairs", 1, ("热水器",), date(2020, 1, 1))],
            "有过期的（2020-01-01）。没有覆盖：热水器。",
        ),
        ("repairs", [("repairs", 4, BOTH, None), ("repairs", 4, BOTH, date(2020, 1, 1))], ""),
        ("appraisal", [], "还没有收到。要 5 份。"),
        ("appraisal", [("appraisal", 5, (), date(2020, 1, 1))], "有过期的（2020-01-01）。没有有效的。要 5 份。"),
        ("appraisal", [("appraisal", 4, (), None)], "要 5 份，有 4 份。"),
        ("appraisal", [("appraisal", 5, (), None)], ""),
    ],
)
def test_an_item_is_counted(code: str, pieces: list[tuple[str, int, tuple[str, ...], date | None]], why: str) -> None:
    missing = evidence_count.missing([ITEMS[code]], BOTH, [Piece(*each) for each in pieces], TODAY)
    assert [each.why.zh for each in missing] == ([why] if why else [])
    assert [each.code for each in missing] == ([code] if why else [])


def test_with_one_product_each_piece_is_about_it() -> None:
    assert evidence_count.missing([ITEMS["repairs"]], ["空调"], [Piece("repairs", 4, (), None)], TODAY) == ()


def test_the_list_is_tailored_and_never_has_what_must_not_be_demanded() -> None:
    whole = {item.code for item in evidence_count.wanted(evidence(), {})}
    assert len(whole) == 29
    assert not whole & {each.code for each in evidence().never}
    tailored = {item.code for item in evidence_count.wanted(evidence(), {"patrols": False, "licence": False})}
    assert whole - tailored == {"patrols"}, "what is always asked cannot be left out"
