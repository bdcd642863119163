"""A file over the API: answered as `starmark verify FILE --json` answers it."""

from __future__ import annotations

from typing import Final

import orjson
from flask import Blueprint, Response

from certs.errors import Refused, Words
from verify.contract import operations
from verify.contract.operation import serves
from verify.document.handed_file_request import TOO_LARGE, judged
from verify.open_answers import answer_with
from verify.problem_documents import problem, refused_problem
from verify.service import service

blueprint: Final = Blueprint("document_api", __name__, url_prefix="/api/v1")


@serves(blueprint, operations.DOCUMENT)
def verify_document() -> Response:
    """The verdict on a file, with what a paper holds; 422 where nothing can be judged in it, 413 where it is too large.

    What could not be judged is `unknown`, in `verdict` of the problem document.
    """
    try:
        answered = judged(service(), "api")
    except Refused as refused:
        return refused_problem(refused, 413 if refused.code == TOO_LARGE else 400)
    if answered.is_read:
        return answer_with(answered.answer)
    verdict = orjson.loads(answered.answer)
    return problem(422, verdict["code"], Words(**verdict["message"]), overall=verdict["overall"], verdict=verdict)
