"""The process that waits for files of strangers: python -m certs.documents.paper.reading_child.

It makes itself ready once and never sees a byte of a file. For each file it forks a child, which gives up what it will
not need before it takes the file (memory and time beyond the bounds, and every file, socket and process that it does
not hold already), reads that one file and ends. On descriptor 0 come two descriptors of memory for each file: what to
read, and where to write the answer, of bounded size. Back goes how the child ended; where it did not end well, this
process ends too, so that nobody learns from one file how memory lies for the next (decision 0068).
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import select
import signal
import socket
from typing import Final, NoReturn

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from certs import limits
from certs.documents.paper import paper_file
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.paper.read_picture import read_picture
from certs.errors import CouldNotCheck

_MUCH_MEMORY: Final = limits.READING_MEMORY // 2 // 1_024  # KiB held at once; an ordinary file takes far less


def main() -> int:
    """Have each file read that comes in, until whoever asks hangs up."""
    _make_ready()
    gc.freeze()  # what is ready is not walked over, and so not copied, in each child
    with socket.socket(fileno=0) as line:
        ended = 0
        while ended == 0:
            _, files, _, _ = socket.recv_fds(line, 1, 2)
            if not files:
                return 0
            ended = _by_child(line, *files)
            line.send(b"%d" % ended)
    return 0


def _by_child(line: socket.socket, given: int, answer: int) -> int:
    """Have one file read, and return how the child ended: 0, its code, or the signal as a negative number."""
    child = os.fork()
    if child == 0:
        _read_and_end(given, answer)
    os.close(given)
    os.close(answer)
    ended = os.pidfd_open(child)
    watch = select.poll()
    watch.register(ended, select.POLLIN)
    watch.register(line, 0)  # where nobody waits for the answer any more, nothing is read any more
    try:
        if ended not in dict(watch.poll(1_000 * limits.READING_WAIT_SECONDS)):
            os.kill(child, signal.SIGKILL)
        _, status, used = os.wait4(child, 0)
    finally:
        os.close(ended)
    code = os.waitstatus_to_exitcode(status)
    # a library in C++ aborts where it gets no more memory, and also where it finds its own memory spoilt
    return paper_file.NO_MEMORY if code == -signal.SIGABRT and used.ru_maxrss > _MUCH_MEMORY else code


def _read_and_end(given: int, answer: int) -> NoReturn:
    """Read the file in a child that has been forked, and end it, without what an ending process does otherwise."""
    code = 1
    try:
        for file, place in ((given, 0), (answer, 1)):
            os.dup2(file, place)
            os.close(file)
        _give_up()
        code = _answered()
    finally:
        os._exit(code)


def _answered() -> int:
    """Read the file from descriptor 0; write what is in it, or why it is refused, to 1. Return the exit code."""
    with os.fdopen(0, "rb") as file:
        data = file.read()
    try:
        said = _read(data).to_bytes()
    except CouldNotCheck as error:
        said = json.dumps({"refused": {"code": error.code, **error.words.to_json()}}).encode("ascii")
    except MemoryError:
        return paper_file.NO_MEMORY
    with os.fdopen(1, "wb") as out:
        out.write(said)
    return 0


def _read(data: bytes) -> PaperFile:
    _next_step()
    return (
        read_pdf(data, _next_step) if data[: limits.READING_HEAD].lstrip().startswith(b"%PDF") else read_picture(data)
    )


def _next_step() -> None:
    """Allow one more page its time of the processor; the signal that ends it is not caught."""
    signal.setitimer(signal.ITIMER_PROF, limits.READING_STEP_SECONDS)


def _make_ready() -> None:
    """Read a paper of our own of each kind, which loads every module that a real one will need."""
    written = io.BytesIO()
    document = pdfium.PdfDocument.new()
    document.new_page(72, 72)
    document.new_attachment("ready").set_data(b"ready")
    document.save(written)
    read_pdf(written.getvalue(), lambda: None)
    locked = io.BytesIO()
    with pikepdf.open(written) as pages:  # reading it takes a source of random numbers, which has to be open by then
        pages.save(locked, encryption=pikepdf.Encryption(owner="owner", user=""))
    read_pdf(locked.getvalue(), lambda: None)
    for form in ("PNG", "JPEG", "WEBP", "HEIF"):
        written = io.BytesIO()
        Image.new("LA" if form == "PNG" else "RGB", (16, 16)).save(written, form)
        read_picture(written.getvalue())
    json.dumps({})
    paper_file.broken()


def _give_up() -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.READING_MEMORY),
        (resource.RLIMIT_CPU, limits.READING_SECONDS),
        (resource.RLIMIT_FSIZE, limits.READING_ANSWER),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    raise SystemExit(main())
