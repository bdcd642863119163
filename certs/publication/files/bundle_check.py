"""Verifying an offline bundle: from its bytes, the pinned root and the time alone.

No register and no network.

To the seven checks of every verdict come two: 8 log (each entry is in the log, under its signed checkpoint) and 9
status evidence. Log proofs show that what is here is in the log, never that nothing is left out: only a fresh status
list says that the certificate still stands (decision 0017). Without one, the checks of version and status cannot pass,
and neither can the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from certs.days import beijing_day, require_instant
from certs.errors import CouldNotCheck, Malformed, NotGenuine, StarmarkError, Words
from certs.lifecycle import signed_objects
from certs.lifecycle.compromise import condemned_by
from certs.lifecycle.events import parse_event
from certs.lifecycle.record import Record, fold
from certs.log.checkpoint_policy import SignedHead, policy_of, verify_checkpoint
from certs.log.signed_note import NoteKey
from certs.log.tree import leaf_hash, verify_inclusion
from certs.publication.files import bundle_status
from certs.publication.files.bundle_format import Bundle, parse
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import checks, sentences, verification
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

LOG: Final = 8
STATUS_EVIDENCE: Final = 9
_NAMES: Final = {LOG: "log", STATUS_EVIDENCE: "status_evidence"}
_NOT_MADE: Final = (
    *checks.NOT_MADE,
    *(Check(number, name, Outcome.UNKNOWN, "not_made", sentences.NOT_MADE) for number, name in _NAMES.items()),
)
_ENTRIES_ONLY: Final = Words(
    "所附的日志条目没有说不好，但可能缺了后来的条目；要有新鲜的状态证据才能下结论。",
    "The log entries in the bundle say nothing against it, but later ones may be left out; only fresh status evidence "
    "settles it.",
)
_IN_LOG: Final = Words(
    "每个条目都在日志里，检查点由日志密钥签署。", "Each entry is in the log, under a checkpoint that its key signed."
)


@dataclass(frozen=True, slots=True)
class Pin:
    """Whom the verifier trusts: the raw root key, and a trust list that was had before, if any."""

    root: bytes
    trust: TrustList | None = None
    witnesses: tuple[NoteKey, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """The verdict, and what the bundle holds where it is genuine. `status_age` is in seconds, None without evidence."""

    verdict: Verdict
    record: Record | None = None
    version: int | None = None
    status_age: int | None = None


def verify_bundle(data: bytes, pin: Pin, now: datetime, day: date | None = None) -> CheckedBundle:
    """Judge a bundle. `day` is the Beijing day asked about; for another than today's there is no status evidence.

    Never raises for bad content.
    """
    now = require_instant(now)
    at = 1
    try:
        bundle = parse(data)
        at = 2
        trust = _trust(bundle, pin)
        at = LOG
        record, signed = _logged(bundle, trust, pin)
    except (CouldNotCheck, Malformed, NotGenuine) as error:
        return CheckedBundle(_stopped(at, error, now))
    return _judge(bundle, trust, record, signed, now, day)


def _trust(bundle: Bundle, pin: Pin) -> TrustList:
    """Return the newer of the bundle's trust list and the known one: a compromise that is known stays known."""
    trust = parse_trust_list(bundle.trust, pin.root)
    if pin.trust is None:
        return trust
    if (pin.trust.did, pin.trust.base_url) != (trust.did, trust.base_url):
        raise NotGenuine(
            "other_issuer",
            "这份文件属于另一家机构，与给出的信任列表不符。",
            "This file is another body's than the trust list given.",
        )
    return pin.trust if pin.trust.size > trust.size else trust


def _logged(bundle: Bundle, trust: TrustList, pin: Pin) -> tuple[Record, SignedHead]:
    """Return the record of the entries, each proved to be in the log."""
    policy = policy_of(trust, pin.witnesses, len(pin.witnesses))
    signed = verify_checkpoint(bundle.checkpoint, policy)
    events = []
    for entry in bundle.entries:
        verify_inclusion(leaf_hash(entry.raw), entry.index, signed.head.size, entry.hashes, signed.head.root)
        events.append(parse_event(entry.index, entry.raw))
    try:
        record = fold(events, condemned_by(trust))
    except CouldNotCheck as error:
        raise _incomplete() from error
    if record.number != bundle.number or record.version(bundle.version) is None:
        raise _incomplete()
    return record, signed


