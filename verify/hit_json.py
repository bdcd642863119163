"""A certificate found by a search, as the API gives it."""

from __future__ import annotations

from typing import Any

from certs.register.answers.hit_lines import Hit
from certs.scheme.schemes import SCHEMES
from verify.addresses import in_address


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return the JSON form; `matched` says which field held the question, and its text."""
    level = SCHEMES[hit.scheme].level(hit.level)
    return {
        "number": hit.number,
        "holder": hit.holder,
        "scheme": hit.scheme,
        "level": hit.level,
        "level_name": level.name.to_json(),
        "stars": level.stars,
        "status": hit.status,
        "valid_until": hit.valid_until.isoformat(),
        "matched": {"field": hit.matched_field, "text": hit.matched_text},
        "url": f"/c/{in_address(hit.number)}",
    }
