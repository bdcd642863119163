"""Showing a verdict: the answer first, then what the register says, then every check that was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certs.documents.judging.judgement import Judgement
from certs.errors import Words
from certs.lifecycle.record import Record, Version
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.kin import NO_KIN, Kin
from certs.trust.verification.verdict import Check, Outcome, Overall
from scripts.terminal import code_words, colours, lookup_tables, paper_tables, product_coverage, speech
from scripts.terminal.speech import both, say, styled

if TYPE_CHECKING:
    from rich.table import Table

_HEADS: Final = {
    Overall.VALID: Words("有效", "VALID"),
    Overall.NOT_VALID: Words("无效", "NOT VALID"),
    Overall.NOT_GENUINE: Words("不真实", "NOT GENUINE"),
    Overall.UNKNOWN: Words("未能核验", "COULD NOT CHECK"),
}
_EXIT: Final = {Overall.VALID: 0, Overall.NOT_VALID: 1, Overall.NOT_GENUINE: 1, Overall.UNKNOWN: 2}
_MARKS: Final = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.UNKNOWN: "?"}
_NAMES: Final = {
    "form": Words("形式", "form"),
    "key": Words("密钥", "key"),
    "signature": Words("签名", "signature"),
    "register": Words("登记簿", "register"),
    "history": Words("历史", "history"),
    "version": Words("版本", "version"),
    "status": Words("状态", "status"),
    "dates": Words("日期", "dates"),
    "paper": Words("这份文件", "this paper"),
    "codes": Words("二维码", "QR codes"),
    "attachments": Words("附件", "attachments"),
    "print": Words("纸面文字", "printed text"),
    "log": Words("日志", "log"),
    "status_evidence": Words("状态证据", "status evidence"),
}


def exit_code(judgement: Judgement) -> int:
    """Return the exit code: that of the verdict, and of what is valid that of the product asked about."""
    if judgement.product is not None and judgement.verdict.overall is Overall.VALID:
        return product_coverage.exit_code(judgement.product)
    return _EXIT[judgement.verdict.overall]


def show(judgement: Judgement, kin: Kin = NO_KIN) -> None:
    """Print the answer first, then what the register says, with the certificates around it, then the checks."""
    overall, bundle = judgement.verdict.overall, judgement.bundle
    speech.show(styled(say(_HEADS[overall]), colours.OF_VERDICT[overall.value]))
    speech.show(say(judgement.verdict.message))
    if judgement.product is not None:
        speech.show(styled(say(judgement.product.sentence(overall)), "bold"))
    if judgement.taken_off:
        named = both("、", ", ").join(say(words) for words in judgement.taken_off)
        speech.show(both(f"核对前去掉了粘贴时带上的：{named}。", f"Taken off first, as pasting adds it: {named}."))
    if judgement.paper is not None:
        paper_tables.show(judgement.paper)
    if judgement.certificate is not None:
        _show_held(judgement.certificate, kin)
    if bundle is not None and bundle.record is not None and bundle.version is not None:
        _show_bundled(bundle.record, bundle.record.versions[bundle.version - 1])
    if judgement.suggestions:
        lookup_tables.hits(judgement.suggestions)
    _show_checks(judgement.verdict.checks)


def _show_held(certificate: Answer, kin: Kin) -> None:
    table = _facts(certificate.record, certificate.version)
    speech.row(table, both("状态", "status"), code_words.status_of(certificate))
    for name, value in (
        (both("今天的状态", "status today"), code_words.today_of(certificate)),
        (both("晚于查询日登记", "recorded later"), code_words.later_entries(certificate)),
    ):
        if value:
            speech.row(table, name, value)
    if kin.main:
        speech.row(table, both("主证书", "main"), kin.main)
    if kin.subs:
        told = (f"{sub.number}（{code_words.status(sub.status).plain}）" for sub in kin.subs)
        speech.row(table, both("子证书", "sub-certificates"), "、".join(told))
    speech.show("")
    speech.heading(both("登记簿所载（请与手中的文件核对）", "As registered (compare it with the paper in your hand)"))
    speech.show(table)


def _show_bundled(record: Record, version: Version) -> None:
    """Show the content without any status: what that is worth, the checks tell."""
    speech.show("")
    speech.heading(both("签发的内容（请与手中的文件核对）", "As issued (compare it with the paper in your hand)"))
    speech.show(_facts(record, version))


def _facts(record: Record, version: Version) -> Table:
    subject, table = version.subject, speech.facts()
    scope = "；".join(item["name"] for item in subject["scope"][:5]) + ("……" if len(subject["scope"]) > 5 else "")
    speech.row(table, both("编号", "number"), subject["number"])
    speech.row(table, both("企业", "holder"), subject["holder"]["name"])
    speech.row(table, both("统一社会信用代码", "USCC"), subject["holder"]["uscc"])
    speech.row(table, both("星级", "level"), code_words.level(subject["level"]))
    speech.row(
        table,
        both("有效期", "valid"),
        both(f"{record.issued} 至 {version.valid_until}（含当天）", f"{record.issued} to {version.valid_until}"),
    )
    speech.row(table, both("认证范围", "scope"), scope)
    return table


def _show_checks(checks: tuple[Check, ...]) -> None:
    table = speech.facts(4)
    for check in checks:
        mark = styled(_MARKS[check.outcome], colours.OF_CHECK[check.outcome.value])
        name = say(_NAMES[check.name]) if check.name in _NAMES else check.name
        speech.row(table, check.number, mark, name, say(check.message))
    speech.show("")
    speech.heading(both("查了什么", "What was checked"))
    speech.show(table)
