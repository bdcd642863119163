"""Folding the log's root events into the trust list, and reading a published trust list.

Both ways end at the pinned root: each event must carry a proof by a root key in force at its place, and a published
list one by the pinned root itself. The events, as the register writes them: `body` carries `body`, `did`, `base_url`,
`log_origin` and `root` (Multikey of root-1); `key-added` carries `key` = {`name`, `multikey`}; `key-retired` and
`key-compromised` carry `key` = the name, the latter `trusted_size` too. `clock-corrected` changes nothing here: it only
has to be the root's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from certs import canonical, limits
from certs.errors import Malformed, NotGenuine
from certs.trust.data_integrity import ASSERTION, INVOCATION, secure, verify_proof
from certs.trust.keys import PublicKey, key_name, purpose_of
from certs.trust.multikey import decode_multikey
from certs.trust.newer_formats import newer_format
from certs.trust.trust_list.trust_list import FORMAT, TrustList, did_of, host_of, parse_body

EVENTS: Final = frozenset({"body", "key-added", "key-retired", "key-compromised", "clock-corrected"})
_LIST: Final = frozenset({"format", "did", "base_url", "log_origin", "size", "body", "keys", "proof"})
_KEY: Final = frozenset({"name", "purpose", "multikey", "state", "added"})
_KEY_FREE: Final = frozenset({"ended", "trusted_size"})


def _bad(what: str) -> Malformed:
    return Malformed(
        "trust_list",
        f"公钥清单或其事件不合格式：{what}。",
        f"The trust list or one of its events is malformed: {what}.",
    )


def fold_trust(events: Iterable[tuple[int, Mapping[str, Any]]], root_raw: bytes | None) -> TrustList:
    """Return the trust list after these (position, event) pairs, in log order; events of other types are passed over.

    `root_raw` is the pinned root key; None takes the one that entry 0 names. Raises Malformed, NotGenuine, or
    CouldNotCheck for an event of a newer format.
    """
    trust: TrustList | None = None
    for position, event in events:
        if event.get("format") != FORMAT:
            raise newer_format()
        if trust is None:
            trust = _found(position, event, root_raw)
        elif event.get("type") in EVENTS:
            trust = replace(_fold_one(trust, position, event), size=position + 1)
        else:
            trust = replace(trust, size=position + 1)
    if trust is None:
        raise _bad("it is empty")
    return trust


def _found(position: int, event: Mapping[str, Any], root_raw: bytes | None) -> TrustList:
    if position != 0 or event.get("type") != "body":
        raise _bad("entry 0 is not the body event")
    did, base_url, origin, multikey = (event.get(name) for name in ("did", "base_url", "log_origin", "root"))
    if type(base_url) is not str or type(multikey) is not str:
        raise _bad("base_url or root is missing")
    _require_addresses(did, base_url, origin)
    raw = decode_multikey(multikey)
    if root_raw is not None and raw != root_raw:
        raise _other_root()
    root = PublicKey(key_name("root", 1), raw)
    trust = TrustList(parse_body(event.get("body")), str(did), base_url, str(origin), (root,), 1)
    _require_root_proof(trust, 0, event)
    return trust


def _require_addresses(did: object, base_url: str, origin: object) -> None:
    if did != did_of(base_url) or origin != f"{host_of(base_url)}/log" or len(base_url) > limits.BASE_URL:
        raise _bad("did, base_url and log_origin do not agree")


def _other_root() -> NotGenuine:
    return NotGenuine(
        "root",
        "根密钥不是您所固定的那一把，这份公钥清单不是本机构的。请不要使用。",
        "The root key is not the one you pinned; this trust list is not this body's. Do not use it.",
    )


def _require_root_proof(trust: TrustList, position: int, event: Mapping[str, Any]) -> None:
    def root_of(method: str) -> PublicKey:
        key = trust.signer(method, "root")
        trust.usable(key, "root", position)
        return key

    verify_proof(event, root_of, INVOCATION)


def _fold_one(trust: TrustList, position: int, event: Mapping[str, Any]) -> TrustList:
    _require_root_proof(trust, position, event)
    fold = _FOLDS.get(event["type"])
    if fold is None:
        raise _bad(f"type {event['type']!r}")
    return fold(trust, position, event)


def _fold_body(trust: TrustList, _position: int, event: Mapping[str, Any]) -> TrustList:
    """A later body event may change names and addresses of the body, never what signatures and papers hang on."""
    fixed = (trust.did, trust.base_url, trust.log_origin, trust.keys[0].multikey)
    if tuple(event.get(name) for name in ("did", "base_url", "log_origin", "root")) != fixed:
        raise _bad("a later body event changes did, base_url, log_origin or root")
    return replace(trust, body=parse_body(event.get("body")))


def _fold_added(trust: TrustList, position: int, event: Mapping[str, Any]) -> TrustList:
    key = event.get("key")
    if not isinstance(key, dict) or key.keys() != {"name", "multikey"} or not all(type(v) is str for v in key.values()):
        raise _bad("key-added names no key")
    if key["name"] != trust.next_name(purpose_of(key["name"])):
        raise _bad(f"{key['name'][:40]} is not the next name")
    return replace(trust, keys=(*trust.keys, PublicKey(key["name"], decode_multikey(key["multikey"]), added=position)))


def _fold_retired(trust: TrustList, position: int, event: Mapping[str, Any]) -> TrustList:
    key = _named(trust, event)
    if key.state != "active":
        raise _bad(f"{key.name} is not active")
    return _with(trust, replace_key(key, state="retired", ended=position))


def _fold_compromised(trust: TrustList, position: int, event: Mapping[str, Any]) -> TrustList:
    key, size = _named(trust, event), event.get("trusted_size")
    if key.state == "compromised" or type(size) is not int or not 0 <= size <= position:
        raise _bad("key-compromised has no fitting trusted_size")
    return _with(trust, replace_key(key, state="compromised", ended=position, trusted_size=size))


_FOLDS: Final[Mapping[str, Callable[[TrustList, int, Mapping[str, Any]], TrustList]]] = {
    "body": _fold_body,
    "key-added": _fold_added,
    "key-retired": _fold_retired,
    "key-compromised": _fold_compromised,
    "clock-corrected": lambda trust, _position, _event: trust,
}


def replace_key(key: PublicKey, *, state: str, ended: int, trusted_size: int | None = None) -> PublicKey:
    """Return the same key in a later state."""
    return PublicKey(key.name, key.raw, state, key.added, ended, trusted_size)


def _named(trust: TrustList, event: Mapping[str, Any]) -> PublicKey:
    name = event.get("key")
    if type(name) is not str:
        raise _bad("the event names no key")
    return trust.key(name)


def _with(trust: TrustList, key: PublicKey) -> TrustList:
    return replace(trust, keys=tuple(key if old.name == key.name else old for old in trust.keys))


def secure_trust_list(trust: TrustList, sign: Callable[[bytes], bytes], root: PublicKey, created: datetime) -> bytes:
    """Return the bytes of trust.json: canonical, with the root's proof."""
    return canonical.dumps(secure(trust.to_json(), sign, trust.method(root), ASSERTION, created))


