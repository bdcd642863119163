"""A process that waits for files, and has a child read each within bounds. Whoever expects files keeps one ready.

What a stranger made is parsed there and nowhere else, so that a file can stop its own reading and nothing besides.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Final, Self

from certs import limits
from certs.documents.paper import paper_file
from certs.documents.paper.paper_file import PaperFile
from certs.errors import CouldNotCheck

_CHILD: Final = "certs.documents.paper.reading_child"  # not imported: its libraries stay out of this process
_BEGINNINGS: Final = (b"%PDF", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_BEYOND: Final = frozenset(  # how a child ends that took more than it may, by itself or by the kernel
    {paper_file.NO_MEMORY, -signal.SIGPROF, -signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL}
)
_GRACE: Final = 10  # seconds in which the process that waits has ended a child whose time is over, or itself
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
    """A process that waits, and has each file read by a child of its own. It takes a moment to be ready.

    Start it before the file is there, and close it in the end. Where a file ended its child, this one is used up.
    """

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter, and a module of ours
                [sys.executable, "-P", "-m", _CHILD],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LC_ALL": "C.UTF-8"},
                start_new_session=True,
            )
        self._used_up = False

    def __enter__(self) -> Self:
        """Return itself: whatever happens then, no process outlives the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End it."""
        self.close()

    @property
    def lives(self) -> bool:
        """Whether it takes another file."""
        return not self._used_up and self._process.poll() is None

    def read(self, data: bytes) -> PaperFile:
        """Return what is in a file.

        Raises CouldNotCheck: `paper_large`, `paper_encrypted`, `paper_broken`, `paper_active`, and `paper_limits` where
        the child had to be ended or took more than it may, `paper_crashed` where it ended in any other way.
        """
        if len(data) > limits.IMAGE_FILE:
            raise paper_file.too_large(f"超过 {limits.IMAGE_FILE} 字节", f"it has over {limits.IMAGE_FILE} bytes")
        with _memory() as given, _memory() as answer:  # nothing of a paper is written anywhere
            given.write(data)
            given.seek(0)
            code = self._ended(given.fileno(), answer.fileno())
            answer.seek(0)
            raw = answer.read(limits.READING_ANSWER + 1)
        if code in _BEYOND or len(raw) > limits.READING_ANSWER:
            raise _beyond()
        if code != 0:
            raise _crashed()
        return paper_file.parse(raw)

    def _ended(self, given: int, answer: int) -> int:
        """Have a file read, and return how that ended: 0 well, a code, or a signal as a negative number."""
        self._used_up = True
        self._line.settimeout(limits.READING_WAIT_SECONDS + _GRACE)
        try:
            socket.send_fds(self._line, [b"."], [given, answer])
            said = self._line.recv(16)
        except TimeoutError:
            return -signal.SIGKILL
        except OSError:
            said = b""
        if not said:  # it was ended itself
            return self._process.wait(_GRACE) or 1
        self._used_up = said != b"0"
        return int(said)

    def close(self) -> None:
        """End it, and whatever still reads for it."""
        self._line.close()
        if self._process.returncode is None:  # not waited for yet: the number is still its own
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def read(data: bytes) -> PaperFile:
    """Return what is in one file, by a process that is started for it. Raises CouldNotCheck as `WaitingChild.read`."""
    with WaitingChild() as child:
        return child.read(data)


def _memory() -> BinaryIO:
    return os.fdopen(os.memfd_create("paper"), "w+b", buffering=0)


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
