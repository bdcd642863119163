"""A stack of bids over the API: rows come in as JSON, and go out answered in the same order."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from certs.errors import FieldError, Refused
from verify.bids.bid_requests import TOO_LARGE, asked_of, bounded
from verify.contract import operations
from verify.contract.operation import serves
from verify.open_answers import answer_with
from verify.service import service

blueprint: Final = Blueprint("bids_api", __name__, url_prefix="/api/v1")


@serves(blueprint, operations.BATCH)
def verify_batch() -> Response:
    """Answer every row; only a body that is no list, is empty or too long is refused."""
    here = service()
    with here.stacks.coming_in():
        bounded()
        try:
            data = request.get_data(cache=False)
        except RequestEntityTooLarge as error:
            raise _refused(Refused("range", *TOO_LARGE)) from error
    try:
        return answer_with(here.stacks.answer(asked_of(here, given="json", wanted="api"), data))
    except Refused as refused:
        raise _refused(refused) from refused


def _refused(refused: Refused) -> Refused:
    return Refused("bad_question", *refused.words, errors=(FieldError("rows", "", refused.code, refused.words),))