def parse_trust_list(data: bytes, pinned_root: bytes) -> TrustList:
    """Read a published trust list and check the proof of the pinned root (32 raw bytes).

    Raises Malformed, NotGenuine, or CouldNotCheck for a newer format.
    """
    document = canonical.loads(data, limits.TRUST_LIST)
    if not isinstance(document, dict):
        raise _bad("no object")
    if type(document.get("format")) is int and document["format"] > FORMAT:
        raise newer_format()
    trust = _read_list(document)

    def root_of(method: str) -> PublicKey:
        key = trust.signer(method, "root")
        if key.raw != pinned_root:
            raise _other_root()
        return key

    verify_proof(document, root_of, ASSERTION)
    return trust


def _read_list(document: dict[str, Any]) -> TrustList:
    if document.keys() != _LIST or document["format"] != FORMAT or type(document["format"]) is not int:
        raise _bad("fields")
    keys, size, base_url = document["keys"], document["size"], document["base_url"]
    if not isinstance(keys, list) or type(size) is not int or size < 1 or type(base_url) is not str:
        raise _bad("keys, size or base_url")
    _require_addresses(document["did"], base_url, document["log_origin"])
    return TrustList(
        parse_body(document["body"]),
        document["did"],
        base_url,
        document["log_origin"],
        tuple(_read_key(key, size) for key in keys),
        size,
    )


def _read_key(value: Any, size: int) -> PublicKey:
    if not isinstance(value, dict) or not _KEY <= value.keys() <= _KEY | _KEY_FREE:
        raise _bad("a key")
    numbers = [value[name] for name in ("added", "ended", "trusted_size") if name in value]
    if not all(type(n) is int and 0 <= n <= size for n in numbers):
        raise _bad("a key's positions")
    if not all(type(value[name]) is str for name in ("name", "purpose", "multikey", "state")):
        raise _bad("a key's texts")
    state, ended, trusted = value["state"], value.get("ended"), value.get("trusted_size")
    fits = {
        "active": (ended, trusted) == (None, None),
        "retired": ended is not None and trusted is None,
        "compromised": ended is not None and trusted is not None,
    }
    if not fits.get(state, False) or value["purpose"] != purpose_of(value["name"]):
        raise _bad("a key's state")
    return PublicKey(value["name"], decode_multikey(value["multikey"]), state, value["added"], ended, trusted)
