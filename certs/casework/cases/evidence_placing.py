"""Which item a file belongs to: by the index of the case, or by a name or folder that begins with the item's number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.casework.forms.evidence_form import Indexed
from certs.errors import Words
from certs.scheme.evidence import EvidenceItem, EvidenceList

_NUMBER: Final = re.compile(r"\s*([0-9]{1,2})(?![0-9])(?!\s*份)")
_COPIES: Final = re.compile(r"([0-9]{1,2})\s*份")
_LICENCE: Final = "营业执照"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file that was not taken in, and why."""

    name: str
    why: Words


def place_files(
    names: Sequence[str], index: Mapping[str, Indexed], products: Sequence[str], listed: EvidenceList
) -> tuple[dict[str, Indexed], tuple[Unplaced, ...]]:
    """Return what each file is, and the files that stay aside. Names are paths below what was handed in, with /."""
    placed, aside = dict[str, Indexed](), list[Unplaced]()
    for name in names:
        line = index.get(name) or index.get(name.rpartition("/")[2])
        found = line or _by_name(name, products, listed)
        if isinstance(found, Indexed):
            placed[name] = found
        else:
            aside.append(Unplaced(name, found))
    return placed, tuple(aside)


def _by_name(name: str, products: Sequence[str], listed: EvidenceList) -> Indexed | Words:
    parts = [unicodedata.normalize("NFKC", part) for part in name.split("/")]
    for part in reversed(parts):
        item = _item(part, listed)
        if isinstance(item, Words):
            return item
        if item is not None:
            copies = _COPIES.search(parts[-1])
            number = min(int(copies[1]), limits.COPIES) if copies else 1
            whole = "/".join(parts)
            covers = tuple(product for product in products if unicodedata.normalize("NFKC", product) in whole)
            return Indexed(name, item, max(number, 1), _longest(covers), None)
    return Words(
        "名字不以材料编号开头，目录里也没有它。",
        "Its name does not begin with the number of an item, and no index names it.",
    )


def _item(part: str, listed: EvidenceList) -> EvidenceItem | Words | None:
    match = _NUMBER.match(part)
    number = int(match[1]) if match else 0 if part.startswith(_LICENCE) else None
    if number is None:
        return None
    never = next((each for each in listed.never if each.number == number), None)
    if never is not None:
        return Words(f"“{never.name.zh}”不收：{never.reason.zh}", f"It is not asked for: {never.reason.en}")
    return next((item for item in listed.items if item.number == number), None)


def _longest(names: Sequence[str]) -> tuple[str, ...]:
    """Leave out a name that only stands within a longer one: 空调 within 家用空调器."""
    return tuple(name for name in names if not any(name != other and name in other for other in names))
