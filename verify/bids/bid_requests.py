"""A request that hands in a stack of bids: how large it may be, and what is asked about it."""

from __future__ import annotations

from typing import Final

from flask import request

from certs import limits
from certs.days import instant_text
from certs.documents.bids.bid_process import Asked
from certs.errors import FieldError, Refused, Words
from verify import languages
from verify.service import Service

TOO_LARGE: Final = Words(
    f"交来的内容超过 {limits.BID_FILE // 1_048_576} MB。请删去图片和用不到的列，或分成几份。",
    f"What was handed in is over {limits.BID_FILE // 1_048_576} MB. Remove pictures and columns that are not needed, "
    "or split it.",
)


def asked_of(here: Service, *, given: str, wanted: str, name: str = "") -> Asked:
    """Return what the child is asked: the register that it opens, and the moment."""
    home = here.config.home
    return Asked(
        here.config.register_url,
        instant_text(here.now()),
        here.config.settings.base_url,
        given,
        wanted,
        name,
        languages.current().code,
        here.config.settings.body.is_sample,
        str(home / "fonts") if home else "",
    )


def bounded() -> None:
    """Let the body of this request be as large as a list may be. Raises Refused for one that says it is larger."""
    most = limits.BID_FILE
    request.max_content_length = request.max_form_memory_size = most
    if (request.content_length or 0) > most:
        raise refused(TOO_LARGE)


def refused(words: Words) -> Refused:
    """Return the refusal of a request as a whole."""
    return Refused("bad_question", *words, errors=(FieldError("file", "", "range", words),))
