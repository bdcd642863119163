"""Hosts made to be taken for ours: other letters of the same look, digits for letters, ours as a part of them."""

from __future__ import annotations

import unicodedata
from typing import Final

from certs.errors import Words

# What is taken for what, after NFKC and in lower case: digits, Cyrillic and Greek (after UTS 39, confusables).
_LOOKS: Final = str.maketrans(
    "01358іӏοосаерхуѕԁһјкмнтвԛԝνρτακιη",
    "olesbllooocaepxysdhjkmhtbqwvptakin"[: len("01358іӏοосаерхуѕԁһјкмнтвԛԝνρτακιη")],
)
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"), ("-", ""))


def looks_like(host: str, ours: str) -> bool:
    """Tell whether a host that is not ours could be taken for it. Both as an address has them, IDNA included."""
    theirs = _readable(host)
    if ours in theirs:  # cert.example.cn.evil.example, xcert.example.cn
        return True
    return _distance_one(_skeleton(theirs), _skeleton(ours))


def warning(host: str, ours: str) -> Words:
    """The sentence on such a host."""
    shown = host if _readable(host) == host else f"{host}（{_readable(host)}）"
    return Words(
        f"{shown} 是仿冒本机构网址（{ours}）的地址。", f"{shown} is made to look like this body's own address, {ours}."
    )


def _readable(host: str) -> str:
    """Return a host with its IDNA parts as they look."""
    return ".".join(_decoded(part) for part in unicodedata.normalize("NFKC", host).lower().split("."))


def _decoded(part: str) -> str:
    if not part.startswith("xn--"):
        return part
    try:
        return part[4:].encode("ascii").decode("punycode")
    except ValueError:
        return part


def _skeleton(host: str) -> str:
    plain = unicodedata.normalize("NFKD", host)
    text = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LOOKS)
    for pair, single in _PAIRS:
        text = text.replace(pair, single)
    return text


def _distance_one(one: str, other: str) -> bool:
    """Tell whether two texts are equal, or become so by one letter changed, added, left out, or two changed about."""
    if one == other:
        return True
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(map(len, (one, other)))
    )
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
