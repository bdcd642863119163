"""The process that reads one file that a stranger made, and ends: python -m certs.documents.paper.reading_child.

It makes itself ready and waits. Before it takes the file it gives up what it will not need: memory and time beyond the
bounds, and every file, socket and process that it does not hold already. The file comes in on descriptor 0, the answer
goes out on descriptor 1, where it is a file of bounded size.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from certs import limits
from certs.documents.paper import paper_file
from certs.documents.paper.paper_file import PaperFile
from certs.documents.paper.read_pdf import read_pdf
from certs.documents.paper.read_picture import read_picture
from certs.errors import CouldNotCheck


def main() -> int:
    """Read one file from descriptor 0 and write what is in it, or why it is refused, to descriptor 1."""
    _make_ready()
    _give_up()
    with os.fdopen(0, "rb") as given:
        data = given.read()
    try:
        answer = _read(data).to_bytes()
    except CouldNotCheck as error:
        answer = json.dumps({"refused": {"code": error.code, **error.words.to_json()}}).encode("ascii")
    except MemoryError:
        return paper_file.NO_MEMORY
    with os.fdopen(1, "wb") as out:
        out.write(answer)
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
