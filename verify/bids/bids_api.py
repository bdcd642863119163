"""A stack of bids over the API: rows come in as JSON, and go out answered in the same order."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from certs.errors import FieldError, Refused
from verify.bids.bid_requests import TOO_LARGE, asked_of, bounded, refused
from verify.contract import operations
from verify.contract.operation import serves
from verify.open_answers import answer_with
from verify.problem_documents import refused_problem
from verify.service import service

blueprint: Final = Blueprint("bids_api", __name__, url_prefix="/api/v1")


@serves(blueprint, operations.BATCH)
def verify_batch() -> Response:
    """Answer every row; only a body that is no list, is empty or too long is refused; 413 where it is too large."""
    here = service()
    try:
        with here.stacks.coming_in():
            data = _body()
        return answer_with(here.stacks.answer(asked_of(here, given="json", wanted="api"), data))
    except Refused as error:
        is_large = error.words == TOO_LARGE
        wrong = FieldError("rows", "", "range" if is_large else error.code, error.words)
        return refused_problem(Refused("bad_question", *error.words, errors=(wrong,)), 413 if is_large else 400)


def _body() -> bytes:
    bounded()
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise refused(TOO_LARGE) from error
