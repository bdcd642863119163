"""Checking a one-page PDF by a child that waits, and holding it against the register: codes, attachments, print."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from certs.documents.paper.paper_codes import Asked
from certs.documents.paper.paper_verdict import judge_paper
from certs.documents.paper.waiting_child import WaitingChild
from certs.errors import Words
from certs.register.answers.certificate_answer import answer
from certs.register.answers.object_verdict import check_object
from certs.register.store.reader import open_reader
from certs.trust.verification.verdict import Overall
from scripts.terminal import clock
from tests import instances
from tests.bench.timing import Line
from tests.documents.paper.altered_papers import BASE, pdf, printed, record_of

PAPERS: Final = 20
READY_SECONDS: Final = 3  # in which a child that was started has read its own papers and waits


def measure(folder: Path) -> Iterator[Line]:
    """Yield the line."""
    staff = instances.made(folder)
    staff.issue(instances.EXAMPLES / "certificate.toml")
    data = pdf(printed(record_of(staff)))
    reader = open_reader(f"sqlite:///{staff.home / 'register.db'}")
    now = clock.now()
    asked = Asked(BASE, "999", partial(check_object, reader, now=now), partial(answer, reader, now=now), now)
    taken = []
    for _ in range(PAPERS):
        with WaitingChild() as child:
            time.sleep(READY_SECONDS)
            begun = time.perf_counter()
            judged = judge_paper(child.read(data), asked)
            taken.append(time.perf_counter() - begun)
        if judged.verdict.overall is not Overall.VALID:
            raise AssertionError(f"the bench checks a paper that is {judged.verdict.code}")
    middle = statistics.median(taken) * 1e3
    words = Words("一页的 PDF：由等候的进程读、与登记簿比对", "one-page PDF, read by a waiting process and compared")
    yield Line(words, f"{middle:.0f} ms", "—", middle, 150, "ms")
