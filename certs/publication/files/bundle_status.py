"""What the status lists in a bundle are worth: fresh, of this body, and not older than the log entries beside them.

Whatever is wrong with them is a check that could not be made: they may be stale, missing or another's while the
certificate is genuine. A set bit in a list that holds is a failure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from certs.days import beijing_day, day_begins, instant_text
from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.lifecycle.entry_types import FINAL_CODES
from certs.lifecycle.record import Record
from certs.trust.credential.credential import STATUS_PURPOSES, status_place
from certs.trust.status_list.status_list import StatusList, verify_status_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import sentences
from certs.trust.verification.verdict import Outcome

# The entries that change a bit of each list on the day they take effect: a list that is older does not know of them.
_CHANGING: Final = {
    "revocation": frozenset({"reissued", *FINAL_CODES}),
    "suspension": frozenset({"suspended", "restored"}),
}
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_ASK_AGAIN: Final = Words(
    "请索取新的离线核验文件，或联网查询编号。", "Ask for a new bundle, or look the number up online."
)
_MISSING: Final = Words(
    "没有状态证据，证书现在的状态不得而知。", "There is no status evidence, so the present status is not known."
)
_FOREIGN: Final = Words(
    "状态证据不是本机构为这张证书发布的，或被改动过，不能采信。证书现在的状态不得而知。",
    "The status evidence is not what this body published for this certificate, or was changed, and cannot be believed. "
    "The present status is not known.",
)
_OLDER: Final = Words(
    "状态证据比所附的日志条目旧（被换成了旧的），不能采信。证书现在的状态不得而知。",
    "The status evidence is older than the log entries beside it (rolled back) and cannot be believed. "
    "The present status is not known.",
)
_BY_REGISTER: Final = Words(
    "状态以登记簿所载为准，没有用文件里的状态证据。",
    "The status is the register's own; the evidence in the file was not needed.",
)
_OTHER_DAY: Final = Words(
    "离线核验文件只能说明签发状态证据时的状态，不能回答别的日期。",
    "A bundle tells the status as of its evidence only, and cannot answer for another day.",
)
_BITS: Final = {
    "revocation": Words(
        "证书真实，但状态列表表明这一版已经终止（撤销、注销，或已有新版），不再有效。",
        "Genuine, but the status list says that this version is no longer good: revoked, ended or superseded.",
    ),
    "suspension": Words(
        "证书真实，但状态列表表明它已暂停。暂停期间不得使用。",
        "Genuine, but the status list says that it is suspended. It may not be used meanwhile.",
    ),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was found: outcome, code, sentence, facts, and the age in seconds of the older list, where there is one."""

    outcome: Outcome
    code: str
    words: Words
    facts: Mapping[str, str] = field(default_factory=dict)
    age: int | None = None


def weigh(
    lists: Mapping[str, bytes], trust: TrustList, record: Record, status_index: int, now: datetime, day: date
) -> Weighed:
    """Judge both lists for one version of a certificate. One that stands alone is judged too, and tells nothing."""
    number, _ = status_place(status_index)
    try:
        status_lists = [verify_status_list(raw, trust, purpose, number) for purpose, raw in lists.items()]
    except StarmarkError:
        return _unknown("status_list_foreign", _FOREIGN)
    if len(status_lists) < len(STATUS_PURPOSES):
        return _unknown("status_list_missing", _MISSING)
    oldest = min(status_lists, key=lambda one: one.valid_from)
    facts = {
        "signed": instant_text(oldest.valid_from),
        "until": instant_text(min(one.valid_until for one in status_lists)),
    }
    seconds = int((now - oldest.valid_from).total_seconds())
    facts["age_seconds"] = str(seconds)
    age_words = _age_words(seconds, oldest)
    try:
        for one in status_lists:
            one.require_fresh(now)
    except CouldNotCheck as error:
        return _unknown(error.code, sentences.joined(error.words, age_words), facts, seconds)
    if day != beijing_day(now):
        return _unknown("status_list_other_day", sentences.joined(_OTHER_DAY, age_words), facts, seconds)
    if any(one.valid_from < _last_change(record, one.purpose, day) for one in status_lists):
        return _unknown("status_list_rolled_back", sentences.joined(_OLDER, age_words), facts, seconds)
    for one in status_lists:
        if one.is_set(status_index):
            words = sentences.joined(_BITS[one.purpose], age_words)
            return Weighed(Outcome.FAIL, f"{one.purpose}_bit", words, facts, seconds)
    return Weighed(Outcome.PASS, "ok", age_words, facts, seconds)


def beside_register(weight: Weighed) -> Weighed:
    """Return what lists are worth where the register tells the status: old ones do, another body's do not."""
    if weight.code == "status_list_foreign":
        return weight
    facts = weight.facts if weight.outcome is Outcome.PASS else {**weight.facts, "file": weight.code}
    return Weighed(Outcome.PASS, "ok", _BY_REGISTER, facts, weight.age)


def _unknown(code: str, words: Words, facts: Mapping[str, str] | None = None, age: int | None = None) -> Weighed:
    return Weighed(Outcome.UNKNOWN, code, sentences.joined(words, _ASK_AGAIN), facts or {}, age)


def _last_change(record: Record, purpose: str, day: date) -> datetime:
    """Return the instant from which a list must know of all entries here that are in effect and change its bits."""
    changing = [e for e in record.counted if e.type in _CHANGING[purpose] and e.effective <= day]
    instants = [max(e.recorded, day_begins(e.effective)) for e in changing]
    return max(instants, default=datetime.min.replace(tzinfo=UTC))


def _age_words(seconds: int, oldest: StatusList) -> Words:
    zh, en = span_words(abs(seconds))
    if seconds < 0:
        zh, en = f"{zh}后才生效", f"{en} in the future"
    else:
        zh, en = f"{zh}前的", f"{en} old"
    at = instant_text(oldest.valid_from)
    return Words(f"状态证据是{zh}（{at} 签发）。", f"The status evidence is {en} (signed {at}).")


def span_words(seconds: int) -> tuple[str, str]:
    """Write a length of time as people say it, in Chinese and English: two units at most, the rest cut off."""
    if seconds < _MINUTE:
        return "不到一分钟", "less than a minute"
    if seconds < _HOUR:
        return f" {seconds // _MINUTE} 分钟", _count(seconds // _MINUTE, "minute")
    if seconds < _DAY:
        hours, minutes = divmod(seconds // _MINUTE, 60)
        zh, en = f" {hours} 小时", _count(hours, "hour")
        return (f"{zh} {minutes} 分钟", f"{en} {_count(minutes, 'minute')}") if minutes else (zh, en)
    days, hours = divmod(seconds // _HOUR, 24)
    zh, en = f" {days} 天", _count(days, "day")
    return (f"{zh} {hours} 小时", f"{en} {_count(hours, 'hour')}") if hours else (zh, en)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
