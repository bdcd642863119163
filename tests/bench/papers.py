"""A certificate of two pages with its border as PDF, in one process: its time, its size, and what a thousand leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from certs.documents.certificate_paper import CertificatePaper, paper_of, set_certificate, template_data
from certs.documents.typesetting import Typesetter
from certs.errors import Words
from tests.bench import timing
from tests.bench.same_page import SamePage
from tests.bench.timing import Line, micro
from tests.documents.sample_papers import DRAFTS
from tests.register.founded_register import TODAY, founded, uscc

DIFFERENT: Final = 50
ROUNDS: Final = 7  # WeasyPrint takes a second or two for each
WARM, MANY = 100, 1_000  # papers before memory is looked at first, and in all
STATUS: Final = Path("/proc/self/status")


def papers(folder: Path) -> list[CertificatePaper]:
    """Return the papers of different certificates."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    usual = DRAFTS["usual"]
    drafts = [
        replace(usual, holder=replace(usual.holder, name=f"青禾第{n}家用电器（样例）有限公司", uscc=uscc(n)))
        for n in range(1, DIFFERENT + 1)
    ]
    try:
        issued = register.issue(*drafts)
        with register.reader().view() as view:
            records = view.records(one.number for one in issued)
            return [paper_of(view, record, record.latest, "zh", TODAY) for record in records.values()]
    finally:
        register.close()


def resident() -> int:
    """Return the memory of this process that is in use, in kilobytes (Linux)."""
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    typesetter = Typesetter()
    chosen = papers(folder)
    following = timing.in_turn(chosen)
    largest = max(len(set_certificate(typesetter, paper)) for paper in chosen)
    other, data = SamePage(), template_data(chosen[0])
    pair = timing.side_by_side(lambda: set_certificate(typesetter, following()), lambda: other.pdf(data), ROUNDS)
    what = Words("证书 PDF，两页，带边框", "certificate as PDF, two pages with their border")
    yield Line(what, micro(pair.ours), "—", pair.ours * 1e3, 80, "ms")
    yield timing.line(Words("同样两页，WeasyPrint", "the same two pages by WeasyPrint"), pair, 0.25)
    what = Words("同上，最大的一个文件", "the same, the largest file")
    yield Line(what, f"{largest / 1e3:.0f} kB", "—", largest / 1e3, 300, "kB")
    for _ in range(WARM):
        set_certificate(typesetter, following())
    before = resident()
    for _ in range(MANY - WARM):
        set_certificate(typesetter, following())
    after = resident()
    what = Words(f"{MANY} 个以后，内存与 {WARM} 个以后相比", f"memory after {MANY} of them, to that after {WARM}")
    yield Line(what, f"{after / 1e3:.0f} MB", f"{before / 1e3:.0f} MB", after / before, 1.1)
