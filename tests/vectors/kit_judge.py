"""What the program says of a vector of the conformance kit: each kind by its own checker, at the vector's own time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from certs.days import parse_instant
from certs.documents.judging import handed_file
from certs.errors import CouldNotCheck, Malformed, NotGenuine, Refused
from certs.lifecycle.event_proof import check_event_proof
from certs.lifecycle.events import parse_event
from certs.log.checkpoint import parse_checkpoint
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.fork_evidence import fork_in_proof
from certs.log.tlog_proof import verify_proof
from certs.log.tree import verify_consistency
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.trust.status_list.status_list import parse_status_list, verify_status_list
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import offline
from certs.trust.verification.list_verdict import verify_qr_by_lists
from certs.trust.verification.verdict import Verdict

Answer = tuple[str, str]
_FINE: Final = ("valid", "valid")


def judged(kind: str, data: bytes, trust_file: bytes, at: str) -> Answer:
    """Return `overall` and `code` of a vector. Never raises for bad content."""
    root = offline.root_of(trust_file)
    trust = parse_trust_list(trust_file, root)
    try:
        answer = _KINDS[kind](data, trust, root, parse_instant(at))
    except CouldNotCheck as error:
        return "unknown", error.code
    except NotGenuine as error:
        return "not_genuine", error.code
    except (Malformed, Refused):
        return "unknown", "damaged"
    return (answer.overall.value, answer.code) if isinstance(answer, Verdict) else _FINE


def _alone(data: bytes, trust: TrustList, _: bytes, now: datetime) -> Verdict:
    return offline.verify_alone(data, trust, now)


def _pasted(data: bytes, trust: TrustList, _: bytes, now: datetime) -> Verdict:
    target = handed_file.told_apart(data, trust.base_url)
    if target is None:
        raise handed_file.unrecognised(data)
    if target.kind is handed_file.Kind.NUMBER:
        raise CouldNotCheck("number_offline", "", "")
    return offline.verify_alone(target.data, trust, now)


def _bundle(data: bytes, trust: TrustList, root: bytes, now: datetime) -> Verdict:
    return verify_bundle(data, Pin(root, trust), now).verdict


def _scan(data: bytes, trust: TrustList, _: bytes, now: datetime) -> Verdict:
    scan = json.loads(data)
    lists = {purpose: text.encode() for purpose, text in scan["lists"].items()}
    return verify_qr_by_lists(scan["text"], trust, parse_instant(scan["fetched"]), lists, now)[0]


def _trust(data: bytes, _: TrustList, root: bytes, __: datetime) -> None:
    parse_trust_list(data, root)


def _status_list(data: bytes, trust: TrustList, _: bytes, now: datetime) -> None:
    said = parse_status_list(data)
    verify_status_list(data, trust, said.purpose, said.number).require_fresh(now)


def _checkpoint(data: bytes, trust: TrustList, _: bytes, __: datetime) -> None:
    verify_checkpoint(data, policy_of(trust))


def _growth(data: bytes, trust: TrustList, _: bytes, __: datetime) -> None:
    """Two heads of one log, and the proof that the smaller begins the larger."""
    told = json.loads(data)
    heads = [told[name].encode() for name in ("first", "second")]
    first, second = (verify_checkpoint(head, policy_of(trust)).head for head in heads)
    proof = tuple(bytes.fromhex(one) for one in told["proof"])
    before, after = map(parse_checkpoint, heads)
    if fork_in_proof(before, after, proof) is not None:
        raise NotGenuine("log_forked", "", "")
    verify_consistency(first.size, second.size, first.root, second.root, proof)


def _proof(data: bytes, trust: TrustList, _: bytes, __: datetime) -> None:
    told = json.loads(data)
    verify_proof(told["proof"].encode(), told["entry"].encode(), policy_of(trust))


def _event(data: bytes, trust: TrustList, _: bytes, __: datetime) -> None:
    position, _, raw = data.partition(b"\n")
    check_event_proof(parse_event(int(position), raw.rstrip(b"\n")), trust)


_KINDS: Final[Mapping[str, Callable[[bytes, TrustList, bytes, datetime], Any]]] = {
    "qr": _alone,
    "credential": _alone,
    "jwt": _alone,
    "pasted": _pasted,
    "bundle": _bundle,
    "scan": _scan,
    "trust": _trust,
    "status-list": _status_list,
    "checkpoint": _checkpoint,
    "growth": _growth,
    "log-proof": _proof,
    "event": _event,
}
KINDS: Final = tuple(_KINDS)
