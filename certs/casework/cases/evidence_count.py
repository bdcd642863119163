"""What of the evidence list is still missing in a case: pieces, products that none covers, papers that have expired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from certs.errors import Words
from certs.scheme.evidence import EvidenceItem, EvidenceList


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of evidence, or several copies in one. `products` are those that it names; none where it names none."""

    item: str
    copies: int
    products: tuple[str, ...]
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is missing, or to be done, or late: a stable code, what it is called, and why."""

    code: str
    words: Words
    why: Words

    def to_json(self) -> dict[str, object]:
        """Return the JSON of the contract."""
        return {"code": self.code, "words": self.words.to_json(), "why": self.why.to_json()}


def wanted(listed: EvidenceList, applies: Mapping[str, bool]) -> tuple[EvidenceItem, ...]:
    """Return the items that this applicant is to show."""
    return tuple(item for item in listed.items if item.always or applies.get(item.code, True))


def missing(
    items: Sequence[EvidenceItem], products: Sequence[str], pieces: Sequence[Piece], today: date
) -> tuple[Shortfall, ...]:
    """Return the items that are not complete, in the order of the list, each with all that speaks against it."""
    found = []
    for item in items:
        own = [piece for piece in pieces if piece.item == item.code]
        why = _why(item, products, own, today)
        if why:
            found.append(
                Shortfall(item.code, item.name, Words("".join(w.zh for w in why), " ".join(w.en for w in why)))
            )
    return tuple(found)


def _why(item: EvidenceItem, products: Sequence[str], pieces: Sequence[Piece], today: date) -> list[Words]:
    demanded = item.copies[0] if item.copies else 1
    valid = [piece for piece in pieces if piece.valid_until is None or piece.valid_until >= today]
    copies = sum(piece.copies for piece in valid)
    why = []
    if not copies:
        why.append(
            Words("还没有收到。", "None has come yet.") if not pieces else Words("没有有效的。", "None is valid.")
        )
        if demanded > 1:
            why.append(Words(f"要 {demanded} 份。", f"{demanded} are wanted."))
    elif copies < demanded:
        why.append(Words(f"要 {demanded} 份，有 {copies} 份。", f"{demanded} are wanted, {copies} came."))
    if copies and item.covers_all:
        open_products = uncovered(products, valid)
        if open_products:
            why.append(Words(f"没有覆盖：{'、'.join(open_products)}。", f"Not covered: {', '.join(open_products)}."))
    if why and len(valid) < len(pieces):
        days = "、".join(str(piece.valid_until) for piece in pieces if piece not in valid)
        why.insert(0, Words(f"有过期的（{days}）。", f"Some have expired ({days})."))
    return why


def uncovered(products: Sequence[str], pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the products that no piece names. With one product applied for, every piece is about it."""
    if len(products) == 1:
        return ()
    named = {product for piece in pieces for product in piece.products}
    return tuple(product for product in products if product not in named)
