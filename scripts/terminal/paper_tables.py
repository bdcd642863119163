"""Showing a paper beside the register: where they differ, and what each QR code on it is."""

from __future__ import annotations

from typing import Final

from certs.documents.paper.paper_codes import JudgedCode
from certs.documents.paper.paper_verdict import JudgedPaper
from certs.documents.paper.printed_labels import NAMES
from certs.errors import Words
from certs.trust.verification.printed_symbol import Kind
from certs.trust.verification.verdict import Overall
from scripts.terminal import colours, speech
from scripts.terminal.speech import both, say, styled

_CODES: Final = {
    Kind.SIGNED: Words("证书上带签名的二维码", "the certificate's signed code"),
    Kind.SHORT: Words("标志上的短二维码", "the short code of the mark"),
    Kind.FOREIGN: Words("通向别处的二维码", "a code that leads elsewhere"),
    Kind.OTHER: Words("别的二维码", "another code"),
}
_WORTH: Final = {
    Overall.VALID: Words("真实，有效", "genuine and valid"),
    Overall.NOT_VALID: Words("真实，但不是有效状态", "genuine, not valid"),
    Overall.NOT_GENUINE: Words("不是本机构的", "not this body's"),
    Overall.UNKNOWN: Words("不能证明什么", "proves nothing"),
}


def show(paper: JudgedPaper) -> None:
    """Print the differences first, then the codes."""
    comparison = paper.comparison
    if comparison.differences:
        table = speech.table(
            both("哪一项", "field"), both("这份文件上写的", "this paper says"), both("登记簿所载", "registered")
        )
        for one in comparison.differences:
            speech.row(table, say(NAMES[one.field]), styled(speech.plain(one.paper), colours.BAD), one.register)
        speech.show("")
        speech.heading(both("不一致的地方", "Where they differ"))
        speech.show(table)
    if comparison.unread:
        names = both("、", ", ").join(say(NAMES[name]) for name in comparison.unread)
        speech.show(both(f"没有读到：{names}", f"Not found in print: {names}"))
    if paper.codes:
        table = speech.table(
            both("页", "page"), both("二维码", "QR code"), both("结论", "it is"), both("编号或去处", "number or host")
        )
        for code in paper.codes:
            speech.row(table, code.page, _kind(code), say(_WORTH[code.overall]), code.number or code.host)
        speech.show("")
        speech.heading(both("这份文件上的二维码", "QR codes on this paper"))
        speech.show(table)


def _kind(code: JudgedCode) -> str:
    if code.symbol is None:
        return both("损坏的二维码", "a damaged code")
    return say(_CODES[code.symbol.kind])
