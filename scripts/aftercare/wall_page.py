"""The figures of the desk as one page for the wall: a file by itself that asks nobody for anything.

It may be seen by visitors, so that it has counts alone: no name of a firm, no number of a certificate or a case. Its
smallest letters are read from three metres on a screen that is 1920 pixels wide.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

from certs.casework.aftercare import desk_figures
from certs.casework.aftercare.desk_figures import DeskFigures, DueCount, StepTime
from certs.casework.aftercare.due_item import AHEAD
from certs.casework.cases.case_moves import APPEAL, CERTIFICATION, CHANGE, COMPLAINT, RENEWAL, REVOCATION
from certs.days import BEIJING
from certs.documents.marks.silhouettes import SILHOUETTES
from certs.errors import Words
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES
from scripts.aftercare.figure_words import WEEKDAYS, told_days
from scripts.aftercare.what_is_due import WHAT
from scripts.terminal.speech import both, say

_STYLE: Final = Path(__file__).with_name("wall.css")
_APPLICATIONS: Final = (CERTIFICATION, RENEWAL, CHANGE, REVOCATION)
_CLOCK: Final = (
    '<path fill="currentColor" fill-rule="evenodd" d="M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22ZM12 3.4a8.6 8.6 0 1 0 0 '
    '17.2 8.6 8.6 0 0 0 0-17.2ZM10.8 6h2.4v5.5l3.9 3.9-1.7 1.7-4.6-4.6Z"/>'
)
_HALVES: Final = (
    '<path fill="currentColor" d="M12 1v22H2V6Z"/><path fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-dasharray="3.4 2.4" d="M13 2.6 21 6.6V22h-8"/>'
)
_CASES: Final = '<path fill="currentColor" fill-rule="evenodd" d="M2 4h8l2 3h10v14H2ZM4.4 9.4v9.2h15.2V9.4Z"/>'
_MARK: Final = (
    '<svg viewBox="0 0 24 31" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="M12 0v31H0V6ZM12 9L10'
    '.23 13.56 5.34 13.84 9.14 16.93 7.89 21.66 12 19.01Z"/><path fill="currentColor" fill-rule="evenodd" d="M12 0 24 6'
    'v25H12ZM12 2.2V28.8H21.8V7.3Z"/><path fill="currentColor" d="M12 9L13.77 13.56 18.66 13.84 14.86 16.93 16.11 21.66'
    ' 12 19.01Z"/></svg>'
)
_LONG: Final = 1_000  # certificates a month, from which the numbers stand upright above their bars
_FOOT: Final = (
    "每一步用的天数，近 12 个月：一半的案件不超过，最慢的一成不少于。只有数目，没有名称和编号。",
    "Days for each step, last 12 months: half took no more, the slowest tenth no less. Counts alone, no names.",
)
# A lane each: the state, what waits in it, and the step that ends it.
_LANES: Final = (
    ("received", Words("待受理", "Accept"), "accept"),
    ("accepted", Words("待排计划", "Plan"), "plan"),
    ("planned", Words("待评价", "Assess"), "assess"),
    ("assessed", Words("待两人决定", "Decide"), "decide"),
    ("decided", Words("待签发", "Issue"), "issue"),
)
_LETTERS: Final = (
    ("received", Words("待确认", "Confirm"), "accept"),
    ("accepted", Words("查证中", "Look into"), "answer"),
    ("decided", Words("待办结", "Close"), "close"),
)


def wall_page(figures: DeskFigures, body: str, now: datetime, *, sample: bool) -> bytes:
    """Return the page, in the language in use."""
    style = _STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    local = now.astimezone(BEIJING)
    title = both("案件墙", "Case wall")
    when = both(
        f"{local:%Y-%m-%d} {WEEKDAYS[local.weekday()].zh} {local:%H:%M} 的数字",
        f"as of {WEEKDAYS[local.weekday()].en}, {local:%Y-%m-%d %H:%M}",
    )
    strip = both("样例：机构、企业和证书均为虚构", "Sample: body, firms and certificates are invented")
    parts = [
        "<!doctype html>",
        f'<html lang="{both("zh-CN", "en")}"><head><meta charset="utf-8">',
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title} · {escape(body)}</title><style>{style}</style></head><body>",
        "<header>",
        *([f'<p class="sample">{strip}</p>'] if sample else []),
        f'<div class="head">{_MARK}<h1>{title}</h1><p class="body">{escape(body)}</p><p>{when}</p></div>',
        "</header><main>",
        *_tiles(figures),
        *_work(figures),
        *_below(figures),
        f"</main><footer>{both(*_FOOT)}</footer>",
        "</body></html>\n",
    ]
    return "\n".join(parts).encode()


def _tiles(figures: DeskFigures) -> Iterator[str]:
    waiting, _ = desk_figures.of_kinds(figures.cases, _APPLICATIONS).get("assessed", (0, 0))
    tiles = (
        ("brand", _CASES, figures.running, both("在办", "running")),
        ("revoked", _CLOCK, figures.late, both("已超期", "late")),
        ("withdrawn", _HALVES, waiting, both("等两人决定", "for two to decide")),
        ("suspended", SILHOUETTES["suspended"], figures.statuses.get("suspended", 0), both("暂停中", "suspended")),
        ("valid", SILHOUETTES["valid"], figures.statuses.get("valid", 0), both("有效证书", "valid certificates")),
    )
    yield '<ul class="tiles">'
    for colour, glyph, count, words in tiles:
        yield f'<li class="v-{colour}"><div>{_glyph(glyph)}<b>{count:,}</b></div><span>{words}</span></li>'
    yield "</ul>"


def _glyph(paths: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>'


def _work(figures: DeskFigures) -> Iterator[str]:
    yield '<div class="work">'
    yield from _lanes(figures, both("申请", "Applications"), _LANES, _APPLICATIONS)
    yield from _lanes(figures, both("投诉和申诉", "Complaints and appeals"), _LETTERS, (COMPLAINT, APPEAL))
    yield "</div>"


def _lanes(
    figures: DeskFigures, title: str, lanes: Sequence[tuple[str, Words, str]], kinds: Sequence[str]
) -> Iterator[str]:
    counts = desk_figures.of_kinds(figures.cases, kinds)
    total = sum(counts.get(state, (0, 0))[0] for state, _, _ in lanes)
    yield f'<section><h2>{title}<span>{total:,}</span></h2><div class="lanes">'
    for state, words, step in lanes:
        count, late = counts.get(state, (0, 0))
        yield f'<div class="lane{" lane--late" if late else ""}"><h3>{say(words)}</h3><b>{count:,}</b>'
        if late:
            yield f'<p class="late">{_glyph(_CLOCK)}{both(f"超期 {late:,}", f"{late:,} late")}</p>'
        yield "".join(f"<p>{line}</p>" for line in _pace(figures.steps, step, kinds[0])) + "</div>"
    yield "</div></section>"


def _pace(steps: Sequence[StepTime], step: str, kind: str) -> tuple[str, ...]:
    """Tell how long the step took that ends a lane; of the first of its kinds, which is by far the most frequent."""
    one = next((each for each in steps if (each.kind, each.step) == (kind, step)), None)
    return (both("还没有办过", "none done yet"),) if one is None else told_days(one)


def _below(figures: DeskFigures) -> Iterator[str]:
    yield '<div class="below">'
    yield from _statuses(figures.statuses)
    yield from _levels(figures.levels)
    yield from _months(figures)
    yield from _due(figures.due)
    yield "</div>"


def _statuses(statuses: Mapping[str, int]) -> Iterator[str]:
    most = max(statuses.values(), default=0)
    yield f"<section><h2>{both('证书', 'Certificates')}<span>{sum(statuses.values()):,}</span></h2>"
    yield '<ul class="rows">'
    for code, words in STATUS_WORDS.items():
        glyph = _glyph(SILHOUETTES["notyet" if code == "not_yet_valid" else code])
        count = statuses.get(code, 0)
        what = f'<span class="what">{glyph}{say(words)}</span>'
        yield f'<li class="v-{code}">{what}<b>{count:,}</b>{_bar(count, most)}</li>'
    yield "</ul></section>"


def _levels(levels: Mapping[tuple[str, str], int]) -> Iterator[str]:
    most = max(levels.values(), default=0)
    yield f'<section><h2>{both("有效证书的等级", "Levels of the valid")}</h2><ul class="rows">'
    several = len({scheme for scheme, _ in levels}) > 1
    for scheme in SCHEMES.values():
        for level in scheme.levels:
            count = levels.get((scheme.code, level.code), 0)
            if not count:
                continue
            name = f"{say(level.name)} {scheme.standard}" if several else say(level.name)
            stars = f'<span class="stars" aria-hidden="true">{"★" * level.stars}</span>' if scheme.has_mark else ""
            yield f'<li><span class="what">{name} {stars}</span><b>{count:,}</b>{_bar(count, most)}</li>'
    yield "</ul></section>"


def _bar(count: int, most: int) -> str:
    width = round(100 * count / most, 1) if most else 0
    rect = f'<rect width="{width}" height="10"/>'
    return f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{rect}</svg>'


def _months(figures: DeskFigures) -> Iterator[str]:
    most = max((each.issued for each in figures.months), default=0)
    total = sum(each.issued for each in figures.months)
    yield f"<section><h2>{both('每月颁证，近 12 个月', 'Issued, by month')}<span>{total:,}</span></h2>"
    yield f'<ul class="bars{" bars--long" if most >= _LONG else ""}">'
    for each in figures.months:
        height = round(100 * each.issued / most, 1) if most else 0
        rect = f'<rect y="{100 - height}" width="10" height="{height}"/>'
        chart = f'<svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">{rect}</svg>'
        yield f"<li><b>{each.issued:,}</b>{chart}<span>{int(each.month[5:])}</span></li>"
    yield "</ul></section>"


def _due(due: Sequence[DueCount]) -> Iterator[str]:
    yield f"<section><h2>{both('要办的事', 'What is due')}</h2>"
    if not due:
        yield f"<p>{both(f'{AHEAD} 天内没有到期的事。', f'Nothing is due within {AHEAD} days.')}</p></section>"
        return
    heads = (both("事项", "what"), both("已过期", "past"), both(f"{AHEAD} 天内", f"{AHEAD} days"))
    yield f"<table><thead><tr>{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead><tbody>"
    for each in due:
        late = ' class="late"' if each.past else ""
        yield f"<tr><th scope=row>{say(WHAT[each.what])}</th><td{late}>{each.past:,}</td><td>{each.ahead:,}</td></tr>"
    yield "</tbody></table></section>"
