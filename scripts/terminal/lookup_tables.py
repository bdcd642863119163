"""Showing what was found, or why nothing was: shared by show, find, history and verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from certs.errors import Words
from certs.register.answers.certificate_answer import Answer, answer
from certs.register.answers.hit_lines import Hit
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Reader
from scripts.terminal import answer_json, clock, code_words, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option

NOT_FOUND = 1

at_option = option(
    "--at",
    "day",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("按这一天（北京时间）的状态回答；默认今天。", "Answer as of this Beijing day; today by default."),
)


def look_up(reader: Reader, text: str, day: date | None) -> Answer | NotFound:
    """Return the certificate with this number on the day."""
    return answer(reader, text, now=clock.now(), day=day)


def tell_not_found(answer: NotFound, *, as_json: bool) -> int:
    """Say which kind of "not found" it is, and show what comes nearest; return the exit code."""
    if as_json:
        speech.print_json(answer_json.not_found(answer))
        return NOT_FOUND
    speech.tell(say(answer.words), "bold")
    if answer.suggestions:
        hits(answer.suggestions)
    return NOT_FOUND


def hits(items: Sequence[Hit]) -> None:
    """Print a list of results; what matched is shown where it was not the holder's own name."""
    table = speech.table(
        both("编号", "number"),
        both("状态", "status"),
        both("星级", "level"),
        both("有效期至", "valid until"),
        both("企业", "holder"),
    )
    for column in table.columns[:4]:
        column.no_wrap = True
    for hit in items:
        matched = "" if hit.matched_field in {"number", "uscc", "holder"} else f"  ← {hit.matched_text}"
        speech.row(
            table,
            hit.number,
            code_words.status(hit.status),
            code_words.level(hit.level),
            hit.valid_until,
            hit.holder + matched,
        )
    speech.show(table)
