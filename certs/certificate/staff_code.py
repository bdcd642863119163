"""The code of a member of staff: who decided, who acted. Never a name: names stay out of register and journal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from certs import limits
from certs.certificate.filler_words import meaning
from certs.errors import Malformed

_CODE: Final = re.compile(r"[\w.@/-]+")
_BETWEEN: Final = re.compile(r"[,，、;；]")
_NAME: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{1,4}")  # Chinese characters alone, as in a name


def validate(text: str) -> str:
    """Return the code in its one form (NFKC, no blanks around). Raises Malformed (`missing`, `format`)."""
    code = unicodedata.normalize("NFKC", text).strip()
    if not code:
        raise Malformed("missing", "工号是空的，请填写。", "the staff code is empty; fill it in.")
    if len(code) > limits.STAFF_CODE or _CODE.fullmatch(code) is None:
        raise Malformed(
            "format",
            f"工号只用字母、数字、. _ - / @，最多 {limits.STAFF_CODE} 个字符。",
            f"a staff code takes letters, digits and . _ - / @, at most {limits.STAFF_CODE} characters.",
        )
    if meaning(code) is not None:
        raise Malformed(
            "format",
            f"“{code}”不是工号；请写本人的工号，如 reviewer-02。",
            f"“{code}” is no staff code; write the person's own, such as reviewer-02.",
        )
    if _NAME.fullmatch(code):
        raise Malformed(
            "format",
            "这像是姓名；请写工号，如 reviewer-02，姓名不进登记系统。",
            "this looks like a name; write the staff code, such as reviewer-02: names stay out of the register.",
        )
    return code


def parted(entries: Iterable[str]) -> list[str]:
    """Return the codes of a cell, entry by entry: no code holds a comma or 、, so that these part codes as well."""
    return [code for entry in entries for code in _BETWEEN.split(entry) if code.strip()]


def of_different_people(codes: Iterable[str]) -> bool:
    """Tell whether no two codes, each in its one form, are of one person: another case of letters is no other code."""
    folded = [code.casefold() for code in codes]
    return len(set(folded)) == len(folded)
