"""The child process that judges files for the website: `python -m certs.documents.judging.judging_process`.

Each question is a head of JSON, a zero byte, and the file. What a stranger made is not parsed here either: a child of a
second process, which waits ready, reads the one file and ends. The answer is JSON; where nothing could be judged, JSON
that says why.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson

from certs import limits
from certs.certificate.reading.asked_moment import read_moment
from certs.days import parse_instant
from certs.documents import child_processes
from certs.documents.judging import file_answer, handed_file
from certs.documents.judging.judge_file import Judge, accepted_witnesses, is_of_file, not_judged
from certs.documents.paper import waiting_child
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.waiting_child import WaitingChild
from certs.errors import CouldNotCheck
from certs.register.store.reader import Reader, open_reader

MODULE: Final = "certs.documents.judging.judging_process"
NOT_READ: Final = b"?"  # before the JSON of a file in which nothing can be judged
NO_REGISTER: Final = b"!"  # before the JSON of why the register did not answer


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: by which register and instance (`home`, "" for none), when, and for whom (`api` or `page`).

    `at` and `product` are asked about besides, in the words of an address that have been read once; "" for neither.
    """

    register_url: str
    home: str
    now: str
    wanted: str
    at: str = ""
    product: str = ""

    def question(self, data: bytes) -> bytes:
        """Return what the child is asked about a file."""
        head = {name: getattr(self, name) for name in self.__slots__}
        return orjson.dumps(head) + b"\0" + data


class _Ready:
    """The process that waits for the next file: starting it takes longer than reading a page."""

    def __init__(self) -> None:
        self._child = WaitingChild()
        atexit.register(self.close)

    def read(self, data: bytes) -> PaperFile:
        if not self._child.lives:
            self._begin_anew()
        try:
            return self._child.read(data)
        finally:
            if not self._child.lives:
                self._begin_anew()

    def _begin_anew(self) -> None:
        self._child.close()
        self._child = WaitingChild()

    def close(self) -> None:
        self._child.close()


def answer(question: bytes, read_paper: Callable[[bytes], PaperFile] = waiting_child.read) -> bytes:
    """Return the answer to a file. `read_paper` has another process read a PDF or a picture."""
    head, _, data = question.partition(b"\0")
    asked = Asked(**orjson.loads(head))
    now = parse_instant(asked.now)
    try:
        reader = open_reader(asked.register_url, answered_within=limits.ANSWER_SECONDS)
        try:
            document = _judged(asked, reader, data, read_paper)
        finally:
            reader.close()
    except CouldNotCheck as error:
        if is_of_file(error):
            return NOT_READ + orjson.dumps(not_judged(error, now).to_json())
        return NO_REGISTER + orjson.dumps([error.code, error.words.zh, error.words.en])
    return orjson.dumps(document)


def _judged(asked: Asked, reader: Reader, data: bytes, read_paper: Callable[[bytes], PaperFile]) -> dict[str, Any]:
    with reader.view() as view:
        base_url = view.trust.base_url
    now = parse_instant(asked.now)
    witnesses = accepted_witnesses(Path(asked.home)) if asked.home else ()
    judge = Judge(reader, now, read_moment(asked.at), witnesses, read_paper)
    judgement = judge.judge(handed_file.classify(data, base_url)).about(asked.product)
    return judgement.to_json() if asked.wanted == "api" else file_answer.page_json(judgement)


if __name__ == "__main__":
    child_processes.serve(partial(answer, read_paper=_Ready().read), limits.DOCUMENT_MEMORY)
