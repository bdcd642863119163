"""What a forger puts into a bundle: each part from elsewhere, changed, unsigned, of a newer format, or once too often.

A forgery changes the JSON of a bundle, given what the forger has at hand.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from certs import canonical
from certs.publication.files import bundle_format
from certs.publication.files.bundle_format import Bundle
from certs.trust.encoding import decode_base32, decode_base64url, encode_base32, encode_base64url
from certs.trust.qr import cbor


@dataclass(frozen=True)
class Stock:
    """Bundles as JSON: the genuine one, the same certificate's before it was reissued, another certificate's of the
    body, and one of a body that calls itself the same and has other keys.
    """

    genuine: dict[str, Any]
    before: dict[str, Any]
    other: dict[str, Any]
    stranger: dict[str, Any]


Forgery = Callable[[dict[str, Any], Stock], None]
Path = tuple[str | int, ...]
_PARTS: Final[dict[str, Path]] = {
    "number": ("number",),
    "version": ("version",),
    "certificate": ("certificate",),
    "credential": ("certificate", "credential"),
    "its proof": ("certificate", "credential", "proof"),
    "its subject": ("certificate", "credential", "credentialSubject"),
    "jwt": ("certificate", "jwt"),
    "qr": ("certificate", "qr"),
    "events": ("events",),
    "event": ("events", -1, "event"),
    "log proof": ("events", -1, "proof"),
    "checkpoint": ("checkpoint",),
    "status": ("status",),
    "revocation list": ("status", "revocation"),
    "suspension list": ("status", "suspension"),
    "trust list": ("trust",),
}
# No forgeries: what the body itself signed and is still good today, and what is the same there.
_SIGNED_BY_THE_BODY: Final = ("status", "revocation list", "suspension list", "trust list")
_NONE: Final = {(source, name) for source in ("before", "other") for name in _SIGNED_BY_THE_BODY} | {
    ("before", "number"),
    ("stranger", "number"),
    ("other", "checkpoint"),
}


def as_json(bundle: Bundle) -> dict[str, Any]:
    """Return a bundle as the JSON that a forger edits."""
    value: dict[str, Any] = json.loads(bundle_format.encode(bundle))
    return value


def file_of(value: dict[str, Any]) -> bytes:
    """Write edited JSON as a file."""
    return json.dumps(value, ensure_ascii=False).encode()


def forged(name: str, stock: Stock) -> dict[str, Any]:
    """Return the bundle with one forgery of the table in it."""
    value = copy.deepcopy(stock.genuine)
    FORGERIES[name](value, stock)
    assert file_of(value) != file_of(stock.genuine), name
    return value


def _get(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _put(value: Any, path: Path, new: Any) -> None:
    _get(value, path[:-1])[path[-1]] = new


def _swap(value: dict[str, Any], stock: Stock, *, source: str, path: Path) -> None:
    _put(value, path, copy.deepcopy(_get(getattr(stock, source), path)))


def _edit(value: dict[str, Any], _: Stock, *, path: Path, change: Callable[[Any], Any]) -> None:
    _put(value, path, change(_get(value, path)))


def _add(value: dict[str, Any], _: Stock, *, path: Path) -> None:
    _get(value, path)["remark"] = "五星级"


def _parts_of(token: str) -> tuple[str, list[Any], dict[Any, Any]]:
    address, _, encoded = token.rpartition("/")
    outer = cbor.decode(decode_base32(encoded))
    return address, list(outer.value), dict(cbor.decode(outer.value[2]))


def _token(address: str, parts: list[Any], claims: dict[Any, Any]) -> str:
    whole = cbor.encode(cbor.Sign1([parts[0], {}, cbor.encode(claims), bytes(64)]))
    return f"{address}/{encode_base32(whole)}"


def qr_of_format_2(text: str) -> str:
    """Return an unsigned token that names another holder at five stars, in a format that is still to come."""
    address, parts, claims = _parts_of(text)
    claims[-70001] = {**claims[-70001], 1: 2, 2: "冒名（虚构）有限公司", 4: "five-star"}
    return _token(address, parts, claims)


def qr_unsigned(text: str) -> str:
    """Return the same, as of today's format."""
    address, parts, claims = _parts_of(text)
    claims[-70001] = {**claims[-70001], 2: "冒名（虚构）有限公司"}
    return _token(address, parts, claims)


def jwt_of_context_2(text: str) -> str:
    """Return a JWT whose payload names a context that is still to come, with a signature of zeros."""
    header, payload, _ = text.split(".")
    document = json.loads(decode_base64url(payload))
    document["@context"][1] = document["@context"][1].replace("/v1", "/v2")
    document["credentialSubject"]["holder"]["name"] = "冒名（虚构）有限公司"
    return f"{header}.{encode_base64url(canonical.dumps(document))}.{encode_base64url(bytes(64))}"


def jwt_unsigned(text: str) -> str:
    """Return the JWT with a signature of zeros."""
    return f"{text.rpartition('.')[0]}.{encode_base64url(bytes(64))}"


