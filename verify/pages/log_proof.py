"""How a certificate is proved to be in the log: the steps for anyone, and the figures of the one that was asked
about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.log import tree
from certs.log.checkpoint import Head, parse_checkpoint
from certs.log.tiles import ENTRIES, WIDTH, tile_at
from certs.log.tlog_proof import parse_proof
from certs.publication.files import log_files
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import View
from verify.pages.log_line import LogLine, line_of
from verify.pages.not_found_page import not_found
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("proved", __name__)


@dataclass(frozen=True, slots=True)
class Proved:
    """The proof of one certificate in figures: where it stands, its leaf hash, the head, and the length of the path."""

    number: str
    line: LogLine
    leaf: bytes
    head: Head
    hashes: int
    bundle: str
    place: int  # of the entry within its bundle, from 0


@reads(blueprint, "/log/proof", "/en/log/proof")
def how_proved() -> Response:
    """How anyone can check that a certificate is in the log; with `number`, the figures of that certificate."""
    here = service()
    code = pasted_text.shown(numbers.from_address(request.args.get("number", "")[: limits.QUERY]))
    if not code:
        return here.renderer.page("log_proof.html", proved=None)
    now = here.now()
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found(here, look, code, now)
    answer = here.register.answer_of(look, now)
    line = line_of(here, answer)
    proved = here.register.read(lambda view: _proved(view, answer, line))
    return here.renderer.page("log_proof.html", proved=proved)


def _proved(view: View, answer: Answer, line: LogLine) -> Proved:
    proof = parse_proof(log_files.newest_proof(view.connection, line.entry))
    head = parse_checkpoint(proof.checkpoint).head
    raw = next(event.raw for event in answer.record.entries if event.position == line.entry)
    bundle = tile_at(ENTRIES, line.entry // WIDTH, head.size)
    address = f"/{log_files.FOLDER}/{bundle.path}"
    return Proved(answer.number, line, tree.leaf_hash(raw), head, len(proof.hashes), address, line.entry % WIDTH)
