"""What child processes make for those who ask the website, one of each kind: papers, kits, answers to what comes in.

What is the same paper is known before it is set, so whoever has it already costs nothing; it is kept for a while. Of
what is handed in, stacks of bids and files to judge, nothing is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from flask import request

from certs import limits
from certs.documents import fonts, kit_process, setting_process
from certs.documents.bids import bid_process
from certs.documents.bids.bid_process import Asked
from certs.documents.certificate_paper import CertificatePaper
from certs.documents.child_processes import Children
from certs.documents.judging import judging_process
from certs.documents.marks.kit_facts import KitFacts
from certs.errors import CouldNotCheck, Words
from certs.register.store.remembered import Remembered
from certs.version import VERSION
from verify.places import Places

_CHILDREN: Final = 1  # child processes: there is one process of the web a core already
# What is said of a list, and of a file, that was not answered: by what became of the child, as `Children.ask` names it.
_OF_STACKS: Final = {
    "papers_busy": (
        "stacks_busy",
        Words(
            "现在批量查验的人太多，这一份没有查。请过几秒再交一次；您的名单没有留在这里。",
            "Too many lists are being checked just now, so yours was not. Hand it in again in a few seconds; it was "
            "not kept here.",
        ),
    ),
    "paper_too_long": (
        "stack_too_long",
        Words(
            "这一份没有查成：用时超过上限，已经停止。请分成几份再交；仍然如此时请告诉我们。",
            "This list was not checked: it took longer than it may and was stopped. Hand it in again in parts, and "
            "tell us if it goes on.",
        ),
    ),
    "paper_no_memory": (
        "stack_no_memory",
        Words(
            "这一份没有查成：占用的内存超过上限，已经停止。请分成几份再交；仍然如此时请告诉我们。",
            "This list was not checked: it took more memory than it may and was stopped. Hand it in again in parts, "
            "and tell us if it goes on.",
        ),
    ),
    "paper_failed": (
        "stack_failed",
        Words(
            "这一份没有查成：我们的查验程序中途出错，已经换上新的。请再交一次；仍然如此时请告诉我们。",
            "This list was not checked: our program that checks lists failed and was replaced. Hand it in again, and "
            "tell us if it goes on.",
        ),
    ),
}
_OF_FILES: Final = {
    "papers_busy": (
        "files_busy",
        Words(
            "现在上传核对的人太多，这一份没有查。请过几秒再交一次，或按证书编号查询；您的文件没有留在这里。",
            "Too many files are being checked just now, so yours was not. Hand it in again in a few seconds, or look "
            "the certificate up by its number; the file was not kept here.",
        ),
    ),
    "paper_too_long": (
        "file_too_long",
        Words(
            "这一份没有查成：用时超过上限，已经停止。请只交证书的那几页，或按证书编号查询；仍然如此时请告诉我们。",
            "This file was not checked: it took longer than it may and was stopped. Hand in the pages of the "
            "certificate only, or look it up by its number, and tell us if it goes on.",
        ),
    ),
    "paper_no_memory": (
        "file_no_memory",
        Words(
            "这一份没有查成：占用的内存超过上限，已经停止。请只交证书的那几页，或按证书编号查询；仍然如此时请告诉我们。",
            "This file was not checked: it took more memory than it may and was stopped. Hand in the pages of the "
            "certificate only, or look it up by its number, and tell us if it goes on.",
        ),
    ),
    "paper_failed": (
        "file_failed",
        Words(
            "这一份没有查成：我们的核对程序中途出错，已经换上新的。请再交一次，或按证书编号查询；仍然如此时请告诉我们。",
            "This file was not checked: our program that checks files failed and was replaced. Hand it in again or "
            "look the certificate up by its number, and tell us if it goes on.",
        ),
    ),
}
CODES: Final = frozenset(code for told in (_OF_STACKS, _OF_FILES) for code, _ in told.values())


class Papers:
    """Sets papers. `own_fonts` is the folder of the fonts that the body adds; None where there is no instance."""

    def __init__(self, own_fonts: Path | None) -> None:
        self._own_fonts = own_fonts
        self._kept = Remembered[str, bytes](limits.PAPERS_KEPT)
        self.children = Children(
            setting_process.MODULE, most=_CHILDREN, waiting=limits.PAPER_QUEUE, seconds=limits.PAPER_SECONDS
        )

    def tag(self, paper: CertificatePaper) -> str:
        """Return what names the bytes of a paper: what it is made of, in this version, with these fonts."""
        digest = hashlib.sha256(VERSION.encode() + paper.encode())
        for file in fonts.own(self._own_fonts):
            stat = file.stat()
            digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}".encode())
        return f'"{digest.hexdigest()[:32]}"'

    def pdf(self, paper: CertificatePaper, tag: str) -> bytes:
        """Return the PDF. Raises CouldNotCheck where it cannot be made now: see `Children.ask`."""
        kept = self._kept.get(tag)
        if kept is not None:
            return kept
        made = self.children.ask(setting_process.question(paper, self._own_fonts))
        return made if len(made) > limits.PAPER_KEPT else self._kept.keep(tag, made)

    def sheet(self, template: str, data: Mapping[str, Any]) -> bytes:
        """Return a sheet that is of this moment only, and so never kept. Raises CouldNotCheck as `pdf` does."""
        return self.children.ask(setting_process.sheet_question(template, data, self._own_fonts))


class Kits:
    """Makes kits. What is the same kit is known before it is made, so whoever has it already costs nothing."""

    def __init__(self) -> None:
        self._kept = Remembered[str, bytes](limits.KITS_KEPT)
        self.children = Children(
            kit_process.MODULE, most=_CHILDREN, waiting=limits.PAPER_QUEUE, seconds=limits.PAPER_SECONDS
        )

    def tag(self, facts: KitFacts) -> str:
        """Return what names the bytes of a kit: what it is made of, in this version of the program."""
        return f'"{hashlib.sha256(VERSION.encode() + kit_process.question(facts)).hexdigest()[:32]}"'

    def zip_file(self, facts: KitFacts, tag: str) -> bytes:
        """Return the ZIP file. Raises Refused for an address too long for the QR code, else as `Children.ask`."""
        kept = self._kept.get(tag)
        return kept if kept is not None else self._kept.keep(tag, self.children.ask(kit_process.question(facts)))


class _HandedIn:
    """What strangers hand in, answered by one child process.

    `module` is the child's; `told` is what is said, under its code, where it does not answer.
    """

    def __init__(
        self, module: str, *, waiting: int, seconds: int, bodies: int, told: Mapping[str, tuple[str, Words]]
    ) -> None:
        self.children = Children(module, most=_CHILDREN, waiting=waiting, seconds=seconds)
        self._bodies = Places(bodies)
        self._told = told

    @contextmanager
    def coming_in(self) -> Iterator[None]:
        """Take a place while the body of this request is read. Raises CouldNotCheck where none is left.

        Whoever sends slowly must not hold every thread, nor one address every place.
        """
        with self._bodies.one_for(request.remote_addr or "") as is_free:
            if not is_free:
                raise self._not_answered("papers_busy")
            yield

    def _not_answered(self, why: str) -> CouldNotCheck:
        code, words = self._told[why]
        return CouldNotCheck(code, *words)

    def _asked(self, question: bytes, apart: bytes) -> bytes:
        try:
            answer = self.children.ask(question)
        except CouldNotCheck as error:
            raise self._not_answered(error.code) from error
        if answer.startswith(apart):
            raise CouldNotCheck(*orjson.loads(answer.removeprefix(apart)))
        return answer


class Stacks(_HandedIn):
    """Answers stacks of bids. `coming_in` bounds how many requests may have a list on its way at once."""

    def __init__(self) -> None:
        super().__init__(
            bid_process.MODULE,
            waiting=limits.BID_QUEUE,
            seconds=limits.BID_SECONDS,
            bodies=limits.BID_BODIES,
            told=_OF_STACKS,
        )

    def answer(self, asked: Asked, data: bytes) -> bytes:
        """Return the answer to a list.

        Raises Refused for what is no list; CouldNotCheck `stacks_busy` where too many wait, `stack_too_long`,
        `stack_no_memory` and `stack_failed` by what became of the child, and what the register says where that does not
        answer.
        """
        return self._asked(asked.question(data), bid_process.NOT_ANSWERED)


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """The answer as JSON. `is_read` False: nothing could be judged in the file, and the JSON is the bare verdict."""

    answer: bytes
    is_read: bool


class JudgedFiles(_HandedIn):
    """Judges certificates that are handed in as files; bounded as stacks are."""

    def __init__(self) -> None:
        super().__init__(
            judging_process.MODULE,
            waiting=limits.DOCUMENT_QUEUE,
            seconds=limits.DOCUMENT_SECONDS,
            bodies=limits.DOCUMENT_BODIES,
            told=_OF_FILES,
        )

    def judge(self, asked: judging_process.Asked, data: bytes) -> JudgedFile:
        """Return what is answered about a file. Raises CouldNotCheck as `Stacks.answer` does, with codes of files."""
        answer = self._asked(asked.question(data), judging_process.NO_REGISTER)
        is_read = not answer.startswith(judging_process.NOT_READ)
        return JudgedFile(answer.removeprefix(judging_process.NOT_READ), is_read)
