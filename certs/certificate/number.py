"""Certificate numbers: `BBB YY SC NNNNN R n S[-k]`, such as 99926SC00001R0M (formats.md, "Certificate number").

Body prefix (3 or 4 digits), year of issue (2), `SC`, serial of that year (5 digits with leading zeros, growing to 8),
`R` and the renewals, size letter, and `-k` (1 to 99) for a sub-certificate. The star level is not in it. Numbers taken
over from another register keep their own form. The register hands numbers out; nothing here knows which exist.

>>> compact(" 999 26 SC oooo1 r0 m ")
'99926SC00001R0M'
>>> parse("99926SC00001R0M-2", "999").sub
2
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from certs import limits
from certs.certificate.pasted_text import tidy
from certs.errors import Malformed, Words

SIZES: Final = "SML"

_PREFIX = re.compile(r"[0-9]{3,4}")
_OURS = re.compile(
    r"(?P<prefix>[0-9]{3,4})(?P<year>[0-9]{2})SC(?P<serial>[0-9]{5,8})R(?P<renewals>0|[1-9][0-9]?)"
    r"(?P<size>[SML])(?:-(?P<sub>[1-9][0-9]?))?"
)
_TAKEN_OVER = re.compile(r"[0-9A-Z][0-9A-Z/_-]{5,39}")
# The same places as `_OURS`, with the letters that people type for 0 and 1 where only a digit can stand.
_LOOSE = re.compile(r"([0-9OIL]{5,6})SC([0-9OIL]{5,8})R([0-9OIL]{1,2})([SML])(?:-([0-9OIL]{1,2}))?")
_LOOSE_SUB = re.compile(r"(?<=[SML])-[0-9OIL]{1,2}\Z")  # and not the parts of `-R0-M`
_BETWEEN = re.compile(r"[\s,，、;；|+&]+|和|与|及")
_EACH = re.compile(r"[0-9]{5,6}SC[0-9]{5,8}R[0-9]{1,2}[SML](?:-[1-9][0-9]?(?![0-9]))?")
_DIGITS = str.maketrans("OIL", "011")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\ufe63"), "-")
_EDITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/_-"
_OUR_EDITS: Final = "0123456789SCRML-"
_OUR_END = re.compile(r"SC[0-9]{5,8}R[0-9]{1,2}[SML](?:-[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of our own form, in its parts. `sub` None: the main certificate."""

    prefix: str
    year: int
    serial: int
    renewals: int
    size: str
    sub: int | None = None

    def __post_init__(self) -> None:
        # By its form alone, year 100 after a prefix of three digits would be year 0 after one of four.
        if _OURS.fullmatch(self.text) is None or self.year > 99 or self.serial < 1:
            raise _malformed(self.text)

    @property
    def text(self) -> str:
        """Return the number as printed."""
        tail = "" if self.sub is None else f"-{self.sub}"
        return f"{self.prefix}{self.year:02d}SC{self.serial:05d}R{self.renewals}{self.size}{tail}"


def compact(text: str) -> str:
    """Return `text` in the form numbers are stored in, as far as it can be told; never raises.

    What pasting adds around it is taken off (`pasted_text`); NFKC, upper case, blanks and invisible characters out, `~`
    read as the `/` for which it stands in addresses. Where the result has our shape, O and I or l become 0 and 1 in the
    places of digits, and hyphens go, except before a final `k`; the size place is left alone. Other texts keep their
    hyphens, as taken-over numbers may have them.
    """
    plain = from_address("".join(tidy(text[: limits.QUERY]).text.split()).upper().translate(_HYPHENS))
    last = _LOOSE_SUB.search(plain)
    head, tail = (plain[: last.start()], last[0]) if last else (plain, "")
    match = _LOOSE.fullmatch(head.replace("-", "") + tail)
    if match is None:
        return plain
    start, serial, renewals, size, sub = match.groups()
    digits = [part.translate(_DIGITS) for part in (start, serial, renewals)]
    return f"{digits[0]}SC{digits[1]}R{digits[2]}{size}" + (f"-{sub.translate(_DIGITS)}" if sub else "")


