"""What a ceremony would record, or why it is refused. Pure: the trust list and a few facts of the log go in, steps come
out.

A purpose never loses its last key without a successor, because acts would then stop. The root itself stays: whoever
verifies has pinned it, so that a new root means a new founding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from certs.days import instant_text
from certs.errors import Refused, Words
from certs.lifecycle.corrections import Correction
from certs.trust.keys import PURPOSES, PublicKey
from certs.trust.multikey import encode_multikey
from certs.trust.trust_list.trust_list import TrustList

ROTATED: Final = tuple(purpose for purpose in PURPOSES if purpose != "root")
_NOTHING: Final = Words("什么也没有登记。", "Nothing was recorded.")


@dataclass(frozen=True, slots=True)
class Step:
    """One event that a ceremony records. `key` is the name of the key that it is about, "" for the clock."""

    type: str
    key: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WrongClock:
    """What is to be logged of a wrong clock: see `corrections.Correction`."""

    false_instant: datetime
    true_instant: datetime
    first_affected: int


def plan_rotation(trust: TrustList, purpose: str, raw: bytes | None, *, keep_old: bool) -> tuple[Step, ...]:
    """Add the next key of a purpose and retire those in use, unless `keep_old`. `raw` None is for a preview only."""
    _require_not_root(purpose)
    if keep_old and purpose == "log":
        raise _refused(
            "keep_old",
            "log 密钥不用 --keep-old：旧密钥的文件还在，就会和新密钥一起签检查点 90 天。",
            "A log key takes no --keep-old: while its file is there, the old one signs checkpoints beside the new one "
            "for 90 days anyway.",
        )
    old = () if keep_old else _active(trust, purpose)
    return (_added(trust, purpose, raw), *(Step("key-retired", key.name, {"key": key.name}) for key in old))


def plan_retirement(trust: TrustList, name: str) -> tuple[Step, ...]:
    """Retire a key that has a successor in use. Raises Refused."""
    key = _known(trust, name)
    _require_not_root(key.purpose)
    if key.state != "active":
        raise _refused(
            "key_ended",
            f"{name} 早已不再使用（日志第 {key.ended} 条），不能再停用一次。",
            f"{name} is no longer in use since entry {key.ended} of the log, so it cannot be retired again.",
        )
    if len(_active(trust, key.purpose)) < 2:
        raise _refused(
            "last_key",
            f"{name} 是唯一在用的 {key.purpose} 密钥，停用后就无法办理了。"
            f"请改用 starmark keys rotate {key.purpose}，它会先换上新密钥。",
            f"{name} is the only {key.purpose} key in use; without it acts would stop. Use starmark keys "
            f"rotate {key.purpose} instead: it puts a new key in place first.",
        )
    return (Step("key-retired", name, {"key": name}),)


def needs_successor(trust: TrustList, name: str) -> bool:
    """Tell whether declaring this key compromised leaves its purpose without one."""
    return [key.name for key in _active(trust, _known(trust, name).purpose)] == [name]


def plan_compromise(trust: TrustList, size: int, name: str, trusted_size: int, raw: bytes | None) -> tuple[Step, ...]:
    """Declare a key compromised, behind a new one where its purpose would have none. Raises Refused.

    `size` is how many entries the log has now; what the key signed among the first `trusted_size` of them still stands.
    """
    key = _known(trust, name)
    _require_not_root(key.purpose)
    if key.state == "compromised":
        raise _refused(
            "key_ended",
            f"{name} 早已宣布泄露（日志第 {key.ended} 条），当时定下的范围不能再改。",
            f"{name} was declared compromised by entry {key.ended} of the log; the size that was set then "
            "cannot be changed.",
        )
    if not 0 <= trusted_size <= size:
        raise _refused(
            "trusted_size",
            f"--trusted-size 应在 0 到 {size} 之间：日志现在有 {size} 条，{trusted_size} 不在其内。",
            f"--trusted-size lies between 0 and {size}: the log has {size} entries now, and {trusted_size} is not "
            "among them.",
        )
    successor = (_added(trust, key.purpose, raw),) if needs_successor(trust, name) else ()
    return (*successor, Step("key-compromised", name, {"key": name, "trusted_size": trusted_size}))


def plan_correction(
    wrong: WrongClock, size: int, now: datetime, recorded: Callable[[int, int], list[datetime]]
) -> tuple[Step, ...]:
    """Log what the clock showed and what it should have shown. `recorded(first, end)` reads the log. Raises Refused."""
    if not 0 <= wrong.first_affected < size:
        raise _refused(
            "first_affected",
            f"--first-affected 应在 0 到 {size - 1} 之间：日志没有第 {wrong.first_affected} 条。",
            f"--first-affected lies between 0 and {size - 1}: the log has no entry {wrong.first_affected}.",
        )
    affected = recorded(wrong.first_affected, size)
    if wrong.false_instant not in affected:
        shown = "、".join(instant_text(at) for at in sorted({affected[0], affected[-1]}))
        raise _refused(
            "false_instant",
            f"--false-instant 应是受影响的某一条的登记时刻（例如 {shown}）。",
            f"--false-instant is the recorded instant of one of the affected entries (such as "
            f"{shown.replace('、', ' or ')}).",
        )
    if wrong.true_instant == wrong.false_instant or wrong.true_instant > now:
        raise _refused(
            "true_instant",
            f"--true-instant 应是当时的真实时刻：不同于错误的时刻，也不晚于现在（{instant_text(now)}）。",
            "--true-instant is what the time really was: another instant than the false one, and not after "
            f"now ({instant_text(now)}).",
        )
    before = max(recorded(max(wrong.first_affected - 1, 0), wrong.first_affected), default=None)
    if before is not None and before > wrong.true_instant:
        raise _refused(
            "first_affected",
            f"第 {wrong.first_affected - 1} 条记的是 {instant_text(before)}，比真实时刻还晚："
            "要么它也受影响（--first-affected 应更小），要么真实时刻写早了。",
            f"Entry {wrong.first_affected - 1} says {instant_text(before)}, which is after the true instant: either it "
            "is affected as well (a smaller --first-affected), or the true instant is too early.",
        )
    return (
        Step(
            "clock-corrected",
            "",
            {
                "false_instant": instant_text(wrong.false_instant),
                "true_instant": instant_text(wrong.true_instant),
                "first_affected": wrong.first_affected,
            },
        ),
    )


def require_new(wrong: WrongClock, size: int, corrections: Sequence[Correction]) -> None:
    """Refuse a correction that the last entry makes already; with entries behind it, it would reach these as well.

    Raises Refused.
    """
    for last in corrections[-1:]:
        said = WrongClock(last.false_instant, last.true_instant, last.first_affected)
        if said == wrong and last.position == size - 1:
            raise _refused(
                "corrected_already",
                f"日志的最后一条（第 {last.position} 条）就是这个更正，没有要登记的。",
                f"The last entry of the log, {last.position}, is this correction: there is nothing to record.",
            )


def _added(trust: TrustList, purpose: str, raw: bytes | None) -> Step:
    name = trust.next_name(purpose)
    return Step("key-added", name, {"key": {"name": name, "multikey": encode_multikey(raw) if raw else ""}})


def _active(trust: TrustList, purpose: str) -> list[PublicKey]:
    return [key for key in trust.keys if (key.purpose, key.state) == (purpose, "active")]


def _known(trust: TrustList, name: str) -> PublicKey:
    public_key = next((key for key in trust.keys if key.name == name), None)
    if public_key is None:
        names = [key.name for key in trust.keys]
        raise _refused(
            "key_unknown",
            f"日志里没有名为“{name[:40]}”的密钥，只有：{'、'.join(names)}。",
            f"The log knows no key named “{name[:40]}”; it knows: {', '.join(names)}.",
        )
    return public_key


def _require_not_root(purpose: str) -> None:
    if purpose == "root":
        raise _refused(
            "root_stays",
            "根密钥不轮换、不停用：核验者以它为准。若它泄露或丢失，须重新建立登记并公告新的根公钥。",
            "The root key is neither rotated nor retired: verifiers have pinned it. If it was stolen or lost, a new "
            "register must be founded and its root key announced.",
        )


def _refused(code: str, zh: str, en: str) -> Refused:
    return Refused(code, zh + _NOTHING.zh, f"{en} {_NOTHING.en}")
