"""The scope of a certificate as one text, composed from its items where staff gave none (design section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certs.certificate.content import ScopeItem


def compose_text(items: Sequence[ScopeItem], excludes: Sequence[str] = ()) -> str:
    """Return the scope as printed: items joined by ；, each with its limits in brackets, then what the whole excludes.

    The text follows from the items alone, so that anyone can compose it again and compare.
    """
    parts = "；".join(_item_text(item) for item in items)
    return f"{parts}。整张证书不含：{'、'.join(excludes)}" if excludes else parts


def _item_text(item: ScopeItem) -> str:
    limits = (
        ("品牌：", item.brands),
        ("型号：", item.models),
        ("含", item.includes),
        ("不含", item.excludes),
        ("仅限场所：", item.sites),
    )
    told = "；".join(head + "、".join(entries) for head, entries in limits if entries)
    return f"{item.name}（{told}）" if told else item.name
