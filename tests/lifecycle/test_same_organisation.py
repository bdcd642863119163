"""A reissue and a renewal stay with the same organisation: each combination of act, reason, USCC and name."""

from __future__ import annotations

import pytest

from certs.lifecycle.reasons import REASONS
from certs.lifecycle.same_organisation import holder_errors

OLD = {"name": "青禾家电（样例）有限公司", "uscc": "91000000MA0000277Y"}
RENAMED = {**OLD, "name": "新禾家电（样例）有限公司"}
ANOTHER_CODE = {**OLD, "uscc": "91000000MA0000285T"}
ANOTHER = {**RENAMED, "uscc": ANOTHER_CODE["uscc"]}

# act, reason, new holder, and the fields that are refused
TABLE = [
    ("reissued", "scope-widened", OLD, []),
    ("reissued", "scope-widened", RENAMED, ["holder.name"]),
    ("reissued", "scope-widened", ANOTHER_CODE, ["holder.uscc"]),
    ("reissued", "scope-widened", ANOTHER, ["holder.uscc", "holder.name"]),
    ("reissued", "holder-renamed", OLD, []),
    ("reissued", "holder-renamed", RENAMED, []),
    ("reissued", "holder-renamed", ANOTHER_CODE, ["holder.uscc"]),
    ("reissued", "holder-renamed", ANOTHER, ["holder.uscc"]),
    ("reissued", "correction", OLD, []),
    ("reissued", "correction", RENAMED, []),
    ("reissued", "correction", ANOTHER_CODE, []),
    ("reissued", "correction", ANOTHER, []),
    ("renewed", "", OLD, []),
    ("renewed", "", RENAMED, []),  # whether the register knows the code under another name is asked elsewhere
    ("renewed", "", ANOTHER_CODE, ["holder.uscc"]),
    ("renewed", "", ANOTHER, ["holder.uscc"]),
]


@pytest.mark.parametrize(("act", "reason", "new", "fields"), TABLE)
def test_the_holder_of_a_new_content(act: str, reason: str, new: dict[str, str], fields: list[str]) -> None:
    errors = holder_errors(act, reason, OLD, new)
    assert [error.field for error in errors] == fields
    assert {error.code for error in errors} <= {"conflict"}


@pytest.mark.parametrize("reason", sorted(REASONS["reissued"]))
def test_only_two_reasons_let_a_name_change_and_only_one_a_code(reason: str) -> None:
    assert (holder_errors("reissued", reason, OLD, RENAMED) == []) == (reason in {"holder-renamed", "correction"})
    assert (holder_errors("reissued", reason, OLD, ANOTHER_CODE) == []) == (reason == "correction")
