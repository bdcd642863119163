"""What somebody asks about: a product, in the words of a bid, folded so that form makes no difference.

Width, case and blanks mean nothing; each other character has to be explained by the certificate or by a neutral word

"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.certificate.pasted_text import shown
from certs.errors import FieldError, Malformed, Words

_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹘"), "-")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the same folded: NFKC, upper case, every dash a hyphen, without blanks.

    `gaps` are the places in `text` before which a blank stood.
    """

    shown: str
    text: str
    gaps: frozenset[int]


def fold(text: str) -> str:
    """Return a text in the one form in which words are compared."""
    return "".join(_pieces(text))


def read_question(product: str) -> Question:
    """Read what was asked. Raises Malformed (`bad_product`) for what is empty, too long, or has no letter in it."""
    asked = shown(product)
    if not asked:
        raise _bad(
            asked,
            "missing",
            "请写出要问的产品或服务，如“家用空调器”。",
            "Write the product or service that you ask about.",
        )
    if len(asked) > limits.PRODUCT:
        raise _bad(
            asked,
            "range",
            f"要问的产品最多写 {limits.PRODUCT} 个字符，现在有 {len(asked)} 个；请只写一个产品的名称、品牌和型号。",
            f"A product is asked about in at most {limits.PRODUCT} characters, and this has {len(asked)}; write the "
            "name, brand and model of one product only.",
        )
    pieces = _pieces(asked)
    text = "".join(pieces)
    if not any(character.isalnum() for character in text):
        raise _bad(
            asked,
            "format",
            f"“{asked}”里没有文字；请写出要问的产品或服务，如“家用空调器”。",
            f"“{asked}” has no letters; write the product or service that you ask about.",
        )
    ends = [sum(map(len, pieces[:count])) for count in range(1, len(pieces))]
    return Question(asked, text, frozenset(ends))


def _pieces(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return re.sub(r"[^\S ]", " ", plain.translate(_DASHES)).split()


def _bad(value: str, code: str, zh: str, en: str) -> Malformed:
    return Malformed("bad_product", zh, en, errors=(FieldError("product", value, code, Words(zh, en)),))
