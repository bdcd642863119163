"""The lines of a report below its answer: the facts of the certificate, and the checks that were made."""

from __future__ import annotations

from typing import NamedTuple


class Fact(NamedTuple):
    """A labelled line. `more` stands smaller behind it; `wide` takes the whole width; `form` is `num`, `strong` or "".

    `chinese` marks words of the certificate that are Chinese on every sheet.
    """

    label: str
    text: str
    more: str = ""
    wide: bool = False
    form: str = ""
    chinese: bool = False


class Step(NamedTuple):
    """A check: how it came out, as a code and as a word, what it says, and what it rests on."""

    outcome: str
    finding: str
    text: str
    evidence: str
