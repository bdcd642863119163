"""Reason codes of the acts and the public sentence of each (meanings.md, "Reasons").

Only codes reach the log, never free text. Staff may give the sentence in place of the code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from certs.errors import Words

_SUSPENDED = {
    "surveillance-missed": Words("没有按期接受监督。", "Surveillance was not carried out in time."),
    "requirements-not-met": Words(
        "不再持续符合认证要求，限期整改。", "The requirements are no longer met; correction is due."
    ),
    "mark-misuse": Words(
        "没有按规定使用证书或标志，限期整改。", "The certificate or mark was misused; correction is due."
    ),
    "complaint": Words(
        "正在查证一件投诉，查证期间暂停；不表示投诉属实。",
        "A complaint is being looked into, and it is suspended meanwhile; that does not say the complaint is right.",
    ),
    "holder-request": Words("由企业申请暂停。", "Suspended at the organisation's request."),
    "other": Words("其他原因，可向本机构询问。", "Another reason; please ask us."),
}
_RESTORED = {
    "assessment-passed": Words("经评价，重新符合要求。", "An assessment found that the requirements are met again."),
    "cause-removed": Words(
        "暂停的原因已经消除，经评价可以恢复。", "The cause of the suspension has been removed, as an assessment found."
    ),
    "suspended-in-error": Words("暂停有误，予以更正。", "The suspension was an error and is corrected."),
}
_REVOKED = {
    "requirements-lost": Words("不再符合认证要求。", "The requirements are no longer met."),
    "suspension-expired": Words("暂停期满，没有恢复。", "The suspension ran out without restoration."),
    "legal-status-lost": Words("企业的合法资格已经丧失。", "The organisation has lost its legal status."),
    "serious-incident": Words("发生严重的服务事故。", "A serious service incident occurred."),
    "fraud": Words("以欺骗手段取得或使用证书。", "The certificate was obtained or used by deceit."),
    "mark-misuse": Words(
        "违规使用证书或标志，没有改正。", "The certificate or mark was misused and this was not corrected."
    ),
    "refused-surveillance": Words("拒绝接受监督。", "Surveillance was refused."),
    "issued-in-error": Words("颁发有误，予以撤销。", "The certificate was issued in error."),
}
_WITHDRAWN = {
    "holder-request": Words(
        "由企业申请注销，不表示企业有过错。", "Ended at the organisation's request, which implies no fault."
    ),
    "scope-discontinued": Words(
        "企业不再经营认证范围内的业务，不表示企业有过错。",
        "The certified business was discontinued, which implies no fault.",
    ),
    "merged": Words(
        "企业合并，原证书结束，不转给合并后的企业；不表示企业有过错。",
        "The organisation was merged into another, to which the certificate does not pass; this implies no fault.",
    ),
}
MAIN_RENEWED: Final = "main-renewed"  # of a sub-certificate alone, and only by the renewal of its main
_WITHDRAWN[MAIN_RENEWED] = Words(
    "主证书已经换证，它的子证书同日结束，不表示企业有过错。",
    "Its main certificate was renewed, with which its sub-certificates end; this implies no fault.",
)
_RENEWED = {
    "renewed": Words("已经换证，不表示企业有过错。", "A new certificate has replaced it, which implies no fault.")
}
_REISSUED = {
    "scope-widened": Words("扩大认证范围。", "The scope was widened."),
    "scope-narrowed": Words("缩小认证范围。", "The scope was narrowed."),
    "level-raised": Words("星级提高。", "The level was raised."),
    "level-lowered": Words("星级降低。", "The level was lowered."),
    "holder-renamed": Words("企业更名。", "The organisation was renamed."),
    "address-changed": Words("地址变更。", "The address was changed."),
    "sites-changed": Words("覆盖的场所变更。", "The sites covered were changed."),
    "correction": Words("更正内容。", "The content was corrected."),
}

REASONS: Final[Mapping[str, Mapping[str, Words]]] = MappingProxyType(
    {
        "suspended": MappingProxyType(_SUSPENDED),
        "restored": MappingProxyType(_RESTORED),
        "revoked": MappingProxyType(_REVOKED),
        "withdrawn": MappingProxyType(_WITHDRAWN),
        "renewed": MappingProxyType(_RENEWED),
        "reissued": MappingProxyType(_REISSUED),
    }
)

_SUSPENSION_ENDS = Words(
    "原因消除并经评价通过的，可以恢复；没有恢复的，要等本机构作出撤销或者注销的决定，在那以前仍是暂停。",
    "It can be restored once the cause is removed and an assessment is passed; else it stays suspended until revoked "
    "or ended.",
)

# What may follow from a reason, and what it does not mean: said beside it to whoever has to decide today.
OUTLOOKS: Final[Mapping[str, Mapping[str, Words]]] = MappingProxyType(
    {
        "suspended": MappingProxyType(
            dict.fromkeys(_SUSPENDED, _SUSPENSION_ENDS)
            | {
                "holder-request": Words(
                    f"由企业自己提出，不表示企业有过错。{_SUSPENSION_ENDS.zh}",
                    f"The company asked for it itself, which implies no fault. {_SUSPENSION_ENDS.en}",
                ),
                "complaint": Words(
                    f"查证以后作出决定，原因随之改写。{_SUSPENSION_ENDS.zh}",
                    f"Once the complaint has been looked into it is decided, and the reason says what was found. "
                    f"{_SUSPENSION_ENDS.en}",
                ),
            }
        ),
        "revoked": MappingProxyType(
            {
                "issued-in-error": Words(
                    "这是本机构的差错，不表示企业有过错。",
                    "The error was ours; it does not mean that the company did wrong.",
                )
            }
        ),
    }
)


def reason_choices(act: str) -> Words:
    """Return the codes of an act, each with its sentence, for a refusal to name them."""
    sentences = REASONS[act].items()
    return Words(
        "；".join(f"{code}（{words.zh.rstrip('。')}）" for code, words in sentences),
        "; ".join(f"{code} ({words.en.rstrip('.')})" for code, words in sentences),
    )


def code_of(act: str, text: str) -> str | None:
    """Return the reason that a text means: its code, or its public sentence in one of the languages."""
    meant = _folded(text)
    names = ((code, {code, *map(_folded, words)}) for code, words in REASONS[act].items())
    return next((code for code, of in names if meant in of), None)


def _folded(text: str) -> str:
    """Fold what typing changes: width, case, blanks, and the marks of a sentence."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in letters if not c.isspace() and c not in "。．.,;、")
