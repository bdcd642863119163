"""What is answered about a file: the verdict, with what the register says beside it, and what a paper holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from certs.documents.paper.paper_verdict import JudgedPaper
from certs.errors import Words
from certs.lifecycle.record import Record
from certs.publication.files.bundle_check import CheckedBundle
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.hit_lines import Hit
from certs.register.answers.product_answer import ProductAnswer, answer_about
from certs.trust.verification.verdict import Verdict


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

    def about(self, product: str) -> Judgement:
        """Return the same, with whether it covers a product; itself for "", where none is asked about."""
        if not product:
            return self
        return replace(self, product=answer_about(product, self.verdict, self.record))

    def to_json(self) -> dict[str, Any]:
        """Return the Verdict; with why its status is what it is, or near misses where the number was not found.

        What was taken off a paste is named as well, what a paper holds, and whether a product is covered.
        """
        near = {"suggestions": [hit.to_json() for hit in self.suggestions]} if self.suggestions else {}
        off = {"taken_off": [words.to_json() for words in self.taken_off]} if self.taken_off else {}
        paper = {"paper": self.paper.to_json()} if self.paper is not None else {}
        product = {"coverage": self.product.to_json()} if self.product is not None else {}
        return {**self.verdict.to_json(), **self._standing(), **product, **near, **off, **paper}

    def _standing(self) -> dict[str, Any]:
        certificate = self.certificate
        if certificate is None or self.verdict.status is None:
            return {}
        return {"status_today": certificate.status_today, "standing": certificate.standing.to_json()}
