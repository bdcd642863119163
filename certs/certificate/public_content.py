"""What of a draft is published, and the level that its score earns."""

from __future__ import annotations

from typing import Any

from certs.certificate.content import Draft, ScopeItem
from certs.errors import Refused, Words
from certs.scheme.schemes import SCHEMES
from certs.scheme.scoring import Decision, decide


def decision_of(draft: Draft) -> Decision:
    """Return what the draft's score earns. Raises Refused for a draft that no reader made and that cannot be scored."""
    scheme = SCHEMES.get(draft.scheme)
    if scheme is None:
        raise Refused("scheme", Words(f"没有“{draft.scheme}”这个评价方案。", f"There is no scheme “{draft.scheme}”."))
    return decide(scheme, draft.score, draft.special_deductions, draft.bonus)


def public_content(draft: Draft, level: str) -> dict[str, Any]:
    """Return what of a draft is published, as JSON, empty fields left out.

    Two drafts with the same public content are the same certificate. Score, headcount, day and deciders are not in it.
    """
    holder = _filled(
        name=draft.holder.name,
        name_en=draft.holder.name_en,
        uscc=draft.holder.uscc,
        address=draft.holder.address,
        former_names=list(draft.holder.former_names),
    )
    return _filled(
        holder=holder,
        scheme=draft.scheme,
        level=level,
        scope=[_item_json(item) for item in draft.scope],
        scope_text=draft.scope_text,
        excludes=list(draft.excludes),
        sites=[{"name": site.name, "address": site.address} for site in draft.sites],
    )


def _item_json(item: ScopeItem) -> dict[str, Any]:
    return _filled(
        name=item.name,
        name_en=item.name_en,
        category=item.category,
        brands=list(item.brands),
        models=list(item.models),
        includes=list(item.includes),
        excludes=list(item.excludes),
        sites=list(item.sites),
    )


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
