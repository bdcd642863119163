"""What is judged by itself, without a register."""

from __future__ import annotations

import pytest

from certs.trust.verification.offline import verify_alone
from tests.trust.sample_trust import NOW, paper, trust_after


@pytest.mark.parametrize("host", ["evil.example", "evil。example", "青禾.example"])
def test_a_code_that_leads_to_another_host_is_not_genuine_in_whatever_letters(host: str) -> None:
    text = paper().qr_text.replace("cert.example.cn/Q/", f"{host}/q/")
    verdict = verify_alone(text.encode(), trust_after(), NOW)
    assert (verdict.overall.value, verdict.code) == ("not_genuine", "other_host")
