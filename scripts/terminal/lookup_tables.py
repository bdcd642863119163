"""Showing what was found, or why nothing was: shared by show, find, history and verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from certs.errors import Words
from certs.register.answers.certificate_answer import Answer, answer
from certs.register.answers.hit_lines import Hit
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Reader
from certs.scheme.schemes import SCHEMES
from scripts.terminal import answer_json, clock, code_words, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option

NOT_FOUND = 1
_ITEMS = 3  # scope items of one line

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
        both("企业、方案与认证范围", "holder, scheme, scope"),
    )
    for column in table.columns[:4]:
        column.no_wrap = True
    for hit in items:
        speech.row(
            table,
            f"└ {hit.number}" if hit.under else hit.number,
            code_words.status(hit.status),
            code_words.level(hit.level),
            hit.valid_until,
            _told(hit),
        )
    speech.show(table)


def _told(hit: Hit) -> str:
    """Write what tells a certificate from others of the same firm, and where the question was met elsewhere."""
    scope = "；".join(hit.scope[:_ITEMS]) + (both(f" 等 {len(hit.scope)} 项", " …") if len(hit.scope) > _ITEMS else "")
    lines = [hit.holder, f"{say(SCHEMES[hit.scheme].name)}：{scope}"]
    if hit.matched_field not in {"number", "uscc", "holder"}:
        lines[0] += f"  ← {hit.matched_text}"
    if hit.successor is not None:
        status = code_words.status(hit.successor.status).plain
        lines.append(
            both(f"接续证书 {hit.successor.number}（{status}）", f"successor {hit.successor.number} ({status})")
        )
    return "\n".join(lines)
