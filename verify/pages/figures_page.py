"""The figures of the register: how many certificates there are, drawn, and as tables beside the drawings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from flask import Blueprint, Response

from certs.certificate.regions import regions
from certs.errors import Words
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.answers.figures import figures
from certs.scheme.scheme import GBT27922, Level, Scheme
from certs.scheme.schemes import SCHEMES
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("figures", __name__)
BAR: Final = 300  # units of the longest bar; the number stands beside it, in what is left of the drawing's 360


class Bar(NamedTuple):
    """One line of a drawing: what is counted, how many, their share in tenths of a percent, the length of the bar."""

    words: Words
    number: int
    share: int
    length: int


@reads(blueprint, "/directory/figures", "/en/directory/figures")
def page() -> Response:
    """The figures of today."""
    here = service()
    now = here.now()
    told = here.register.read(lambda view: figures(view, now))
    levels = [
        (_level_words(one, each), told.levels[one.code, each.code]) for one in SCHEMES.values() for each in one.levels
    ]
    charts = {
        "status": _bars((words, told.statuses[code]) for code, words in STATUS_WORDS.items()),
        "level": _bars(levels),
        "scheme": _bars((one.name, told.schemes[one.code]) for one in SCHEMES.values()),
        "region": _bars((words, told.regions[code]) for code, words in regions().items()),
    }
    return here.renderer.page("figures.html", charts=charts, all=sum(told.statuses.values()), as_of=now)


def _level_words(scheme: Scheme, level: Level) -> Words:
    """Name a level after what it is one of, so briefly that both stand on one line of a phone."""
    kind = Words("售后服务", "After-sales") if scheme.standard == GBT27922 else Words("品牌", "Brand")
    return Words(f"{kind.zh} · {level.name.zh}", f"{kind.en} · {level.name.en.lower()}")


def _bars(counts: Iterable[tuple[Words, int]]) -> list[Bar]:
    """Return the lines that count anything, in the order given."""
    some = [(words, count) for words, count in counts if count]
    total, most = sum(count for _, count in some), max((count for _, count in some), default=1)
    return [Bar(words, count, round(1_000 * count / total), max(1, BAR * count // most)) for words, count in some]
