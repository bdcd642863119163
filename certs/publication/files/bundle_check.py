"""Verifying a bundle as a whole: from its bytes, the pinned root and the time, without network and register.

To the seven checks of every verdict come two: 8 log (each entry is in the log, under its signed checkpoint) and 9
status evidence. Log proofs show that what is here is in the log, never that nothing is left out: only a fresh status
list says that the certificate still stands (decision 0017). Without one, the checks of version and status cannot pass,
and neither can the whole. Every part is judged, and the gravest of their verdicts is the file's (decision 0026).

Where a register is at hand, the log is held against it, and it tells the status in place of the file's evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from certs.days import beijing_day, require_instant
from certs.errors import CouldNotCheck, Malformed, NotGenuine, StarmarkError, Words
from certs.lifecycle import signed_objects
from certs.lifecycle.compromise import condemned_by
from certs.lifecycle.events import parse_event
from certs.lifecycle.record import Record, fold
from certs.lifecycle.record_proof import prove_record
from certs.log.checkpoint import Head
from certs.log.checkpoint_policy import SignedHead, keys_in_state, policy_of, verify_checkpoint
from certs.log.signed_note import NoteKey, signed_by
from certs.log.tree import leaf_hash, verify_inclusion
from certs.publication.files import bundle_status
from certs.publication.files.bundle_format import Bundle, parse
from certs.trust.trust_list.trust_fold import parse_trust_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import checks, sentences, verification
from certs.trust.verification.stopped import stopped
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

OwnRecord = Callable[[str, Head], Record]
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
_IN_REGISTER: Final = Words("登记簿里的日志与它相同。", "The register's own log is the same.")
_WITNESSED: Final = Words("您指定的见证方都联署了它。", "Every witness that you named has cosigned it.")
_NO_WITNESS: Final = Words("没有要求见证方。", "No witness was asked for.")
_ROOT_ALONE: Final = Words(
    "这次只以根公钥为准，没有要求见证方：谁同时偷到本机构五把在线密钥，就能做出同样通过的文件。请用 --witness 指明见证方的公钥，或联网查询编号。",
    "It went by the root key alone, with no witness asked for: whoever has stolen all five online keys of the body can "
    "make a file that passes like this one. Name a witness's key with --witness, or look the number up online.",
)
# What is worse goes first: a failure decides before a check that could not be made, as within a verdict.
_GRAVITY: Final = (Overall.NOT_GENUINE, Overall.NOT_VALID, Overall.UNKNOWN, Overall.VALID)
_PARTS: Final = {
    "credential": Words("文件里的证书：", "The certificate in the file:"),
    "jwt": Words("文件里的 JWT：", "The JWT in the file:"),
    "qr": Words("文件里的二维码：", "The QR code in the file:"),
    "events": Words("文件里的登记：", "The entries in the file:"),
}


@dataclass(frozen=True, slots=True)
class Pin:
    """Whom the verifier trusts: the raw root key, and a trust list that was had before, if any.

    Each of the `witnesses` must have cosigned the checkpoint; one of `known` need not, but what stands in its name must
    hold.
    """

    root: bytes
    trust: TrustList | None = None
    witnesses: tuple[NoteKey, ...] = ()
    known: tuple[NoteKey, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """The verdict, and what the bundle holds where it is genuine. `status_age` is in seconds, None without evidence."""

    verdict: Verdict
    record: Record | None = None
    version: int | None = None
    status_age: int | None = None


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What form, keys and log have shown: the parts, whom to go by, the record that answers, and the head.

    `by_register` says that the record is the register's own; `strangers` are those under the head whose keys nobody
    here has.
    """

    bundle: Bundle
    trust: TrustList
    record: Record
    signed: SignedHead
    strangers: tuple[str, ...]
    by_register: bool
    by_witnesses: bool


def verify_bundle(
    data: bytes, pin: Pin, now: datetime, day: date | None = None, own_record: OwnRecord | None = None
) -> CheckedBundle:
    """Judge a bundle. `day` is the Beijing day asked about; for another than today's there is no status evidence.

    `own_record` asks a register that is at hand for its record under a head (see `bundle_register`). Never raises for
    bad content.
    """
    now = require_instant(now)
    at = 1
    try:
        bundle = parse(data)
        at = 2
        trust = _trust(bundle, pin)
        at = LOG
        record, signed = _logged(bundle, trust, pin)
        strangers = _strangers(signed, trust, pin)
        if own_record is not None:
            record = own_record(record.number, signed.head)
    except (CouldNotCheck, Malformed, NotGenuine) as error:
        return CheckedBundle(_stopped(at, error, now))
    grounds = _Grounds(bundle, trust, record, signed, strangers, own_record is not None, bool(pin.witnesses))
    return _judge(grounds, now, beijing_day(now) if day is None else day)


