"""Showing a paper beside the register: where they differ, and what each QR code on it is."""

from __future__ import annotations

from certs.documents.paper.paper_verdict import JudgedPaper
from certs.documents.paper.printed_labels import NAMES
from certs.documents.paper.symbol_words import WORTH, kind_words
from scripts.terminal import colours, speech
from scripts.terminal.speech import both, say, styled


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
            speech.row(table, code.page, say(kind_words(code)), say(WORTH[code.overall]), code.number or code.host)
        speech.show("")
        speech.heading(both("这份文件上的二维码", "QR codes on this paper"))
        speech.show(table)
