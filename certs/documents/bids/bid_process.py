"""The child process that answers stacks of bids for the website: `python -m certs.documents.bids.bid_process`.

Each question is a head of JSON, a zero byte, and what a stranger handed in, which is parsed here and nowhere else. The
answer is the spreadsheet, the PDF, or JSON; where the register does not answer, JSON that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import orjson

from certs import limits
from certs.certificate import number as numbers
from certs.certificate.bids.bid import Bid, bid
from certs.certificate.bids.cell_faults import FIELDS, LABELS
from certs.certificate.bids.delimited_text import too_many_rows
from certs.certificate.bids.read_bids import BidList, read_file, read_text
from certs.certificate.reading.refused_input import FileRefused
from certs.days import instant_text, parse_instant
from certs.documents import child_processes
from certs.documents.bids import bid_pdf, bid_table, posted_bids
from certs.documents.bids.bid_table import Stack
from certs.errors import CouldNotCheck, FieldError, Words
from certs.log.checkpoint import parse_checkpoint
from certs.publication.files import compose_bundle
from certs.register.answers.bid_answers import BidAnswer, answer_bids
from certs.register.store.reader import View, open_reader
from certs.trust.verification.verdict import Overall

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

MODULE: Final = "certs.documents.bids.bid_process"
NOT_ANSWERED: Final = b"!"  # before the JSON of why the register did not answer
_NO_LIST: Final = Words(
    "请求应是 JSON：rows 是一个列表，至少一行。",
    "The request must be JSON in which rows is a list of at least one row.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which register, when, in what form the list comes, and in what form it is answered.

    `given` is `file`, `text`, `rows` (as a page posts them again), `mended` (those, with lines that were mended) or
    `json` (of the API); `wanted` is `api`, `page`, `xlsx` or `pdf`.
    """

    register_url: str
    now: str
    base_url: str
    given: str
    wanted: str
    name: str = ""
    language: str = "zh"
    sample: bool = False
    fonts: str = ""

    def question(self, data: bytes) -> bytes:
        """Return what the child is asked about a list."""
        head = {name: getattr(self, name) for name in self.__slots__}
        return orjson.dumps(head) + b"\0" + data


def answer(question: bytes) -> bytes:
    """Return the answer. Raises FileRefused for what is no list."""
    head, _, data = question.partition(b"\0")
    asked = Asked(**orjson.loads(head))
    listed = _read(asked, data)
    try:
        return _answered(asked, listed)
    except CouldNotCheck as error:
        return NOT_ANSWERED + orjson.dumps([error.code, error.words.zh, error.words.en])


def _answered(asked: Asked, listed: BidList) -> bytes:
    now = parse_instant(asked.now)
    reader = open_reader(asked.register_url, answered_within=limits.ANSWER_SECONDS)
    try:
        with reader.view() as view:
            answers = answer_bids(view, listed.bids, now)
            _, checkpoint = compose_bundle.checkpoint_over(view, view.size - 1, None)
            stack = Stack(answers, listed.notes, now, parse_checkpoint(checkpoint).head, asked.name)
            return _written(asked, stack, view)
    finally:
        reader.close()


def _written(asked: Asked, stack: Stack, view: View) -> bytes:
    match asked.wanted:
        case "api":
            return orjson.dumps({"rows": [row.to_json() for row in stack.answers], "as_of": instant_text(stack.time)})
        case "xlsx":
            from certs.documents.bids.bid_xlsx import xlsx  # who never asks for one loads no writer

            return xlsx(stack, asked.language, (_address(asked, row) for row in stack.answers))
        case "pdf":
            body = view.trust.body
            setter = _typesetter(asked.fonts)
            return bid_pdf.pdf(setter, stack, body, asked.base_url, asked.language, sample=asked.sample)
        case _:
            return orjson.dumps(
                {
                    "counts": stack.counts,
                    "notes": [note.words.to_json() for note in stack.notes],
                    "rows": [bid_table.row_json(row) for row in stack.answers],
                    "posted": posted_bids.posted([row.bid for row in stack.answers], stack.notes),
                    "to_mend": posted_bids.lines_to_mend(_unsolved(stack), asked.language),
                }
            )


def _unsolved(stack: Stack) -> list[Bid]:
    """Return the bids that may be mended: not understood, not found, or with the number of another firm."""
    open_ = {Overall.UNKNOWN, Overall.NOT_GENUINE}
    return [row.bid for row in stack.answers if bid_table.conclusion(row) in open_]


def _address(asked: Asked, row: BidAnswer) -> str:
    if row.holder is None or row.number is None:
        return ""
    query = {"at": row.bid.moment.text if row.bid.moment else "", "product": bid_table.asked_product(row)}
    text = urlencode({name: value for name, value in query.items() if value})
    prefix = "" if asked.language == "zh" else "/en"
    return f"{asked.base_url}{prefix}/c/{numbers.in_address(row.number)}{'?' if text else ''}{text}"


@lru_cache(maxsize=1)
def _typesetter(folder: str) -> Typesetter:
    from certs.documents.typesetting import Typesetter  # here, so that who never asks for a PDF loads no compiler

    return Typesetter(Path(folder) if folder else None)


def _read(asked: Asked, data: bytes) -> BidList:
    match asked.given:
        case "file":
            return read_file(data, asked.name)
        case "text":
            return read_text(data.decode("utf-8", "replace"))
        case "rows":
            return posted_bids.read_posted(data)
        case "mended":
            return posted_bids.read_mended(data, asked.language)
        case _:
            return BidList(tuple(map(_of_json, _rows(_loaded(data)))))


def _loaded(data: bytes) -> Any:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise FileRefused("format", *_NO_LIST) from error
    if not isinstance(document, dict) or set(document) != {"rows"}:
        raise FileRefused("format", *_NO_LIST)
    return document["rows"]


def _rows(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not rows:
        raise FileRefused("missing", *_NO_LIST)
    if len(rows) > limits.BIDS:
        raise too_many_rows()
    return rows


def _of_json(row: Any) -> Bid:
    if not isinstance(row, dict):
        words = Words('这一行应是一个对象，如 {"number": …}。', 'This row must be an object such as {"number": …}.')
        return replace(bid("", "", "", ""), error=FieldError("number", str(row), "type", words))
    values = {field: row.get(field) for field in FIELDS}
    texts = {field: value if isinstance(value, str) else "" for field, value in values.items()}
    asked = bid(texts["number"], texts["name"], texts["product"], texts["on"])
    wrong = _fault(row)
    return replace(asked, error=wrong) if wrong else asked


def _fault(row: dict[str, Any]) -> FieldError | None:
    """Return what is wrong with the form of a row; None for a field that is missing, or null."""
    for field, value in row.items():
        if field not in FIELDS:
            shown = field[:40]
            words = Words(
                f"没有“{shown}”这一项；只有 {'、'.join(FIELDS)}。",
                f"There is no “{shown}”; there are {', '.join(FIELDS)}.",
            )
            return FieldError(shown, str(value), "unknown", words)
        if value is not None and not isinstance(value, str):
            label = LABELS[field]
            words = Words(f"{label.zh}（{field}）应是文字。", f"The {label.en} ({field}) must be a text.")
            return FieldError(field, str(value), "type", words)
    return None


if __name__ == "__main__":
    child_processes.serve(answer, limits.PAPER_MEMORY)
