"""`starmark find`: certificates by number, USCC, or any part of a name, a brand or a product."""

from __future__ import annotations

import click

from certs import limits
from certs.errors import Words
from certs.register.answers import typed_question
from certs.register.answers.not_found import NotFound
from certs.register.answers.search_by_kind import search
from scripts.desk import instance_access
from scripts.desk.act_options import json_option
from scripts.terminal import clock, lookup_tables, speech
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option, verb


@verb(
    "find",
    Words(
        "按编号、信用代码，或名称、品牌、产品的任意一部分查找。",
        "Find certificates by number, USCC, or any part of a name, a brand or a product.",
    ),
)
@argument("text", nargs=-1, required=True, metavar="TEXT…", words=Words("要找的文字。", "What to look for."))
@option(
    "--limit",
    type=click.IntRange(1, limits.PAGE_MOST),
    default=limits.PAGE,
    metavar="N",
    words=Words(f"最多列出几张，默认 {limits.PAGE}。", f"How many to list; {limits.PAGE} by default."),
)
@option(
    "--after",
    default=None,
    metavar="CURSOR",
    words=Words("从上一页给出的位置接着列。", "Go on where the page before ended."),
)
@json_option
def command(text: tuple[str, ...], limit: int, after: str | None, as_json: bool) -> int:
    """List what is found."""
    now = clock.now()
    with instance_access.reader() as reader:
        asked = typed_question.question(" ".join(text), reader.look("").trust.base_url)
        hits = search(reader, asked, now=now, limit=limit, after=after)
    if isinstance(hits, NotFound):
        return lookup_tables.tell_not_found(hits, as_json=as_json)
    if as_json:
        speech.print_json(hits.to_json(now))
        return 0
    lookup_tables.hits(hits.items)
    if hits.next:
        speech.show(both(f"还有更多：加上 --after {hits.next}", f"There are more: add --after {hits.next}"))
    return 0