def parse(text: str, prefix: str) -> Number:
    """Read a number of ours, forgiving in form. Raises Malformed (`malformed`, or `foreign` for another prefix)."""
    plain = text if _OURS.fullmatch(text) else compact(text)
    match = _OURS.fullmatch(plain)
    if match is None:
        raise _malformed(text)
    if match["prefix"] != _checked_prefix(prefix):
        raise Malformed("foreign", *_foreign_words(plain))
    number = Number(
        match["prefix"],
        int(match["year"]),
        int(match["serial"]),
        int(match["renewals"]),
        match["size"],
        int(match["sub"]) if match["sub"] else None,
    )
    if number.text != plain:  # a serial of six digits that begins with 0 would be a second form of the same number
        raise _malformed(text)
    return number


def validate(text: str, prefix: str) -> str:
    """Return the number of ours that `text` writes, in its one form. Raises Malformed."""
    return parse(text, prefix).text


def is_valid(text: str, prefix: str) -> bool:
    """Tell whether `text` writes a number of ours. It says nothing of whether that number exists."""
    try:
        return bool(validate(text, prefix))
    except Malformed:
        return False


def format(text: str, prefix: str) -> str:  # noqa: A001  the fourth of the quartet: compact, validate, is_valid, format
    """Return the number in groups for reading aloud: 999 26 SC 00001 R0 M. Raises Malformed."""
    number = parse(text, prefix)
    tail = "" if number.sub is None else f" -{number.sub}"
    return f"{number.prefix} {number.year:02d} SC {number.serial:05d} R{number.renewals} {number.size}{tail}"


def compose(prefix: str, year: int, serial: int, renewals: int, size: str, sub: int | None = None) -> str:
    """Write a number from its parts; `year` is the full year or its last two digits. Raises Malformed."""
    return Number(_checked_prefix(prefix), year % 100, serial, renewals, size, sub).text


def size_letter(headcount: int, sizes: tuple[int, int] = limits.SIZES) -> str:
    """Return S up to the first limit, M up to the second, L above (people covered at first issue)."""
    if headcount < 1:
        raise Malformed(
            "headcount",
            f"覆盖人数 {headcount} 不成立，至少为 1。",
            f"a headcount of {headcount} cannot be; it is at least 1.",
        )
    if not 0 < sizes[0] < sizes[1]:
        raise Malformed(
            "size-limits",
            f"规模界限 {sizes} 不成立，应为两个递增的正数。",
            f"size limits {sizes} cannot be; give two rising positive numbers.",
        )
    return SIZES[0] if headcount <= sizes[0] else SIZES[1] if headcount <= sizes[1] else SIZES[2]


def is_taken_over_form(text: str) -> bool:
    """Tell whether `text`, as it stands, has the form of a taken-over number: 6 to 40 of 0-9 A-Z / _ -."""
    return _TAKEN_OVER.fullmatch(text) is not None


def in_address(number: str) -> str:
    """Return the number as it stands in addresses and file names: `/` is written `~`."""
    return number.replace("/", "~")


def from_address(text: str) -> str:
    """Return the number that an address or file name carries: `~` is read as `/`."""
    return text.replace("~", "/")


@dataclass(frozen=True, slots=True)
class Form:
    """What a text looks like as a number. `kind` is `ours`, `foreign` or `malformed`; `number` is given for ours."""

    kind: str
    text: str
    words: Words
    number: Number | None = None


def classify(text: str, prefix: str) -> Form:
    """Say whether `text` has the form of a number of ours, of somebody else's, or of none; never raises.

    A text that begins like ours (prefix, up to two digits, S) and is not one is `malformed`, not `foreign`. A foreign
    number has at least four digits, so that a brand or model name is not taken for one.
    """
    plain = compact(text)
    if is_valid(plain, prefix):
        return Form(
            "ours",
            plain,
            Words("这是本机构的证书编号格式。", "This has the form of our certificate numbers."),
            parse(plain, prefix),
        )
    ours_mistyped = re.match(rf"{re.escape(prefix)}[0-9OIL]{{0,2}}S", plain) is not None
    if is_taken_over_form(plain) and not ours_mistyped and sum(c.isdigit() for c in plain) >= 4:
        return Form("foreign", plain, _foreign_words(plain))
    return Form("malformed", plain, _malformed(plain).words)


