"""What the page shows of a judgement, as JSON: the verdict, each field beside the register's, and each symbol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from certs.documents.judging.judgement import Judgement
from certs.documents.paper.comparison import Comparison
from certs.documents.paper.paper_verdict import JudgedPaper
from certs.documents.paper.printed_labels import FIELDS, NAMES
from certs.documents.paper.register_side import register_side
from certs.documents.paper.symbol_words import WORTH, kind_words
from certs.lifecycle.record import Record


def page_json(judgement: Judgement) -> dict[str, Any]:
    """Return what the page needs.

    `fields` are in the order of the paper: `same` `differs` `unread`, or `open` where the text was not compared.
    """
    verdict, paper, record = judgement.verdict, judgement.paper, judgement.record
    product = judgement.product
    return {
        "verdict": verdict.to_json(),
        "certificate": None if record is None else _certificate(judgement, record),
        "fields": list(_fields(judgement, record)),
        "paper": None if paper is None else _paper(paper),
        "product": None if product is None else product.sentence(verdict.overall).to_json(),
        "near": [{"number": hit.number, "holder": hit.holder, "status": hit.status} for hit in judgement.suggestions],
        "taken_off": [words.to_json() for words in judgement.taken_off],
    }


def _certificate(judgement: Judgement, record: Record) -> dict[str, Any]:
    status = judgement.certificate.status_today if judgement.certificate is not None else None
    return {"number": record.number, "holder": record.latest.subject["holder"]["name"], "status": status}


def _paper(paper: JudgedPaper) -> dict[str, Any]:
    return {
        "compared": paper.comparison.is_made,
        "is_report": paper.comparison.is_report,
        "symbols": [
            {**code.to_json(), "kind": kind_words(code).to_json(), "worth": WORTH[code.overall].to_json()}
            for code in paper.codes
        ],
    }


def _fields(judgement: Judgement, record: Record | None) -> Iterator[dict[str, Any]]:
    comparison = judgement.paper.comparison if judgement.paper is not None else Comparison()
    if comparison.is_report or (comparison.differences and not comparison.is_made):
        yield from _differing(comparison)
    elif comparison.is_made:
        differing = {row["field"]: row for row in _differing(comparison)}
        for field in dict.fromkeys((*FIELDS, *differing)):
            state = "unread" if field in comparison.unread else "same"
            yield differing.get(field) or _row(field, state, comparison.register or {})
    elif record is not None and judgement.certificate is not None:
        shown = register_side(record, judgement.certificate.version).shown
        yield from (_row(field, "open", shown) for field in FIELDS)


def _differing(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Yield each field that differs, with all that the paper says there."""
    by_field = sorted(comparison.differences, key=lambda one: list(NAMES).index(one.field))
    for field, several in groupby(by_field, key=lambda one: one.field):
        rows = list(several)
        paper = list(dict.fromkeys(row.paper for row in rows))
        yield {**_row(field, "differs", {field: rows[0].register}), "paper": paper}


def _row(field: str, state: str, register: Mapping[str, str]) -> dict[str, Any]:
    words = register.get(field, "")
    name = NAMES[field].to_json()
    return {
        "field": field,
        "name": name,
        "state": state,
        "paper": [words] if state == "same" else [],
        "register": words,
    }
