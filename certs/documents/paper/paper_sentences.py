"""What is said of a paper as a whole, in both languages: what is so, then what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from certs.documents.paper.comparison import Difference
from certs.documents.paper.printed_labels import NAMES
from certs.errors import CouldNotCheck, NotGenuine, Words

SHORT: Final = CouldNotCheck(
    "short_symbol",
    "这份文件上只有标志的短二维码，它指明编号，但不能证明这份文件。请看下面登记的内容是否与它一致，或扫描证书上的大二维码。",
    "The paper bears only the short QR code of the mark. It names a number and proves nothing of this paper. Compare "
    "it with what the register says below, or scan the large QR code of the certificate.",
)
NUMBER_ONLY: Final = CouldNotCheck(
    "paper_unproven",
    "这份文件上没有读到本机构签名的二维码，也没有附带签名的证书；编号人人能写，不能证明这份文件。请与下面登记的内容逐项对照，或索取原 PDF。",
    "No signed QR code and no signed certificate was found in this paper; anybody can write a number, which proves "
    "nothing. Compare it line by line with what the register says below, or ask for the original PDF.",
)
NOTHING: Final = CouldNotCheck(
    "nothing_of_ours",
    "没有读到本机构证书的二维码、编号或附件，没有可以核对的。这不说明证书真假。照片请拍清楚些；别的机构的证书请到 cx.cnca.cn 查询。",
    "It holds no QR code, number or attachment of a certificate of this body, so there is nothing to check. This says "
    "neither yes nor no. Take a sharper photo; look up another body's certificate at cx.cnca.cn.",
)
DAMAGED: Final = CouldNotCheck(
    "symbol_damaged",
    "纸上有二维码，但已经损坏，读不出来。请重新扫描或拍清楚些，或按证书编号查询。",
    "There is a QR code on the paper, but it is damaged and cannot be read. Scan it again or take a sharper photo, or "
    "look the certificate up by its number.",
)
DAMAGED_BESIDE: Final = Words("另有一枚二维码读不出来。", "Another QR code could not be read.")
CODES: Final = Words(
    "纸上的二维码都看过了，没有问题。", "Every QR code on the paper was looked at, and they are in order."
)
NO_CODES: Final = Words("纸上没有二维码。", "There is no QR code on the paper.")
ATTACHED: Final = Words(
    "附带的证书与纸面是同一张、同一版。", "The certificate attached is the same, in the same version."
)
ATTACHED_UNREAD: Final = Words("附带的证书读不出来。", "The certificate attached could not be read.")
ATTACHED_FORGED: Final = NotGenuine(
    "attachment_forged",
    "附带在 PDF 里的证书不真实：签名或内容与登记簿不符。请不要依据这份文件作决定，请按证书编号查询。",
    "The certificate attached to this PDF is not genuine: its signature or content is not the register's. Do not rely "
    "on this paper; search by the certificate number instead.",
)
ATTACHED_OTHER: Final = NotGenuine(
    "attachment_other",
    "附带在 PDF 里的证书与二维码说的不是同一张、同一版。请不要依据这份文件作决定，请按证书编号查询。",
    "The certificate attached to this PDF is not the one, in the same version, that the QR code speaks of. Do not rely "
    "on this paper; search by the certificate number instead.",
)
SAME: Final = Words("纸面文字与登记簿逐项一致。", "The printed text says what the register says, field by field.")
SAME_AS_BUNDLE: Final = Words(
    "报告上印的与所附的离线核验文件逐项一致。", "The report prints what the offline file in it says, field by field."
)
NOT_COMPARED: Final = Words(
    "文字没有比对，只核对了带签名的部分：请把纸面与登记的内容逐项对照。",
    "The text was not compared; only what is signed was checked. Hold the paper against what the register says, line "
    "by line.",
)


def links_elsewhere(hosts: Sequence[str]) -> NotGenuine:
    """Links of a paper that nothing signed proves lead to a host made to be taken for ours."""
    return NotGenuine(
        "link_imitates",
        f"这份文件里的链接通向 {'、'.join(hosts)}，是仿冒本机构的地址。请不要打开，也不要依据这份文件作决定，请按证书编号查询。",
        f"Links in this file lead to {', '.join(hosts)}, which is made to look like this body's address. Do not open "
        "them or rely on this paper; search by the certificate number instead.",
    )


def numbers_differ(numbers: Sequence[str]) -> NotGenuine:
    """Codes of several certificates on one paper."""
    return NotGenuine(
        "symbol_other_number",
        f"这份文件上的二维码指向不同的证书（{'、'.join(numbers)}）。一张证书只有一个编号：请不要依据它作决定，请分别按编号查询。",
        f"The QR codes on this paper name different certificates: {', '.join(numbers)}. A certificate has one number: "
        "do not rely on the paper; search by each number.",
    )


def differs(differences: Sequence[Difference]) -> NotGenuine:
    """The print is not the register's: each field once."""
    names = [NAMES[name] for name in dict.fromkeys(one.field for one in differences)]
    return NotGenuine(
        "paper_differs",
        f"这份文件与登记簿不一致：{'、'.join(name.zh for name in names)}。请不要依据它作决定，以登记簿所载为准。",
        f"This paper differs from the register: {', '.join(name.en for name in names)}. Do not rely on it; go by what "
        "the register says.",
    )


def differs_from_bundle(differences: Sequence[Difference]) -> NotGenuine:
    """A report prints something else than its bundle says."""
    names = [NAMES[name] for name in dict.fromkeys(one.field for one in differences)]
    return NotGenuine(
        "paper_differs",
        f"报告上印的与所附的离线核验文件不一致：{'、'.join(name.zh for name in names)}。请不要依据这份报告作决定，请联网查询编号。",
        f"The report does not print what the offline file in it says: {', '.join(name.en for name in names)}. Do not "
        "rely on this report; look the number up online.",
    )


def unread(fields: Sequence[str]) -> CouldNotCheck:
    """Fields that stand on no page, or not where they can be told."""
    names = [NAMES[name] for name in fields]
    return CouldNotCheck(
        "paper_unread",
        f"没有核对完：纸面上没有读到{'、'.join(name.zh for name in names)}。请自己对照登记的内容，或索取原 PDF。",
        f"We could not check all of it: these were not found in print: {', '.join(name.en for name in names)}. Compare "
        "them yourself with what the register says, or ask for the original PDF.",
    )


def strange_pages(pages: Sequence[int]) -> Words:
    """Pages that no number heads."""
    zh, en = "、".join(map(str, pages)), ", ".join(map(str, pages))
    return Words(f"第 {zh} 页不是证书的页，没有比对。", f"Not part of the certificate and not compared: page {en}.")
