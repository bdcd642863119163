"""The times and figures of a QR token: each limit on both of its sides."""

from __future__ import annotations

from typing import Any

import pytest

from certs.errors import Malformed
from certs.trust.qr import qr_token
from tests.trust.qr.test_qr_token import CLAIMS, TRUST, private, token

LATEST = 253_402_300_799  # the last second of the year 9999


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({4: 1_700_000_000}, False),  # it would end when it begins
        ({4: 1_700_000_001}, True),
        ({5: 0}, True),
        ({5: -1}, False),
        ({6: 0}, True),
        ({6: -1}, False),
        ({6: 2_000_000_000}, True),  # signed long after it began: a certificate that was taken over
        ({6: LATEST}, True),
        ({6: LATEST + 1}, False),
        ({4: LATEST}, True),
        ({4: LATEST + 1}, False),
        ({4: LATEST, 5: LATEST - 1}, True),
        ({4: LATEST, 5: LATEST}, False),
    ],
)
def test_times_are_held_on_both_sides(changes: dict[int, int], good: bool) -> None:
    if good:
        claims, _ = qr_token.verify(token({**CLAIMS, **changes}), TRUST)
        times = {5: claims.not_before, 6: claims.issued_at, 4: claims.expires}
        assert all(int(times[name].timestamp()) == second for name, second in changes.items())
    else:
        with pytest.raises(Malformed):
            qr_token.verify(token({**CLAIMS, **changes}), TRUST)


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({"_6": 1}, True),
        ({"_6": 0}, False),
        ({"_5": 0}, True),
        ({"_5": -1}, False),
        ({"_2": "x" * 200}, True),
        ({"_2": "x" * 201}, False),
        ({"_3": ""}, False),
        ({"_4": ""}, False),
        ({"_7": [""]}, False),
    ],
)
def test_what_it_says_is_held_on_both_sides(changes: dict[str, Any], good: bool) -> None:
    made = token(private(**changes))
    if good:
        assert qr_token.verify(made, TRUST)[0].profile == "full"
    else:
        with pytest.raises(Malformed):
            qr_token.verify(made, TRUST)