def jwt_without_algorithm(text: str) -> str:
    """Return the JWT under the algorithm `none`, with nothing for a signature."""
    header = {**json.loads(decode_base64url(text.split(".", maxsplit=1)[0])), "alg": "none"}
    return f"{encode_base64url(canonical.dumps(header))}.{text.split('.')[1]}."


def _later_context(credential: dict[str, Any]) -> dict[str, Any]:
    first, own = credential["@context"]
    return {**credential, "@context": [first, own.replace("/v1", "/v2")]}


def _of_format_2(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "format": 2}


def _emptied(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "credentialSubject": {**part["credentialSubject"], "encodedList": "uH4sI"}}


_EDITS: Final[dict[str, tuple[Path, Callable[[Any], Any]]]] = {
    "qr of format 2": (_PARTS["qr"], qr_of_format_2),
    "qr unsigned": (_PARTS["qr"], qr_unsigned),
    "qr with a query": (_PARTS["qr"], lambda text: f"{text}?next=https://evil.example"),
    "qr of another scheme": (_PARTS["qr"], lambda text: text.replace("https:", "weixin:")),
    "qr without https": (_PARTS["qr"], lambda text: text.replace("https:", "http:")),
    "qr without address": (_PARTS["qr"], lambda text: text.rpartition("/")[2]),
    "qr in small letters": (_PARTS["qr"], str.lower),
    "qr of another host": (_PARTS["qr"], lambda text: text.replace("cert.", "cent.")),
    "qr cut off": (_PARTS["qr"], lambda text: text[:-8]),
    "qr left out": (_PARTS["qr"], lambda _: ""),
    "jwt of context 2": (_PARTS["jwt"], jwt_of_context_2),
    "jwt unsigned": (_PARTS["jwt"], jwt_unsigned),
    "jwt without algorithm": (_PARTS["jwt"], jwt_without_algorithm),
    "jwt with a line end": (_PARTS["jwt"], lambda text: text + "\n"),
    "jwt left out": (_PARTS["jwt"], lambda _: ""),
    "credential of context 2": (_PARTS["credential"], _later_context),
    "event of format 2": (_PARTS["event"], _of_format_2),
    "trust list of format 2": (_PARTS["trust list"], _of_format_2),
    "revocation list emptied": (_PARTS["revocation list"], _emptied),
    "suspension list emptied": (_PARTS["suspension list"], _emptied),
    "lists changed about": (
        _PARTS["status"],
        lambda lists: {"revocation": lists["suspension"], "suspension": lists["revocation"]},
    ),
    "an event twice": (_PARTS["events"], lambda events: [*events, events[-1]]),
    "events about": (_PARTS["events"], lambda events: events[::-1]),
    "no events": (_PARTS["events"], lambda _: []),
    "the issue left out": (_PARTS["events"], lambda events: events[1:]),
    "another size": (_PARTS["checkpoint"], lambda lines: [lines[0], str(int(lines[1]) + 1), *lines[2:]]),
    "one line more": (_PARTS["checkpoint"], lambda lines: [*lines[:3], "more", *lines[3:]]),
    "no signature": (_PARTS["checkpoint"], lambda lines: [*lines[:4], ""]),
    "format 2": (("format",), lambda _: 2),
    "format true": (("format",), lambda _: True),
    "another type": (("type",), lambda _: "starmark-bundle-2"),
    "version true": (("version",), lambda _: True),
}
_ROOMS: Final[dict[str, Path]] = {"file": (), "event's place": ("events", 0)} | {
    name: _PARTS[name] for name in ("certificate", "credential", "its proof", "its subject", "event", "status")
}
_ROOMS.update({name: _PARTS[name] for name in ("revocation list", "suspension list", "trust list")})


def _all() -> Iterator[tuple[str, Forgery]]:
    for source in ("before", "other", "stranger"):
        for name, path in _PARTS.items():
            if (source, name) not in _NONE:
                yield f"{name} of {source}", partial(_swap, source=source, path=path)
    for name, (path, change) in _EDITS.items():
        yield name, partial(_edit, path=path, change=change)
    for name, path in _ROOMS.items():
        yield f"a member more in {name}", partial(_add, path=path)


FORGERIES: Final[dict[str, Forgery]] = dict(_all())


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Walk to every text and number of a file."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


def with_leaf_changed(value: dict[str, Any], path: Path) -> bytes:
    """Return the file with one text or number of it changed."""
    changed = copy.deepcopy(value)
    leaf = _get(value, path)
    middle = len(leaf) // 2 if isinstance(leaf, str) else 0
    new = (
        leaf[:middle] + ("0" if leaf[middle : middle + 1] != "0" else "1") + leaf[middle + 1 :]
        if isinstance(leaf, str)
        else leaf + 1
    )
    _put(changed, path, new)
    return file_of(changed)


def twice(data: bytes, name: str) -> bytes:
    """Return the file with the first member of a name standing there twice, once with a value of no worth."""
    head, found, tail = data.partition(f'"{name}":'.encode())
    assert found, name
    return b"".join((head, found, b"0,", found, tail))
