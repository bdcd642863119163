"""`starmark stats`: figures of the desk as a table, as JSON, and as a page for the wall."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from certs.casework.aftercare.desk_figures import DeskFigures, desk_figures
from certs.casework.aftercare.due_item import AHEAD
from certs.casework.cases.case_moves import KINDS, act_words, state_words
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import Words
from certs.instance import whole_files
from certs.instance.folder import Instance
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES
from scripts.aftercare import what_is_due
from scripts.aftercare.figure_words import told_days
from scripts.aftercare.wall_page import wall_page
from scripts.aftercare.what_is_due import WHAT
from scripts.cases import case_desk
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option, verb


@verb(
    "stats",
    Words(
        "工作台的数字：案件按类别和状态、每一步多久、要办的事、证书按状态和等级、每月颁证。--html 写出挂在墙上的页面。",
        "Figures of the desk: cases by kind and state, how long each step takes, what is due, certificates by status, "
        "level and month. --html writes a page for the wall.",
    ),
)
@option(
    "--html",
    "target",
    type=FILE,
    default=None,
    metavar="FILE.html",
    words=Words(
        "写到这个文件，已有的会被替换；只有数目，没有名称和编号，不联网。",
        "File to write, one that is there is replaced; counts alone, no names and numbers, and no network.",
    ),
)
@json_option
def command(target: Path | None, *, as_json: bool) -> int:
    """Tell them."""
    place, now = case_desk.instance(), clock.now()
    figures, body = _told(place)
    if target is not None:
        page = wall_page(figures, body, now, sample=place.settings.body.is_sample)
        whole_files.write(target, page)
    if as_json:
        speech.print_json(_json(figures))
        return 0
    _show(figures)
    if target is not None:
        speech.show(both(f"页面已写到 {target}。", f"The page is in {target}."))
    return 0


def _told(place: Instance) -> tuple[DeskFigures, str]:
    """Return the figures of today, and the body's name."""
    today = beijing_day(clock.now())
    with (
        instance_access.reader() as reader,
        reader.view() as view,
        Journal.open(place.casework_url) as journal,
        journal.reading() as casework,
    ):
        due = what_is_due.items(place, view, journal, casework, today)
        figures = desk_figures(view.connection, casework, today, due)
        return figures, both(view.trust.body.name, view.trust.body.name_en)


def _json(figures: DeskFigures) -> dict[str, Any]:
    return {
        "day": figures.day.isoformat(),
        "running": figures.running,
        "late": figures.late,
        "cases": [
            {"kind": each.kind, "state": each.state, "count": each.count, "late": each.late} for each in figures.cases
        ],
        "steps": [
            {
                "kind": each.kind,
                "step": each.step,
                "count": each.count,
                "median_days": each.median,
                "slowest_tenth_days": each.slowest_tenth,
            }
            for each in figures.steps
        ],
        "due": [{"what": each.what, "past": each.past, "ahead": each.ahead} for each in figures.due],
        "statuses": {code: figures.statuses.get(code, 0) for code in STATUS_WORDS},
        "levels": [{"scheme": scheme, "level": level, "count": count} for (scheme, level), count in _by_level(figures)],
        "months": [
            {"month": each.month, "issued": each.issued, "revoked": each.revoked, "withdrawn": each.withdrawn}
            for each in figures.months
        ],
    }


def _by_level(figures: DeskFigures) -> list[tuple[tuple[str, str], int]]:
    """Return the counts of levels, each scheme's highest first."""
    order = [(scheme.code, level.code) for scheme in SCHEMES.values() for level in scheme.levels]
    return [(place, figures.levels[place]) for place in order if figures.levels.get(place)]


def _show(figures: DeskFigures) -> None:
    _show_cases(figures)
    _show_steps(figures)
    speech.heading(both("要办的事", "What is due"))
    table = speech.table(both("事项", "what"), both("已过期", "past"), both(f"{AHEAD} 天内", f"within {AHEAD} days"))
    for each in figures.due:
        speech.row(table, say(WHAT[each.what]), each.past, each.ahead, style=colours.BAD if each.past else "")
    speech.show(table)
    speech.heading(both("证书", "Certificates"))
    facts = speech.facts()
    for code, words in STATUS_WORDS.items():
        speech.row(facts, say(words), figures.statuses.get(code, 0))
    for (scheme, level), count in _by_level(figures):
        speech.row(facts, f"{say(SCHEMES[scheme].level(level).name)} {SCHEMES[scheme].standard}", count)
    speech.show(facts)
    speech.heading(both("每月登记", "Entered each month"))
    heads = (
        both("月", "month"),
        both("颁证", "issued"),
        say(ENTRY_TYPES["revoked"].word),
        say(ENTRY_TYPES["withdrawn"].word),
    )
    table = speech.table(*heads)
    for month in figures.months:
        speech.row(table, month.month, month.issued, month.revoked, month.withdrawn)
    speech.show(table)


def _show_cases(figures: DeskFigures) -> None:
    late = both(f"，{figures.late} 件超期", f", {figures.late} late") if figures.late else ""
    speech.heading(both(f"在办 {figures.running} 件{late}", f"{figures.running} running{late}"))
    table = speech.table(both("类别", "kind"), both("状态", "state"), both("件", "cases"), both("超期", "late"))
    for each in figures.cases:
        style = colours.BAD if each.late else ""
        speech.row(
            table, say(KINDS[each.kind]), say(state_words(each.kind, each.state)), each.count, each.late, style=style
        )
    speech.show(table)


def _show_steps(figures: DeskFigures) -> None:
    speech.heading(both("每一步用多久（12 个月以内办的）", "How long each step takes (done within 12 months)"))
    grid = speech.facts(4)
    for each in figures.steps:
        count = both(f"{each.count} 件", f"{each.count} cases")
        speech.row(
            grid,
            say(KINDS[each.kind]),
            say(act_words(each.kind, each.step)),
            count,
            both("，", ", ").join(told_days(each)),
        )
    speech.show(grid)
