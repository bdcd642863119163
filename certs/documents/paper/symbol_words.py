"""What a QR code on a paper is, and what it is worth, in both languages."""

from __future__ import annotations

from typing import Final

from certs.documents.paper.paper_codes import JudgedCode
from certs.errors import Words
from certs.trust.verification.printed_symbol import Kind
from certs.trust.verification.verdict import Overall

_KINDS: Final = {
    Kind.SIGNED: Words("证书上带签名的二维码", "the certificate's signed code"),
    Kind.SHORT: Words("标志上的短二维码", "the short code of the mark"),
    Kind.FOREIGN: Words("通向别处的二维码", "a code that leads elsewhere"),
    Kind.OTHER: Words("别的二维码", "another code"),
}
_DAMAGED: Final = Words("损坏的二维码", "a damaged code")
WORTH: Final = {
    Overall.VALID: Words("真实，有效", "genuine and valid"),
    Overall.NOT_VALID: Words("真实，但不是有效状态", "genuine, not valid"),
    Overall.NOT_GENUINE: Words("不是本机构的", "not this body's"),
    Overall.UNKNOWN: Words("不能证明什么", "proves nothing"),
}


def kind_words(code: JudgedCode) -> Words:
    """Return what a code is."""
    return _DAMAGED if code.symbol is None else _KINDS[code.symbol.kind]
