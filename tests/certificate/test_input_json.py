"""The digest of an input: the same bytes as when the first journals were written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from certs import canonical
from certs.casework.journal.journal import digest_of
from certs.certificate.input_json import issue_json, rewrite_json
from certs.certificate.reading.read_file import read

VECTORS: Final = json.loads((Path(__file__).parents[1] / "vectors" / "input_digests.json").read_bytes())


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: f"{case['act']}-{case['sha256'][:6]}")
def test_an_input_has_the_digest_that_journals_keep(case: dict[str, Any]) -> None:
    [draft] = read(case["toml"].encode(), "kept.toml", date.fromisoformat(VECTORS["read_on"])).drafts
    if case["act"] == "issued":
        asked = issue_json(draft)
    else:
        effective = date.fromisoformat(case["effective"]) if case["effective"] else None
        asked = rewrite_json(case["number"], draft, case["reason"], effective)
    assert canonical.dumps(asked).decode() == case["json"]
    assert digest_of(asked) == case["sha256"]
