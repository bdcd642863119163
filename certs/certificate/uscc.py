"""The unified social credit code, 18 places (GB 32100-2015), checked by python-stdnum.

>>> validate("9100 0000 ma00 00277y")
'91000000MA0000277Y'
>>> is_valid("914403001922038217")
False
"""

from __future__ import annotations

import unicodedata
from typing import Final

from certs import limits
from certs.certificate.pasted_text import tidy
from certs.errors import Malformed, Words

LENGTH: Final = 18  # places
_NEVER = frozenset("IOSVZ")  # letters that no code has, as they look like digits
_BLANKS = ["Cc", "Cf", "Zs", "Zl", "Zp", "Pd"]  # blanks, invisible characters and hyphens


def compact(text: str) -> str:
    """Return `text` in upper case, without blanks, hyphens and what pasting adds (`pasted_text`); never raises."""
    plain = tidy(text[: limits.QUERY]).text.upper()
    return "".join(c for c in plain if unicodedata.category(c) not in _BLANKS)


def validate(text: str) -> str:
    """Return the code in its one form. Raises Malformed with code `format` or `check-digit`.

    `check-digit` means that all 18 places have the right form and the last does not follow from the others, which
    is what one mistyped place looks like.
    """
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

    plain = compact(text)
    told = plain[:40]
    try:
        return str(uscc.validate(plain))
    except InvalidChecksum as error:
        raise Malformed(
            "check-digit",
            f"统一社会信用代码“{told}”的校验位不符，至少有一位抄错；请对照营业执照逐位核对。",
            f"the check character of “{told}” does not fit: at least one place is mistyped; compare it with the "
            f"business licence.",
        ) from error
    except InvalidLength as error:
        raise Malformed(
            "format",
            f"统一社会信用代码应为 18 位，这里有 {len(plain)} 位；请照营业执照填写。",
            f"a unified social credit code has 18 places, this has {len(plain)}; copy it from the business licence.",
        ) from error
    except InvalidFormat as error:
        raise Malformed("format", *_format_words(plain)) from error


def is_valid(text: str) -> bool:
    """Tell whether `text` is a code whose check character fits. It says nothing of whose it is."""
    try:
        return bool(validate(text))
    except Malformed:
        return False


def format(text: str) -> str:  # noqa: A001  the fourth of the quartet: compact, validate, is_valid, format
    """Return the code in groups for reading aloud: 91 000000 MA0000277 Y. Raises Malformed."""
    code = validate(text)
    return f"{code[:2]} {code[2:8]} {code[8:17]} {code[17]}"


def _format_words(plain: str) -> Words:
    plain = plain[:40]
    odd = sorted(set(plain) & _NEVER)
    if odd:
        letters = "、".join(odd)
        return Words(
            f"统一社会信用代码“{plain}”里有字母 {letters}，代码从不使用 I、O、S、V、Z；多半是数字 1、0、5 等看错了，请对照营业执照。",
            f"“{plain}” has {', '.join(odd)}; these codes never use I, O, S, V, Z. Probably a digit was "
            f"misread: see the business licence.",
        )
    return Words(
        f"“{plain}”不是统一社会信用代码：前 8 位是数字，后 10 位是数字或大写字母；请照营业执照填写。",
        f"“{plain}” is no unified social credit code: 8 digits, then 10 digits or capital letters; copy it "
        f"from the business licence.",
    )
