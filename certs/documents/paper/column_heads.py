"""The heads of an annex's tables, held against those that we print: where they change places, the columns do too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from certs.documents.paper.paper_file import Page
from certs.documents.paper.printed_labels import compact
from certs.errors import Words

# The heads of each table in their order. Older layouts stay in use: orders are added here and never taken out.
_TABLES: Final[Mapping[str, tuple[Words, ...]]] = MappingProxyType(
    {
        "scope": (
            Words("序号", "No."),
            Words("产品或服务", "Product or service"),
            Words("品牌", "Brands"),
            Words("型号", "Models"),
            Words("包含", "Includes"),
            Words("不含", "Excludes"),
        ),
        "sites": (Words("序号", "No."), Words("场所", "Site"), Words("地址", "Address")),
    }
)
_SHARED: Final = frozenset({"序号", "No.", "地址", "Address"})  # words that stand elsewhere too


class Heads(NamedTuple):
    """The heads of one table, as printed and as they should be."""

    field: str
    paper: str
    register: str


_ROWS: Final = tuple(
    compact(row)
    for heads in _TABLES.values()
    for row in ("".join(head.zh + head.en for head in heads), "".join(head.en + head.zh for head in heads))
)
_TELLING: Final[Mapping[str, str]] = MappingProxyType(
    {compact(word): field for field, heads in _TABLES.items() for head in heads for word in head if word not in _SHARED}
)


def strange_heads(pages: Sequence[Page]) -> Iterator[Heads]:
    """Yield the heads that stand in another order than ours, or beside words that are no heads of ours."""
    for page in pages:
        texts = [compact(run.text) for run in page.runs]
        known = {place for start in range(len(texts)) for place in _row_from(texts, start)}
        places = [place for place, text in enumerate(texts) if text in _TELLING and place not in known]
        for field in dict.fromkeys(_TELLING[texts[place]] for place in places):
            own = [place for place in places if _TELLING[texts[place]] == field]
            shown = " ".join(run.text for run in page.runs[own[0] : own[-1] + 1])
            yield Heads(field, shown, " ".join(f"{head.zh} {head.en}" for head in _TABLES[field]))


def _row_from(texts: Sequence[str], start: int) -> range:
    """Return the places of a row of heads that begins at one of the texts, each of them whole; none if none does."""
    for row in _ROWS:
        joined, stop = "", start
        while stop < len(texts) and joined != row and row.startswith(joined + texts[stop]):
            joined, stop = joined + texts[stop], stop + 1
        if joined == row:
            return range(start, stop)
    return range(0)
