"""Showing what was found, or why nothing was: shared by show, find, history and verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from certs.certificate.reading.asked_moment import Moment
from certs.errors import Words
from certs.register.answers.certificate_answer import Answer, answer
from certs.register.answers.hit_lines import Hit, by_firm
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Reader
from certs.scheme.schemes import SCHEMES
from scripts.terminal import answer_json, code_words, speech
from scripts.terminal.day_option import AskedMoment
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option

if TYPE_CHECKING:
    from rich.text import Text

NOT_FOUND = 1
_ITEMS = 3  # scope items of one line

at_option = option(
    "--at",
    "moment",
    type=AskedMoment(),
    default=None,
    metavar="DATE",
    words=Words(
        "按这一天（北京时间）的状态回答，也可以写带时区的时刻，如 2026-11-23T09:30:00+08:00；默认今天。",
        "Answer as of this Beijing day, or of an instant with its offset, such as 2026-11-23T09:30:00+08:00; today by "
        "default.",
    ),
)


def look_up(reader: Reader, text: str, now: datetime, moment: Moment | None = None) -> Answer | NotFound:
    """Return the certificate with this number as it stood at the moment; None means today."""
    day, instant = (moment.day, moment.instant) if moment else (None, None)
    return answer(reader, text, now=now, day=day, instant=instant)


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
    """Print a list of results, the firm once for all of its own; what matched is shown where it was not its name."""
    table = speech.table(
        both("编号", "number"),
        both("状态", "status"),
        both("星级", "level"),
        both("有效期至", "valid until"),
        both("企业、方案与认证范围", "holder, scheme, scope"),
    )
    for column in table.columns[:4]:
        column.no_wrap = True
    for firm in by_firm(items):
        for place, hit in enumerate(firm):
            speech.row(
                table,
                f"└ {hit.number}" if hit.under else hit.number,
                code_words.status(hit.status),
                code_words.level(hit.level),
                hit.valid_until,
                _told(hit, hit.holder if place == 0 or hit.holder != firm[0].holder else ""),
            )
    speech.show(table)


def _met(hit: Hit) -> str:
    """Write where a question was met, unless that is the holder's own name as everybody sees, and how."""
    texts = [(hit.matched_field, hit.matched_text), *hit.matched_more]
    elsewhere = [text for field, text in texts if field not in {"number", "uscc", "holder"} or hit.how == "near"]
    how = {"pinyin": both("拼音", "pinyin"), "near": both("名称相近，不是同一个", "a similar name, not the one typed")}
    parts = [*(["；".join(elsewhere)] if elsewhere else []), *([f"（{how[hit.how]}）"] if hit.how in how else [])]
    return f"← {''.join(parts)}" if parts else ""


def _told(hit: Hit, holder: str) -> Text:
    """Write what tells a certificate from others of the same firm, and where the question was met elsewhere."""
    scope = "；".join(hit.scope[:_ITEMS]) + (both(f" 等 {len(hit.scope)} 项", " …") if len(hit.scope) > _ITEMS else "")
    first = "  ".join(part for part in (holder, _met(hit)) if part)
    lines = [*([first] if first else []), f"{say(SCHEMES[hit.scheme].name)}：{scope}"]
    if hit.main is not None:
        lines.append(both(f"子证书，主证书 {hit.main}", f"sub-certificate of {hit.main}"))
    if hit.successor is not None:
        status = code_words.status(hit.successor.status).plain
        lines.append(
            both(f"接续证书 {hit.successor.number}（{status}）", f"successor {hit.successor.number} ({status})")
        )
    return speech.stacked(*lines)
