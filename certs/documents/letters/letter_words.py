"""The words of the letters, in both languages. None blames where the reason, which is quoted, does not.

What holders must do with certificate and mark is what the rules of the mark and the site say.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from certs.errors import Words


class DecisionWords(NamedTuple):
    """What a letter about one type of entry says beside the facts.

    `at_request` stands for `opening` where the holder asked for it, and is empty where nobody can.
    """

    title: Words
    opening: Words
    at_request: Words
    use: Words
    outlook: Words


_RETURN: Final = Words(
    "从网站、网店、场所、车辆、宣传材料和库存的印刷品上全部撤下，并把证书交回本机构",
    "take them off websites, online shops, premises, vehicles, advertising and printed stock, and return the "
    "certificate to us",
)
_RETURN_IT: Final = (
    "take references to it off websites, online shops, premises, vehicles, advertising and printed stock, and return "
    "the certificate to us"
)
_APPLY_AGAIN: Final = Words(
    "需要认证的，可以重新申请，从头评价。", "You may apply again; the assessment then starts from the beginning."
)

DECISION_WORDS: Final[Mapping[str, DecisionWords]] = MappingProxyType(
    {
        "suspended": DecisionWords(
            Words("暂停认证证书通知书", "Notice of suspension of a certificate"),
            Words(
                "本机构决定，自{since}起暂停贵单位持有的下列认证证书，暂停期限到{until}（含当日）。",
                "With effect from {since} we suspend the certificate named below. The term of the suspension runs to "
                "{until}, that day included.",
            ),
            Words(
                "应贵单位的申请，本机构决定，自{since}起暂停贵单位持有的下列认证证书，暂停期限到{until}（含当日）。",
                "At your request we suspend the certificate named below with effect from {since}. The term of the "
                "suspension runs to {until}, that day included.",
            ),
            Words(
                "自{since}起，到本机构恢复为止，不得使用证书和有关标志：停止展示、宣传和引用，网页、网店先撤下，库存的印刷品停发。",
                "From {since} until we restore it, neither the certificate nor its mark may be used: stop showing, "
                "advertising and citing them, take them off web pages and online shops first, and hand out no printed "
                "stock.",
            ),
            Words("", ""),  # what follows a suspension stands with its reason
        ),
        "restored": DecisionWords(
            Words("恢复认证证书通知书", "Notice of restoration of a certificate"),
            Words(
                "本机构决定，自{since}起恢复贵单位持有的下列认证证书。",
                "With effect from {since} we restore the certificate named below.",
            ),
            Words("", ""),
            Words(
                "自{since}起可以再用证书和有关标志，限证书写明的认证范围；有效期到{valid_until}（含当日）。",
                "From {since} the certificate and its mark may be used again, for the scope that the certificate "
                "names, until its last day, {valid_until}.",
            ),
            Words(
                "证书编号、内容和有效期不因这次暂停而改变；监督照常进行。",
                "Number, content and dates of the certificate are not changed by the suspension; surveillance goes on "
                "as usual.",
            ),
        ),
        "revoked": DecisionWords(
            Words("撤销认证证书通知书", "Notice of revocation of a certificate"),
            Words(
                "本机构决定，自{since}起撤销贵单位持有的下列认证证书。",
                "With effect from {since} we revoke the certificate named below.",
            ),
            Words("", ""),
            Words(
                f"自{{since}}起不得再使用证书和有关标志：{_RETURN.zh}；不交回的，由本机构公告。",
                f"From {{since}} neither the certificate nor its mark may be used any more: {_RETURN.en}. If it "
                "is not returned, we will publish that.",
            ),
            Words(
                f"撤销以后，这张证书不能恢复。{_APPLY_AGAIN.zh}",
                f"A revoked certificate cannot be restored. {_APPLY_AGAIN.en}",
            ),
        ),
        "withdrawn": DecisionWords(
            Words("注销认证证书通知书", "Notice of the ending of a certificate"),
            Words(
                "本机构决定，自{since}起注销贵单位持有的下列认证证书。",
                "With effect from {since} we end the certificate named below.",
            ),
            Words(
                "应贵单位的申请，本机构决定，自{since}起注销贵单位持有的下列认证证书。",
                "At your request we end the certificate named below with effect from {since}.",
            ),
            Words(
                f"自{{since}}起不得再使用证书和有关标志：{_RETURN.zh}。",
                f"From {{since}} neither the certificate nor its mark may be used any more: {_RETURN.en}.",
            ),
            Words(
                f"注销以后，这张证书不能恢复。{_APPLY_AGAIN.zh}",
                f"A certificate that has ended cannot be restored. {_APPLY_AGAIN.en}",
            ),
        ),
        "renewed": DecisionWords(
            Words("注销认证证书通知书（换证）", "Notice of the ending of a certificate (renewed)"),
            Words(
                "贵单位已经通过再认证，新证书的编号是 {successor}。下列原证书自{since}起注销，由新证书代替。",
                "Your certification is renewed by a new certificate, number {successor}. The earlier certificate named "
                "below ends on {since}, from which day the new one stands in its place.",
            ),
            Words("", ""),
            Words(
                "自{since}起请改用新证书；印有原编号的标志换成新证书的标志，原证书交回本机构，不得再使用。",
                "From {since} please use the new certificate. Replace marks that bear the earlier number by those of "
                "the new certificate, and return the earlier certificate to us; it may no longer be used.",
            ),
            Words(
                "等级、认证范围和有效期，以新证书写明的为准。",
                "For level, scope and dates, what the new certificate says is decisive.",
            ),
        ),
    }
)
# Where the reason itself says what cannot follow for most, in place of the general outlook.
OUTLOOK_BY_REASON: Final[Mapping[tuple[str, str], Words]] = MappingProxyType(
    {
        ("revoked", "legal-status-lost"): Words(
            "撤销以后，这张证书不能恢复。", "A revoked certificate cannot be restored."
        ),
        ("withdrawn", "merged"): Words(
            "注销以后，这张证书不能恢复。合并后的企业需要认证的，由它自己申请。",
            "A certificate that has ended cannot be restored. If the organisation after the merger wants to be "
            "certified, it applies for itself.",
        ),
    }
)
# A suspension whose last day is moved.
MOVED: Final = Words(
    "贵单位持有的下列认证证书自{began}起暂停。本机构决定，自{since}起，暂停期限改到{until}（含当日）。",
    "The certificate named below has been suspended since {began}. With effect from {since} the term of the suspension "
    "runs to {until}, that day included.",
)
MOVED_USE: Final = Words(
    "到本机构恢复为止，仍不得使用证书和有关标志：不展示、不宣传、不引用，库存的印刷品停发。",
    "Until we restore it, neither the certificate nor its mark may be used: do not show, advertise or cite them, and "
    "hand out no printed stock.",
)
# What is said of the use of a certificate whose scheme has no mark, by the type of the entry.
WITHOUT_MARK: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "suspended": Words(
            "自{since}起，到本机构恢复为止，不得使用证书：停止展示、宣传和引用，网页、网店先撤下，库存的印刷品停发。",
            "From {since} until we restore it, the certificate may not be used: stop showing, advertising and citing "
            "it, take it off web pages and online shops first, and hand out no printed stock.",
        ),
        "moved": Words(
            "到本机构恢复为止，仍不得使用证书：不展示、不宣传、不引用，库存的印刷品停发。",
            "Until we restore it, the certificate may not be used: do not show, advertise or cite it, and hand out no "
            "printed stock.",
        ),
        "restored": Words(
            "自{since}起可以再用证书，限证书写明的认证范围；有效期到{valid_until}（含当日）。",
            "From {since} the certificate may be used again, for the scope that it names, until its last day, "
            "{valid_until}.",
        ),
        "revoked": Words(
            f"自{{since}}起不得再使用证书：{_RETURN.zh}；不交回的，由本机构公告。",
            f"From {{since}} the certificate may not be used any more: {_RETURN_IT}. If it is not returned, we will "
            "publish that.",
        ),
        "withdrawn": Words(
            f"自{{since}}起不得再使用证书：{_RETURN.zh}。",
            f"From {{since}} the certificate may not be used any more: {_RETURN_IT}.",
        ),
        "renewed": Words(
            "自{since}起请改用新证书；原证书交回本机构，不得再使用。",
            "From {since} please use the new certificate, and return the earlier certificate to us; it may no longer "
            "be used.",
        ),
        "expired": Words(
            "到期没有换证的，证书过期，不得再使用；以后再要认证，须从头申请。",
            "A certificate that is not renewed in time expires; it may then not be used, and certification needs a new "
            "application.",
        ),
    }
)
ON_PACKAGING: Final = Words("商品和包装上的标志也一样。", "The same holds for the mark on goods and packaging.")
ERROR_OF_OURS: Final = Words(
    "这是本机构的差错，不表示企业有过错。由此带来的不便，谨致歉意。",
    "The error was ours and does not mean that you did wrong. We apologise for the inconvenience.",
)

DEAR: Final = Words("{holder}：", "To {holder}")
REASON: Final = Words("原因", "Reason")
USE: Final = Words("证书和标志", "Certificate and mark")
USE_WITHOUT_MARK: Final = Words("证书的使用", "Use of the certificate")
AFTERWARDS: Final = Words("后续", "What follows")
PUBLISHED: Final = Words("登记和公布", "Register")
PUBLISHED_TEXT: Final = Words(
    "本决定已登记为公开日志第 {position} 条，决定和上面的原因在查验网站公布。证书状态以全国认证认可信息公共服务平台"
    "（cx.cnca.cn）公布的为准。",
    "The decision is entry {position} of the public log; it is published on our verification website together with "
    "the reason above. The national platform (cx.cnca.cn) is authoritative for the status of a certificate.",
)
APPEAL: Final = Words("申诉", "Appeal")
APPEAL_TEXT: Final = Words(
    "对本决定有异议的，可以{within}向本机构申诉，写明企业名称和证书编号。申诉不收费，由没有参与本决定的人处理；申诉期间，本决定继续执行。",
    "If you disagree with this decision, you may appeal to us{within}, naming your organisation and the certificate "
    "number. An appeal is free of charge and is handled by people who had no part in the decision; the decision stands "
    "in the meantime.",
)
WITHIN_DAYS: Final = Words("自收到本通知之日起 {days} 日内", " within {days} days of receiving this notice")
WITHIN_WORKING_DAYS: Final = Words(
    "自收到本通知之日起 {days} 个工作日内", " within {days} working days of receiving this notice"
)
CONTACT: Final = Words("联系方式", "How to reach us")
CLOSING: Final = Words("特此通知。", "")

NUMBER: Final = Words("证书编号", "Certificate number")
SCHEME: Final = Words("认证项目", "Scheme")
STANDARD: Final = Words("认证依据", "Standard")
LEVEL: Final = Words("等级", "Level")
VALID_UNTIL: Final = Words("有效期至", "Valid until")
SEAL: Final = Words("（盖章）", "(seal)")
SCAN: Final = Words("扫码或打开网址，查证书今天的状态", "Scan or open the address to see today's status")
QR_ALT: Final = Words("二维码：这张证书的查验页", "QR code of the certificate's page")
SAMPLE: Final = Words(
    "样例：机构、企业和证书均为虚构。", "Sample: the body, the company and the certificate are fictional."
)
APPROVAL: Final = Words("批准号 {number}", "Approval No. {number}")

RENEWAL_TITLE: Final = Words("证书到期和再认证提醒函", "Reminder of expiry and renewal")
RENEWAL_OPENING: Final = Words(
    "贵单位持有的下列认证证书，有效期到{valid_until}（含当日）。今后仍需要认证的，请申请再认证。",
    "The certificate named below is valid until {valid_until}, that day included. If you wish to "
    "remain certified, please apply for its renewal.",
)
APPLY: Final = Words("申请时间", "When to apply")
APPLY_BY: Final = Words(
    "本机构请获证组织在到期前 {months} 个月提出申请，即最迟在{day}提出，给评价和整改留出时间。",
    "We ask holders to apply {months} months before the end, that is by {day}, which leaves time for the assessment "
    "and for corrections.",
)
APPLY_SOON: Final = Words("这个日子已经过去，请尽快提出。", "That day has passed; please apply as soon as you can.")
APPLY_IN_TIME: Final = Words(
    "评价和决定要在到期以前完成，请给评价和整改留出时间。",
    "Assessment and decision must be completed before the end; please leave time for them and for corrections.",
)
RENEWAL: Final = Words("再认证", "Renewal")
RENEWAL_TEXT: Final = Words(
    "再认证是重新完整评价一次，星级可能升、可能降。通过的，颁发新编号的证书；新证书开始之日，原证书注销，不表示企业有过错。",
    "Renewal is a full new assessment; the level may go up or down. If you pass, you receive a certificate under a new "
    "number; the present one is ended the day the new one starts, which implies no fault.",
)
NOT_RENEWED: Final = Words("到期不换证", "If it is not renewed")
NOT_RENEWED_TEXT: Final = Words(
    "到期没有换证的，证书过期，证书和有关标志不得再使用；以后再要认证，须从头申请。",
    "A certificate that is not renewed in time expires; neither it nor its mark may then be used, and certification "
    "needs a new application.",
)
RENEWAL_CLOSING: Final = Words("特此函告。", "")
