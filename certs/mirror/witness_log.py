"""A witness: somebody else, who cosigns a log's head only if it continues the last one that was cosigned.

The decision is `certs.log.witness_decision`'s. Here are what it stands on, a folder for each log, and the order of
work: look at the last head, decide, put the new one on the disk, and only then cosign and answer.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from certs import limits
from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.instance.whole_files import Placer
from certs.log import tree
from certs.log.checkpoint import Checkpoint, cosign, parse_checkpoint
from certs.log.checkpoint_policy import Policy, policy_of, verify_checkpoint
from certs.log.signed_note import COSIGNATURE, NoteKey, Sign, Signature
from certs.log.witness_decision import Refusal, Request, decide
from certs.mirror.head_comparison import Fetch, forked, published_nodes, require_continuation
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.trust_list.trust_list import TrustList

_LAST = "checkpoint"
_TRUST = "trust.json"
_ROOT = "root"


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness's own key, and the folder in which it remembers what it has cosigned."""

    folder: Path
    key: NoteKey
    sign: Sign

    def place(self, origin: str) -> Path:
        """Return the folder of one log; its name says nothing that a path could misread."""
        return self.folder / "logs" / hashlib.sha256(origin.encode()).hexdigest()[:32]

    def cosign_published(self, fetch: Fetch, root_raw: bytes | None, now: datetime) -> tuple[Checkpoint, Signature]:
        """Fetch a log's head, hold it against the last one, and return it with the cosignature.

        `root_raw` pins the root key the first time. Raises Contradiction with both heads and the proof, NotGenuine, or
        CouldNotCheck. What is returned is on the disk.
        """
        raw = fetch("log/checkpoint", limits.NOTE)
        shown = parse_checkpoint(raw)
        place = self.place(shown.head.origin)
        with _alone(place):
            trust, trust_raw = _trusted(place, fetch("trust.json", limits.TRUST_LIST), root_raw)
            policy = policy_of(trust)
            verify_checkpoint(raw, policy)
            last = last_cosigned(place)
            old = last.head.size if last is not None else 0
            proof: tuple[bytes, ...] = ()
            if last is not None:
                require_continuation(last, shown, fetch)
            if old < shown.head.size:
                proof = tree.consistency_proof(old, shown.head.size, published_nodes(fetch, shown.head.size))
            decided = decide(Request(old, proof, raw).encode(), policy, last)
            if isinstance(decided, Refusal):
                raise forked(decided.fork) if decided.fork else NotGenuine(decided.code, *decided.words)
            return decided, self._cosign(place, decided, trust_raw, trust, now)

    def answer(self, body: bytes, now: datetime) -> Signature | Refusal:
        """Answer an add-checkpoint request (C2SP tlog-witness) for a log that was cosigned from its address before."""
        place = self._asked(body)
        if place is None:
            refused = decide(body, Policy("-", lambda _: ()), None)
            assert isinstance(refused, Refusal)  # that is the name of no log, and no key signs for it
            return refused
        with _alone(place):
            trust_raw = (place / _TRUST).read_bytes()
            trust = parse_trust_list(trust_raw, (place / _ROOT).read_bytes())
            decided = decide(body, policy_of(trust), last_cosigned(place))
            return decided if isinstance(decided, Refusal) else self._cosign(place, decided, trust_raw, trust, now)

    def _asked(self, body: bytes) -> Path | None:
        try:
            place = self.place(parse_checkpoint(body.partition(b"\n\n")[2]).head.origin)
        except Malformed:
            return None
        return place if (place / _ROOT).is_file() else None

    def _cosign(self, place: Path, head: Checkpoint, trust_raw: bytes, trust: TrustList, now: datetime) -> Signature:
        """Keep first, on the disk; whoever answers first can be made to vouch for two histories."""
        with Placer(place) as placer:
            placer.put(_ROOT, trust.keys[0].raw)
            placer.put(_TRUST, trust_raw)
            placer.flush()
            placer.put(_LAST, head.encode())
        return cosign(head, self.key, self.sign, now)


def witness_key(name: str, raw: bytes) -> NoteKey:
    """Return the public key of a witness. Raises Malformed for a bad name."""
    return NoteKey(name, raw, COSIGNATURE)


def last_cosigned(place: Path) -> Checkpoint | None:
    """Return the head that was cosigned last; None before the first. Raises CouldNotCheck if it cannot be read."""
    try:
        return parse_checkpoint((place / _LAST).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, Malformed) as error:
        raise CouldNotCheck(
            "witness_state",
            f"读不了上次见证的检查点 {place / _LAST}（{error}）。没有签名：请从备份恢复这个文件，绝不要删掉它。",
            f"The head cosigned last, {place / _LAST}, cannot be read ({error}). Nothing was cosigned: restore that "
            "file, and never delete it.",
        ) from error


def _trusted(place: Path, raw: bytes, root_raw: bytes | None) -> tuple[TrustList, bytes]:
    """Return the published trust list under the pinned root; never an older one than was seen."""
    root = (place / _ROOT).read_bytes() if (place / _ROOT).is_file() else None
    if root is not None and root_raw is not None and root != root_raw:
        raise NotGenuine(
            "root",
            "所给的根公钥与以前见证时的不同。没有签名。",
            "The root key given is not the one cosigned under before. Nothing was cosigned.",
        )
    root = root or root_raw
    if root is None:
        raise CouldNotCheck(
            "witness_pin",
            "第一次见证一个日志必须给出根公钥（--pin）。没有签名。",
            "The first time a log is cosigned its root key must be given (--pin). Nothing was cosigned.",
        )
    trust = parse_trust_list(raw, root)
    if (place / _TRUST).is_file():
        before = (place / _TRUST).read_bytes()
        older = parse_trust_list(before, root)
        if older.size > trust.size:
            return older, before
    return trust, raw


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Nobody comes between looking at the last head and keeping the new one."""
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (place / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
