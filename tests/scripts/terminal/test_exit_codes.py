"""Every error ends a command with the code that the help names."""

from __future__ import annotations

import pytest

from certs.errors import CouldNotCheck, Malformed, Misuse, NotGenuine, Refused, StarmarkError
from scripts.terminal import exit_codes


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("a", "不行。", "No."), 1),
        (Malformed("a", "不行。", "No."), 1),
        (NotGenuine("a", "不行。", "No."), 1),
        (CouldNotCheck("a", "不行。", "No."), 2),
        (Misuse("a", "不行。", "No."), 64),
    ],
)
def test_the_code_of_an_error(error: StarmarkError, code: int) -> None:
    assert exit_codes.code_of(error) == code
    assert str(code) in exit_codes.EXIT_CODES
