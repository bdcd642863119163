"""Child processes that do what must not run where pages are answered: setting a paper, reading a stranger's.

Each `Children` has at most as many as it was given, started when first needed, used one question after another. A
child that dies, or takes longer than it may, is ended, and whoever asked hears so at once; the next question has a new
child.
The child runs `serve` in a module of its own, and ends when its parent does.
"""

from __future__ import annotations

import resource
import signal
import socket
import subprocess
import sys
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import BoundedSemaphore, Event, Lock, Timer
from typing import Final

import orjson

from certs import limits
from certs.errors import CouldNotCheck, Refused, StarmarkError

_DONE, _REFUSED, _FAILED = b"+", b"-", b"!"
_NO_MEMORY: Final = 70  # the exit code of a child that ran out of memory
_ENDED: Final = 10  # seconds in which a child that hung up has ended
_INPUT: Final = 0  # the child's end of the line is where other programs have their keyboard


class Children:
    """At most `most` child processes that run `module`, `waiting` questions that may wait for them.

    `seconds` is what one question may take; the first of a child includes its start.
    """

    def __init__(self, module: str, *, most: int, waiting: int, seconds: float) -> None:
        self._module, self._seconds = module, seconds
        self._places = BoundedSemaphore(most + waiting)
        self._turns = BoundedSemaphore(most)
        self._idle: list[_Child] = []
        self._lock = Lock()
        self.busy = 0  # questions that children are at work on, for whoever watches

    def prepare(self) -> None:
        """Start a child where there is none and nobody asks one: for who will ask soon. Does not wait for it."""
        if not self._turns.acquire(blocking=False):
            return
        try:
            with self._lock:
                self._idle = [child for child in self._idle if child.lives] or [_Child(self._module)]
        finally:
            self._turns.release()

    def ask(self, question: bytes) -> bytes:
        """Return a child's answer.

        Raises Refused with what the child refused; CouldNotCheck `papers_busy` where too many wait, `paper_too_long`
        where the child was ended, `paper_no_memory` where it wanted more than it may have, `paper_failed` where it died
        of anything else or could not do it.
        """
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=self._seconds):
                raise _busy()
            try:
                return self._asked(question)
            finally:
                self._turns.release()
        finally:
            self._places.release()

    def _asked(self, question: bytes) -> bytes:
        with self._lock:
            child = self._idle.pop() if self._idle else None
            self.busy += 1
        try:
            child = child if child is not None and child.lives else _Child(self._module)
            answer = child.ask(question, self._seconds)
        finally:
            with self._lock:
                self.busy -= 1
        with self._lock:
            self._idle.append(child)
        return _read(answer)

    def close(self) -> None:
        """End all children that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()


class _Child:
    def __init__(self, module: str) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and a module of ours
                [sys.executable, "-m", module], stdin=theirs.fileno(), stdout=subprocess.DEVNULL
            )
        self._line = Connection(ours.detach())
        self.end = weakref.finalize(self, _end, self._process, self._line)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, question: bytes, seconds: float) -> bytes:
        overdue = Event()

        def stop() -> None:
            overdue.set()
            self._process.kill()

        late = Timer(seconds, stop)
        late.daemon = True
        late.start()
        try:
            self._line.send_bytes(question)
            return self._line.recv_bytes(limits.PAPER_DATA)
        except (EOFError, OSError) as error:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDED)
            self.end()
            raise (_too_long() if overdue.is_set() else _died(self._process.returncode)) from error
        finally:
            late.cancel()


def _end(process: subprocess.Popen[bytes], line: Connection) -> None:
    """End a child and wait for it; also done when nobody holds it any more."""
    line.close()
    process.kill()
    process.wait()


def _read(answer: bytes) -> bytes:
    kind, rest = answer[:1], answer[1:]
    if kind == _DONE:
        return rest
    if kind == _REFUSED:
        raise Refused(*orjson.loads(rest))
    raise _failed()


def serve(answer: Callable[[bytes], bytes], memory: int) -> None:
    """Answer questions in this process until the parent hangs up. `memory` is the address space that it may take."""
    _, already = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if already == resource.RLIM_INFINITY else min(memory, already)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))  # a host that forbids it has no papers, rather than no limit
    line = Connection(_INPUT)
    while True:
        try:
            question = line.recv_bytes(limits.PAPER_DATA)
        except EOFError:
            return
        try:
            answered = _answered(answer, question)
        except MemoryError:
            traceback.print_exc()
            raise SystemExit(_NO_MEMORY) from None
        line.send_bytes(answered)


def _answered(answer: Callable[[bytes], bytes], question: bytes) -> bytes:
    try:
        return _DONE + answer(question)
    except Refused as refused:
        return _REFUSED + orjson.dumps([refused.code, refused.words.zh, refused.words.en])
    except StarmarkError:
        return _FAILED


def _busy() -> CouldNotCheck:
    return CouldNotCheck(
        "papers_busy",
        "现在要文件的人太多，这一份没有生成。请过几秒再试。",
        "Too many are asking for papers just now, so this one was not made. Try again in a few seconds.",
    )


def _too_long() -> CouldNotCheck:
    return CouldNotCheck(
        "paper_too_long",
        "这份文件用时超过上限，没有生成。请稍后再试；仍然如此时请告诉我们。",
        "This paper took longer than it may and was not made. Try again later, and tell us if it goes on.",
    )


def _died(code: int) -> CouldNotCheck:
    if code not in {_NO_MEMORY, -signal.SIGKILL}:  # the kernel, too, kills whoever has the most where none is left
        return _failed()
    return CouldNotCheck(
        "paper_no_memory",
        "这份文件占用的内存超过上限，没有生成。请稍后再试；仍然如此时请告诉我们。",
        "This paper took more memory than it may and was not made. Try again later, and tell us if it goes on.",
    )


def _failed() -> CouldNotCheck:
    return CouldNotCheck(
        "paper_failed",
        "这份文件没有生成，出错的进程已经换掉。请再试一次；仍然如此时请告诉我们。",
        "This paper was not made; the process that failed has been replaced. Try again, and tell us if it goes on.",
    )
