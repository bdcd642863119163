"""Whether what was verified covers a product, and the exit code that follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import click

from certs.certificate.coverage.coverage import Answer, Coverage, coverage_of
from certs.certificate.coverage.product_question import read_question
from certs.days import beijing_day
from certs.errors import Refused, Words
from certs.lifecycle.record import Record
from certs.register.answers.product_answer import said
from certs.trust.verification.verdict import Overall, Verdict
from scripts.terminal.verb_frame import WrongValue, option

_PROVEN: Final = frozenset({Overall.VALID, Overall.NOT_VALID})
_EXIT: Final = {Answer.COVERED: 0, Answer.COVERED_IF: 2, Answer.NOT_LISTED: 1, Answer.EXCLUDED: 1}


class _Product(click.ParamType[str]):
    """A product to ask about, in 1 to 60 characters."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the product, or refuse the call: exit 64."""
        try:
            return read_question(value).shown
        except Refused as error:
            raise WrongValue(error.words, ctx, param) from error


product_option = option(
    "--product",
    type=_Product(),
    default=None,
    metavar="TEXT",
    words=Words(
        "再回答证书是否覆盖这个产品或服务；可以带品牌和型号。",
        "Also answer whether it covers this product or service, which may be named with brand and model.",
    ),
)


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """A product that was asked about, with the answer; None before the day of issue, and where nothing is proven."""

    product: str
    coverage: Coverage | None
    is_proven: bool

    def sentence(self, overall: Overall) -> Words:
        """Return the answer in a sentence, beside this verdict: an older version covers nothing any more either."""
        if not self.is_proven:
            return Words(
                f"没有回答是否覆盖“{self.product}”：要先证实证书由本机构签发。",
                f"Whether it covers “{self.product}” is not answered: first it must be proven that we issued it.",
            )
        return said(self.coverage, self.product, overall.value)

    @property
    def exit_code(self) -> int:
        """The exit code of a certificate that is valid: 0 covered, 1 not listed or excluded, 2 all else."""
        return 2 if self.coverage is None else _EXIT[self.coverage.answer]


def answer_about(product: str, verdict: Verdict, record: Record | None) -> ProductAnswer:
    """Answer by the version that was judged: the one in force for a number, the one that it is for a paper or file."""
    version = next((check.evidence["version"] for check in verdict.checks if "version" in check.evidence), None)
    content = record.version(int(version)) if record is not None and version is not None else None
    if verdict.overall not in _PROVEN or record is None or content is None:
        return ProductAnswer(product, None, is_proven=False)
    days = (check.evidence["day"] for check in verdict.checks if "day" in check.evidence)
    day = next(days, beijing_day(verdict.as_of).isoformat())
    if day < record.issued.isoformat():
        return ProductAnswer(product, None, is_proven=True)
    return ProductAnswer(product, coverage_of(content.subject, product), is_proven=True)
