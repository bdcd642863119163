"""A report as it is printed: one text, without blanks and the feet of its pages, and what that says of itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import unquote

from certs.certificate.coverage.product_question import read_question
from certs.certificate.reading.asked_moment import Moment, read_moment
from certs.days import BEIJING
from certs.documents.paper.paper_file import Page, PaperFile, Run
from certs.documents.paper.printed_labels import compact
from certs.documents.report import report_words as words
from certs.errors import StarmarkError

ADDRESS: Final = re.compile(
    r"https://[^/\s]{1,253}/c/[0-9A-Z~_-]{5,40}/report\?at=(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?)"
    r"(?:&product=((?:%[0-9A-F]{2})+))?"
)
_PAGE_LINE: Final = re.compile(r"第[0-9]+页/共[0-9]+页|Page[0-9]+of[0-9]+")
_COLUMNS: Final = tuple(
    compact(site) + compact(place) for site, place in zip(words.SITE, words.SITE_ADDRESS, strict=True)
)
_TO_WRITE_ON: Final = tuple(compact(text) for pair in words.FILED_BY for text in pair)
_ABOVE: Final = (
    14.0  # points above the lines to write on, within which what stands there was written by whoever filed it
)
_TIME: Final = re.compile(
    rf"({'|'.join(map(compact, words.QUERY_TIME))})(\d{{4}}-\d{{2}}-\d{{2}})(\d{{2}}:\d{{2}}:\d{{2}})UTC\+8"
)
_LOG_SIZE: Final = re.compile(r"日志第\d{1,18}条，共(\d{1,18})条|logentry\d{1,18}of(\d{1,18})")


class Foot(NamedTuple):
    """What the foot of a page names: the certificate's number and that of the query."""

    number: str
    query_number: str


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """All that is printed: `text` is compact, and `places` tell for each letter of it where it stands in `shown`.

    `codes` are the readable QR codes, `strange` the pages whose foot is no report's.
    """

    text: str
    shown: str
    places: tuple[int, ...]
    feet: tuple[Foot, ...]
    codes: tuple[str, ...]
    strange: tuple[int, ...]

    def between(self, begin: int, end: int) -> str:
        """Return a piece of the text as a person reads it."""
        return self.shown[self.places[begin] : self.places[end - 1] + 1] if begin < end else ""

    @property
    def asked(self) -> frozenset[tuple[str, str]]:
        """What its addresses ask about by `at` and by `product`, as written."""
        return frozenset(asked for text in (self.text, *self.codes) for asked in ADDRESS.findall(text))

    def _question(self, place: int) -> str:
        """Return the day (0) or product (1) that was asked about, "" where it cannot be told.

        Its own codes go before its text.
        """
        by_code = {asked[place] for code in self.codes for asked in ADDRESS.findall(code)}
        texts = by_code or {asked[place] for asked in self.asked}
        return texts.pop() if len(texts) == 1 else ""

    @property
    def moment(self) -> Moment | None:
        """The day or instant that was asked about; None where it cannot be told."""
        try:
            return read_moment(self._question(0))
        except StarmarkError:
            return None

    @property
    def product(self) -> str:
        """The product that was asked about; "" where none was, or it cannot be told."""
        try:
            return read_question(unquote(self._question(1), errors="strict")).shown
        except (StarmarkError, UnicodeDecodeError):
            return ""

    @property
    def time(self) -> datetime | None:
        """The time of the query; None where it cannot be read."""
        match = _TIME.search(self.text)
        try:
            return (
                datetime.fromisoformat(f"{match[2]} {match[3]}").replace(tzinfo=BEIJING).astimezone(UTC)
                if match
                else None
            )
        except (ValueError, OverflowError):
            return None

    @property
    def language(self) -> str:
        """The language of the sheet, by the label of its time."""
        match = _TIME.search(self.text)
        return "en" if match and match[1] == compact(words.QUERY_TIME.en) else "zh"

    def log_size(self, least: int) -> int:
        """Return the size of the log at the time of the query as printed, which may be above that of the checkpoint."""
        match = _LOG_SIZE.search(self.text)
        return max(least, int(match[1] or match[2])) if match else least


def printed_report(paper: PaperFile) -> PrintedReport:
    """Read what a paper prints. Where no page has the foot of a report, all its pages are taken for one."""
    bodies: list[Sequence[Run]] = []
    feet: list[Foot] = []
    strange: list[int] = []
    for number, page in enumerate(paper.pages, 1):
        at = _page_line(page)
        if at is None:
            strange.append(number)
            continue
        feet.append(Foot(*(compact(page.runs[place].text) for place in (at - 2, at - 1))))
        bodies.append(tuple(_body(page.runs[: at - 2], is_first=not bodies)))
    if not bodies:
        bodies, strange = [page.runs for page in paper.pages], []
    text, shown, places = _joined(run for body in bodies for run in body)
    codes = tuple(code.data.decode("utf-8", "replace") for code in paper.codes if code.data is not None)
    return PrintedReport(text, shown, places, tuple(feet), codes, tuple(strange))


def _page_line(page: Page) -> int | None:
    """Return the place of the line that counts the pages; None where a page has none, with a number before it."""
    places = [place for place, run in enumerate(page.runs) if _PAGE_LINE.match(compact(run.text))]
    return places[-1] if places and places[-1] > 1 else None


def _body(runs: Sequence[Run], *, is_first: bool) -> Iterator[Run]:
    """Yield what the report itself says: no heads of a table that goes on, and nothing written on its lines."""
    lines = [run for run in runs if compact(run.text).startswith(_TO_WRITE_ON)]
    height = min((run.bottom for run in lines[-len(words.FILED_BY) :]), default=None) if is_first else None
    start = 0
    if not is_first:
        heads = "".join(compact(run.text) for run in runs[:2])
        start = 2 if heads in _COLUMNS else 0
    for run in runs[start:]:
        if height is None or not height - 1 <= run.bottom <= height + _ABOVE:
            yield run
            continue
        label = next((label for label in _TO_WRITE_ON if compact(run.text).startswith(label)), "")
        if label:
            yield run._replace(text=label)


def _joined(runs: Iterator[Run]) -> tuple[str, str, tuple[int, ...]]:
    shown = unicodedata.normalize("NFKC", " ".join(run.text for run in runs))
    pieces = [compact(sign) for sign in shown]
    places = tuple(place for place, piece in enumerate(pieces) for _ in piece)
    return "".join(pieces), shown, places
