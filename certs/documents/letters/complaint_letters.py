"""Letters to whoever complained or appealed: that it was taken up, that it was not, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from certs.documents.letters import letter_words as words
from certs.documents.letters.written_letter import Language, Letter, Row, Sender, written_day
from certs.errors import Words

COMPLAINT, APPEAL, UPHELD = "complaint", "appeal", "upheld"
_NAMES: Final = {COMPLAINT: Words("投诉", "complaint"), APPEAL: Words("申诉", "appeal")}
_SENDERS: Final = {COMPLAINT: Words("投诉人", "the person who complained"), APPEAL: Words("申诉人", "the appellant")}
_ACKNOWLEDGED: Final = Words("{name}受理通知书", "Acknowledgement of your {name}")
_REFUSED: Final = Words("{name}不受理通知书", "Notice about your {name}")
_ANSWERED: Final = Words("{name}答复书", "Answer to your {name}")
_OPENING_ACKNOWLEDGED: Final = Words(
    "我机构收到{day}的{name}，已经受理，正在查证。",
    "We received your {name} of {day}, have taken it up and are looking into it.",
)
_OPENING_REFUSED: Final = Words(
    "我机构收到{day}的{name}。经核对，不予受理，理由如下。",
    "We received your {name} of {day}. For the reason below, we do not take it up.",
)
_OPENING_ANSWERED: Final = Words(
    "{day}的{name}，我机构已查证完毕，决定如下。",
    "We have looked into your {name} of {day} and have decided as follows.",
)
_CASE: Final = Words("案件编号", "Case")
_SUBJECT: Final = Words("事由", "About")
_RECEIVED: Final = Words("收到的日期", "Received on")
_RESULT: Final = Words("决定", "Decision")
_RESULTS: Final = {
    (COMPLAINT, "upheld"): Words("投诉成立。", "Your complaint is upheld."),
    (COMPLAINT, "dismissed"): Words("投诉不成立。", "Your complaint is dismissed."),
    (APPEAL, "upheld"): Words(
        "申诉成立，原来的决定将予更正。", "Your appeal is upheld; the decision will be put right."
    ),
    (APPEAL, "dismissed"): Words("申诉不成立，维持原来的决定。", "Your appeal is dismissed; the decision stands."),
}
# What an upheld one leads to, by what it is about: nothing is promised that somebody still has to decide.
_FOLLOWS: Final[Mapping[tuple[str, str], Words]] = MappingProxyType(
    {
        (COMPLAINT, "certificate"): Words(
            "我机构将要求获证组织说明和改正，并按认证规则决定是否暂停、变更或者撤销证书；另由专人决定。证书状态有变化的，在本机构网站可以查到。",
            "We will have the holder explain and correct it, and decide by the rules of certification whether "
            "its certificate is suspended, changed or revoked; that is a decision of its own. A change of its status "
            "is shown on our website.",
        ),
        (COMPLAINT, ""): Words(
            "我机构将改正自己的做法，并记录改正的内容。", "We will correct how we work and keep a record of it."
        ),
        (APPEAL, ""): Words(
            "我机构将由没有参与原来决定的人重新办理，不收费，结果另行通知。",
            "People who had no part in that decision will handle the matter anew, free of charge; you are told the "
            "outcome separately.",
        ),
    }
)
_HOW: Final = Words("怎样处理", "How it is handled")
_HOW_TEXT: Final = Words(
    "由没有参与这件事的评价和决定的人处理，不收费。来信人的姓名和联系方式只用来处理这件事，不公布；未经来信人同意，不告诉对方。",
    "People who had no part in the assessment or the decision handle it, free of charge. Your name and how to reach "
    "you serve only this; they are not published, and not told to the other side unless you agree.",
)
_STANDS: Final = Words("申诉期间，原来的决定继续执行。", "The decision stands in the meantime.")
_WHEN: Final = Words("什么时候答复", "When you hear from us")
_WHEN_TEXT: Final = Words("我机构在{day}以前答复。", "We answer by {day}.")
_BY_WHOM: Final = Words("由谁决定", "Who decided")
_BY_WHOM_TEXT: Final = Words(
    "作出本决定的人没有参与过这件事的评价和决定。",
    "Those who decided had no part in the assessment or decision that it is about.",
)
_MORE: Final = Words("仍有异议的", "If you disagree")
_MAY_APPEAL: Final = Words("可以向本机构申诉，写明案件编号。", "You may appeal to us, naming the case.")
_AUTHORITY: Final = Words(
    "任何人都可以向市场监督管理部门举报违法的认证活动（拨打 12315）。",
    "Anybody may report unlawful certification to the market regulation authority (telephone 12315).",
)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """To whom such a letter goes, and about what. `addressee` and `address` are "" where nobody is named.

    `certified` tells whether it is about a certificate.
    """

    kind: str
    case: str
    addressee: str
    address: str
    about: Words
    received: date
    certified: bool = False


def acknowledgement(to: Correspondence, sender: Sender, language: Language, today: date, until: date | None) -> Letter:
    """Write that it was taken up, and by when it is answered where the body has set that."""
    how = [_said(language, _HOW_TEXT), *([_said(language, _STANDS)] if to.kind == APPEAL else [])]
    rows = [Row(_said(language, _HOW), tuple(how))]
    if until is not None:
        when = _said(language, _WHEN_TEXT, day=written_day(until, language))
        rows.append(Row(_said(language, _WHEN), (when,)))
    rows.append(Row(_said(language, words.CONTACT), (sender.body.complaints,)))
    return _letter(to, sender, language, today, (_ACKNOWLEDGED, _OPENING_ACKNOWLEDGED), rows)


def refusal(to: Correspondence, reason: str, sender: Sender, language: Language, today: date) -> Letter:
    """Write that it is not taken up, and why."""
    rows = [Row(_said(language, words.REASON), (reason,)), _disagreement(to, sender, language)]
    return _letter(to, sender, language, today, (_REFUSED, _OPENING_REFUSED), rows)


def answer(to: Correspondence, result: str, reason: str, sender: Sender, language: Language, today: date) -> Letter:
    """Write the answer: what was decided, why, and what can be done about it."""
    rows = [
        Row(_said(language, _RESULT), (_said(language, _RESULTS[to.kind, result]),)),
        Row(_said(language, words.REASON), (reason,)),
        *_follows(to, result, language),
        Row(_said(language, _BY_WHOM), (_said(language, _BY_WHOM_TEXT),)),
        _disagreement(to, sender, language),
    ]
    return _letter(to, sender, language, today, (_ANSWERED, _OPENING_ANSWERED), rows)


def _follows(to: Correspondence, result: str, language: Language) -> list[Row]:
    if result != UPHELD:
        return []
    about = "certificate" if to.certified and to.kind == COMPLAINT else ""
    return [Row(_said(language, words.AFTERWARDS), (_said(language, _FOLLOWS[to.kind, about]),))]


def _disagreement(to: Correspondence, sender: Sender, language: Language) -> Row:
    told = [_said(language, _AUTHORITY)]
    if to.kind == COMPLAINT:
        told.insert(0, _said(language, _MAY_APPEAL))
    return Row(_said(language, _MORE), (*told, sender.body.complaints))


def _letter(
    to: Correspondence, sender: Sender, language: Language, day: date, said: tuple[Words, Words], rows: list[Row]
) -> Letter:
    title, opening = said
    name, received = _said(language, _NAMES[to.kind]), written_day(to.received, language)
    addressee = to.addressee or _said(language, _SENDERS[to.kind])
    facts = ((_CASE, to.case), (_SUBJECT, _said(language, to.about)), (_RECEIVED, received))
    return Letter(
        language,
        sender,
        day,
        to.case,
        _said(language, title, name=name),
        _said(language, words.DEAR, holder=addressee),
        to.address,
        _said(language, opening, name=name, day=received),
        tuple((_said(language, label), text) for label, text in facts),
        tuple(rows),
        _said(language, words.CLOSING),
        published=False,
    )


def _said(language: Language, pair: Words, **values: object) -> str:
    return (pair.zh if language == "zh" else pair.en).format(**values)
