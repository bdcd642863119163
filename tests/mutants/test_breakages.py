"""The breakages: what is broken in a module, what is left alone, and that a seed always chooses the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mutants.breakages import breakages_of
from tests.mutants.targets import TARGETS, Target

SOURCE = '''
"""A module 1 < 2."""
DAYS: Final = 90  # days
@lru_cache(maxsize=64)
def day(a: Annotated[int, 3], *, late: bool = False) -> list[str]:
    """Say 4 < 5."""
    if not a < DAYS or (late and a in {"x", "y"}):
        raise Refused("range", Words(f"{a + 1}", "at most 90"))
    errors += [min(a, 7)]
    told = a[:60]
    return errors

def words(a: int) -> Words:
    return Words("1 < 2" if a < 2 else "")
'''


def test_everything_that_decides_is_broken_and_nothing_that_only_speaks() -> None:
    broken = [(each.line, each.old.split("(")[0].strip(), each.new) for each in breakages_of("m", SOURCE.encode())]
    assert sorted(broken) == sorted(
        [
            (3, "90", "91"),
            (3, "90", "89"),
            (5, "False", "True"),
            (7, "not", ""),
            (7, "<", "<="),
            (7, "<", ">="),
            (7, "or", "and"),
            (7, "not a < DAYS", "False"),
            (7, 'late and a in {"x", "y"}', "False"),
            (7, "and", "or"),
            (7, "late", "True"),
            (7, 'a in {"x", "y"}', "True"),
            (7, "in", "not in"),
            (7, '"x",', ""),
            (7, '"y"', ""),
            (8, "raise Refused", "pass"),
            (9, "errors += [min", "pass"),
            (9, "min", "max"),
            (9, "7", "6"),
            (9, "7", "8"),
            (11, "errors", "[]"),
        ]
    )


def test_what_is_no_python_any_more_is_told() -> None:
    source = b"if not (\n    a < b\n):\n    pass\n"
    broken = breakages_of("m", source)
    assert {each.new for each in broken if each.is_python(source)} == {"", "<=", ">="}
    assert not replace(broken[0], new="(").is_python(source)


def test_a_breakage_changes_what_it_says_and_nothing_else() -> None:
    source = "期限 = 90\nif 天数 <= 期限:\n    pass\n".encode()
    broken = {each.new: each.applied(source).decode() for each in breakages_of("m", source)}
    assert broken["<"] == "期限 = 90\nif 天数 < 期限:\n    pass\n"
    assert broken["91"] == "期限 = 91\nif 天数 <= 期限:\n    pass\n"


def test_the_table_names_modules_and_tests_that_there_are_and_comes_to_65() -> None:
    assert sum(target.count for target in TARGETS) == 65
    for target in TARGETS:
        assert len(target.breakages(1)) == target.count
        assert all(target.tests_of(str(file)) for file in target.files())
    with pytest.raises(AssertionError, match="attic"):
        Target("attic", ("certs/attic/*.py",), 1, ("tests/attic",)).files()


def test_a_seed_chooses_the_same_and_another_seed_others() -> None:
    first, again, other = (
        [each for target in TARGETS for each in target.breakages(seed)] for seed in (27922, 27922, 27923)
    )
    assert first == again
    assert len(set(first) & set(other)) < 10


def test_the_nearest_tests_come_first() -> None:
    tests = TARGETS[0].tests_of("certs/lifecycle/amending.py")
    assert tests[0] == "tests/lifecycle/test_amending.py"
    assert "tests/lifecycle/test_record.py" in tests