def one_edit_away(text: str, prefix: str, *, taken_over: bool = False) -> tuple[str, ...]:
    """Return every number of our form that is one slip away from `text`, sorted: for "did you mean".

    A slip is one character wrong, missing, too many, or two neighbours swapped. `taken_over` adds every text of the
    taken-over form, some 1,600 for 20 characters. Empty for what is too long to be a number. `text` itself is left out.
    """
    plain = compact(text)
    if len(plain) > limits.NUMBER + 1:
        return ()
    if taken_over:
        edits = _edits(plain, _EDITS)
    elif plain.startswith(prefix) or _OUR_END.search(plain):  # a slip spoils the beginning or what follows, not both
        edits = _edits(plain, _OUR_EDITS)
    else:
        return ()
    edits.discard(plain)
    if taken_over:  # which our own form is, too
        return tuple(sorted(filter(is_taken_over_form, edits)))
    return tuple(sorted(_of_prefix(prefix).findall("\n".join(edits))))  # one walk over hundreds of them


def one_slip_apart(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for one character wrong, missing, too many, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    shorter = min(len(one), len(other))
    head = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    rest, others = one[head:], other[head:]
    swapped = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest == others[1:] or rest[1:] == others or swapped


def is_valid_form(text: str, prefix: str) -> bool:
    """Tell whether `text`, as it stands, is a number of ours in its one form. Faster than `is_valid`, not forgiving."""
    return _of_prefix(prefix).fullmatch(text) is not None


@lru_cache(maxsize=16)
def _of_prefix(prefix: str) -> re.Pattern[str]:
    """Return what matches the numbers of one body, alone or line by line, each in its one form."""
    serial = r"(?!0+R)[0-9]{5}|[1-9][0-9]{5,7}"
    return re.compile(
        rf"^{re.escape(prefix)}[0-9]{{2}}SC(?:{serial})R(?:0|[1-9][0-9]?)[SML](?:-[1-9][0-9]?)?$", re.MULTILINE
    )


def several(text: str, prefix: str) -> tuple[str, ...]:
    """Return the numbers of ours where a text is nothing but several of them, one after another; else none.

    They may be parted by blanks or marks, or not at all, as two cells of a sheet or two lines are when pasted as one.
    """
    parts = [compact(part) for part in _BETWEEN.split(tidy(text[: limits.QUERY]).text) if part]
    numbers = [part for part in parts if is_valid_form(part, prefix)]
    if len(numbers) != len(parts) or len(parts) < 2:
        glued = compact("".join(parts))
        numbers = [match[0] for match in _EACH.finditer(glued) if is_valid_form(match[0], prefix)]
        if "".join(numbers) != glued:
            return ()
    return tuple(dict.fromkeys(numbers)) if len(numbers) > 1 else ()


def _edits(text: str, alphabet: str) -> set[str]:
    cuts = [(text[:i], text[i:]) for i in range(len(text) + 1)]
    texts = {a + b[1:] for a, b in cuts if b}
    texts |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    texts |= {a + c + b[1:] for a, b in cuts if b for c in alphabet}
    texts |= {a + c + b for a, b in cuts for c in alphabet}
    return texts


def _checked_prefix(prefix: str) -> str:
    if _PREFIX.fullmatch(prefix) is None:
        raise Malformed(
            "prefix",
            f"机构编号前缀“{prefix[:40]}”应为 3 或 4 位数字。",
            f"the body prefix “{prefix[:40]}” should be 3 or 4 digits.",
        )
    return prefix


def _foreign_words(text: str) -> Words:
    return Words(
        f"“{text[: limits.NUMBER]}”像是别的机构的证书编号，请到 cx.cnca.cn 查询。",
        f"“{text[: limits.NUMBER]}” looks like the number of another body; look it up at cx.cnca.cn.",
    )


def _malformed(text: str) -> Malformed:
    shown = text[: limits.NUMBER]
    return Malformed(
        "malformed",
        f"“{shown}”不是证书编号，应写成 99926SC00001R0M 这样：机构号、年份、SC、流水号、R 与换证次数、规模字母。",
        f"“{shown}” is no certificate number; write it like 99926SC00001R0M: body, "
        f"year, SC, serial, R and renewals, size letter.",
    )
