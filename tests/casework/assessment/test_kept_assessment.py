"""What a case keeps of an assessment comes back as it was, through real JSON."""

from __future__ import annotations

import pytest

from certs import canonical
from certs.casework.assessment.kept_assessment import from_json, to_json
from certs.casework.assessment.site_findings import SiteAssessment
from tests.casework.assessment.assessed_sites import headquarters, outlet
from tests.documents.assessment.sample_reports import SITES


@pytest.mark.parametrize("site", [*SITES, outlet("东店"), headquarters(bonus="领先", managers=None)])
def test_nothing_is_lost(site: SiteAssessment) -> None:
    kept = canonical.loads(canonical.dumps(to_json(site)), 1_000_000)
    assert isinstance(kept, dict)
    assert from_json(kept) == site
