"""The kit of the star mark, for the holder of a certificate: `/c/<number>/kit.zip`, while it is valid."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.documents.marks import kit_facts
from certs.errors import Refused
from certs.register.answers.not_found import NotFound
from certs.register.answers.own_judgement import UNKNOWN
from certs.register.store.stored_bytes import damaged
from verify.headers import ASK_AGAIN, OPEN_DATA
from verify.open_answers import has_already
from verify.problem_documents import not_found_problem, problem
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("kit", __name__)


@reads(blueprint, "/c/<number>/kit.zip")
def kit_zip(number: str) -> Response:
    """The marks of a certificate that is valid today; 409 with its status for every other."""
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    answer = here.register.answer_of(look, now)
    if answer.status == UNKNOWN:
        raise damaged()
    here.register.turn.give_back()  # others ask meanwhile: making a kit takes long
    try:
        facts = kit_facts.facts_of(answer.number, answer.status, answer.version, here.config.settings)
        tag = here.kits.tag(facts)
        headers = [("ETag", tag), ("Cache-Control", ASK_AGAIN), *OPEN_DATA]
        if has_already(tag):
            return Response(None, 304, headers)
        data = here.kits.zip_file(facts, tag)
    except Refused as refused:
        return problem(409, refused.code, refused.words, number=answer.number, certificate_status=answer.status)
    name = kit_facts.file_name(answer.number)
    headers += [("Content-Type", "application/zip"), ("Content-Disposition", f'attachment; filename="{name}"')]
    return Response(data, 200, headers)
