"""What is known of the clauses below the fifteen titles, as help for whoever scores: topics, never the standard's text.

Each topic says whether it is sure (its number and subject were read) or likely (one source). Where nothing is
established there is no topic, and a reader is sent to the standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certs.errors import Words
from certs.scheme.data_file import Entry, read_entries

if TYPE_CHECKING:
    from certs.scheme.scheme import Scheme

_FILE: Final = "topics.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject below a second-level indicator. `clause` is its own number, or the indicator's where it has none."""

    clause: str
    indicator: str
    sure: bool
    text: Words


def parse_topics(data: bytes, scheme: Scheme) -> tuple[Topic, ...]:
    """Read the topics of a scheme (TOML), in the order of the file. Raises Malformed, naming line and entry."""
    file = read_entries(data, _FILE, "topics")
    file.head.only("format", "scheme")
    if file.head.text("scheme") != scheme.code:
        raise file.head.wrong(f"评价方案应为 {scheme.code}", f"the scheme should be {scheme.code}", "scheme")
    clauses = {indicator.clause for indicator in scheme.indicators}
    return tuple(_topic(entry, clauses) for entry in file.entries["topics"])


def _topic(entry: Entry, clauses: set[str]) -> Topic:
    entry.only("clause", "sure", "text")
    clause = entry.text("clause")
    indicator = clause if clause in clauses else clause.rpartition(".")[0]
    if indicator not in clauses:
        raise entry.wrong(f"{clause} 不在任何二级指标之下", f"{clause} is under no second-level indicator", "clause")
    return Topic(clause, indicator, entry.value("sure", bool), entry.words("text"))
