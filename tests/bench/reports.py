"""A verification report as PDF, in one process: its time, and its size with the offline file in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from certs.documents.report.report_answer import report_of
from certs.documents.report.report_pdf import report_data, set_report
from certs.documents.report.report_sheet import Sheet
from certs.documents.typesetting import Typesetter
from certs.errors import Words
from certs.publication.files import bundle_format, compose_bundle, status_list_versions
from certs.register.store.ledger import trust_of
from tests.bench import timing
from tests.bench.timing import Line, micro
from tests.register.founded_register import draft, founded, ring

DIFFERENT: Final = 50


def questions(folder: Path) -> list[tuple[Sheet, bytes]]:
    """Return the answers about different certificates, each with the bundle that proves it."""
    register = founded(f"sqlite:///{folder / 'reports.db'}")
    try:
        issued = register.issue(*(draft(n) for n in range(1, DIFFERENT + 1)))
        with register.store.writing() as connection:
            key = ring().get("list")
            status_list_versions.renew(connection, trust_of(connection), key.public, key.sign, register.now)
        with register.reader().view() as view:
            records = view.records(one.number for one in issued).values()
            return [
                (
                    Sheet(report_of(view, record, register.now), "zh", sample=True),
                    bundle_format.encode(compose_bundle.compose(view, record, register.now)),
                )
                for record in records
            ]
    finally:
        register.close()


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    typesetter = Typesetter()
    chosen = questions(folder)
    following = timing.in_turn(chosen)
    largest = max(len(set_report(typesetter, report_data(*question))) for question in chosen)
    pair = timing.side_by_side(lambda: set_report(typesetter, report_data(*following())), lambda: sum(range(100_000)))
    what = Words("查验报告 PDF，一页，附离线核验文件", "report as PDF, one sheet, with the offline file in it")
    yield Line(what, micro(pair.ours), "—", pair.ours * 1e3, 40, "ms")
    what = Words("同上，最大的一个文件", "the same, the largest file")
    yield Line(what, f"{largest / 1e3:.0f} kB", "—", largest / 1e3, None, "kB")
