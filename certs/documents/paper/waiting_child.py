"""A process that waits for one file, reads it within bounds, and ends. Whoever expects files keeps some of them ready.

What a stranger made is parsed there and nowhere else, so that a file can stop its own reading and nothing besides.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import TracebackType
from typing import Final, Self

from certs import limits
from certs.documents.paper import paper_file
from certs.documents.paper.paper_file import PaperFile
from certs.errors import CouldNotCheck

_CHILD: Final = "certs.documents.paper.reading_child"  # not imported: its libraries stay out of this process
_BEGINNINGS: Final = (b"%PDF", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_BEYOND: Final = frozenset(  # how a child ends that took more than it may, by itself or by the kernel
    {paper_file.NO_MEMORY, -signal.SIGPROF, -signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL}
)
_HEIF: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def is_paper(data: bytes) -> bool:
    """Tell by its beginning whether a file is one that a child reads: PDF, PNG, JPEG, WebP, HEIC."""
    return (
        data.startswith(_BEGINNINGS)
        or data[: limits.READING_HEAD].lstrip().startswith(b"%PDF")
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in _HEIF)
    )


class WaitingChild:
    """One child. It takes a moment to be ready: start it before the file is there, and close it if none comes."""

    def __init__(self) -> None:
        self._answer = os.fdopen(os.memfd_create("paper"), "w+b")  # in memory: nothing of a paper is written anywhere
        self._process = subprocess.Popen(  # noqa: S603 our own interpreter, and a module of ours
            [sys.executable, "-P", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=self._answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        """Return itself: whatever happens then, the child does not outlive the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End the child."""
        self.close()

    def read(self, data: bytes) -> PaperFile:
        """Return what is in a file. Once only.

        Raises CouldNotCheck: `paper_large`, `paper_encrypted`, `paper_broken`, `paper_active`, and `paper_limits` where
        the child had to be ended or took more than it may, `paper_crashed` where it ended in any other way.
        """
        if len(data) > limits.IMAGE_FILE:
            raise paper_file.too_large(f"超过 {limits.IMAGE_FILE} 字节", f"it has over {limits.IMAGE_FILE} bytes")
        try:
            self._process.communicate(data, timeout=limits.READING_WAIT_SECONDS)
            self._answer.seek(0)
            raw = self._answer.read(limits.READING_ANSWER + 1)
        except subprocess.TimeoutExpired as error:
            raise _beyond() from error
        finally:
            self.close()
        code = self._process.returncode
        if code in _BEYOND or len(raw) > limits.READING_ANSWER:
            raise _beyond()
        if code != 0:
            raise _crashed()
        return paper_file.parse(raw)

    def close(self) -> None:
        """End the child, if it still runs."""
        self._process.kill()
        self._process.communicate()
        self._answer.close()


def read(data: bytes) -> PaperFile:
    """Return what is in one file, by a child that is started for it. Raises CouldNotCheck as `WaitingChild.read`."""
    with WaitingChild() as child:
        return child.read(data)


def _beyond() -> CouldNotCheck:
    return CouldNotCheck(
        "paper_limits",
        "读这个文件用掉了太多的时间或内存，已经停止。没有核对，不说明证书真假。请把证书打印成新的 PDF 再核验，或按证书编号查询。",
        "Reading this file took too much time or memory and was stopped. Nothing was checked; this says neither yes "
        "nor no. Print the certificate to a new PDF and verify that, or look it up by its number.",
    )


def _crashed() -> CouldNotCheck:
    return CouldNotCheck(
        "paper_crashed",
        "读这个文件时，读取程序中途出错退出：文件可能损坏，或被人做过手脚。没有核对，不说明证书真假。请把证书打印成新的 PDF 再核验，或按证书编号查询。",
        "The program that reads files crashed on this one: it may be damaged, or made to do so. Nothing was checked; "
        "this says neither yes nor no. Print the certificate to a new PDF and verify that, or look it up by its "
        "number.",
    )
