"""Letters to an applicant, before there is a certificate: what is still missing, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from certs.documents.letters import letter_words as words
from certs.documents.letters.written_letter import Language, Letter, Row, Sender, written_day
from certs.errors import Words
from certs.scheme.schemes import SCHEMES

_TITLE = Words("补正通知书", "Request for evidence")
_OPENING = Words(
    "贵单位申请商品售后服务评价体系认证，我机构已收到申请。经核对，下列材料还没有齐，请补充。",
    "We have received your application for certification of after-sales service. The evidence named below is not "
    "complete; please send what is missing.",
)
_UNTIL = Words("请在{day}以前补齐。", "Please send it by {day}.")
_HOW = Words("怎样交", "How to send it")
_HOW_TEXT = Words(
    "文件名请以材料前面的编号开头，写明覆盖哪个产品；复印件请遮住身份证号和与服务无关的内容。没有发生过的事，写明没有即可，不要补造记录。",
    "Please begin the name of each file with the number of the item and name the product that it covers; hide identity "
    "numbers and whatever does not concern service. If something never happened, say so; do not make up records.",
)
_NOT_ACCEPTED = Words("不予受理通知书", "Notice that an application is not accepted")
_ASKED: Final[Mapping[str, Words]] = MappingProxyType(  # by the kind of a case
    {
        "renewal": Words("再认证下列认证证书", "the renewal of the certificate named below"),
        "change": Words("变更下列认证证书", "a change of the certificate named below"),
    }
)
_ASKED_FIRST: Final = Words("商品售后服务评价体系认证", "certification of after-sales service")
_NOT_ACCEPTED_OPENING = Words(
    "贵单位申请{asked}，我机构已收到申请。经审核，不予受理，理由如下。",
    "We have received your application for {asked}. For the reason below, it is not accepted.",
)
_AFTER_NOT_ACCEPTED = Words(
    "没有进行评价，也没有作出认证决定；具备条件以后可以重新申请。",
    "Nothing was assessed and no decision on a certificate was taken; once the reason is gone you may apply again.",
)
_UNCHANGED = Words("现有的证书不因此改变。", "Your present certificate is not affected.")
_DECIDED = Words("认证决定通知书", "Notice of the certification decision")
_GRANTED = Words(
    "贵单位申请商品售后服务评价体系认证。经评价和决定，同意颁发下列等级的认证证书。",
    "You applied for certification of after-sales service. After assessment and decision, a certificate of the level "
    "named below is granted.",
)
_NOT_GRANTED = Words(
    "贵单位申请商品售后服务评价体系认证。经评价和决定，本次不予颁发认证证书。",
    "You applied for certification of after-sales service. After assessment and decision, no certificate is granted.",
)
# Of a case about a certificate: what is granted, what is not, and what follows from either.
_ABOUT: Final[Mapping[str, tuple[Words, Words, Words, Words]]] = MappingProxyType(
    {
        "renewal": (
            Words(
                "贵单位申请下列认证证书的再认证。经评价和决定，同意换证，等级如下。",
                "You applied for the renewal of the certificate named below. After assessment and decision, a new "
                "certificate of the level named below is granted.",
            ),
            Words(
                "贵单位申请下列认证证书的再认证。经评价和决定，本次不予换发证书。",
                "You applied for the renewal of the certificate named below. After assessment and decision, no new "
                "certificate is granted.",
            ),
            Words(
                "新证书另行签发，以新证书写明的编号、范围和有效期为准；新证书开始那天，原证书注销。",
                "The new certificate is issued separately; its number, scope and dates are decisive. The present one "
                "ends the day the new one starts.",
            ),
            Words(
                "原证书在有效期内不变；改进以后可以重新申请，从头评价。",
                "The present certificate is not affected before its end; after improving you may apply again.",
            ),
        ),
        "change": (
            Words(
                "贵单位申请变更下列认证证书。经审核和决定，同意变更，换发证书，等级如下。",
                "You applied for a change of the certificate named below. After review and decision, it is reissued "
                "with the level named below.",
            ),
            Words(
                "贵单位申请变更下列认证证书。经审核和决定，本次不予变更。",
                "You applied for a change of the certificate named below. After review and decision, it stays as it "
                "is.",
            ),
            Words(
                "换发的证书另行签发，编号不变，以换发的证书写明的内容为准；旧版证书不再使用。",
                "The certificate is reissued separately under its number; what it says then is decisive, and the older "
                "version is not used any more.",
            ),
            Words("证书不变。", "The certificate stays as it is."),
        ),
    }
)
_AFTER_GRANT = Words(
    "证书另行签发，以证书写明的编号、范围和有效期为准；签发以前不得宣传已获认证。",
    "The certificate is issued separately; its number, scope and dates are decisive. Until then do not claim to be "
    "certified.",
)
_AFTER_REFUSAL = Words(
    "改进以后可以重新申请，从头评价。", "After improving you may apply again; the assessment then starts anew."
)
_APPEAL = Words(
    "对本决定有异议的，可以{within}向本机构申诉，写明企业名称和案件编号。申诉不收费，由没有参与评价和决定的人处理。",
    "If you disagree with this decision, you may appeal to us{within}, naming your firm and the case. An appeal "
    "is free of charge and is handled by people who had no part in the assessment or the decision.",
)
_CASE = Words("案件编号", "Case")
_FIRST: Final = (_GRANTED, _NOT_GRANTED, _AFTER_GRANT, _AFTER_REFUSAL)
_PRODUCTS = Words("申请的产品", "Products applied for")
_SCHEME = "gbt27922-2011"


@dataclass(frozen=True, slots=True)
class Applicant:
    """To whom a letter of a case goes: the case, the firm, its address, and what it applied for.

    `kind` and `number` say about which certificate the case is, "" for a first certification.
    """

    case: str
    name: str
    address: str
    products: tuple[str, ...]
    kind: str = ""
    number: str = ""


def request_letter(
    applicant: Applicant,
    missing: Sequence[tuple[Words, Words]],
    sender: Sender,
    language: Language,
    today: date,
    until: date | None,
) -> Letter:
    """Write what is still missing: each item as it is called, with why it is not complete."""
    rows = [Row(_said(language, name), (_said(language, why),)) for name, why in missing]
    how = [_said(language, _HOW_TEXT)]
    if until is not None:
        how.insert(0, _said(language, _UNTIL, day=written_day(until, language)))
    rows += [Row(_said(language, _HOW), tuple(how)), Row(_said(language, words.CONTACT), (sender.body.complaints,))]
    return _letter(applicant, sender, language, today, _TITLE, _OPENING, rows)


def refusal_letter(applicant: Applicant, reason: str, sender: Sender, language: Language, today: date) -> Letter:
    """Write that an application is not accepted, and why."""
    after = [_AFTER_NOT_ACCEPTED, *([_UNCHANGED] if applicant.number else [])]
    rows = [
        Row(_said(language, words.REASON), (reason,)),
        Row(_said(language, words.AFTERWARDS), tuple(_said(language, each) for each in after)),
        _appeal(sender, language),
    ]
    asked = _ASKED.get(applicant.kind, _ASKED_FIRST)
    opening = Words(*(text.format(asked=what) for text, what in zip(_NOT_ACCEPTED_OPENING, asked, strict=True)))
    return _letter(applicant, sender, language, today, _NOT_ACCEPTED, opening, rows)


def decision_letter(
    applicant: Applicant, level: str, reason: str, sender: Sender, language: Language, today: date
) -> Letter:
    """Write the decision: the level that is granted, or "" and the reason why none is."""
    granted, refused, after_grant, after_refusal = _ABOUT.get(applicant.kind, _FIRST)
    rows = [Row(_said(language, words.LEVEL), (_said(language, SCHEMES[_SCHEME].level(level).name),))] if level else []
    if reason:
        rows.append(Row(_said(language, words.REASON), (reason,)))
    rows.append(Row(_said(language, words.AFTERWARDS), (_said(language, after_grant if level else after_refusal),)))
    rows.append(_appeal(sender, language))
    return _letter(applicant, sender, language, today, _DECIDED, granted if level else refused, rows)


def _appeal(sender: Sender, language: Language) -> Row:
    """Return how to appeal, and within which days where the body has set them."""
    terms, within = sender.terms, ""
    if terms.appeal_days:
        within = _said(language, words.WITHIN_DAYS, days=terms.appeal_days)
    elif terms.appeal_working_days:
        within = _said(language, words.WITHIN_WORKING_DAYS, days=terms.appeal_working_days)
    return Row(_said(language, words.APPEAL), (_said(language, _APPEAL, within=within), sender.body.complaints))


def _letter(  # noqa: PLR0917 - a letter is to whom, by whom, in which language, when, what about
    applicant: Applicant, sender: Sender, language: Language, day: date, title: Words, opening: Words, rows: list[Row]
) -> Letter:
    scheme = SCHEMES[_SCHEME]
    joined = ("、" if language == "zh" else ", ").join(applicant.products)
    about = ((words.NUMBER, applicant.number),) if applicant.number else ()
    facts = ((_CASE, applicant.case), *about, (words.SCHEME, _said(language, scheme.name)), (_PRODUCTS, joined))
    return Letter(
        language,
        sender,
        day,
        applicant.case,
        _said(language, title),
        _said(language, words.DEAR, holder=applicant.name),
        applicant.address,
        _said(language, opening),
        tuple((_said(language, label), text) for label, text in facts),
        tuple(rows),
        _said(language, words.CLOSING),
        published=False,
    )


def _said(language: Language, pair: Words, **values: object) -> str:
    return (pair.zh if language == "zh" else pair.en).format(**values)
