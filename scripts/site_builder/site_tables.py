"""What the pages take from the data of the program: levels, indicators, statuses, decisions, changelog, measurements.

Each table becomes a Markdown snippet that pages include, so that a page can never say something else than the program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from certs.certificate.fields import SECTIONS
from certs.errors import Words
from certs.lifecycle.statuses import STATUSES
from certs.scheme.scheme import Level, Scheme
from certs.scheme.schemes import SCHEMES

ROOT: Final = Path(__file__).resolve().parents[2]
LANGUAGES: Final = ("zh", "en")
SHAPES: Final = {  # outlines on a square of 24, filled by the even-odd rule
    "valid": ("M12 1 22 6v17H2V6ZM6.3 13.7 10.6 18.1 18 9.7 16.2 8.1 10.5 14.5 8 12Z",),
    "suspended": ("M10 2v21H3V5.5ZM14 2v21h7V5.5Z",),
    "revoked": (
        (
            "M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4ZM8.1 6.3 6.3 8.1 10.2 12 6.3 15.9 8.1 17.7 "
            "12 13.8 15.9 17.7 17.7 15.9 13.8 12 17.7 8.1 15.9 6.3 12 10.2Z"
        ),
    ),
    "withdrawn": ("M2 2h20v20H2ZM4.4 4.4v15.2h15.2V4.4Z", "M7 10.7h10v2.6H7Z"),
    "expired": (
        (
            "M4 1h16v2.6h-1.6v2.6L13.6 12l4.8 5.8v2.6H20V23H4v-2.6h1.6v-2.6L10.4 12 5.6 6.2V3.6H4ZM8 "
            "3.6v1.7l4 4.9 4-4.9V3.6Z"
        ),
    ),
}


def snippets() -> dict[str, str]:
    """Return every snippet by its path below the snippet folder."""
    texts = {"decisions.md": decisions(ROOT / "site" / "decisions"), "changelog.md": changelog(ROOT / "CHANGELOG.md")}
    for language in LANGUAGES:
        gbt, brand = SCHEMES["gbt27922-2011"], SCHEMES["brand-1000"]
        tables = {
            "levels": levels_table(gbt, language),
            "levels-brand": levels_table(brand, language),
            "emblems": emblems(gbt, language),
            "indicators": indicators(gbt, language),
            "statuses": statuses(language),
            "fields": fields(language),
            "bench": bench(language),
            "day": day_on_three_servers(language),
        }
        texts |= {f"{language}/{name}.md": text for name, text in tables.items()}
    return texts


def _in(language: str, words: Words) -> str:
    return escape(words.zh if language == "zh" else words.en)


def _points(level: Level, language: str) -> str:
    return f"{level.threshold} 分及以上" if language == "zh" else f"{level.threshold} points and above"


def levels_table(scheme: Scheme, language: str) -> str:
    """Return the levels of a scheme, lowest first, with the score that earns each."""
    heads = ("等级", "最终得分", "星") if language == "zh" else ("Level", "Final score", "Stars")
    rows = [
        f'<tr role="row"><th scope="row" role="rowheader">{_in(language, level.name)}</th> '
        f'<td role="cell" class="figure" data-l="{heads[1]}">{_points(level, language)}</td> '
        f'<td role="cell" class="figure" data-l="{heads[2]}">{level.stars}</td></tr>'
        for level in reversed(scheme.levels)
    ]
    return data_table(heads, rows)


def data_table(heads: Sequence[str], rows: Sequence[str]) -> str:
    """Return a table that becomes cards on a phone. The roles keep it a table for screen readers even then."""
    head = " ".join(f'<th scope="col" role="columnheader">{word}</th>' for word in heads)
    return (
        f'<div class="tblwrap"><table class="data stack" role="table"><thead role="rowgroup"><tr role="row">{head}</tr>'
        f'</thead><tbody role="rowgroup">{" ".join(rows)}</tbody></table></div>\n'
    )


def fields(language: str) -> str:
    """Return every field of an input: where it stands, what it is called, what to write, and whether it is required."""
    heads = ("字段", "表头", "填什么", "必填") if language == "zh" else ("Field", "Head", "What to write", "Required")
    yes = "是" if language == "zh" else "yes"
    rows = [
        f'<tr role="row"><th scope="row" role="rowheader"><code>{section}.{field.name}</code></th> '
        f'<td role="cell" data-l="{heads[1]}">{_in(language, field.head)}</td> '
        f'<td role="cell" data-l="{heads[2]}">{_in(language, field.note)}</td> '
        f'<td role="cell" data-l="{heads[3]}">{yes if field.required else "—"}</td></tr>'
        for section, of in SECTIONS.items()
        for field in of
    ]
    return data_table(heads, rows)


def emblems(scheme: Scheme, language: str) -> str:
    """Return the emblem of each level of a scheme, lowest first, with the score that earns it."""
    figures = []
    for level in reversed(scheme.levels):
        name, file = _in(language, level.name), f"/static/starmark/marks/emblem-{level.stars or 'dabiao'}"
        alt = f"{name}标志图样" if language == "zh" else f"Mark of the level: {name}"
        full = "。" if language == "zh" else "."
        starless = {"zh": "通过认证，没有星。", "en": " Certified, without stars."}[language] if not level.stars else ""
        figures.append(
            f'<figure><picture><source media="screen and (prefers-color-scheme: dark)" srcset="{file}-reversed.svg">'
            f'<img src="{file}-colour.svg" width="150" height="262" alt="{alt}"></picture>'
            f"<figcaption><b>{name}</b> {_points(level, language)}{full}{starless}</figcaption></figure>"
        )
    return f'<div class="levels">{" ".join(figures)}</div>\n'


def indicators(scheme: Scheme, language: str) -> str:
    """Return the parts of a scheme with their totals and titles. Points below the totals are a sample and stay out."""
    colon, point, comma = ("：", " 分", "、") if language == "zh" else (": ", " points", ", ")
    items = [
        f"<li><b>{_in(language, group.title)}{colon}{group.points}{point}</b><br>"
        f"{comma.join(_in(language, indicator.title) for indicator in group.indicators)}</li>"
        for group in scheme.groups
    ]
    return f"<ol>{''.join(items)}</ol>\n"


def statuses(language: str) -> str:
    """Return the five statuses with the shapes that the service shows, so that a reader knows them again."""
    items = [
        f'<li><span><span class="st v-{code}">{shape(code)}{_in(language, status.word).capitalize()}</span></span> '
        f"<span><b>{_in(language, status.meaning)}</b></span> <span>{_in(language, status.use)}</span></li>"
        for code, status in STATUSES.items()
    ]
    return f'<ul class="five">{"".join(items)}</ul>\n'


def shape(code: str) -> str:
    """Return the shape of a status. A test holds it equal to the one that the service draws."""
    outlines = "".join(f'<path fill="currentColor" fill-rule="evenodd" d="{line}"/>' for line in SHAPES[code])
    return f'<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{outlines}</svg>'


def decisions(folder: Path) -> str:
    """Return the decision records by number, under their titles in both languages. Raises ValueError without one."""
    lines = []
    for file in sorted(folder.glob("[0-9]*.md")):
        text = file.read_text(encoding="utf-8")
        title = re.search(r"^# +(.+)$", text, re.MULTILINE)
        english = re.search(r'^<div lang="en".*?^## +(.+?)$', text, re.MULTILINE | re.DOTALL)
        if title is None or english is None:
            raise ValueError(f'{file.name}: a record has a title “# …” and, in <div lang="en">, an English one “## …”')
        lines.append(f'- [{title[1].strip()}]({file.name})<br><span lang="en">{escape(english[1].strip())}</span>\n')
    return "".join(lines)


def changelog(file: Path) -> str:
    """Return the changelog without its title, which the page has."""
    return re.sub(r"\A# .*\n+", "", file.read_text(encoding="utf-8"))


def bench(language: str) -> str:
    """Return the measurements of the last `make bench` in one language, or say that none has been recorded."""
    file = ROOT / "site" / "_data" / "bench.md"
    if file.exists():
        return measurements(file.read_text(encoding="utf-8"), language)
    return nothing_measured(language)


def measurements(text: str, language: str) -> str:
    """Return one language of the table that `make bench` writes in both: heads `中文 English`, cells `中文<br>English`.

    Raises ValueError if the text is not such a table.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.startswith("|")]
    if len(table) < 3 or any(len(row) != len(table[0]) for row in table):
        raise ValueError("site/_data/bench.md holds no table with a head, a rule and rows: run make bench again")
    heads = [said(head.replace(" ", "<br>", 1), language) for head in table[0]]
    rows = [
        f'<tr role="row"><th scope="row" role="rowheader">{said(row[0], language)}</th> '
        + " ".join(
            f'<td role="cell" class="figure" data-l="{head}">{said(cell, language)}</td>'
            for head, cell in zip(heads[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in table[2:]
    ]
    notes = said("".join(line for line in lines if not line.startswith("|")), language)
    return f"{data_table(heads, rows)}\n{notes}\n"


_STEPS: Final = {
    "issue": Words("签发一张", "issue one certificate"),
    "batch": Words("一次签发 {batch:,} 张", "issue a batch of {batch:,}"),
    "suspend": Words("暂停一张", "suspend one"),
    "failover": Words("切换：断掉主库，提升热备", "failover: cut the primary off, promote a standby"),
    "after failover": Words("切换后的第一次办理（被打断的那一次）", "the first act after it (the one cut short)"),
    "revoke": Words("撤销一张", "revoke one"),
    "restore": Words("恢复一张", "restore one"),
    "last": Words("再签发五张", "issue five more"),
    "audit": Words("完整审计", "full audit"),
    "backup": Words("备份", "backup"),
    "restore backup": Words("还原备份，重新发布", "restore the backup, publish anew"),
}


def day_on_three_servers(language: str) -> str:
    """Return how long each step of the last `make day` took, and what visitors were told meanwhile."""
    file = ROOT / "site" / "_data" / "day.json"
    if not file.exists():
        return nothing_measured(language)
    kept = json.loads(file.read_text(encoding="utf-8"))
    heads = ("步骤", "用时") if language == "zh" else ("Step", "Time")
    rows = [
        f'<tr role="row"><th scope="row" role="rowheader">{_in(language, words).format(**kept)}</th> '
        f'<td role="cell" class="figure" data-l="{heads[1]}">{amount(kept["seconds"][step], "s")}</td></tr>'
        for step, words in _STEPS.items()
    ]
    given = "、" if language == "zh" else ", "
    answers = given.join(f"`{told}` {count:,}" for told, count in kept["answers"].items())
    before, after = kept["load"]
    note = {
        "zh": f"网站给出的回答：{answers}；错的 {kept['wrong']}。{kept['date']}，{kept['machine']}，三个数据库、网站和查询的人都在这一台"
        f"上；开始和结束时的平均负载是 {before} 和 {after}。",
        "en": f"Answers of the website: {answers}; wrong: {kept['wrong']}. {kept['date']}, {kept['machine']}, with the "
        f"three databases, the website and those who asked on this one machine; its load average was {before} at the "
        f"beginning and {after} at the end.",
    }[language]
    return f"{data_table(heads, rows)}\n{note}\n"


def amount(value: float | None, unit: str) -> str:
    """Write what was measured, with three figures."""
    if value is None:
        return "—"
    return (f"{value:,.0f}" if value >= 100 else f"{value:.3g}") + f"\N{NO-BREAK SPACE}{unit}"


def nothing_measured(language: str) -> str:
    """Return what stands where nothing has been measured."""
    return {"zh": "目前还没有实测记录。\n", "en": "No measurement has been recorded yet.\n"}[language]


def said(both: str, language: str) -> str:
    """Return one half of `中文<br>English`, or the whole where there is only one."""
    chinese, _, english = both.partition("<br>")
    return escape((english or chinese) if language == "en" else chinese, quote=True)
