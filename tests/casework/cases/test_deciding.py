"""What a decision came to, told by the kind of case."""

from __future__ import annotations

import pytest

from certs.casework.cases import deciding


@pytest.mark.parametrize(
    ("kind", "result", "level", "zh"),
    [
        ("certification", "grant", "four-star", "颁发，四星级"),
        ("certification", "grant-lower", "three-star", "颁发，三星级"),
        ("certification", "refuse", "", "不予颁发"),
        ("renewal", "grant", "four-star", "同意换证，四星级"),
        ("renewal", "refuse", "", "不予换证"),
        ("change", "grant", "five-star", "同意变更，五星级"),
        ("change", "refuse", "", "不予变更"),
        ("revocation", "revoke", "", "撤销证书"),
        ("revocation", "refuse", "", "不撤销"),
    ],
)
def test_a_decision_is_told_by_what_it_is_about(kind: str, result: str, level: str, zh: str) -> None:
    assert deciding.outcome(kind, result, level).zh == zh
