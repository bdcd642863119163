"""Which act takes a case from where to where. What is not in the table is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from certs.errors import Refused, Words

STATES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "received": Words("已收到申请", "received"),
        "accepted": Words("已受理", "accepted"),
        "refused": Words("不受理", "refused"),
        "planned": Words("已排计划", "planned"),
        "assessed": Words("已评价", "assessed"),
        "decided": Words("已决定", "decided"),
        "issued": Words("已颁发", "issued"),
        "closed": Words("已办结", "closed"),
    }
)
ENDED: Final = frozenset({"refused", "issued", "closed"})  # nothing can be late any more
_STAYS: Final = ("received", "accepted", "planned", "assessed")
_ENDS: Final = (*_STAYS, "refused", "decided", "issued")
MOVES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "open": {"": "received"},
        "accept": {"received": "accepted"},
        "refuse": {"received": "refused"},
        "evidence": {state: state for state in _STAYS},
        "request": {state: state for state in _STAYS},  # a letter that asks for what is missing
        "plan": {"accepted": "planned", "planned": "planned"},
        "assess": {"planned": "assessed", "assessed": "assessed"},
        "decide": {"assessed": "decided"},
        "issue": {"decided": "issued"},
        "close": dict.fromkeys(_ENDS, "closed"),
        "forget": {"closed": "closed"},
    }
)
ACTS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "open": Words("收到申请", "application received"),
        "accept": Words("受理", "accepted"),
        "refuse": Words("不受理", "refused"),
        "evidence": Words("收材料", "evidence taken in"),
        "request": Words("写补正通知", "letter asking for evidence"),
        "plan": Words("排评价计划", "assessment planned"),
        "assess": Words("登记评价", "assessment recorded"),
        "decide": Words("作出决定", "decision taken"),
        "issue": Words("颁发", "certificate issued"),
        "close": Words("办结", "closed"),
        "forget": Words("删除个人信息和材料", "personal data and evidence deleted"),
    }
)


def after(act: str, state: str, case: str) -> str:
    """Return the state that an act leads to. Raises Refused where the case is not so far, or beyond it."""
    following = MOVES[act].get(state)
    if following is None:
        wanted = [STATES[each] for each in MOVES[act] if each]
        zh, en = "、".join(each.zh for each in wanted), ", ".join(each.en for each in wanted)
        raise Refused(
            "case_state",
            f"案件 {case} 现在是“{STATES[state].zh}”，不能办理“{ACTS[act].zh}”（要在：{zh}）。什么也没有办理；"
            f"下一步看 starmark case show {case}。",
            f"Case {case} is {STATES[state].en}, where this cannot be done (it takes a case that is {en}). Nothing was "
            f"done; starmark case show {case} tells what comes next.",
        )
    return following
