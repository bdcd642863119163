"""A request that hands in one file: how large it may be, and what is asked about it."""

from __future__ import annotations

from typing import Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from certs import limits
from certs.days import instant_text
from certs.documents.judging.judging_process import Asked
from certs.errors import FieldError, Refused, Words
from verify.papers import JudgedFile
from verify.service import Service

TOO_LARGE: Final = "file_too_large"
_MOST: Final = limits.IMAGE_FILE // 1_048_576
_TOO_LARGE_WORDS: Final = Words(
    f"文件超过 {_MOST} MB，没有核对。请选小一些的文件：照片可以拍小一点，PDF 只交证书的那几页；也可以直接输入编号查询。",
    f"The file is over {_MOST} MB and was not checked. Choose a smaller one: a smaller photo, or only the pages of the "
    "certificate; or look it up by its number.",
)
_NOTHING: Final = Words(
    "没有收到文件。请选一个 PDF 或一张照片，或按证书编号查询。",
    "No file came in. Choose a PDF or a photo, or look the certificate up by its number.",
)
_SEVERAL: Final = Words(
    "一次只核对一个文件，没有查。请一个一个交。",
    "One file is checked at a time, and none was. Hand them in one by one.",
)


def judged(here: Service, wanted: str) -> JudgedFile:
    """Judge the file of this request, `wanted` for the `api` or a `page`.

    Raises Refused for none, for several, and (`file_too_large`) for one that is too large; CouldNotCheck as
    `JudgedFiles.judge` does.
    """
    with here.files.coming_in():
        data = _handed_in()
    home = here.config.home
    asked = Asked(here.config.register_url, str(home) if home else "", instant_text(here.now()), wanted)
    return here.files.judge(asked, data)


def _handed_in() -> bytes:
    request.max_content_length = limits.DOCUMENT_BODY
    if (request.content_length or 0) > limits.DOCUMENT_BODY:
        raise _refused(TOO_LARGE, _TOO_LARGE_WORDS)
    try:
        files = [(file.filename, file.read()) for file in request.files.getlist("file")]
    except RequestEntityTooLarge as error:
        raise _refused(TOO_LARGE, _TOO_LARGE_WORDS) from error
    chosen = [data for name, data in files if name or data]  # a field in which nothing was chosen comes in empty
    if len(chosen) != 1:
        raise _refused("bad_question", _SEVERAL if chosen else _NOTHING)
    data: bytes = chosen[0]
    if len(data) > limits.IMAGE_FILE:
        raise _refused(TOO_LARGE, _TOO_LARGE_WORDS)
    return data


def _refused(code: str, words: Words) -> Refused:
    kind = "range" if code == TOO_LARGE else "missing" if words is _NOTHING else "duplicate"
    return Refused(code, *words, errors=(FieldError("file", "", kind, words),))
