"""Showing a verdict: the answer first, then what the register says, then every check that was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from certs.documents.paper.paper_verdict import JudgedPaper
from certs.errors import Words
from certs.lifecycle.record import Record, Version
from certs.publication.files.bundle_check import CheckedBundle
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.hit_lines import Hit
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict
from scripts.terminal import code_words, colours, lookup_tables, paper_tables, speech
from scripts.terminal.product_coverage import ProductAnswer
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, with what the register says beside it, or what a bundle that is genuine says of itself.

    `taken_off` names what pasting had added to what was handed in; `paper` is given for a PDF or a picture; `product`
    where one was asked about.
    """

    verdict: Verdict
    certificate: Answer | None = None
    suggestions: tuple[Hit, ...] = ()
    bundle: CheckedBundle | None = None
    taken_off: tuple[Words, ...] = ()
    paper: JudgedPaper | None = None
    product: ProductAnswer | None = None

    @property
    def record(self) -> Record | None:
        """The entries about the certificate, from a bundle that is genuine or from the register."""
        if self.bundle is not None:
            return self.bundle.record
        return self.certificate.record if self.certificate is not None else None

    @property
    def exit_code(self) -> int:
        """The exit code: that of the verdict, and of what is valid that of the product asked about."""
        if self.product is not None and self.verdict.overall is Overall.VALID:
            return self.product.exit_code
        return _EXIT[self.verdict.overall]

    def to_json(self) -> dict[str, Any]:
        """Return the Verdict; with why its status is what it is, or near misses where the number was not found.

        What was taken off a paste is named as well, what a paper holds, and whether a product is covered.
        """
        near = {"suggestions": [hit.to_json() for hit in self.suggestions]} if self.suggestions else {}
        off = {"taken_off": [words.to_json() for words in self.taken_off]} if self.taken_off else {}
        paper = {"paper": self.paper.to_json()} if self.paper is not None else {}
        return {**self.verdict.to_json(), **self._standing(), **self._coverage(), **near, **off, **paper}

    def _coverage(self) -> dict[str, Any]:
        if self.product is None:
            return {}
        coverage = self.product.coverage
        return {"coverage": None if coverage is None else coverage.to_json()}

    def _standing(self) -> dict[str, Any]:
        certificate = self.certificate
        if certificate is None or self.verdict.status is None:
            return {}
        return {"status_today": certificate.status_today, "standing": certificate.standing.to_json()}

    def show(self) -> None:
        """Print the answer first, then what the register says, then the checks."""
        overall = self.verdict.overall
        speech.show(styled(say(_HEADS[overall]), colours.OF_VERDICT[overall.value]))
        speech.show(say(self.verdict.message))
        if self.product is not None:
            speech.show(styled(say(self.product.sentence(overall)), "bold"))
        if self.taken_off:
            named = both("、", ", ").join(say(words) for words in self.taken_off)
            speech.show(both(f"核对前去掉了粘贴时带上的：{named}。", f"Taken off first, as pasting adds it: {named}."))
        if self.paper is not None:
            paper_tables.show(self.paper)
        if self.certificate is not None:
            _show_held(self.certificate)
        if self.bundle is not None and self.bundle.record is not None and self.bundle.version is not None:
            _show_bundled(self.bundle.record, self.bundle.record.versions[self.bundle.version - 1])
        if self.suggestions:
            lookup_tables.hits(self.suggestions)
        _show_checks(self.verdict.checks)


def _show_held(certificate: Answer) -> None:
    table = _facts(certificate.record, certificate.version)
    speech.row(table, both("状态", "status"), code_words.status_of(certificate))
    for name, value in (
        (both("今天的状态", "status today"), code_words.today_of(certificate)),
        (both("晚于查询日登记", "recorded later"), code_words.later_entries(certificate)),
    ):
        if value:
            speech.row(table, name, value)
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
