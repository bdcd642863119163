"""What of a draft is published, and the level that its score earns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from certs import canonical
from certs.certificate.field_kinds import LISTS
from certs.certificate.fields import FACTS, HOLDER, SCOPE, SITES, Draft
from certs.errors import Refused
from certs.scheme.schemes import SCHEMES
from certs.scheme.scoring import Decision, decide

_CONTENT: Final = frozenset({"holder", "level", "scope", "sites"} | {row.name for row in FACTS})
# The fields of each record by name, and whether each is a list: asked so often that the table itself is too slow.
_HOLDER, _FACTS, _ITEM, _SITE = (
    tuple((row.name, row.kind in LISTS) for row in rows) for rows in (HOLDER, FACTS, SCOPE, SITES)
)


def decision_of(draft: Draft) -> Decision:
    """Return what the draft's score earns, or the lower level that was granted, or that a taken-over one has.

    Raises Refused for a draft that no reader made and that cannot be scored.
    """
    scheme = SCHEMES.get(draft.scheme)
    if scheme is None:
        raise Refused("scheme", f"没有“{draft.scheme}”这个评价方案。", f"There is no scheme “{draft.scheme}”.")
    if draft.taken_over is not None and draft.level:
        return Decision(draft.score, scheme.level(draft.level), None)
    decision = decide(scheme, draft.score, draft.special_deductions, draft.bonus)
    if not draft.granted or decision.level is None:
        return decision
    lower = scheme.level(draft.granted)
    if lower.threshold > decision.level.threshold:
        raise Refused("scheme", "颁发的等级高于得分的等级。", "The level granted is above the one that was earned.")
    return replace(decision, level=lower)


def public_content(draft: Draft, level: str) -> dict[str, Any]:
    """Return what of a draft is published, as JSON, empty fields left out.

    Two drafts with the same public content are the same certificate. Score, headcount, day and deciders are not in it.
    """
    return {
        "holder": _filled(draft.holder, _HOLDER),
        **_filled(draft, _FACTS),
        "level": level,
        "scope": [_filled(item, _ITEM) for item in draft.scope],
        "sites": [_filled(site, _SITE) for site in draft.sites],
    }


def _filled(values: object, columns: Iterable[tuple[str, bool]]) -> dict[str, Any]:
    return {name: list(value) if is_list else value for name, is_list in columns if (value := getattr(values, name))}


def content_digest(subject: Mapping[str, Any]) -> str:
    """Return SHA-256 of what a certificate says, without number, version and days, in hexadecimal.

    It is taken over public content only: a digest that covered the score could be tried out until it gave the score
    away (decision 0006).
    """
    return hashlib.sha256(canonical.dumps_trusted({k: subject[k] for k in _CONTENT if k in subject})).hexdigest()
