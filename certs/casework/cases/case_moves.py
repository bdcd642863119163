"""Which act takes a case of which kind from where to where. What is not in the tables is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from certs.errors import Refused, Words
from certs.lifecycle.entry_types import ENTRY_TYPES

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
CERTIFICATION: Final = "certification"
RENEWAL: Final = "renewal"
CHANGE: Final = "change"
REVOCATION: Final = "revocation"
COMPLAINT: Final = "complaint"
APPEAL: Final = "appeal"
KINDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        CERTIFICATION: Words("认证", "certification"),
        RENEWAL: Words("换证", "renewal"),
        CHANGE: Words("变更", "change"),
        REVOCATION: Words(ENTRY_TYPES["revoked"].word.zh, "revocation"),
        COMPLAINT: Words("投诉", "complaint"),
        APPEAL: Words("申诉", "appeal"),
    }
)
COMPLAINTS: Final = frozenset({COMPLAINT, APPEAL})  # opened by a letter, without an application
ENDED: Final = frozenset({"refused", "issued", "closed"})  # nothing can be late any more
_STAYS: Final = ("received", "accepted", "planned", "assessed")
_ENDS: Final = (*_STAYS, "refused", "decided", "issued")
Moves: TypeAlias = Mapping[str, Mapping[str, str]]
_CERTIFICATION: Final[Moves] = MappingProxyType(
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
        "surveil": {state: state for state in ("issued", "closed")},
        "surveil-failed": {state: state for state in ("issued", "closed")},
        "remind": {state: state for state in ("issued", "closed")},
        "close": dict.fromkeys(_ENDS, "closed"),
        "forget": {"closed": "closed"},
    }
)
_OPEN: Final = ("received", "accepted")
_COMPLAINT: Final[Moves] = MappingProxyType(
    {
        "open": {"": "received"},
        "accept": {"received": "accepted"},
        "refuse": {"received": "refused"},
        "evidence": {state: state for state in _OPEN},
        "answer": {"accepted": "decided"},
        "close": dict.fromkeys((*_OPEN, "refused", "decided"), "closed"),
        "forget": {"closed": "closed"},
    }
)
_CHANGE: Final[Moves] = MappingProxyType(  # a new name is decided without an assessment
    {**_CERTIFICATION, "decide": dict.fromkeys(("accepted", "planned", "assessed"), "decided")}
)
_REVOCATION: Final[Moves] = MappingProxyType(
    {
        "open": {"": "received"},
        "evidence": {"received": "received"},
        "request": {"received": "received"},
        "decide": {"received": "decided"},
        "issue": {"decided": "issued"},
        "close": dict.fromkeys(("received", "decided", "issued"), "closed"),
        "forget": {"closed": "closed"},
    }
)
MOVES: Final[Mapping[str, Moves]] = MappingProxyType(
    {
        CERTIFICATION: _CERTIFICATION,
        RENEWAL: _CERTIFICATION,
        CHANGE: _CHANGE,
        REVOCATION: _REVOCATION,
        COMPLAINT: _COMPLAINT,
        APPEAL: _COMPLAINT,
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
        "answer": Words("作出答复", "answered"),
        "surveil": Words("登记监督结果：通过", "surveillance recorded: passed"),
        "surveil-failed": Words("登记监督结果：没有通过", "surveillance recorded: failed"),
        "remind": Words("写提醒函", "reminder written"),
        "close": Words("办结", "closed"),
        "forget": Words("删除个人信息和材料", "personal data and evidence deleted"),
        "forget-again": Words("旧副本带回来的，再次删除", "deleted again after an older copy brought it back"),
    }
)


_LETTER: Final = {
    "received": Words("已收到来信", "received"),
    "decided": Words("已答复", "answered"),
    "open": Words("收到来信", "letter received"),
}
_OF_KIND: Final[Mapping[str, Mapping[str, Words]]] = MappingProxyType(  # states and acts that a kind calls otherwise
    {
        COMPLAINT: _LETTER,
        APPEAL: _LETTER,
        RENEWAL: {"issued": Words("已换证", "renewed"), "issue": Words("换证", "certificate renewed")},
        CHANGE: {
            "issued": Words("已换发", "reissued"),
            "issue": Words(ENTRY_TYPES["reissued"].word.zh, "certificate reissued"),
        },
        REVOCATION: {
            "received": Words("已立案", "opened"),
            "issued": Words("已撤销", "revoked"),
            "open": Words("立案", "opened"),
            "issue": Words(ENTRY_TYPES["revoked"].word.zh, "certificate revoked"),
        },
    }
)


def state_words(kind: str, state: str) -> Words:
    """Return what a case of a kind is called that has come so far."""
    return _OF_KIND.get(kind, {}).get(state) or STATES[state]


def act_words(kind: str, act: str) -> Words:
    """Return what an act upon a case of a kind is called."""
    return _OF_KIND.get(kind, {}).get(act) or ACTS.get(act, Words(act, act))


def after(act: str, state: str, case: str, kind: str) -> str:
    """Return the state that an act leads to. Raises Refused where the case is of another kind, not so far, or beyond
    it.
    """
    moves = MOVES[kind].get(act, {})
    following = moves.get(state)
    if following is None:
        what, now = act_words(kind, act), state_words(kind, state)
        wanted = [state_words(kind, each) for each in moves if each]
        zh, en = "、".join(each.zh for each in wanted), ", ".join(each.en for each in wanted)
        raise Refused(
            "case_state",
            f"案件 {case}（{KINDS[kind].zh}）现在是“{now.zh}”，不能办理“{what.zh}”"
            f"{f'（要在：{zh}）' if wanted else '：这一类案件没有这一步'}。什么也没有办理；"
            f"下一步看 starmark case show {case}。",
            f"Case {case} ({KINDS[kind].en}) is {now.en}, where this cannot be done ("
            f"{f'it takes a case that is {en}' if wanted else 'a case of this kind has no such step'}). Nothing was "
            f"done; starmark case show {case} tells what comes next.",
        )
    return following
