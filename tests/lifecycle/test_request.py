"""Which staff codes an act names: one of who acts; a revocation those of the two who decide it."""

from __future__ import annotations

import pytest

from certs.errors import Misuse
from certs.lifecycle.request import Remark, remark_of


def test_a_revocation_names_two_who_decide_and_any_other_act_one_who_acts() -> None:
    assert remark_of("revoked", "x", (" Ｄ－01 ", "b")) == Remark("x", "", ("D-01", "b"))
    assert remark_of("withdrawn", "x", ("a",)) == Remark("x", "a")
    assert remark_of("issued", "", ()) == Remark()


@pytest.mark.parametrize(
    "codes", [("a",), ("a", "b", "c"), ("a", ""), ("a", "a"), ("clerk-01", "CLERK-01"), ("a", "ａ"), ("a", "王小明")]
)
def test_a_revocation_takes_two_different_codes(codes: tuple[str, ...]) -> None:
    with pytest.raises(Misuse, match="--by"):
        remark_of("revoked", "", codes)


@pytest.mark.parametrize("act", ["suspended", "restored", "withdrawn", "issued", "reissued", "renewed"])
def test_no_other_act_takes_two(act: str) -> None:
    with pytest.raises(Misuse, match="one staff code"):
        remark_of(act, "", ("a", "b"))