def _incomplete() -> Malformed:
    return Malformed(
        "bundle_entries",
        "离线核验文件里的日志条目不成一张证书：缺了条目，或不是这个编号的。请重新索取，或联网查询。",
        "The log entries in the bundle make no certificate: one is missing or of another number. Ask for it again, "
        "or look it up online.",
    )


def _judge(
    bundle: Bundle, trust: TrustList, record: Record, signed: SignedHead, now: datetime, day: date | None
) -> CheckedBundle:
    target_day = beijing_day(now) if day is None else day
    base = _signatures(bundle, trust, record, signed.head.size, now, target_day)
    log = Check(LOG, _NAMES[LOG], Outcome.PASS, "ok", _IN_LOG, _log_facts(signed, record))
    if base.overall is Overall.NOT_GENUINE:
        return CheckedBundle(replace(base, checks=(*base.checks, log, _NOT_MADE[STATUS_EVIDENCE - 1])))
    version = record.versions[bundle.version - 1]
    weight = bundle_status.weigh(bundle.lists, trust, record, version.status_index, now, target_day)
    last = Check(STATUS_EVIDENCE, _NAMES[STATUS_EVIDENCE], weight.outcome, weight.code, weight.words, weight.facts)
    results = [*base.checks, log, last]
    if weight.outcome is not Outcome.PASS:
        results[4:6] = [_entries_only(check) for check in results[4:6]]
    return CheckedBundle(_fold(base, results, record, target_day), record, bundle.version, weight.age)


def _signatures(bundle: Bundle, trust: TrustList, record: Record, size: int, now: datetime, day: date) -> Verdict:
    """Make the seven checks of every form of the certificate and of the entries; the first not genuine decides."""
    version = record.versions[bundle.version - 1]
    evidence = signed_objects.evidence(record, version, size, day)
    verdicts = [
        verification.verify_credential(bundle.credential, trust, lambda *_: evidence, now, day),
        verification.verify_jwt_text(bundle.jwt, trust, lambda *_: evidence, now, day),
        verification.verify_qr(bundle.qr, trust, lambda *_: evidence, now, day)[0],
        verification.verify_record(evidence, _counted(record, version.position), trust, now, day),
    ]
    return next((verdict for verdict in verdicts if verdict.overall is Overall.NOT_GENUINE), verdicts[0])


def _counted(record: Record, position: int) -> list[tuple[int, bytes]]:
    """Return the entries whose proofs must hold: a void one is not believed, but the version shown has to be proved."""
    return [(e.position, e.raw) for e in record.entries if e.position not in record.void or e.position == position]


def _log_facts(signed: SignedHead, record: Record) -> dict[str, str]:
    return {
        "log": signed.head.origin,
        "log_size": str(signed.head.size),
        "entries": " ".join(str(event.position) for event in record.entries),
        "witnesses": str(len(signed.cosignatures)),
    }


def _entries_only(check: Check) -> Check:
    if check.outcome is not Outcome.PASS:
        return check
    return Check(check.number, check.name, Outcome.UNKNOWN, "entries_only", _ENTRIES_ONLY, check.evidence)


def _fold(base: Verdict, results: Sequence[Check], record: Record, day: date) -> Verdict:
    """The first failure decides; else the status evidence, where that could not be made; else all have passed."""
    last = results[-1]
    failed = [check for check in results if check.outcome is Outcome.FAIL]
    if failed:
        from_entries = failed[0].number != STATUS_EVIDENCE
        message = base.message if from_entries else failed[0].message
        status = record.standing(day).code if from_entries else None
        return replace(
            base, overall=Overall.NOT_VALID, code=failed[0].code, message=message, checks=tuple(results), status=status
        )
    unknown = [check for check in results if check.outcome is Outcome.UNKNOWN]
    if unknown:
        first = last if last in unknown else unknown[0]
        return replace(
            base, overall=Overall.UNKNOWN, code=first.code, message=first.message, checks=tuple(results), status=None
        )
    return replace(base, message=sentences.joined(base.message, last.message), checks=tuple(results))


def _stopped(at: int, error: StarmarkError, now: datetime) -> Verdict:
    """Return the verdict of a bundle that did not get past form, trust list or log."""
    unknown = isinstance(error, CouldNotCheck)
    outcome, overall = (Outcome.UNKNOWN, Overall.UNKNOWN) if unknown else (Outcome.FAIL, Overall.NOT_GENUINE)
    results = list(_NOT_MADE)
    results[0] = checks.PASSED[0]
    results[at - 1] = Check(at, results[at - 1].name, outcome, error.code, error.words)
    return Verdict(overall, error.code, error.words, tuple(results), now)