def _trust(bundle: Bundle, pin: Pin) -> TrustList:
    """Return the newer of the bundle's trust list and the known one: a compromise that is known stays known."""
    trust = parse_trust_list(bundle.trust, pin.root)
    if pin.trust is None:
        return trust
    if (pin.trust.did, pin.trust.base_url) != (trust.did, trust.base_url):
        raise NotGenuine(
            "other_issuer",
            "这份文件属于另一家机构，与给出的公钥清单不符。",
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


def _strangers(signed: SignedHead, trust: TrustList, pin: Pin) -> tuple[str, ...]:
    """Return the names under the checkpoint whose keys nobody here knows. Raises NotGenuine where a known one fails."""
    keys = (*keys_in_state(trust, "active", "retired", "compromised"), *pin.witnesses, *pin.known)
    proven = {signature for _, signature in signed_by(signed.checkpoint.note, keys)}
    return tuple(sorted({one.name for one in signed.checkpoint.note.signatures if one not in proven}))


def _judge(grounds: _Grounds, now: datetime, day: date) -> CheckedBundle:
    bundle, record = grounds.bundle, grounds.record
    base = _signatures(grounds, now, day)
    log = _log_check(grounds)
    if base.overall is Overall.NOT_GENUINE:
        return CheckedBundle(replace(base, checks=(*base.checks, log, _NOT_MADE[STATUS_EVIDENCE - 1])))
    version = record.versions[bundle.version - 1]
    weight = bundle_status.weigh(bundle.lists, grounds.trust, record, version.status_index, now, day)
    if grounds.by_register:
        weight = bundle_status.beside_register(weight)
    last = Check(STATUS_EVIDENCE, _NAMES[STATUS_EVIDENCE], weight.outcome, weight.code, weight.words, weight.facts)
    results = [*base.checks, log, last]
    if weight.outcome is not Outcome.PASS:
        results[4:6] = [_entries_only(check) for check in results[4:6]]
    verdict = _fold(base, results, record, day)
    if verdict.overall is Overall.VALID and not grounds.by_register and not grounds.by_witnesses:
        verdict = replace(verdict, message=sentences.joined(verdict.message, _ROOT_ALONE))
    return CheckedBundle(verdict, record, bundle.version, weight.age)


def _signatures(grounds: _Grounds, now: datetime, day: date) -> Verdict:
    """Make the seven checks of every form of the certificate and of the entries; the gravest verdict is the file's."""
    bundle, trust, record = grounds.bundle, grounds.trust, grounds.record
    version = record.versions[bundle.version - 1]
    evidence = signed_objects.evidence(record, version, grounds.signed.head.size, day)
    verdicts = {
        "credential": verification.verify_credential(bundle.credential, trust, lambda *_: evidence, now, day),
        "jwt": verification.verify_jwt_text(bundle.jwt, trust, lambda *_: evidence, now, day),
        "qr": verification.verify_qr(bundle.qr, trust, lambda *_: evidence, now, day)[0],
        "events": verification.verify_record(evidence, lambda: prove_record(record, version, trust), trust, now, day),
    }
    part = min(verdicts, key=lambda name: _GRAVITY.index(verdicts[name].overall))
    gravest = verdicts[part]
    if gravest.overall in {Overall.NOT_GENUINE, Overall.UNKNOWN}:
        return _of_part(part, gravest)
    return gravest


def _of_part(part: str, verdict: Verdict) -> Verdict:
    """Say which part of the file it is that decided."""
    results = [
        check._replace(message=sentences.joined(_PARTS[part], check.message), evidence={**check.evidence, "part": part})
        if check.code == verdict.code
        else check
        for check in verdict.checks
    ]
    return replace(verdict, message=sentences.joined(_PARTS[part], verdict.message), checks=tuple(results))


def _log_check(grounds: _Grounds) -> Check:
    """Return check 8: what vouches for the log, and whose signatures under its head nobody here could judge."""
    head, words = grounds.signed.head, _IN_LOG
    by_whom = (_IN_REGISTER, grounds.by_register), (_WITNESSED, grounds.by_witnesses)
    for more in [sentence for sentence, applies in by_whom if applies] or [_NO_WITNESS]:
        words = sentences.joined(words, more)
    facts = {
        "log": head.origin,
        "log_size": str(head.size),
        "entries": " ".join(str(entry.index) for entry in grounds.bundle.entries),
        "witnesses": str(len(grounds.signed.cosignatures)),
    }
    if grounds.strangers:
        names = facts["strangers"] = " ".join(grounds.strangers)
        more = Words(
            f"检查点上还有 {names} 的签名，没有它的公钥，没有核对。",
            f"Under the checkpoint stand signatures of {names} too, which could not be judged without the key.",
        )
        words = sentences.joined(words, more)
    return Check(LOG, _NAMES[LOG], Outcome.PASS, "ok", words, facts)


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
    unknown = [check for check in (*base.checks, last) if check.outcome is Outcome.UNKNOWN]
    if unknown:
        first = unknown[0]
        return replace(
            base, overall=Overall.UNKNOWN, code=first.code, message=first.message, checks=tuple(results), status=None
        )
    return replace(base, message=sentences.joined(base.message, last.message), checks=tuple(results))


def _stopped(at: int, error: StarmarkError, now: datetime) -> Verdict:
    """Return the verdict of a bundle that did not get past form, trust list or log.

    Nobody signs the frame around the parts: of one that cannot be read, nobody can tell who made it.
    """
    if at == 1:
        base = stopped(error, now)
        more = (base.checks[-1]._replace(number=number, name=name) for number, name in _NAMES.items())
        return replace(base, checks=(*base.checks, *more))
    unknown = isinstance(error, CouldNotCheck)
    outcome, overall = (Outcome.UNKNOWN, Overall.UNKNOWN) if unknown else (Outcome.FAIL, Overall.NOT_GENUINE)
    results = list(_NOT_MADE)
    results[0] = checks.PASSED[0]
    results[at - 1] = Check(at, results[at - 1].name, outcome, error.code, error.words)
    return Verdict(overall, error.code, error.words, tuple(results), now)
