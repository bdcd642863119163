"""Model patterns, held against an oracle that knows nothing of us, and against patterns made to take long."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.certificate.coverage.model_pattern import is_without_limit, read_pattern
from certs.certificate.coverage.product_question import read_question


def fits(entry: str, model: str) -> bool:
    """Tell whether a whole model fits a pattern, in either of its forms where the model has no hyphen."""
    question = read_question(model)
    written, bare = read_pattern(entry)
    forms = [written] if bare is None or "-" in question.text else [written, bare]
    whole = len(question.text)
    return any(end == whole for form in forms for end in form.ends(question, 0, whole.__eq__))


patterns = st.text("AB1-/*?", min_size=1, max_size=8)


@given(patterns, st.text("AB1-/", min_size=1, max_size=10).filter(lambda text: re.search("[AB1]", text)))
def test_a_pattern_fits_what_a_file_name_pattern_would(entry: str, model: str) -> None:
    bare = "-" not in model and "-" in entry and not re.search(r"-[*?]|[*?]-", re.sub(r"\*+", "*", entry))
    expected = fnmatchcase(model, entry) or (bare and fnmatchcase(model, entry.replace("-", "")))
    assert fits(entry, model) == expected


@pytest.mark.parametrize(
    ("entry", "model", "expected"),
    [
        ("TKJ*", "TKJ 1000", True),  # letters, then figures: one model
        ("TKJ*", "TKJ OTHER", False),  # two words
        ("TKJ*", "TKJ 1000 2000", False),  # two models
        ("KFR-35GW/*", "KFR-35GW/ A", True),
        ("KFR-35GW", "KFR - 35 GW", True),
        ("KFR-*", "KFR-1，2", False),
        ("A*", "A空", False),
        ("二号*", "二号B", True),
    ],
)
def test_blanks_and_other_letters(entry: str, model: str, *, expected: bool) -> None:
    assert fits(entry, model) is expected


def test_many_wildcards_take_no_longer_than_the_text() -> None:
    question = read_question("A" * 59 + "1")
    pattern, _ = read_pattern("*A" * 99 + "*B")
    steps: list[int] = []

    def may_end(place: int) -> bool:
        steps.append(place)
        return False

    assert list(pattern.ends(question, 0, may_end)) == []
    assert list(read_pattern("*A" * 99 + "*")[0].ends(question, 0, may_end)) == []
    assert len(steps) <= len(question.text)


@pytest.mark.parametrize(("entry", "free"), [("*", True), ("＊＊", True), ("?", False), ("-*", False)])
def test_only_a_pattern_of_nothing_but_runs_limits_nothing(entry: str, *, free: bool) -> None:
    assert is_without_limit(entry) is free
