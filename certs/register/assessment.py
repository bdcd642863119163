"""What the register's own entries prove about a certificate on a day: numbered checks, folded into one verdict.

Every look-up by number ends here. The signatures of all entries are verified each time (remembered for the same bytes under the same
keys), so that a changed row is seen by whoever looks, not only by an audit. The last `else` refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.register.proving import check_event_once
from certs.register.reasons import REASONS
from certs.register.record import Record, Standing
from certs.trust.trust_list import TrustList
from certs.trust.verdict import Check, Outcome, Overall, Verdict

_NOT_MADE: Final = Words("前面的检查没有通过，这一项没有再查。", "An earlier check failed, so this one was not made.")


def assess(record: Record, standing: Standing, trust: TrustList, size: int, *, day: date, now: datetime) -> Verdict:
    """Return the verdict on a certificate as it stood on `day`; `size` is the number of entries in the log."""
    first = Check(1, "register", Outcome.PASS, "found", Words(
        f"登记簿中有这张证书：日志第 {record.entries[0].position} 条，共 {size} 条。",
        f"The register holds this certificate: entry {record.entries[0].position} of {size}."),
        {"position": str(record.entries[0].position), "size": str(size)})
    checks = [first, *_signatures(record, standing, trust)]
    failed = next((c for c in checks if c.outcome is not Outcome.PASS), None)
    if failed is not None:
        checks += [Check(n, name, Outcome.UNKNOWN, "not_made", _NOT_MADE) for n, name in ((4, "status"), (5, "dates"))]
        overall = Overall.NOT_GENUINE if failed.outcome is Outcome.FAIL else Overall.UNKNOWN
        return Verdict(overall, failed.code, failed.message, tuple(checks), now, record.number)
    checks += [_status_check(standing), _dates_check(record, standing, day)]
    return Verdict(Overall.VALID if standing.code == "valid" else Overall.NOT_VALID, standing.code,
                   status_message(record, standing), tuple(checks), now, record.number, standing.code)


def _signatures(record: Record, standing: Standing, trust: TrustList) -> list[Check]:
    """Check 2 is the certificate as it was in force; check 3 every entry of its history."""
    found: dict[int, StarmarkError | str] = {}
    for entry in record.entries:
        try:
            found[entry.position] = check_event_once(entry.position, entry.raw, trust)
        except StarmarkError as exc:
            found[entry.position] = exc
    version = record.versions[standing.version - 1]
    key = version.credential["proof"]["verificationMethod"].rpartition("#")[2]
    certificate = found.pop(version.position)
    history = next((x for x in found.values() if isinstance(x, StarmarkError)), certificate)
    return [
        _signature_check(2, "signature", certificate, Words(f"证书签名正确（Ed25519，公钥 {key}）。",
                                                            f"The certificate's signatures hold (Ed25519, key {key})."), {"key": key}),
        _signature_check(3, "history", history, Words(f"状态记录的签名都正确，共 {len(record.entries)} 条。",
                                                      f"Every entry of its history is signed: {len(record.entries)}."),
                         {"entries": str(len(record.entries))}),
    ]


def _signature_check(number: int, name: str, found: StarmarkError | str, words: Words, evidence: Mapping[str, str]) -> Check:
    if isinstance(found, CouldNotCheck):
        return Check(number, name, Outcome.UNKNOWN, found.code, found.words)
    if isinstance(found, StarmarkError):
        return Check(number, name, Outcome.FAIL, found.code, Words(
            f"登记内容与签名对不上，可能被改动过。请不要依据它作决定，并告知本机构。（{found.words.zh}）",
            f"The entry does not fit its signature and may have been changed. Do not rely on it, and tell us. ({found.words.en})"))
    return Check(number, name, Outcome.PASS, "signed", words, evidence)


def _status_check(standing: Standing) -> Check:
    if standing.code in {"suspended", "revoked", "withdrawn"}:
        words = {"suspended": Words(f"自 {standing.since} 起暂停。", f"Suspended since {standing.since}."),
                 "revoked": Words(f"自 {standing.since} 起撤销。", f"Revoked since {standing.since}."),
                 "withdrawn": Words(f"自 {standing.since} 起注销。", f"Withdrawn since {standing.since}.")}[standing.code]
        return Check(4, "status", Outcome.FAIL, standing.code, words, {"since": standing.since.isoformat()})
    return Check(4, "status", Outcome.PASS, "in_force", Words("没有暂停、撤销或注销。", "It is not suspended, revoked or withdrawn."))


def _dates_check(record: Record, standing: Standing, day: date) -> Check:
    version = record.versions[standing.version - 1]
    begins, ends = record.issued, version.valid_until
    evidence = {"from": begins.isoformat(), "until": ends.isoformat(), "day": day.isoformat()}
    if day < begins:
        return Check(5, "dates", Outcome.FAIL, "not_yet_valid", Words(f"要到 {begins} 才生效。", f"It takes effect on {begins}."), evidence)
    if day > ends:
        return Check(5, "dates", Outcome.FAIL, "expired", Words(f"有效期到 {ends} 为止。", f"It was valid until {ends}."), evidence)
    return Check(5, "dates", Outcome.PASS, "in_date", Words(f"在有效期内：{begins} 至 {ends}。", f"It is within its dates: {begins} to {ends}."),
                 evidence)


def status_message(record: Record, standing: Standing) -> Words:
    """Return the sentence that a reader needs first: what is so, and what it means. Days in ISO form in both languages."""
    version = record.versions[standing.version - 1]
    why = REASONS.get(standing.event_type, {}).get(standing.reason or "", Words("", ""))
    since, until, ends = standing.since, standing.until, version.valid_until
    if standing.code == "valid":
        return Words(f"证书真实，状态有效。有效期至 {ends}，只对所列认证范围有效。",
                     f"This certificate is genuine and valid until {ends}, for the listed scope only.")
    if standing.code == "suspended":
        late = standing.overdue
        return Words(f"证书真实，但已暂停。从 {since} 起暂停，{'原定' if late else '最迟'}到 {until}{'，至今没有恢复' if late else ''}。暂停期间，证书和标志都不得使用。",
                     f"Genuine, but suspended since {since}, {'originally' if late else 'at the latest'} until {until}"
                     f"{', and not restored' if late else ''}. Neither certificate nor mark may be used meanwhile.")
    if standing.code == "revoked":
        return Words(f"证书真实，但已于 {since} 被撤销。{why.zh}撤销不能恢复。", f"Genuine, but revoked on {since}. {why.en} This is final.")
    if standing.code == "withdrawn":
        return Words(f"证书真实，但已于 {since} 注销。{why.zh}", f"Genuine, but withdrawn on {since}. {why.en}")
    if standing.code == "expired":
        return Words(f"证书真实，但已过期。有效期到 {ends} 为止，没有续期。", f"Genuine, but expired: it was valid until {ends} and was not renewed.")
    if standing.code == "not_yet_valid":
        return Words(f"证书真实，还没有生效。从 {record.issued} 起有效。", f"Genuine, but not valid yet: it takes effect on {record.issued}.")
    raise AssertionError(f"status {standing.code!r} has no sentence")
